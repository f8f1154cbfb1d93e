"""The text of rows that lists paint themselves: one line in its place, cut where it does not fit."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter


def draw_line(
    painter: QPainter, place: QRect, side: Qt.AlignmentFlag, text: str, font: QFont, ink: str
) -> None:
    """Draws `text` from the left at the top or bottom (`side`) of `place`, with an ellipsis if too long."""
    painter.setFont(font)
    painter.setPen(QColor(ink))
    fits = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, side | Qt.AlignmentFlag.AlignLeft, fits)


def row_font(usual: QFont, times: float, *, strong: bool = False) -> QFont:
    """The usual font at `times` its size."""
    font = QFont(usual)
    font.setPointSizeF(usual.pointSizeF() * times)
    if strong:
        font.setWeight(QFont.Weight.DemiBold)
    return font
