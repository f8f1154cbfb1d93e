"""The card of a face or a photo in the grid, painted: its picture, who it is, the answers, the file."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap, QPixmapCache
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.ui.parts.chosen_mark import paint_chosen
from desktop.ui.photos.card_lines import card_lines, pieces
from desktop.ui.photos.face_items import Item
from desktop.ui.photos.picture_card import paint_top, picture_card_size
from desktop.ui.row_text import row_font
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE, TYPE

Index = QModelIndex | QPersistentModelIndex
ITEM = Qt.ItemDataRole.UserRole
_THUMB, _PAD = 144, 10
_WIDEST = 192  # pictures of faces are kept so large
_WIDEST_BROKEN = 256


class Held(Protocol):
    """What the cards hold, so far as their size depends on it."""

    lines: int
    """So many lines of text has a card: all have the same."""
    broken: int
    """So many lines, where what stands in brackets has a line of its own."""
    longest: list[str]
    """The longest answers: these are whole on the cards."""
    whys: list[str]
    """The longest lines of why there is no answer: whole too, where that needs no wider picture than is kept.
    """

    @property
    def wide(self) -> bool:
        """Whether the cards shown are those of whole pictures."""


class Card(QStyledItemDelegate):
    """All cards of a grid are alike in size; `faces` knows what they hold."""

    def __init__(self, theme: Theme, faces: Held, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._faces = faces

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if self._faces.wide:
            return picture_card_size(option, _THUMB, _PAD)
        side, breaks = self._fit(option)
        lines = self._faces.broken if breaks else self._faces.lines
        return QSize(side + 2 * _PAD, side + 2 * _PAD + 6 + _line_of(option) * lines)

    def _fit(self, option: QStyleOptionViewItem) -> tuple[int, bool]:
        """How wide the picture and the words are, and whether long answers break before their bracket."""
        metrics = QFontMetrics(row_font(option.font, TYPE.small))
        longest = max(map(metrics.horizontalAdvance, self._faces.longest), default=0) + 2
        why = max(map(metrics.horizontalAdvance, self._faces.whys), default=0) + 2
        if longest <= _WIDEST:
            return max(_THUMB, longest, min(why, _WIDEST)), False
        broken = (piece for line in self._faces.longest for piece in pieces(line))
        widest = max(why, max(map(metrics.horizontalAdvance, broken)) + 2)
        return min(max(_THUMB, widest), _WIDEST_BROKEN), True

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        item: Item = index.data(ITEM)
        self._paint_frame(painter, option)
        if item.kind == "photo":
            self._paint_whole(painter, item, option)
        else:
            side = option.rect.width() - 2 * _PAD
            thumb = QRect(option.rect.x() + _PAD, option.rect.y() + _PAD, side, side)
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_thumb(painter, item, thumb, chosen=chosen)
            self._paint_words(painter, item, option)
        painter.restore()

    def _paint_whole(self, painter: QPainter, item: Item, option: QStyleOptionViewItem) -> None:
        inside = QRect(option.rect).adjusted(_PAD, _PAD, -_PAD, -_PAD)
        thumb = QRect(inside.x(), inside.center().y() - _THUMB // 2, _THUMB, _THUMB)
        words = inside.adjusted(_THUMB + SPACE.medium, 0, 0, 0)
        if painter.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            thumb.moveRight(inside.right())
            words = inside.adjusted(0, 0, -_THUMB - SPACE.medium, 0)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_thumb(painter, item, thumb, chosen=chosen)
        paint_top(painter, item, words, option, self._theme.colours, chosen)

    def _paint_frame(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        colours, state = self._theme.colours, option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        ground = colours.accent_soft if chosen else colours.surface
        if not chosen and state & QStyle.StateFlag.State_MouseOver:
            ground = colours.hover
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(QColor(colours.focus if focused else colours.border), 2 if focused else 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), SPACE.radius, SPACE.radius)

    def _paint_thumb(self, painter: QPainter, item: Item, place: QRect, *, chosen: bool) -> None:
        self._paint_picture(painter, item, place)
        if chosen:
            from_right = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
            paint_chosen(painter, QRectF(place), self._theme.colours, from_right=from_right)

    def _paint_picture(self, painter: QPainter, item: Item, place: QRect) -> None:
        path = QPainterPath()
        path.addRoundedRect(QRectF(place), SPACE.radius_small, SPACE.radius_small)
        picture = _pixmap(item)
        if picture is None:
            painter.fillPath(path, QColor(self._theme.colours.meter_track))
            icon = self._theme.pixmap("warning", 40, painter.device().devicePixelRatioF(), "muted")
            painter.drawPixmap(place.center().x() - 20, place.center().y() - 20, icon)
            return
        painter.save()
        painter.setClipPath(path)
        painter.drawPixmap(place, picture)
        painter.restore()

    def drawn(self, item: Item, option: QStyleOptionViewItem) -> list[tuple[str, QFont]]:
        """The lines of a card as there is room for them, and the type of each."""
        side, broken = self._fit(option)
        *lines, name = card_lines(item, broken=broken)
        whole = self._faces.broken if broken else self._faces.lines
        lines += [""] * (whole - 1 - len(lines))  # so that all files stand in one line
        small, strong = row_font(option.font, TYPE.small), row_font(option.font, TYPE.body, strong=True)
        if QFontMetrics(strong).horizontalAdvance(lines[0]) > side:
            named = item.face is not None and item.face.who == "named"
            strong = row_font(option.font, TYPE.small, strong=True) if named else small
        fonts = [strong, *[small] * (len(lines) - 1)]
        fits = [_cut(line, font, side) for line, font in zip(lines, fonts, strict=True)]
        file = QFontMetrics(small).elidedText(name, Qt.TextElideMode.ElideMiddle, side)
        return [*zip(fits, fonts, strict=True), (file, small)]

    def _paint_words(self, painter: QPainter, item: Item, option: QStyleOptionViewItem) -> None:
        colours, line, side = self._theme.colours, _line_of(option), self._fit(option)[0]
        place = QRect(option.rect.x() + _PAD, option.rect.y() + _PAD + side + 6, side, line)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        drawn = self.drawn(item, option)
        inks = [getattr(colours, _ink_of(item)), *[colours.text] * (len(drawn) - 2), colours.muted]
        for (text, font), ink in zip(drawn, inks, strict=True):
            painter.setFont(font)
            painter.setPen(QColor(colours.on_accent_soft if chosen else ink))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
            place.translate(0, line)


def _cut(text: str, font: QFont, width: int) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


def _ink_of(item: Item) -> str:
    """The colour of the first line: of a name none of its own, else that of the answer."""
    if item.face is not None and item.face.who:
        return "text" if item.face.who == "named" else "muted"
    return item.face.first.tone if item.face and item.face.first else "no_answer"


def _line_of(option: QStyleOptionViewItem) -> int:
    """The height of a line of text, in pixels."""
    return option.fontMetrics.height() + 3


def _pixmap(item: Item) -> QPixmap | None:
    """The card's picture, decoded when it is first seen."""
    if not item.thumb:
        return None
    key = f"facet-photo-{hash(item.thumb)}-{len(item.thumb)}"
    picture = QPixmap()
    if not QPixmapCache.find(key, picture):
        picture.loadFromData(item.thumb, "JPG")
        QPixmapCache.insert(key, picture)
    return picture
