"""The list of recordings: when, who was seen, how long and how large."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui.recordings.recording_words import ListRow
from desktop.ui.row_text import draw_line, draw_lines, lines_of, paint_ground, row_font
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE, TYPE

Index = QModelIndex | QPersistentModelIndex
_MOST_LINES = 4
_ROW, _FOLDER = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class RecordingList(QListWidget):
    """Choosing a line opens that recording."""

    chosen = Signal(object)
    """The folder of a recording."""
    delete_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_Lines(theme, self))
        self.setAccessibleName(self.tr("Recordings"))
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(self.ResizeMode.Adjust)  # how high a row is depends on the width
        self.setMouseTracking(True)
        self.currentItemChanged.connect(self._tell)

    @property
    def folder(self) -> Path | None:
        """The recording that is chosen."""
        item = self.currentItem()
        return None if item is None else item.data(_FOLDER)

    def show_rows(self, rows: Sequence[tuple[Path, ListRow]], chosen: Path | None) -> None:
        """Show these; the chosen one stays so, else the first is."""
        self.blockSignals(True)
        self.clear()
        for folder, row in rows:
            item = QListWidgetItem(row.title)
            item.setData(_ROW, row)
            item.setData(_FOLDER, folder)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, row.in_words())
            item.setToolTip(row.in_words())
            self.addItem(item)
        places = [place for place, (folder, _) in enumerate(rows) if folder == chosen]
        self.setCurrentRow(places[0] if places else 0 if rows else -1)
        self.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete asks."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(_FOLDER))


class _Lines(QStyledItemDelegate):
    def __init__(self, theme: Theme, recordings: RecordingList) -> None:
        super().__init__(recordings)
        self._theme = theme
        self._list = recordings
        theme.changed.connect(recordings.update)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._list.viewport().width() - 2 * SPACE.medium
        small, row = row_font(option.font, TYPE.small), index.data(_ROW)
        title = lines_of(row.title, row_font(option.font, TYPE.body, strong=True), width, _MOST_LINES)
        lines = len(title) + len(lines_of(row.who, small, width, _MOST_LINES)) + 1
        return QSize(120, lines * (option.fontMetrics.height() + 3) + 2 * SPACE.small)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row: ListRow = index.data(_ROW)
        place, colours = QRect(option.rect), self._theme.colours
        chosen = paint_ground(painter, option, self._theme.colours)
        text = place.adjusted(SPACE.medium, SPACE.small, -SPACE.medium, -SPACE.small)
        ink = colours.on_accent_soft if chosen else colours.text
        soft = ink if chosen else colours.muted
        warn = ink if chosen else colours.danger
        top, middle = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignVCenter
        strong = row_font(option.font, TYPE.body, strong=True)
        draw_lines(painter, text, row.title, strong, ink, _MOST_LINES, top)
        second = warn if row.problem else ink
        above = len(lines_of(row.title, strong, text.width(), _MOST_LINES)) * QFontMetrics(strong).height()
        between = text.adjusted(0, above, 0, -option.fontMetrics.height())
        draw_lines(painter, between, row.who, row_font(option.font, TYPE.small), second, _MOST_LINES, middle)
        below = Qt.AlignmentFlag.AlignBottom
        draw_line(painter, text, below, row.detail, row_font(option.font, TYPE.small), soft)
        painter.restore()
