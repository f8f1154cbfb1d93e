"""The classes of a folder, painted: name, how many pictures, and some of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.ui.i18n.numbers import counted
from desktop.ui.qimage import FrameImage
from desktop.ui.row_text import draw_line, row_font
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE, TYPE
from desktop.ui.words import comma_list

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIDE = 44
"""Of a sample, in device-independent pixels; it is read twice as large."""
MOST_ROWS, MOST_SAMPLES = 10, 8
_NAME, _BAR, _COUNT = 150, 120, 56
_FEW_SAMPLES = 4


class ClassTable(QWidget):
    """The largest classes first where there are many."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[tuple[str, int]] = []
        self._more = 0
        self._most = 1
        self._samples: dict[str, list[QImage]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Classes"))
        theme.changed.connect(self.update)

    @property
    def shown(self) -> list[str]:
        """The classes that are shown."""
        return [name for name, _ in self._rows]

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show these classes, without samples yet."""
        ordered = (
            sorted(counts.items(), key=lambda one: -one[1]) if len(counts) > MOST_ROWS else counts.items()
        )
        self._rows = list(ordered)[:MOST_ROWS]
        self._more = len(counts) - len(self._rows)
        self._most = max([count for _, count in self._rows], default=1) or 1
        self._samples = {}
        self.setAccessibleDescription(comma_list(f"{name}: {counted(count)}" for name, count in self._rows))
        self.updateGeometry()
        self.update()

    def show_samples(self, samples: Mapping[str, Sequence[NDArray[np.uint8] | None]]) -> None:
        """Some pictures of each class, BGR squares; None is left out."""
        self._samples = {
            name: [FrameImage(one).image.copy() for one in pictures if one is not None]
            for name, pictures in samples.items()
        }
        self.update()

    def sizeHint(self) -> QSize:
        """A row a class, and a line for the rest."""
        more = self.fontMetrics().height() + SPACE.small if self._more else 0
        return QSize(320, len(self._rows) * (SIDE + SPACE.small) + more)

    def event(self, event: QEvent) -> bool:
        """A row's tip is its whole name."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(event.pos()), self)
            return True
        return super().event(event)

    def words_at(self, at: QPoint) -> str:
        """The class of the row there, and how many pictures it has; "" between rows and below them."""
        row, below = divmod(at.y(), SIDE + SPACE.small)
        if not 0 <= row < len(self._rows) or below >= SIDE:
            return ""
        name, count = self._rows[row]
        return f"{name}: {counted(count)}"

    def names_width(self) -> int:
        """Room for names: as the longest needs, so long as there is room for a few samples too."""
        metrics = QFontMetrics(row_font(self.font(), TYPE.body, strong=True))
        longest = max((metrics.horizontalAdvance(name) for name, _ in self._rows), default=0)
        others = _BAR + _COUNT + 2 * SPACE.small + _FEW_SAMPLES * (SIDE + SPACE.tight)
        return max(_NAME, min(longest + SPACE.medium, self.width() - others))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The rows."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for at, (name, count) in enumerate(self._rows):
            self._paint_row(painter, at * (SIDE + SPACE.small), name, count)
        if self._more:
            top = len(self._rows) * (SIDE + SPACE.small)
            words = self.tr("and %s classes more") % counted(self._more)
            place = QRect(0, top, self.width(), self.fontMetrics().height() + 4)
            font, ink = row_font(self.font(), TYPE.small), self._theme.colours.muted
            draw_line(painter, place, Qt.AlignmentFlag.AlignVCenter, words, font, ink)
        painter.end()

    def _paint_row(self, painter: QPainter, top: int, name: str, count: int) -> None:
        colours = self._theme.colours
        middle = Qt.AlignmentFlag.AlignVCenter
        names, cut = self.names_width(), Qt.TextElideMode.ElideMiddle
        place = QRect(0, top, names - SPACE.small, SIDE)
        font = row_font(self.font(), TYPE.body, strong=True)
        draw_line(painter, place, middle, name, font, colours.text, cut)
        bar = QRectF(names, top + SIDE / 2 - 4, _BAR, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.meter_track))
        painter.drawRoundedRect(bar, 4, 4)
        if count:
            bar.setWidth(max(8.0, _BAR * count / self._most))
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(bar, 4, 4)
        font = row_font(self.font(), TYPE.small)
        place = QRect(names + _BAR + SPACE.small, top, _COUNT, SIDE)
        ink = colours.muted if count else colours.danger
        draw_line(painter, place, middle, counted(count), font, ink)
        left = place.right() + SPACE.small
        for image in self._samples.get(name, []):
            if left + SIDE > self.width():
                break
            _paint_picture(painter, QRectF(left, top, SIDE, SIDE), image)
            left += SIDE + SPACE.tight


def _paint_picture(painter: QPainter, place: QRectF, image: QImage) -> None:
    painter.save()
    path = QPainterPath()
    path.addRoundedRect(place, SPACE.radius_small, SPACE.radius_small)
    painter.setClipPath(path)
    painter.drawImage(place, image)
    painter.restore()
