"""What marks a picture as one of the chosen: a frame around it, and a tick. A shade alone is overlooked."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from desktop.ui.theme.tokens import SPACE, Colours

FRAME_PX = 3
TICK_PX = 22
_INSET_PX = 6
_TICK = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.33))


def chosen_pixmap(pixmap: QPixmap, colours: Colours, *, from_right: bool) -> QPixmap:
    """The same picture as one of the chosen."""
    made = QPixmap(pixmap)
    painter = QPainter(made)
    whole = QRectF(QPointF(0, 0), pixmap.deviceIndependentSize())
    paint_chosen(painter, whole, colours, from_right=from_right)
    painter.end()
    return made


def paint_chosen(painter: QPainter, picture: QRectF, colours: Colours, *, from_right: bool) -> None:
    """Over a picture that lies on `accent_soft`; the tick is in the upper corner where lines of text end."""
    ink, ground = QColor(colours.on_accent_soft), QColor(colours.accent_soft)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, FRAME_PX))
    half = FRAME_PX / 2
    inside = picture.adjusted(half, half, -half, -half)
    painter.drawRoundedRect(inside, SPACE.radius_small, SPACE.radius_small)
    left = picture.left() + _INSET_PX if from_right else picture.right() - _INSET_PX - TICK_PX
    disc = QRectF(left, picture.top() + _INSET_PX, TICK_PX, TICK_PX)
    painter.setBrush(ink)
    painter.setPen(QPen(ground, 2))
    painter.drawEllipse(disc)
    painter.setPen(QPen(ground, 2.5, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    points = [QPointF(disc.left() + x * TICK_PX, disc.top() + y * TICK_PX) for x, y in _TICK]
    painter.drawPolyline(QPolygonF(points))
    painter.restore()
