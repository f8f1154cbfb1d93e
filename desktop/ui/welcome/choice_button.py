"""A large button with an icon, a title and a line on what follows."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.parts.texts import label
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

_ICON = 26


class ChoiceButton(QPushButton):
    """All of it can be pressed; a screen reader says both lines."""

    def __init__(
        self, theme: Theme, icon: str, title: str, detail: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon
        self.title = title
        self.setProperty("kind", "choice")
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.setToolTip(detail)
        self.setAutoDefault(False)
        self._icon = QLabel()
        words = QVBoxLayout()
        words.setSpacing(SPACE.hair)
        words.addWidget(label(title, "strong"))
        words.addWidget(label(detail, "muted", wraps=True))
        self._rows = across = QHBoxLayout(self)
        across.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, SPACE.small)
        across.setSpacing(SPACE.large)
        across.addWidget(self._icon)
        across.addLayout(words, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for part in self.findChildren(QLabel):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            part.ensurePolished()  # before that it does not know its font
        theme.changed.connect(self._tint)
        self._tint()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second half of a double click was meant for what stood here before."""
        event.accept()

    def sizeHint(self) -> QSize:
        """Room for its lines: a button knows of its text alone."""
        return self._rows.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be: the second line wraps."""
        return self._rows.minimumSize()

    def hasHeightForWidth(self) -> bool:
        """Narrow, the second line takes more room."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Two lines, or more."""
        return self._rows.totalHeightForWidth(width)

    def _tint(self) -> None:
        side = self._theme.grown(_ICON)
        self._icon.setPixmap(self._theme.pixmap(self._icon_name, side, self.devicePixelRatioF(), "accent"))
