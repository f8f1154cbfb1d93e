"""The timeline: a lane a face over one ruler of time, markers, and the moment that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.ui.models.known_words import task_words
from desktop.ui.recordings.answer_bar import paint_answer
from desktop.ui.recordings.lanes import GapView, LaneView, RowView, moment_words, ticks
from desktop.ui.row_text import row_font
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE, TYPE
from desktop.ui.words import comma_list

_NAMES, _MOST_NAMES, _RIGHT = 148, 0.4, 16
"""The names' room: at least so many pixels, and at most this share of the whole."""
_GAP = 4
_PAD = 7
_SKIP_S = 5.0
_FLAG = 9.0


class Timeline(QWidget):
    """Dragging and arrow keys move through time; up and down choose a face, Enter or a click names it."""

    sought = Signal(float)
    """The moment that the user wants to see."""
    stepped = Signal(int)
    """So many frames on, or back below 0."""
    lane_asked = Signal(int, QPoint)
    """A face about which something is asked, by its track, and where on the screen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.lanes: tuple[LaneView, ...] = ()
        self._whole_s = 0.0
        self._at_s = 0.0
        self._markers: tuple[tuple[float, str], ...] = ()
        self._gaps: tuple[GapView, ...] = ()
        self._chosen = 0
        self._dragging = False
        self._nobody = ""
        self._longest = 0
        self._cache: QPixmap | None = None
        self._cached: tuple[object, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(self.tr("Timeline"))
        theme.changed.connect(self.update)

    @property
    def at_s(self) -> float:
        """The moment that is shown."""
        return self._at_s

    @property
    def chosen(self) -> LaneView | None:
        """The lane that the keys speak of."""
        return self.lanes[self._chosen] if self._chosen < len(self.lanes) else None

    def show_lanes(
        self,
        lanes: Sequence[LaneView],
        whole_s: float,
        markers: Sequence[tuple[float, str]],
        nobody: str,
        gaps: Sequence[GapView] = (),
    ) -> None:
        """These faces, so much time, these markers; `nobody`: what is told where there is no face.

        `gaps`: when no picture came.
        """
        self._gaps = tuple(gaps)
        self.lanes, self._whole_s, self._markers = tuple(lanes), whole_s, tuple(markers)
        self._nobody = nobody
        self._chosen = min(self._chosen, max(len(self.lanes) - 1, 0))
        self._cache = None
        self._measure()
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self._describe()
        self.update()

    def choose_track(self, track: int) -> None:
        """The keys speak of this face now."""
        self._choose(next((place for place, lane in enumerate(self.lanes) if lane.track == track), 0))

    def show_moment(self, at_s: float) -> None:
        """The line stands here now."""
        self._at_s = at_s
        self.update()

    def sizeHint(self) -> QSize:
        """Room for every lane."""
        return QSize(480, self._ruler + sum(self._height_of(lane) for lane in self.lanes) + SPACE.small)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a small window."""
        return QSize(320, self.sizeHint().height())

    # Keys and pointer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Time with the arrows, faces up and down, Enter for who it is."""
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            if far:
                self._seek(self._at_s + step * _SKIP_S)
            else:
                self.stepped.emit(step)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._seek(self._at_s + (_SKIP_S if key == Qt.Key.Key_PageDown else -_SKIP_S))
        elif key == Qt.Key.Key_Home:
            self._seek(0.0)
        elif key == Qt.Key.Key_End:
            self._seek(self._whole_s)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._choose(self._chosen + (1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen is not None:
            at = QPoint(self._names // 2, round(self._top_of(self._chosen)) + self._seen)
            self.lane_asked.emit(self.chosen.track, self.mapToGlobal(at))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On a name: who is it? Anywhere else: to that moment."""
        lane = self._lane_at(event.position().y())
        if lane is not None:
            self._choose(self.lanes.index(lane))
        if event.position().x() < self._names:
            if lane is not None:
                self.lane_asked.emit(lane.track, event.globalPosition().toPoint())
        elif event.button() is Qt.MouseButton.LeftButton:
            self._dragging = True
            self._seek(self._time_at(event.position().x()))
        elif lane is not None and event.button() is Qt.MouseButton.RightButton:
            self.lane_asked.emit(lane.track, event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub."""
        if self._dragging:
            self._seek(self._time_at(event.position().x()))
        on_name = event.position().x() < self._names and self._lane_at(event.position().y()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if on_name else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._dragging = False

    def event(self, event: QEvent) -> bool:
        """What was said of the face at the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words_at(self, at: QPointF) -> str:
        """What is under a point, in words; "" for nothing."""
        if at.y() < self._ruler:
            for time_s, text in self._markers:
                if abs(self._x_of(time_s) - at.x()) < 6:
                    called = text or self.tr("Marker")
                    return comma_list((called, moment_words(time_s)))
        gap = self._gap_at(at.x())
        if gap is not None:
            return gap.words
        lane = self._lane_at(at.y())
        if lane is None:
            return ""
        return lane.summary if at.x() < self._names else lane.words_at(self._time_at(at.x()))

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ruler, lanes, markers, the moment."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        painter.drawPixmap(0, 0, self._drawn())
        x = self._x_of(self._at_s)
        painter.setPen(QPen(QColor(colours.text), 1.5))
        painter.drawLine(QPointF(x, 4), QPointF(x, self.height()))
        painter.setBrush(QColor(colours.text))
        painter.drawEllipse(QPointF(x, 6), 4, 4)
        for time_s, _ in self._markers:
            if abs(self._x_of(time_s) - x) < _FLAG:  # it would hide the flag
                self._paint_flag(painter, self._x_of(time_s))
        painter.end()

    def _drawn(self) -> QPixmap:
        """All but the moment, painted once: there may be thousands of spans, and the moment moves."""
        scale = self.devicePixelRatioF()
        wanted = (self.size(), scale, self._chosen, self.hasFocus(), self._theme.colours, self.font().key())
        if self._cache is not None and self._cached == wanted:
            return self._cache
        drawn = QPixmap(round(self.width() * scale), round(self.height() * scale))
        drawn.setDevicePixelRatio(scale)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._theme.colours.window))
        self._paint_ruler(painter)
        for place, lane in enumerate(self.lanes):
            self._paint_lane(painter, lane, self._top_of(place), place == self._chosen)
        for gap in self._gaps:
            self._paint_gap(painter, gap)
        for time_s, _ in self._markers:
            self._paint_marker(painter, self._x_of(time_s))
        painter.end()
        self._cache, self._cached = drawn, wanted
        return drawn

    def _paint_ruler(self, painter: QPainter) -> None:
        colours = self._theme.colours
        painter.setFont(row_font(self.font(), TYPE.small))
        left, right = self._x_of(0.0), float(self.width() - _RIGHT)
        widest = painter.fontMetrics().horizontalAdvance("0:00:00") + SPACE.huge + SPACE.medium
        for time_s, words in ticks(self._whole_s, right - left, widest):
            x = self._x_of(time_s)
            painter.setPen(QColor(colours.border))
            painter.drawLine(QPointF(x, self._ruler - 6), QPointF(x, self.height()))
            width = painter.fontMetrics().horizontalAdvance(words)
            painter.setPen(QColor(colours.muted))
            painter.drawText(QPointF(min(x + 4, self.width() - width - SPACE.small), self._ruler - 8), words)

    def _paint_lane(self, painter: QPainter, lane: LaneView, top: float, chosen: bool) -> None:
        colours = self._theme.colours
        height = self._height_of(lane)
        ground = QRectF(4, top, self.width() - 8, height - 2)
        if chosen:
            painter.setPen(QPen(QColor(colours.focus), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.surface))
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), SPACE.radius_small, SPACE.radius_small)
        font = row_font(self.font(), TYPE.body, strong=lane.named)
        painter.setFont(font)
        painter.setPen(QColor(colours.text if lane.named else colours.muted))
        place = QRectF(SPACE.large, top + _PAD - 3, self._names - SPACE.large - SPACE.small, self._seen + 8)
        fits = painter.fontMetrics().elidedText(lane.title, Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fits)
        y = top + _PAD
        for number, row in enumerate(lane.rows):
            size = self._seen if number == 0 else self._row
            self._paint_row(painter, row, y, size)
            if number:
                self._paint_task(painter, row.task, y, size)
            y += size + _GAP

    def _paint_task(self, painter: QPainter, task: str, top: float, height: float) -> None:
        painter.setFont(row_font(self.font(), TYPE.small))
        painter.setPen(QColor(self._theme.colours.muted))
        place = QRectF(SPACE.large, top - 4, self._names - SPACE.large - SPACE.small, height + 8)
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, side, task_words(task))

    def _paint_row(self, painter: QPainter, row: RowView, top: float, height: float) -> None:
        for span in row.spans:
            left, right = self._x_of(span.start_s), min(self._x_of(span.end_s), self._x_of(self._whole_s))
            bar = QRectF(left, top, max(right - left, 1.5), height)
            if span.look is not None:
                paint_answer(painter, bar, span.look)
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.colours.accent))
            radius = 0.0 if bar.width() < 6 else 3.0
            painter.drawRoundedRect(bar, radius, radius)

    def _paint_gap(self, painter: QPainter, gap: GapView) -> None:
        """A hatched band over all lanes, with its words where there is room."""
        colours = self._theme.colours
        band = QRectF(self._x_of(gap.shown_from_s), self._ruler, 0, self.height() - self._ruler)
        band.setRight(self._x_of(gap.end_s))
        painter.fillRect(band, QColor(colours.surface))
        painter.fillRect(band, QBrush(QColor(colours.border), Qt.BrushStyle.BDiagPattern))
        painter.setFont(row_font(self.font(), TYPE.small))
        metrics = painter.fontMetrics()
        room = metrics.boundingRect(gap.short).width() + 2 * SPACE.small
        if room > band.width():
            return
        plate = QRectF(0, band.top() + SPACE.tight, room, metrics.height() + SPACE.hair)
        plate.moveLeft(band.center().x() - room / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.window))
        painter.drawRoundedRect(plate, SPACE.radius_small, SPACE.radius_small)
        painter.setPen(QColor(colours.muted))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, gap.short)

    def _paint_marker(self, painter: QPainter, x: float) -> None:
        colour = QColor(self._theme.colours.danger)
        pen = QPen(colour, 1.25)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(x, 14), QPointF(x, self.height()))
        self._paint_flag(painter, x)

    def _paint_flag(self, painter: QPainter, x: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.danger))
        painter.drawPolygon(QPolygonF([QPointF(x, 2), QPointF(x + _FLAG, 6.5), QPointF(x, 11)]))
        painter.drawRect(QRectF(x - 0.75, 2, 1.5, 12))

    # Places: larger texts need larger rows, longer names more room

    @property
    def _names(self) -> int:
        """How wide the names may be: none is cut while there is room beside them."""
        return max(_NAMES, min(self._longest, round(self.width() * _MOST_NAMES)))

    def _measure(self) -> None:
        """How wide the longest name is, or question, with the room around it."""
        named, plain, small = (
            QFontMetrics(row_font(self.font(), size, strong=strong))
            for size, strong in ((TYPE.body, True), (TYPE.body, False), (TYPE.small, False))
        )
        titles = [(named if lane.named else plain).horizontalAdvance(lane.title) for lane in self.lanes]
        tasks = {row.task for lane in self.lanes for row in lane.rows[1:]}
        asked = [small.horizontalAdvance(task_words(task)) for task in tasks]
        self._longest = max([*titles, *asked], default=0) + SPACE.large + SPACE.small + 1

    @property
    def _ruler(self) -> int:
        return self.fontMetrics().height() + 17

    @property
    def _seen(self) -> int:
        return max(self.fontMetrics().height() - 3, 14)

    @property
    def _row(self) -> int:
        return max(self.fontMetrics().height() - 6, 11)

    def changeEvent(self, event: QEvent) -> None:
        """Another size of text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()
            self.setMinimumHeight(self.sizeHint().height())
            self.updateGeometry()

    def _height_of(self, lane: LaneView) -> int:
        return 2 * _PAD + self._seen + (len(lane.rows) - 1) * (self._row + _GAP)

    def _top_of(self, place: int) -> float:
        return self._ruler + sum(self._height_of(lane) for lane in self.lanes[:place])

    def _lane_at(self, y: float) -> LaneView | None:
        for place, lane in enumerate(self.lanes):
            if self._top_of(place) <= y < self._top_of(place) + self._height_of(lane):
                return lane
        return None

    def _gap_at(self, x: float) -> GapView | None:
        if x < self._names:
            return None
        time_s = self._time_at(x)
        return next((gap for gap in self._gaps if gap.start_s < time_s < gap.end_s), None)

    def _x_of(self, time_s: float) -> float:
        share = time_s / self._whole_s if self._whole_s else 0.0
        return self._names + share * max(self.width() - self._names - _RIGHT, 1)

    def _time_at(self, x: float) -> float:
        share = (x - self._names) / max(self.width() - self._names - _RIGHT, 1)
        return min(max(share, 0.0), 1.0) * self._whole_s

    def _seek(self, at_s: float) -> None:
        self.sought.emit(min(max(at_s, 0.0), self._whole_s))

    def _choose(self, place: int) -> None:
        if self.lanes:
            self._chosen = min(max(place, 0), len(self.lanes) - 1)
            self._describe()
            self.update()

    def _describe(self) -> None:
        lane = self.chosen
        said = [lane.summary if lane is not None else self._nobody, *(gap.words for gap in self._gaps)]
        self.setAccessibleDescription(" ".join(said))
