"""The grid of cards: only those in sight are drawn, so that thousands of faces cost no more than a few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.ui.photos.face_items import Filter, Item
from desktop.ui.photos.picture_card import paint_top, picture_card_size
from desktop.ui.row_text import row_font
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE, TYPE
from desktop.ui.words import translate

Index = QModelIndex | QPersistentModelIndex
ITEM = Qt.ItemDataRole.UserRole
_THUMB, _PAD = 144, 10
_WIDEST = 192  # pictures of cards are no larger
_LONGEST = 8
_BRACKET = " ("


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
            self.lines = max(self.lines, _most_lines(fresh))
            self.broken = max(self.broken, _most_lines(fresh, broken=True))
            self.longest = _longest({*self.longest, *(line for item in fresh for line in _answers(item))})
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
        self.lines, self.broken = _most_lines(self.shown), _most_lines(self.shown, broken=True)
        self.longest = _longest({line for item in self.shown for line in _answers(item)})
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
    """Cards in rows; Enter or a double click opens the photo."""

    opened = Signal(object)
    """The Item whose photo is to be shown."""
    face_asked = Signal(object, QPoint)
    """The Item whose face is asked about, and where on the screen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.faces = FaceModel(self)
        self.setModel(self.faces)
        self.setItemDelegate(_Card(theme, self.faces, self))
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
        self.doubleClicked.connect(self._open)
        theme.changed.connect(self.viewport().update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the face: by a right click, or by the menu key on the chosen card."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        item = index.data(ITEM)
        if item is None or item.kind != "face":
            return
        at = self.visualRect(index).center() if by_key else event.pos()
        self.face_asked.emit(item, self.viewport().mapToGlobal(at))

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ITEM))


class _Card(QStyledItemDelegate):
    def __init__(self, theme: Theme, faces: FaceModel, parent: QWidget) -> None:
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
        if longest <= _WIDEST:
            return max(_THUMB, longest), False
        pieces = (piece for line in self._faces.longest for piece in _pieces(line))
        return min(max(_THUMB, max(map(metrics.horizontalAdvance, pieces)) + 2), _WIDEST), True

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
            self._paint_thumb(painter, item, thumb)
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
        self._paint_thumb(painter, item, thumb)
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

    def _paint_thumb(self, painter: QPainter, item: Item, place: QRect) -> None:
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

    def _paint_words(self, painter: QPainter, item: Item, option: QStyleOptionViewItem) -> None:
        colours = self._theme.colours
        first, others, name = item.lines()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = colours.on_accent_soft if chosen else getattr(colours, _ink_of(item))
        line = _line_of(option)
        side, breaks = self._fit(option)
        place = QRect(option.rect.x() + _PAD, option.rect.y() + _PAD + side + 6, side, line)
        soft = colours.on_accent_soft if chosen else colours.muted
        plain = colours.on_accent_soft if chosen else colours.text
        lines = self._faces.lines
        if breaks and item.face is not None:
            first, *more = [first] if item.face.who else _pieces(first)
            others = (*more, *(piece for other in others for piece in _pieces(other)))
            lines = self._faces.broken
        blank = [""] * (lines - 2 - len(others))  # so that all files stand in one line
        for text, factor, strong, colour in (
            (first, TYPE.body, True, ink),
            *((other, TYPE.small, False, plain) for other in (*others, *blank)),
            (name, TYPE.small, False, soft),
        ):
            font = QFont(option.font)
            font.setPointSizeF(option.font.pointSizeF() * factor)
            font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
            if strong and QFontMetrics(font).horizontalAdvance(text) > place.width():
                font.setPointSizeF(option.font.pointSizeF() * TYPE.small)
                font.setWeight(QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            middle = Qt.TextElideMode.ElideMiddle if text is name else Qt.TextElideMode.ElideRight
            fits = painter.fontMetrics().elidedText(text, middle, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fits)
            place.translate(0, line)


def _ink_of(item: Item) -> str:
    """The colour of the first line: of a name none of its own, else that of the answer."""
    if item.face is not None and item.face.who:
        return "text" if item.face.who == "named" else "muted"
    return item.face.first.tone if item.face and item.face.first else "no_answer"


def _said(item: Item) -> tuple[str, ...]:
    """All lines of a card but the file: a long one is cut on the card."""
    first, others, _ = item.lines()
    return (first, *others)


def _tip(item: Item) -> str:
    """What can be done with a card, beside opening it."""
    return translate("Photos", "Right-click to say who this is") if item.kind == "face" else ""


def _line_of(option: QStyleOptionViewItem) -> int:
    """The height of a line of text, in pixels."""
    return option.fontMetrics.height() + 3


def _answers(item: Item) -> tuple[str, ...]:
    """The lines of a face that say an answer."""
    if item.face is None:
        return ()
    first, others, _ = item.lines()
    return others if item.face.who else (first, *others)


def _pieces(line: str) -> list[str]:
    """An answer in two lines, where it has a bracket."""
    said, bracket, rest = line.partition(_BRACKET)
    return [said, bracket.strip() + rest] if bracket else [line]


def _longest(lines: Iterable[str]) -> list[str]:
    return sorted(lines, key=lambda line: (len(line), line))[-_LONGEST:]


def _most_lines(items: Sequence[Item], *, broken: bool = False) -> int:
    """So many lines need the cards of these; `broken`: with a line for each bracket."""
    return 2 + max((len(item.lines()[1]) + (_brackets(item) if broken else 0) for item in items), default=0)


def _brackets(item: Item) -> int:
    return sum(_BRACKET in line for line in _answers(item))


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
