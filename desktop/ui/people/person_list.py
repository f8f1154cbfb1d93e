"""The list of people: a portrait, the name, and a line under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui.people.people_words import PersonRow
from desktop.ui.people.pixmaps import initials_pixmap, kept_pixmap
from desktop.ui.row_text import block_height, draw_line, draw_lines, lines_of, paint_ground, row_font
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE, TYPE
from desktop.ui.words import comma_list

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Index = QModelIndex | QPersistentModelIndex
_ROW, _PICTURE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.DecorationRole
_HEIGHT, _SIDE = 60, 44
_MOST_LINES, _LONGEST = 2, 8


class PersonList(QListWidget):
    """Choosing a line tells whose it is."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.longest: list[str] = []
        """The longest lines under names: all rows have room for the longest."""
        self.setItemDelegate(_Lines(theme, self))
        self.setAccessibleName(self.tr("People"))
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setResizeMode(self.ResizeMode.Adjust)  # how high a row is depends on the width
        self.setMouseTracking(True)
        self.currentItemChanged.connect(self._tell)

    @property
    def person_id(self) -> int | None:
        """Who is chosen."""
        item = self.currentItem()
        return None if item is None else item.data(_ROW).person_id

    def show_rows(
        self, rows: Sequence[PersonRow], portraits: Mapping[int, NDArray[np.uint8]], chosen: int | None
    ) -> None:
        """Show these people; the chosen one stays so, else the first is."""
        self.blockSignals(True)
        self.clear()
        self.longest = sorted({row.detail for row in rows}, key=len)[-_LONGEST:]
        for row in rows:
            self.addItem(self._item(row, portraits))
        places = [place for place, row in enumerate(rows) if row.person_id == chosen]
        self.setCurrentRow(places[0] if places else 0 if rows else -1)
        self.blockSignals(False)

    def _item(self, row: PersonRow, portraits: Mapping[int, NDArray[np.uint8]]) -> QListWidgetItem:
        item = QListWidgetItem(row.name)
        item.setData(_ROW, row)
        scale, crop = self.devicePixelRatioF(), portraits.get(row.person_id)
        if crop is not None:  # letters are painted when they come into sight: there may be thousands
            item.setData(_PICTURE, kept_pixmap(crop, _SIDE, scale))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, comma_list((row.name, row.detail)))
        item.setToolTip(f"{row.name}\n{row.detail}")
        return item

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(_ROW).person_id)


class _Lines(QStyledItemDelegate):
    def __init__(self, theme: Theme, people: PersonList) -> None:
        super().__init__(people)
        self._theme = theme
        self._list = people
        theme.changed.connect(people.update)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        name, small = row_font(option.font, TYPE.body, strong=True), row_font(option.font, TYPE.small)
        width = self._list.viewport().width() - _SIDE - 2 * SPACE.small - SPACE.medium
        under = max(
            (len(lines_of(text, small, width, _MOST_LINES)) for text in self._list.longest), default=1
        )
        return QSize(120, max(_HEIGHT, block_height(name, small, under) + 2 * SPACE.medium))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row, place = index.data(_ROW), QRect(option.rect)
        chosen = paint_ground(painter, option, self._theme.colours)
        picture: QPixmap | None = index.data(_PICTURE)
        if picture is None:
            scale = painter.device().devicePixelRatioF()
            picture = initials_pixmap(row.initials, _SIDE, scale, self._theme.colours)
        way, top = self._list.layoutDirection(), place.top() + (place.height() - _SIDE) // 2
        portrait = QRect(place.left() + SPACE.small, top, _SIDE, _SIDE)
        painter.drawPixmap(QStyle.visualRect(way, place, portrait).topLeft(), picture)
        text = place.adjusted(_SIDE + SPACE.small + SPACE.medium, 0, -SPACE.small, 0)
        text = QStyle.visualRect(way, place, text)
        name, small = row_font(option.font, TYPE.body, strong=True), row_font(option.font, TYPE.small)
        high = block_height(name, small, len(lines_of(row.detail, small, text.width(), _MOST_LINES)))
        text.setTop(place.top() + (place.height() - high) // 2)  # both as one block, beside the portrait
        below = text.adjusted(0, QFontMetrics(name).height() + SPACE.hair, 0, 0)
        colours = self._theme.colours
        ink = colours.on_accent_soft if chosen else colours.text
        soft = ink if chosen else colours.muted
        from_top = Qt.AlignmentFlag.AlignTop
        draw_line(painter, text, from_top, row.name, name, ink)
        draw_lines(painter, below, row.detail, small, soft, _MOST_LINES, from_top)
        painter.restore()
