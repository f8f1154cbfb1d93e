"""A line to search a page by words, wide enough for what it says of itself in any size of type."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

_BESIDE_PX = 56  # the line's frame and padding, and the button that clears it


class SearchField(QLineEdit):
    """Empty it shows `words`, which are its name too."""

    def __init__(self, words: str, tip: str, least_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least_px = least_px
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setToolTip(tip)
        self.setClearButtonEnabled(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for its words."""
        words = self.fontMetrics().horizontalAdvance(self.placeholderText())
        return QSize(max(self._least_px, words + _BESIDE_PX), super().sizeHint().height())
