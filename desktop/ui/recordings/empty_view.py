"""What stands on the recordings page while there is none: how to begin, and what is kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.parts.texts import WholeLines, label
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

_ICON, _WIDTH = 56, 520


class EmptyView(QWidget):
    """Icon, title, sentence, one button."""

    live_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.how = WholeLines()
        kept = WholeLines(
            self.tr("Answers are kept, the picture too if you want. All of it stays on this computer."),
            "muted",
        )
        title = label(self.tr("Nothing is recorded yet"), "title")
        for part in (title, self.how, kept):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (self.how, kept):
            part.setFixedWidth(_WIDTH)
        self.live = QPushButton(self.tr(" Go to the Live page"))
        self.live.setAccessibleName(self.tr("Go to the Live page"))
        self.live.setToolTip(self.tr("Where recording begins"))
        self.live.setProperty("kind", "primary")
        self.live.clicked.connect(self.live_asked)
        middle = Qt.AlignmentFlag.AlignHCenter
        rows = QVBoxLayout(self)
        rows.setSpacing(SPACE.medium)
        rows.addStretch(2)
        parts: tuple[QWidget, ...] = (self._icon, title, self.how, self.live, kept)
        for each in parts:
            rows.addWidget(each, 0, middle)
        rows.addStretch(3)
        self.show_key("")
        theme.changed.connect(self._tint)
        self._tint()

    def show_key(self, key: str) -> None:
        """How recording begins; `key`: the one that begins it, "" for none."""
        begins = self.tr("Watch something on the Live page and press the round button above the picture.")
        if key:
            begins = self.tr(
                "Watch something on the Live page and press {key}, or the round button above the picture."
            ).format(key=key)
        then = self.tr(
            "The same again ends it. Then you see here who was there and when they smiled, watch it again, "
            "and say who is who."
        )
        self.how.setText(f"{begins} {then}")

    def _tint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("recordings", _ICON, self.devicePixelRatioF(), "accent"))
        self.live.setIcon(self._theme.icon("live", "on_accent"))
