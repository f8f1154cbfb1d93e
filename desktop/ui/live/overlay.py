"""Boxes and labels, painted over a picture and never into it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPen, QPixmap

from desktop.ui.live.face_views import AnswerView, FaceView
from desktop.ui.live.fit import Fit
from desktop.ui.theme.tokens import STAGE, StageColours

_PAD = 7.0
_METER = 4.0
_GAP = 4.0
_COMPACT_BELOW = 72.0
_LINE, _HALO, _RADIUS = 2.5, 5.0, 10.0
_LEAST_PIECED = 6 * _RADIUS  # smaller boxes have smaller corners
_EDGE_PX = 256


@dataclass(frozen=True, slots=True)
class OverlayStyle:
    """Type of the labels, and how much larger than on an ordinary screen all of it is drawn."""

    font: QFont
    unit: float = 1.0
    colours: StageColours = STAGE


def paint_faces(
    painter: QPainter, faces: Iterable[FaceView], fit: Fit, bounds: QRectF, style: OverlayStyle
) -> None:
    """Paint every face of a picture that lies in the painter's space as `fit` says."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(bounds)
    shown = [(face, QRectF(*fit.rect(face.box_px))) for face in faces]
    for face, box in shown:
        _paint_box(painter, face, box, style)
    for face, box in shown:
        _paint_label(painter, face, box, bounds, style)
    painter.restore()


def tone_colour(answer: AnswerView | None, colours: StageColours = STAGE) -> QColor:
    """The colour of an answer over a picture."""
    return QColor(getattr(colours, answer.tone if answer else "no_answer"))


def _paint_box(painter: QPainter, face: FaceView, box: QRectF, style: OverlayStyle) -> None:
    unit = style.unit
    radius = min(_RADIUS * unit, box.width() / 6)
    halo = QColor(style.colours.plate)
    halo.setAlpha(150)
    colour = tone_colour(face.first, style.colours)
    if not face.held and min(box.width(), box.height()) > _LEAST_PIECED * unit:
        _paint_pieces(painter, box, _Outline(colour.rgba(), halo.rgba(), unit, _ratio(painter)))
        return
    line = QPen(colour, _LINE * unit)
    if face.held:
        colour.setAlpha(190)
        line = QPen(colour, 2.0 * unit)
        line.setDashPattern([3.0, 3.0])
        line.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(halo, _HALO * unit), line):
        painter.setPen(pen)
        painter.drawRoundedRect(box, radius, radius)


class _Outline(NamedTuple):
    """What an outline looks like, whatever its size. Colours as numbers of QColor."""

    colour: int
    halo: int
    unit: float
    ratio: float


def _paint_pieces(painter: QPainter, box: QRectF, outline: _Outline) -> None:
    """The outline of a box on whole pixels, from corners and edges that were painted once.

    A rounded outline drawn anew takes four times as long, and was the dearest thing in the window.
    """
    piece, ratio = _outline(outline), outline.ratio
    whole = piece.width()
    corner, reach = (whole - _EDGE_PX) // 2, _reach_px(outline)
    x, y = (round(side * ratio) - reach for side in (box.left(), box.top()))
    right, bottom = (round(side * ratio) + reach - corner for side in (box.right(), box.bottom()))
    far = whole - corner
    painter.scale(1 / ratio, 1 / ratio)  # from here on in pixels of the screen
    for left, source_x in ((x, 0), (right, far)):
        painter.drawPixmap(left, y, piece, source_x, 0, corner, corner)
        painter.drawPixmap(left, bottom, piece, source_x, far, corner, corner)
        for top in range(y + corner, bottom, _EDGE_PX):
            painter.drawPixmap(left, top, piece, source_x, corner, corner, min(_EDGE_PX, bottom - top))
    for left in range(x + corner, right, _EDGE_PX):
        across = min(_EDGE_PX, right - left)
        painter.drawPixmap(left, y, piece, corner, 0, across, corner)
        painter.drawPixmap(left, bottom, piece, corner, far, across, corner)
    painter.scale(ratio, ratio)


@lru_cache(maxsize=32)
def _outline(outline: _Outline) -> QPixmap:
    """The outline of a small box: corners, and edges of `_EDGE_PX` pixels between them."""
    unit, ratio = outline.unit, outline.ratio
    reach = _reach_px(outline)
    corner = reach + ceil((_RADIUS + _HALO / 2) * unit * ratio)
    side = 2 * corner + _EDGE_PX
    piece = QPixmap(side, side)
    piece.fill(Qt.GlobalColor.transparent)
    painter = QPainter(piece)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inside = QRectF(reach, reach, side - 2 * reach, side - 2 * reach)
    radius = _RADIUS * unit * ratio
    for colour, width in ((outline.halo, _HALO), (outline.colour, _LINE)):
        painter.setPen(QPen(QColor.fromRgba(colour), width * unit * ratio))
        painter.drawRoundedRect(inside, radius, radius)
    painter.end()
    return piece


def _reach_px(outline: _Outline) -> int:
    """How many pixels of the screen the halo reaches out of the box."""
    return ceil(_HALO / 2 * outline.unit * outline.ratio)


def _ratio(painter: QPainter) -> float:
    device = painter.device()
    return device.devicePixelRatioF() if device is not None else 1.0


