"""The grid of cards: only those in sight are drawn, so that thousands of faces cost no more than a few."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from desktop.ui.photos.card_lines import answers_on, longest, most_lines, reasons_on
from desktop.ui.photos.face_card import ITEM, Card
from desktop.ui.photos.face_items import Filter, Item, Place
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import translate

Index = QModelIndex | QPersistentModelIndex


class FaceModel(QAbstractListModel):
    """All cards, and which of them the filter shows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items: list[Item] = []
        self.shown: list[Item] = []
        self._filter = Filter()
        self.lines = 2
        """So many lines of text has a card: all have the same."""
        self.broken = 2
        """So many lines, where what stands in brackets has a line of its own."""
        self.longest: list[str] = []
        """The longest answers: these are whole on the cards."""
        self.whys: list[str] = []
        """The longest lines of why there is no answer."""

    def add(self, items: Sequence[Item]) -> None:
        """More cards, at the end."""
        self.items.extend(items)
        fresh = [item for item in items if self._filter.shows(item)]
        if fresh:
            before = self.lines, self.broken, self.longest, self.whys
            self.lines = max(self.lines, most_lines(fresh, broken=False))
            self.broken = max(self.broken, most_lines(fresh, broken=True))
            self.longest = longest({*self.longest, *(line for item in fresh for line in answers_on(item))})
            self.whys = longest({*self.whys, *(line for item in fresh for line in reasons_on(item))})
            if (self.lines, self.broken, self.longest, self.whys) != before:
                self.layoutChanged.emit()
            at = len(self.shown)
            self.beginInsertRows(QModelIndex(), at, at + len(fresh) - 1)
            self.shown.extend(fresh)
            self.endInsertRows()

    def show_only(self, wanted: Filter) -> None:
        """Show the cards that fit."""
        self.beginResetModel()
        self._filter = wanted
        self.shown = [item for item in self.items if wanted.shows(item)]
        self.lines, self.broken = (most_lines(self.shown, broken=broken) for broken in (False, True))
        self.longest = longest({line for item in self.shown for line in answers_on(item)})
        self.whys = longest({line for item in self.shown for line in reasons_on(item)})
        self.endResetModel()

    @property
    def wide(self) -> bool:
        """Whether the cards shown are those of whole pictures."""
        return self._filter.kind == "photo"

    def replace_all(self, items: Sequence[Item]) -> None:
        """These cards instead, filtered as before."""
        self.items = list(items)
        self.show_only(self._filter)

    def clear(self) -> None:
        """No card."""
        self.beginResetModel()
        self.items, self.shown, self.longest, self.whys = [], [], [], []
        self.lines = self.broken = 2
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self.shown[index.row()]
        if role == ITEM:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return item.in_words()
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (*_said(item), str(item.photo.path), _tip(item)) if part)
        return None


