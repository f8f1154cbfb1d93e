"""A bar of the timeline and a swatch of its legend, painted alike."""

from __future__ import annotations

from math import floor

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.recording.looks import Look
from desktop.ui.theme.tokens import SERIES

_THIN, _ROUND = 3.0, 3.0
_STRIPE, _STRIPES_APART = 3.0, 5.0
_NARROW = 6.0  # nothing of a pattern would be seen


def paint_answer(painter: QPainter, bar: QRectF, look: Look) -> None:
    """Paints an answer into the place of its bar."""
    colour = QColor(SERIES[look.colour])
    if look.fill == "hollow":
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(bar.adjusted(0.75, 0.75, -0.75, -0.75), _ROUND, _ROUND)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if look.fill == "thin":
        painter.drawRect(QRectF(bar.x(), bar.center().y() - _THIN / 2, bar.width(), _THIN))
    elif look.fill == "striped" and bar.width() >= _NARROW:
        at = floor(bar.left() / _STRIPES_APART) * _STRIPES_APART  # in step with the bars beside it
        while at < bar.right():
            stripe = QRectF(at, bar.top(), _STRIPE, bar.height())
            painter.drawRect(stripe.intersected(bar))
            at += _STRIPES_APART
    else:
        radius = _ROUND if bar.width() >= _NARROW else 0.0
        painter.drawRoundedRect(bar, radius, radius)
