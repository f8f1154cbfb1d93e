"""A learning curve, painted: what it learned from dashed, what it is checked by drawn through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.i18n.numbers import percent, significant
from desktop.ui.row_text import row_font
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE, TYPE
from desktop.ui.training.chart_scale import ticks_of

Points = Sequence[tuple[int, float]]
_HEIGHT = 206


class CurveChart(QWidget):
    """One figure by round; `as_share` writes it in percent, with 100 % as its top."""

    def __init__(self, theme: Theme, title: str, as_share: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = title
        self._as_share = as_share
        self._lines: dict[str, list[tuple[int, float]]] = {}
        self._rounds = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(260, _HEIGHT)

    def show_lines(self, lines: Mapping[str, Points], rounds: int) -> None:
        """The lines "learned" and "checked", of so many rounds to come."""
        self._lines = {name: list(points) for name, points in lines.items()}
        last = max((points[-1][0] for points in self._lines.values() if points), default=1)
        self._rounds = max(rounds, last, 2)
        self.setAccessibleDescription(self._spoken())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Title and key, axes, lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(row_font(self.font(), TYPE.small))
        metrics = QFontMetricsF(painter.font())
        line = metrics.height()
        low, high, ticks = self._scale()
        widest = max(metrics.horizontalAdvance(self._figure(tick)) for tick in ticks)
        place = QRectF(self.rect()).adjusted(
            widest + SPACE.small, 2 * line + SPACE.medium, -SPACE.small, -line - 4
        )
        self._paint_head(painter, metrics)
        self._paint_axes(painter, place, low, high, ticks)
        for name, points in self._lines.items():
            self._paint_line(painter, place, name, points, low, high)
        painter.end()

    def _paint_head(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        """The title, and below it which line is which."""
        colours = self._theme.colours
        painter.setPen(QColor(colours.text))
        painter.setFont(row_font(self.font(), TYPE.small, strong=True))
        painter.drawText(QPointF(0, metrics.ascent()), self._title)
        painter.setFont(row_font(self.font(), TYPE.small))
        names = {"learned": self.tr("learning pictures"), "checked": self.tr("check pictures")}
        left, base = 0.0, metrics.height() + metrics.ascent()
        for part in (part for part in names if part in self._lines):
            at = base - metrics.xHeight() / 2
            painter.setPen(self._pen(part))
            painter.drawLine(QPointF(left, at), QPointF(left + 20, at))
            painter.setPen(QColor(colours.muted))
            painter.drawText(QPointF(left + 26, base), names[part])
            left += 26 + metrics.horizontalAdvance(names[part]) + SPACE.large

    def _paint_axes(
        self, painter: QPainter, place: QRectF, low: float, high: float, ticks: Sequence[float]
    ) -> None:
        colours = self._theme.colours
        metrics = QFontMetricsF(painter.font())
        for tick in ticks:
            at = self._y(place, tick, low, high)
            painter.setPen(QPen(QColor(colours.border), 1))
            painter.drawLine(QPointF(place.left(), at), QPointF(place.right(), at))
            words = self._figure(tick)
            painter.setPen(QColor(colours.muted))
            left = place.left() - SPACE.tight - metrics.horizontalAdvance(words)
            painter.drawText(QPointF(left, at + metrics.xHeight() / 2), words)
        painter.setPen(QColor(colours.muted))
        base = place.bottom() + metrics.height()
        painter.drawText(QPointF(place.left(), base), self.tr("round 1"))
        last = str(self._rounds)
        painter.drawText(QPointF(place.right() - metrics.horizontalAdvance(last), base), last)

    def _paint_line(
        self, painter: QPainter, place: QRectF, part: str, points: Points, low: float, high: float
    ) -> None:
        if not points:
            return
        spots = [QPointF(self._x(place, at), self._y(place, value, low, high)) for at, value in points]
        path = QPainterPath(spots[0])
        for spot in spots[1:]:
            path.lineTo(spot)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._pen(part))
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._pen(part).color())
        painter.drawEllipse(spots[-1], 3.2, 3.2)

    def _pen(self, part: str) -> QPen:
        colours = self._theme.colours
        checked = part == "checked"
        pen = QPen(QColor(colours.accent if checked else colours.muted), 2.2 if checked else 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if not checked:
            pen.setDashPattern([3, 3])
        return pen

    def _scale(self) -> tuple[float, float, list[float]]:
        values = [value for points in self._lines.values() for _, value in points]
        return ticks_of(values, as_share=self._as_share)

    def _x(self, place: QRectF, at: int) -> float:
        return place.left() + place.width() * (at - 1) / (self._rounds - 1)

    def _y(self, place: QRectF, value: float, low: float, high: float) -> float:
        return place.bottom() - place.height() * (value - low) / (high - low)

    def _figure(self, value: float) -> str:
        return percent(value) if self._as_share else significant(value, 3)

    def _spoken(self) -> str:
        points = self._lines.get("checked") or self._lines.get("learned") or []
        if not points:
            return self.tr("Nothing yet")
        said = self.tr("After round %1: %2").replace("%1", str(points[-1][0]))
        return said.replace("%2", self._figure(points[-1][1]))
