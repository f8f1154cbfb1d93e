"""The bar above the picture: which source, how it stands, and what is shown of it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from desktop.ui.actions import Actions
from desktop.ui.live.live_state import Phase
from desktop.ui.live.record_button import RecordButton
from desktop.ui.live.source_menu import SourceMenu
from desktop.ui.live.source_text import SourceLabel
from desktop.ui.live.transport import icon_button
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

_DOTS = {
    Phase.RUNNING: "good",
    Phase.LOST: "warning",
    Phase.FAILED: "danger",
    Phase.OPENING: "accent",
}


class Dot(QWidget):
    """A small round light; what it says is also in the words beside it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = "control_border"
        self.setFixedSize(QSize(10, 10))

    def show_phase(self, phase: Phase) -> None:
        """The colour of a phase."""
        self._role = _DOTS.get(phase, "control_border")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A disc."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(self._theme.colours, self._role)))
        painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))
        painter.end()


class Header(QFrame):
    """The source button opens the menu of sources."""

    def __init__(
        self, actions: Actions, menu: SourceMenu, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._menu = menu
        self._kind = "camera"
        self.setProperty("role", "header")
        self.source = QToolButton()
        self.source.setProperty("kind", "source")
        self.source.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.source.setMaximumWidth(320)
        self.source.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.source.setToolTip(actions["choose_source"].toolTip())
        self.source.clicked.connect(self.open_menu)
        self.dot = Dot(theme)
        self.chip = QLabel()
        self.chip.setProperty("role", "muted")
        self.chip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        across = QHBoxLayout(self)
        across.setContentsMargins(SPACE.medium, SPACE.tight, SPACE.medium, SPACE.small)
        across.setSpacing(SPACE.small)
        across.addWidget(self.source)
        across.addSpacing(SPACE.tight)
        across.addWidget(self.dot)
        across.addWidget(self.chip, 1)
        self.record = RecordButton(actions["record"], theme)
        across.addWidget(self.record)
        for name in ("mirror", "overlay", "hud", "panel", "full_screen"):
            across.addWidget(icon_button(actions[name]))
        theme.changed.connect(self._tint)

    def show_source(self, label: SourceLabel | None, phase: Phase, words: str) -> None:
        """Which source, and how it stands."""
        title = self.tr("Choose a source") if label is None else label.title
        self._kind = "camera" if label is None else label.kind
        shown = self.source.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, 220)
        self.source.setText(f" {shown}  ▾".replace("&", "&&"))
        self.source.setAccessibleName(self.tr("Source: %s") % title)
        self.dot.show_phase(phase)
        self.chip.setText(words)
        self.chip.setAccessibleName(self.tr("State: %s") % words)
        self._tint()

    def open_menu(self) -> None:
        """Open the menu of sources under its button."""
        self._menu.popup(self.source.mapToGlobal(QPoint(0, self.source.height() + 2)))

    def _tint(self) -> None:
        self.source.setIcon(self._theme.icon(self._kind))
