"""The live picture with the ring of poses over it: covered, wanted now, and still to come."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui.live.picture_view import PictureView
from desktop.ui.people.guide_words import on_screen
from desktop.ui.theme.tokens import STAGE

_SIDES = {"right": 0, "up": 90, "left": 180, "down": 270}  # degrees, anticlockwise from three o'clock
_SPAN = 64
_SHARE = 0.82  # of the picture's height


class RingView(PictureView):
    """Four arcs for the sides, a circle inside for the face from the front and its smile."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._have: Collection[str] = ()
        self._wanted: str | None = None
        self.ring = False
        self.set_with_overlay(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def show_ring(self, have: Collection[str], wanted: str | None) -> None:
        """These poses are covered, this one is wanted."""
        self._have, self._wanted, self.ring = tuple(have), wanted, True
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, then the ring."""
        super().paintEvent(event)
        if not self.ring or self.frame is None:
            return
        place = self.place()
        side = min(place.width, place.height) * _SHARE
        ring = QRectF(0, 0, side, side)
        ring.moveCenter(QRectF(place.x, place.y, place.width, place.height).center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pose, middle in _SIDES.items():
            self._paint_arc(painter, ring, on_screen(pose, self.mirrored), middle)
        inner = ring.adjusted(16, 16, -16, -16)
        painter.setPen(self._pen("smile" if self._wanted == "smile" else "front", 3))
        painter.drawEllipse(inner)
        painter.end()

    def _paint_arc(self, painter: QPainter, ring: QRectF, pose: str, middle: int) -> None:
        start, span = round((middle - _SPAN / 2) * 16), _SPAN * 16
        halo = QColor(STAGE.plate)
        halo.setAlpha(130)
        pen = QPen(halo, 13)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(ring, start, span)
        painter.setPen(self._pen(pose, 8))
        painter.drawArc(ring, start, span)

    def _pen(self, pose: str, width: float) -> QPen:
        if pose in self._have:
            colour = QColor(STAGE.accent)
        elif pose == self._wanted:
            colour = QColor(STAGE.ink)
        else:
            colour = QColor(STAGE.ink)
            colour.setAlpha(90)
        pen = QPen(colour, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if pose == self._wanted:
            pen.setWidthF(width + 3)
        return pen
