"""The card of a photo as a whole: the picture, and beside it the likeliest labels with bars."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from desktop.ui.photos.face_items import Item
from desktop.ui.theme.tokens import SPACE, TYPE, Colours

BAR_PX = 5
_ROWS = 5
_WORDS_EM = 13


def picture_card_size(option: QStyleOptionViewItem, thumb_px: int, pad_px: int) -> QSize:
    """Room for the picture, the file's name and five labels."""
    high = _name_height(option) + _ROWS * _row_height(option)
    wide = thumb_px + SPACE.medium + _WORDS_EM * option.fontMetrics.height()
    return QSize(wide + 2 * pad_px, max(thumb_px, high) + 2 * pad_px)


def paint_top(
    painter: QPainter, item: Item, place: QRect, option: QStyleOptionViewItem, colours: Colours, chosen: bool
) -> None:
    """The file's name, then each label, how likely it is, and its bar: the accent is what is answered."""
    soft = colours.on_accent_soft if chosen else colours.muted
    ink = colours.on_accent_soft if chosen else colours.text
    whole = item.photo.whole
    line = QRect(place.x(), place.y(), place.width(), _name_height(option))
    _write(painter, line, item.photo.path.name, _font(option, TYPE.small), soft, Qt.TextElideMode.ElideMiddle)
    line.moveTop(line.bottom() + 1)
    line.setHeight(_row_height(option))
    shares = [] if whole is None else [share for _, share in whole.top]
    for number, ((label, percent), share) in enumerate(zip(item.top_words(), shares, strict=True)):
        words = line.adjusted(0, 0, 0, -BAR_PX - 3)
        font = _font(option, TYPE.body if number == 0 else TYPE.small, strong=number == 0)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(percent)
        _write(painter, words, percent, font, ink, Qt.TextElideMode.ElideNone, right=True)
        left = words.adjusted(0, 0, -width - SPACE.small, 0)
        if painter.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            left = words.adjusted(width + SPACE.small, 0, 0, 0)
        _write(painter, left, label, font, ink, Qt.TextElideMode.ElideRight)
        bar = QRectF(line.x(), line.bottom() - BAR_PX - 1, line.width(), BAR_PX)
        said = number == 0 and not item.is_unsure
        _paint_bar(painter, bar, share, colours, said=said, chosen=chosen)
        line.translate(0, line.height())


def _paint_bar(
    painter: QPainter, bar: QRectF, share: float, colours: Colours, *, said: bool, chosen: bool
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.surface if chosen else colours.meter_track))
    painter.drawRoundedRect(bar, BAR_PX / 2, BAR_PX / 2)
    filled = QRectF(bar)
    filled.setWidth(max(bar.width() * min(max(share, 0.0), 1.0), BAR_PX))
    if painter.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        filled.moveRight(bar.right())
    painter.setBrush(QColor(colours.accent if said else colours.control_border))
    painter.drawRoundedRect(filled, BAR_PX / 2, BAR_PX / 2)


def _write(
    painter: QPainter,
    place: QRect,
    text: str,
    font: QFont,
    ink: str,
    elide: Qt.TextElideMode,
    *,
    right: bool = False,
) -> None:
    painter.setFont(font)
    painter.setPen(QColor(ink))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    fits = painter.fontMetrics().elidedText(text, elide, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | side, fits)


def _font(option: QStyleOptionViewItem, factor: float, *, strong: bool = False) -> QFont:
    font = QFont(option.font)
    font.setPointSizeF(option.font.pointSizeF() * factor)
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return font


def _name_height(option: QStyleOptionViewItem) -> int:
    return option.fontMetrics.height() + 2


def _row_height(option: QStyleOptionViewItem) -> int:
    return option.fontMetrics.height() + BAR_PX + 3