class FaceGrid(QListView):
    """Cards in rows; Enter or a double click opens the photo, a right click or the menu key asks who.

    Ctrl, Shift, dragging and Ctrl+A choose several, Esc none. Delete says that the chosen show no face.
    """

    opened = Signal(object)
    """The Item whose photo is to be shown."""
    face_asked = Signal(list, QPoint)
    """The Items whose faces are asked about, and where on the screen."""
    none_asked = Signal(list)
    """Items that show no face."""
    chosen_changed = Signal()
    """Other cards are chosen, or none; not told where the cards themselves changed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.faces = FaceModel(self)
        self.setModel(self.faces)
        self.setItemDelegate(Card(theme, self.faces, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setSpacing(SPACE.tight)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(48)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Faces found"))
        self.setAccessibleDescription(
            self.tr(
                "Enter shows the photo, the menu key says who it is, Delete that it is no face. "
                "Shift with the arrow keys chooses several."
            )
        )
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        self.doubleClicked.connect(self._open)
        theme.changed.connect(self.viewport().update)

    @property
    def chosen(self) -> list[Item]:
        """The cards that are chosen, in their order."""
        return [self.faces.shown[row] for row in self._rows_chosen()]

    @property
    def chosen_faces(self) -> list[Item]:
        """Those of them that are faces."""
        return [item for item in self.chosen if item.kind == "face"]

    def open_chosen(self) -> None:
        """Show the photo of the chosen card; of several, of the one that has the keyboard."""
        rows, at = self._rows_chosen(), self.currentIndex().row()
        if rows:
            self._open(self.faces.index(at if at in rows else rows[0]))

    def refuse_chosen(self) -> None:
        """The chosen cards show no face."""
        if self.chosen_faces:
            self.none_asked.emit(self.chosen_faces)

    def show_again(self, items: Sequence[Item]) -> None:
        """These cards instead. What was chosen and what is in sight stays so.

        Where all that was chosen is gone, the next card is.
        """
        bar, before, at = self.verticalScrollBar(), self.faces.shown, self.currentIndex().row()
        scrolled, rows = bar.value(), self._rows_chosen()
        self.faces.replace_all(items)
        known = {item.key: row for row, item in enumerate(self.faces.shown)}
        still = [known[before[row].key] for row in rows if before[row].key in known]
        if rows and not still and known:
            still = [min(rows[0], len(known) - 1)]
        if at >= 0 and known:
            at = known.get(before[at].key, still[0] if still else min(at, len(known) - 1))
        self._choose(still, at)
        self.executeDelayedItemsLayout()
        bar.setValue(scrolled)

    def choose_faces(self, places: Collection[Place]) -> None:
        """Choose those of these faces that are shown, and show the first."""
        keys = {("face", *place) for place in places}
        rows = [row for row, item in enumerate(self.faces.shown) if item.key in keys]
        if rows:
            self._choose(rows, rows[0])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by Tab finds a card chosen, and so what can be done with one.

        Who is put here since another control went finds none: an Enter meant for that one opens no photo.
        """
        was_on = self.currentIndex().isValid()
        super().focusInEvent(event)
        by_keys = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_keys and not self._rows_chosen():
            at = max(self.currentIndex().row(), 0)
            self._choose([at], at)
        elif not was_on and event.reason() is Qt.FocusReason.OtherFocusReason:
            self.selectionModel().clearCurrentIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete takes away what is no face, Esc chooses none."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete and not event.isAutoRepeat():
            self.refuse_chosen()
        elif event.key() == Qt.Key.Key_Escape and self._rows_chosen():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the chosen faces: by a right click on one, or by the menu key.

        A right click on another card chooses that one alone.
        """
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        if index.row() not in self._rows_chosen() and not (by_key and self._rows_chosen()):
            self._choose([index.row()], index.row())
        if self.chosen_faces:
            at = self._middle_of(index) if by_key else self.viewport().mapToGlobal(event.pos())
            self.face_asked.emit(self.chosen_faces, at)

    def _rows_chosen(self) -> list[int]:
        return sorted(index.row() for index in self.selectionModel().selectedIndexes())

    def _choose(self, rows: Sequence[int], current: int) -> None:
        """Choose these rows and no others, whatever keys are held; `current`, from 0 on, has the keyboard."""
        chosen = QItemSelection()
        for _, run in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
            together = [row for _, row in run]
            chosen.append(QItemSelectionRange(self.faces.index(together[0]), self.faces.index(together[-1])))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self.faces.index(current), flags.NoUpdate)
        self.selectionModel().select(chosen, flags.ClearAndSelect)

    def _middle_of(self, index: Index) -> QPoint:
        """Of a card, on the screen."""
        self.scrollTo(index)
        return self.viewport().mapToGlobal(self.visualRect(index).center())

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ITEM))


def _said(item: Item) -> tuple[str, ...]:
    """All lines of a card but the file, for a long one is cut there; and why there is no answer."""
    first, others, _ = item.lines()
    return tuple(dict.fromkeys((first, *others, *item.reasons())))


def _tip(item: Item) -> str:
    """What can be done with a card."""
    if item.kind == "face":
        return translate("Photos", "Double-click: the whole photo. Right-click: say who this is.")
    return translate("Photos", "Double-click: the whole photo.")
