"""Words beside what belongs to them; above it where they would have room for a word or two a line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from desktop.ui.theme.tokens import SPACE


class TurningRow(QWidget):
    """Who holds it says by `stack` which way it stands: rows under each other stand alike."""

    def __init__(self, words: QLayout | QWidget, control: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control = control
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._both.setContentsMargins(0, SPACE.hair, 0, SPACE.hair)
        self._both.setSpacing(SPACE.medium)
        if isinstance(words, QLayout):
            self._both.addLayout(words, 1)
        else:
            self._both.addWidget(words, 1)
        self._both.addWidget(control, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)

    @property
    def stacked(self) -> bool:
        """Whether the words stand above."""
        return self._both.direction() is QBoxLayout.Direction.TopToBottom

    def beside_px(self, width: int) -> int:
        """How much of this width is left for words beside the control."""
        needs = max(self.control.sizeHint().width(), self.control.minimumWidth())
        return width - min(needs, self.control.maximumWidth()) - SPACE.medium

    def stack(self, stacked: bool) -> None:
        """Words above, or beside."""
        way = QBoxLayout.Direction
        if stacked != self.stacked:
            self._both.setDirection(way.TopToBottom if stacked else way.LeftToRight)
            self._both.setSpacing(SPACE.tight if stacked else SPACE.medium)
