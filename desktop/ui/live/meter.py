"""A bar that shows a share of one, in the tone of its answer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.live.face_views import Tone
from desktop.ui.theme.theme import Theme


class Meter(QWidget):
    """Shows; can't be changed by the user."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share: float | None = None
        self._tone: Tone = "no_answer"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Meter"))

    @property
    def share(self) -> float | None:
        """What it shows, 0 to 1; None for nothing."""
        return self._share

    def show_share(self, share: float | None, tone: Tone) -> None:
        """Show `share`, 0 to 1, in the colour of `tone`."""
        before = self._filled_px, self._tone
        self._share, self._tone = share, tone
        if (self._filled_px, tone) != before:
            self.update()

    @property
    def _filled_px(self) -> int | None:
        """How much of it is filled, in pixels of the screen."""
        return None if self._share is None else round(self._share * self.width() * self.devicePixelRatioF())

    def sizeHint(self) -> QSize:
        """As wide as there is room, and flat."""
        return QSize(80, 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The track, and what is filled of it."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(self.rect())
        radius = track.height() / 2
        painter.setBrush(QColor(colours.meter_track))
        painter.drawRoundedRect(track, radius, radius)
        if self._share is not None:
            track.setWidth(max(track.width() * self._share, track.height()))
            painter.setBrush(QColor(getattr(colours, self._tone)))
            painter.drawRoundedRect(track, radius, radius)
        painter.end()
