"""The list of models: tasks as headings, a line or two for each model, a tick at the one in use."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui.models.model_words import Row
from desktop.ui.row_text import block_height, draw_line, draw_lines, lines_of, paint_ground, row_font
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE, TYPE
from desktop.ui.words import comma_list

Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole
_TICK, _MOST_LINES = 18, 3


class ModelList(QListWidget):
    """Choosing a line tells its key."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_Lines(theme, self))
        self.setAccessibleName(self.tr("Models"))
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(self.ResizeMode.Adjust)  # how high a row is depends on the width
        self.setMouseTracking(True)
        self.currentItemChanged.connect(self._tell)

    @property
    def key(self) -> str:
        """The key of the chosen line; "" for none."""
        item = self.currentItem()
        return item.data(_ROW).key if item else ""

    def show_rows(self, rows: Sequence[Row], key: str) -> None:
        """Show these lines; the one with `key` stays chosen, else the first model is."""
        self.blockSignals(True)
        self.clear()
        for row in rows:
            self.addItem(self._item(row))
        wanted = next((at for at, row in enumerate(rows) if row.key and row.key == key), None)
        if wanted is None:
            wanted = next((at for at, row in enumerate(rows) if row.key), -1)
        self.setCurrentRow(wanted)
        self.blockSignals(False)

    def _item(self, row: Row) -> QListWidgetItem:
        item = QListWidgetItem(row.title)
        item.setData(_ROW, row)
        in_use = self.tr("in use") if row.in_use else ""
        spoken = comma_list(part for part in (row.title, row.detail, in_use) if part)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        item.setToolTip("\n".join(part for part in (row.title, row.detail) if row.key and part))
        if not row.key:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        return item

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_ROW).key:
            self.chosen.emit(item.data(_ROW).key)


class _Lines(QStyledItemDelegate):
    def __init__(self, theme: Theme, models: ModelList) -> None:
        super().__init__(models)
        self._theme = theme
        self._list = models
        theme.changed.connect(models.update)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row, strong = index.data(_ROW), row_font(option.font, TYPE.body, strong=True)
        if not row.key:
            return QSize(120, len(self._heading(option, row)) * option.fontMetrics.height() + 20)
        high = block_height(strong, row_font(option.font, TYPE.small), len(self._detail(option, row)))
        return QSize(120, high + 2 * SPACE.small + SPACE.tight)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row, place = index.data(_ROW), QRect(option.rect)
        if row.key:
            self._paint_model(painter, option, row, place)
        else:
            self._paint_heading(painter, option, row, place)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, place: QRect) -> None:
        place.adjust(SPACE.medium, 0, -SPACE.small, -SPACE.tight)
        font, ink = row_font(option.font, TYPE.small, strong=True), self._theme.colours.muted
        draw_lines(painter, place, row.title, font, ink, _MOST_LINES, Qt.AlignmentFlag.AlignBottom)

    def _paint_model(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, place: QRect) -> None:
        colours = self._theme.colours
        chosen = paint_ground(painter, option, colours)
        ink = colours.on_accent_soft if chosen else colours.text
        place.adjust(SPACE.medium, 0, -SPACE.medium, 0)
        if row.in_use:
            scale = painter.device().devicePixelRatioF()
            side, top = self._theme.grown(_TICK), place.center().y() - self._theme.grown(_TICK) // 2
            tick = self._theme.pixmap("check", side, scale, "on_accent_soft" if chosen else "good")
            if option.direction is Qt.LayoutDirection.RightToLeft:
                painter.drawPixmap(place.left(), top, tick)
                place.setLeft(place.left() + self._tick_room)
            else:
                painter.drawPixmap(place.right() - side + SPACE.hair, top, tick)
                place.setRight(place.right() - self._tick_room)
        strong, small = row_font(option.font, TYPE.body, strong=True), row_font(option.font, TYPE.small)
        high = block_height(strong, small, len(self._detail(option, row)))
        place.setTop(place.top() + (place.height() - high) // 2)
        above, cut = Qt.AlignmentFlag.AlignTop, Qt.TextElideMode.ElideMiddle
        draw_line(painter, place, above, row.title, strong, ink, cut)  # what tells it from others ends it
        place.setTop(place.top() + block_height(strong, small, 0))
        soft = ink if chosen else colours.muted
        draw_lines(painter, place, row.detail, small, soft, _MOST_LINES, above)

    @property
    def _tick_room(self) -> int:
        return self._theme.grown(_TICK) + SPACE.small - SPACE.hair

    def _heading(self, option: QStyleOptionViewItem, row: Row) -> list[str]:
        """The lines of a heading."""
        width = self._list.viewport().width() - SPACE.medium - SPACE.small
        return lines_of(row.title, row_font(option.font, TYPE.small, strong=True), width, _MOST_LINES)

    def _detail(self, option: QStyleOptionViewItem, row: Row) -> list[str]:
        """The lines under a model's name."""
        width = self._list.viewport().width() - 2 * SPACE.medium - (self._tick_room if row.in_use else 0)
        return lines_of(row.detail, row_font(option.font, TYPE.small), width, _MOST_LINES)
