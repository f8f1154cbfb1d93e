"""A list of choices that looks like the other controls, and that the wheel scrolls past."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QStyle, QStyleOptionComboBox, QWidget

MOST_ROWS = 14
_ROW_MARGINS = 40  # beside the words of a row: its padding, the frame, a scroll bar


class ChoiceBox(QComboBox):
    """Its list is as wide as the longest row, and shows every row where there are not many."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(MOST_ROWS)
        self.setView(QListView(self))  # whose rows the style sheet knows; those of the usual one it doesn't

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the page changes nothing."""
        event.ignore()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Words that don't fit end in an ellipsis."""
        super().initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        words = option.currentText  # type: ignore[attr-defined]
        fits = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room - 4)
        option.currentText = fits  # type: ignore[attr-defined]

    def sizeHint(self) -> QSize:
        """Where it goes by its contents: room for the longest, which Qt under a style sheet leaves short."""
        hint = super().sizeHint()
        if self.sizeAdjustPolicy() is not self.SizeAdjustPolicy.AdjustToContents:
            return hint
        option = QStyleOptionComboBox()
        super().initStyleOption(option)
        option.rect = QRect(QPoint(0, 0), hint)  # type: ignore[attr-defined]
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        words = (self.itemText(row) for row in range(self.count()))
        longest = max(map(self.fontMetrics().horizontalAdvance, words), default=0)
        return QSize(max(hint.width(), hint.width() - room + longest + 8), hint.height())

    def showPopup(self) -> None:
        """As wide as the longest row, as far as the screen goes."""
        words = (self.itemText(row) for row in range(self.count()))
        longest = max(map(self.view().fontMetrics().horizontalAdvance, words), default=0)
        widest = self.screen().availableGeometry().width() - 2 * _ROW_MARGINS
        self.view().setMinimumWidth(min(longest + _ROW_MARGINS, widest))
        super().showPopup()
