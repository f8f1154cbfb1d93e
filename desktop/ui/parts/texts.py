"""Labels in the roles of the style sheet. All of them show plain text: nothing from a file is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel

from desktop.ui.i18n.direction import beginning, in_window_order

_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=[^\W\d]|%)")

_WRAPS, _ANY_HEIGHT = Qt.TextFlag.TextWordWrap, 10_000


class Words(QLabel):
    """A label that stands where the window's lines begin, whatever its text begins with."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(beginning() | Qt.AlignmentFlag.AlignVCenter)

    def setText(self, text: str) -> None:
        """Shows this text."""
        super().setText(in_window_order(text))


class SteadyWords(Words):
    """A wrapped label that is as high as the longest of what it may say: what stands below never moves."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setAlignment(beginning() | Qt.AlignmentFlag.AlignTop)
        self._may_say: tuple[str, ...] = ()

    def prepare(self, texts: Iterable[str]) -> None:
        """What it may say."""
        self._may_say = tuple(in_window_order(text) for text in texts)
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        """Room for each of the texts."""
        room, metrics = QRect(0, 0, width, _ANY_HEIGHT), self.fontMetrics()
        heights = (metrics.boundingRect(room, _WRAPS, text).height() for text in self._may_say)
        return max(super().heightForWidth(width), *heights, 0)


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
