"""Labels in the roles of the style sheet. All of them show plain text: nothing from a file is markup."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

from desktop.ui.i18n.direction import beginning, in_window_order

_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=[^\W\d]|%)")


class Words(QLabel):
    """A label that stands where the window's lines begin, whatever its text begins with."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(beginning() | Qt.AlignmentFlag.AlignVCenter)

    def setText(self, text: str) -> None:
        """Shows this text."""
        super().setText(in_window_order(text))


class WholeLines(Words):
    """Wrapped words that are never lower than their lines: a dialog asks for no height that goes by a width.

    Qt asks for it anew with each layout. A least height that was set would count as needed ever after,
    also with smaller type.
    """

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self.setText(text)
        self.setWordWrap(True)
        if role:
            self.setProperty("role", role)

    def heightForWidth(self, width: int) -> int:
        """A layout asks with the room that there is, also where the words may not be as wide."""
        return super().heightForWidth(min(width, self.maximumWidth()))

    def minimumSizeHint(self) -> QSize:
        """As high as its lines are at this width, once it has one."""
        hint = super().minimumSizeHint()
        if self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            hint.setHeight(max(hint.height(), self.heightForWidth(self.width())))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


def together(text: str) -> str:
    """A text that breaks nowhere between a number and its unit."""
    return _NUMBER_AND_UNIT.sub("\u00a0", text)


def label(text: str = "", role: str = "", *, wraps: bool = False, selectable: bool = False) -> QLabel:
    """A label of plain text; `role` as the style sheet knows it."""
    made = Words()
    made.setText(text)
    made.setWordWrap(wraps)
    if role:
        made.setProperty("role", role)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
