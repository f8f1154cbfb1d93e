"""Help of several lines: with air between them, and under a name in the same rhythm everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.i18n.direction import beginning, in_window_order
from desktop.ui.parts.texts import Words, label
from desktop.ui.theme.tokens import SPACE

_AIR = 0.2  # of a line's height, between two lines


class Prose(Words):
    """A small wrapped text whose lines stand further apart than a label's. `role` as in `label`."""

    def __init__(self, text: str = "", role: str = "small") -> None:
        super().__init__()
        self.setText(text)
        self.setProperty("role", role)
        self.setWordWrap(True)
        self._may_say: tuple[str, ...] = ()

    def prepare(self, texts: Iterable[str]) -> None:
        """It is as high as the longest of these needs: what stands below never moves."""
        self._may_say = tuple(in_window_order(text) for text in texts)
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        """Its lines, and the air between them."""
        heights = (self._laid(text, width)[1] for text in (self.text(), *self._may_say) if text)
        return round(max(heights, default=0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines, from the top."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        self._laid(self.text(), self.width())[0].draw(painter, QPointF(0, 0))
        painter.end()

    def _laid(self, text: str, width: int) -> tuple[QTextLayout, float]:
        """The text in lines of at most this width, and their height."""
        self.ensurePolished()
        laid, below = QTextLayout(text, self.font()), 0.0
        wraps = QTextOption(beginning())
        wraps.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        wraps.setTextDirection(self.layoutDirection())
        laid.setTextOption(wraps)
        laid.beginLayout()
        while (line := laid.createLine()).isValid():
            line.setLineWidth(width)
            below += _AIR * line.height() if below else 0.0
            line.setPosition(QPointF(0, below))
            below += line.height()
        laid.endLayout()
        return laid, below


def named(title: str, *texts: QWidget) -> QVBoxLayout:
    """A name over its help, and whatever else is said: as far apart where a control beside them is higher."""
    column = QVBoxLayout()
    column.setSpacing(SPACE.hair)
    column.addStretch(1)
    for part in (label(title, "strong", wraps=True), *texts):
        column.addWidget(part)
    column.addStretch(1)
    return column
