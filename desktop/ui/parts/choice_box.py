"""A list of choices that looks like the other controls, and that the wheel scrolls past."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.ui.theme.theme import Theme

_ARROW = 16


class ChoiceBox(QComboBox):
    """The arrow is an icon of ours: the style sheet can't tint one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.update)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the page changes nothing."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, and the arrow over it."""
        super().paintEvent(event)
        painter = QPainter(self)
        role = "muted" if self.isEnabled() else "disabled"
        arrow = self._theme.pixmap("down", _ARROW, self.devicePixelRatioF(), role)
        left = 10 if self.isRightToLeft() else self.width() - _ARROW - 10
        painter.drawPixmap(left, (self.height() - _ARROW) // 2, arrow)
        painter.end()