def _paint_label(painter: QPainter, face: FaceView, box: QRectF, bounds: QRectF, style: OverlayStyle) -> None:
    unit = style.unit
    compact = box.width() < _COMPACT_BELOW * unit
    lines = _lines(face, compact)
    words = tuple((before, text, tone_colour(answer, style.colours).rgba()) for before, text, answer in lines)
    metered = tuple(answer is not None and answer.share is not None for _, _, answer in lines)
    ratio = _ratio(painter)
    least = 0.0 if compact else 96.0
    font = style.font.toString()
    plate = _label(words, metered, least, font, unit, ratio, style.colours)
    size = plate.deviceIndependentSize()
    place = _placed(box, bounds, size.width(), size.height(), 5.0 * unit)
    painter.drawPixmap(place.topLeft(), plate)
    track = QColor(style.colours.meter_track).rgba()
    width_px = round((size.width() - 2 * _PAD * unit) * ratio)
    top = place.top() + _PAD * unit / 2
    for (_, _, answer), (_, _, colour) in zip(lines, words, strict=True):
        top += _line_height(font)
        if answer is not None and answer.share is not None:
            filled_px = round(width_px * answer.share)
            meter = _meter(width_px, filled_px, round(_METER * unit * ratio), colour, track, ratio)
            painter.drawPixmap(QPointF(place.left() + _PAD * unit, top + 1), meter)
            top += (_METER + _GAP) * unit


@lru_cache(maxsize=4)
def _line_height(font: str) -> float:
    """Of the strong words of a label."""
    plain = QFont()
    plain.fromString(font)
    return QFontMetricsF(_strong(plain)).height()


@lru_cache(maxsize=256)
def _label(
    words: tuple[tuple[str, str, int], ...],
    metered: tuple[bool, ...],
    least: float,
    font: str,
    unit: float,
    ratio: float,
    colours: StageColours,
) -> QPixmap:
    """A label's plate and words, without its meters: those move from frame to frame, the words rarely do."""
    plain = QFont()
    plain.fromString(font)
    strong = _strong(plain)
    of_plain, of_strong = QFontMetricsF(plain), QFontMetricsF(strong)
    widths = [of_plain.horizontalAdvance(a) + of_strong.horizontalAdvance(b) for a, b, _ in words]
    width = max([least * unit, *widths]) + 2 * _PAD * unit
    height = len(words) * of_strong.height() + (sum(metered) * (_METER + _GAP) + _PAD) * unit
    label = QPixmap(ceil(width * ratio), ceil(height * ratio))
    label.setDevicePixelRatio(ratio)
    label.fill(Qt.GlobalColor.transparent)
    painter = QPainter(label)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_plate(painter, QRectF(QPointF(0, 0), label.deviceIndependentSize()), unit, colours)
    base = _PAD * unit / 2 + of_strong.ascent()
    from_right = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    for (before, text, colour), has_meter in zip(words, metered, strict=True):
        first, second = of_plain.horizontalAdvance(before), of_strong.horizontalAdvance(text)
        left = width - _PAD * unit - first if from_right else _PAD * unit
        gap = first - of_plain.horizontalAdvance(before.rstrip())  # which lies to the left from right to left
        painter.setFont(plain)
        painter.setPen(QColor(colours.ink_muted))
        painter.drawText(QPointF(left + gap if from_right else left, base), before.rstrip())
        painter.setFont(strong)
        painter.setPen(QColor.fromRgba(colour))
        painter.drawText(QPointF(left - second if from_right else left + first, base), text)
        base += of_strong.height() + ((_METER + _GAP) * unit if has_meter else 0.0)
    painter.end()
    return label


def _strong(font: QFont) -> QFont:
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    return strong


def _lines(face: FaceView, compact: bool) -> list[tuple[str, str, AnswerView | None]]:
    """Muted words, strong words and the answer of each line of a label."""
    if face.who:
        return _lines_of_someone(face, compact)
    number = str(face.key) if compact else face.title
    if face.first is None:
        return [(number, "", None)]
    lines: list[tuple[str, str, AnswerView | None]] = [(f"{number}  ", face.first.text, face.first)]
    if not compact:
        lines += [("", answer.text, answer) for answer in face.answers[1:]]
    return lines


def _lines_of_someone(face: FaceView, compact: bool) -> list[tuple[str, str, AnswerView | None]]:
    """The name, or that there is none, then the answers."""
    first = (face.title, "", None) if face.who == "unknown" else ("", face.title, None)
    return [first] if compact else [first, *(("", answer.text, answer) for answer in face.answers)]


def _placed(box: QRectF, bounds: QRectF, width: float, height: float, gap: float) -> QRectF:
    """Above the box; else under it; inside it where there is room for neither; never off the picture."""
    top = box.top() - gap - height
    if top < bounds.top():
        top = box.bottom() + gap
    if top + height > bounds.bottom():
        top = box.top() + gap
    left = min(max(box.left(), bounds.left()), max(bounds.right() - width, bounds.left()))
    top = min(max(top, bounds.top()), max(bounds.bottom() - height, bounds.top()))
    return QRectF(left, top, width, height)


def _paint_plate(painter: QPainter, plate: QRectF, unit: float, colours: StageColours) -> None:
    ground = QColor(colours.plate)
    ground.setAlpha(colours.plate_alpha)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(plate, 6 * unit, 6 * unit)


@lru_cache(maxsize=1024)
def _meter(width_px: int, filled_px: int, height_px: int, colour: int, track: int, ratio: float) -> QPixmap:
    """A meter, so much of it filled, in pixels of the screen. Colours as numbers of QColor."""
    meter = QPixmap(max(width_px, height_px), height_px)
    meter.fill(Qt.GlobalColor.transparent)
    painter = QPainter(meter)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for ink, length_px in ((track, meter.width()), (colour, max(filled_px, height_px))):
        painter.setBrush(QColor.fromRgba(ink))
        painter.drawRoundedRect(QRectF(0, 0, length_px, height_px), height_px / 2, height_px / 2)
    painter.end()
    meter.setDevicePixelRatio(ratio)
    return meter
