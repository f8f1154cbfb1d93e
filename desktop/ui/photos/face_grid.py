"""The grid of cards: only those in sight are drawn, so that thousands of faces cost no more than a few."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from desktop.ui.photos.card_lines import answers_on, longest, most_lines
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

    def add(self, items: Sequence[Item]) -> None:
        """More cards, at the end."""
        self.items.extend(items)
        fresh = [item for item in items if self._filter.shows(item)]
        if fresh:
            before = self.broken, self.longest
            self.lines = max(self.lines, most_lines(fresh, broken=False))
            self.broken = max(self.broken, most_lines(fresh, broken=True))
            self.longest = longest({*self.longest, *(line for item in fresh for line in answers_on(item))})
            if (self.broken, self.longest) != before:
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
        self.items, self.shown, self.longest = [], [], []
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

    Delete says that a card shows no face.
    """

    opened = Signal(object)
    """The Item whose photo is to be shown."""
    face_asked = Signal(object, QPoint)
    """The Item whose face is asked about, and where on the screen."""
    none_asked = Signal(list)
    """Items that show no face."""
    chosen_changed = Signal()
    """Another card is chosen, or none; not told where the cards themselves changed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.faces = FaceModel(self)
        self.setModel(self.faces)
        self.setItemDelegate(Card(theme, self.faces, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSpacing(SPACE.tight)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(48)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Faces found"))
        self.setAccessibleDescription(
            self.tr("Enter shows the photo, the menu key says who it is, Delete that it is no face.")
        )
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        self.doubleClicked.connect(self._open)
        theme.changed.connect(self.viewport().update)

    @property
    def chosen(self) -> Item | None:
        """The card that is chosen."""
        index = self.currentIndex()
        return index.data(ITEM) if self.selectionModel().isSelected(index) else None

    def open_chosen(self) -> None:
        """Show the photo of the chosen card."""
        if self.chosen is not None:
            self._open(self.currentIndex())

    def refuse_chosen(self) -> None:
        """The chosen card shows no face."""
        if self.chosen is not None and self.chosen.kind == "face":
            self.none_asked.emit([self.chosen])

    def show_again(self, items: Sequence[Item]) -> None:
        """These cards instead. What was chosen and what is in sight stays so; for a card that is gone the
        next one is chosen."""
        bar, at = self.verticalScrollBar(), self.currentIndex().row()
        scrolled, chosen = bar.value(), self.chosen
        self.faces.replace_all(items)
        known = [item.key for item in self.faces.shown]
        if chosen is not None and chosen.key in known:
            at = known.index(chosen.key)
        self.setCurrentIndex(self.faces.index(min(at, len(known) - 1)) if at >= 0 else self.rootIndex())
        self.executeDelayedItemsLayout()
        bar.setValue(scrolled)

    def choose_faces(self, places: Collection[Place]) -> None:
        """Choose the first of these faces that is shown, and show it."""
        keys = {("face", *place) for place in places}
        rows = [row for row, item in enumerate(self.faces.shown) if item.key in keys]
        if rows:
            self.setCurrentIndex(self.faces.index(rows[0]))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by Tab finds a card chosen, and so what can be done with one."""
        super().focusInEvent(event)
        by_keys = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_keys and self.chosen is None:
            self.setCurrentIndex(self.faces.index(max(self.currentIndex().row(), 0)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete takes away what is no face."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete and not event.isAutoRepeat():
            self.refuse_chosen()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the face: by a right click, or by the menu key on the chosen card."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self._middle_of(index) if by_key else self.viewport().mapToGlobal(event.pos())
            if index.data(ITEM).kind == "face":
                self.face_asked.emit(index.data(ITEM), at)

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
