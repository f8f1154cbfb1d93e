"""Small pictures with a line or two each, as many in a row as fit; one is clicked, or several are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QIcon, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QSizePolicy, QToolButton, QWidget

from desktop.ui.parts.chosen_mark import chosen_pixmap
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

SIDE = 84
_CELL, _MOST_CELL, _PAD = 104, 208, 14
_LONG = 3 * SIDE // 2


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture in the grid. `on`: whether it is among the chosen; None where it can't be chosen."""

    key: int
    pixmap: QPixmap
    line: str
    tip: str
    on: bool | None = None
    second: str = ""


class PictureGrid(QWidget):
    """Space or a click chooses a picture or leaves it out, with Shift all from the last one on.

    What is chosen has a frame and a tick.

    Arrows go from picture to picture, Ctrl+A chooses all and Esc none.
    """

    clicked = Signal(int, QPoint)
    """This picture; where on the screen its menu belongs."""
    menu_asked = Signal(int, QPoint)
    """By the right button, or the menu key."""
    chosen_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pixmaps: list[QPixmap] = []
        self.tiles: list[QToolButton] = []
        self._keys: list[int] = []
        self._columns = 0
        self._cell = _CELL
        self._last: int | None = None
        self._clicked = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE.small)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.changed.connect(self._tint)

    @property
    def chosen(self) -> list[int]:
        """The chosen pictures, in order."""
        return [key for key, tile in zip(self._keys, self.tiles, strict=True) if tile.isChecked()]

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these. The focus stays at its place where a picture had it."""
        focused = next((place for place, old in enumerate(self.tiles) if old.hasFocus()), None)
        for old in self.tiles:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._keys, self._last = [tile.key for tile in tiles], None
        self._pixmaps = [tile.pixmap for tile in tiles]
        self._cell = self._cell_for(tiles)
        self.tiles = [self._make(place, tile) for place, tile in enumerate(tiles)]
        self._lay_out(force=True)
        if focused is not None and self.tiles:
            tile = self.tiles[min(focused, len(self.tiles) - 1)]
            tile.show()
            tile.setFocus()

    def take_focus(self) -> None:
        """The place that was clicked last has the keyboard."""
        if self.tiles:
            tile = self.tiles[min(self._clicked, len(self.tiles) - 1)]
            tile.show()
            tile.setFocus()

    def choose(self, keys: Sequence[int]) -> None:
        """These and no others are chosen."""
        for key, tile in zip(self._keys, self.tiles, strict=True):
            tile.setChecked(key in keys)
        self.chosen_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer in a row."""
        super().resizeEvent(event)
        self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that go from one picture to another."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched in self.tiles:
            return self._key(self.tiles.index(watched), event)  # type: ignore[arg-type]
        return super().eventFilter(watched, event)

    def _key(self, place: int, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Left: 1 if self.isRightToLeft() else -1,
            Qt.Key.Key_Right: -1 if self.isRightToLeft() else 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
            Qt.Key.Key_Home: -place,
            Qt.Key.Key_End: len(self.tiles) - 1 - place,
        }
        key, selects = Qt.Key(event.key()), self.tiles[place].isCheckable()
        if key in steps:
            self._go(place, place + steps[key], event.modifiers())
        elif selects and key == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.choose(self._keys)
        elif selects and key == Qt.Key.Key_Escape and self.chosen:
            self.choose([])
        else:
            return False
        return True

    def _go(self, place: int, to: int, modifiers: Qt.KeyboardModifier) -> None:
        if not 0 <= to < len(self.tiles):
            return
        self.tiles[to].setFocus(Qt.FocusReason.TabFocusReason)
        if modifiers & Qt.KeyboardModifier.ShiftModifier and self.tiles[to].isCheckable():
            self._choose_between(place, to)

    def _choose_between(self, first: int, last: int) -> None:
        for tile in self.tiles[min(first, last) : max(first, last) + 1]:
            tile.setChecked(True)
        self.chosen_changed.emit()

    def _click(self, place: int) -> None:
        tile = self.tiles[place]
        shift = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        last, self._last = self._last, place
        self._clicked = place
        if tile.isCheckable():
            if shift and last is not None:
                self._choose_between(last, place)
            else:
                self.chosen_changed.emit()
        self.clicked.emit(self._keys[place], tile.mapToGlobal(QPoint(0, SIDE)))

    def _cell_for(self, tiles: Sequence[Tile]) -> int:
        """So wide that the longest line is whole, as far as that goes; a long second one is two."""
        metrics = self.fontMetrics()
        lines = {line for tile in tiles for line in (tile.line, *_second_lines(tile.second, metrics))}
        longest = max(map(metrics.horizontalAdvance, lines), default=0)
        return min(max(_CELL, longest + 2 + _PAD), _MOST_CELL)

    def _lay_out(self, *, force: bool = False) -> None:
        columns = max(1, (self.width() + SPACE.small) // (self._cell + SPACE.small))
        if columns == self._columns and not force:
            return
        at_top = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        self._grid.setColumnStretch(self._columns, 0)
        self._columns = columns
        self._grid.setColumnStretch(columns, 1)
        for place, button in enumerate(self.tiles):
            self._grid.addWidget(button, place // columns, place % columns, at_top)

    def _icon(self, pixmap: QPixmap) -> QIcon:
        icon = QIcon(pixmap)
        chosen = chosen_pixmap(pixmap, self._theme.colours, from_right=self.isRightToLeft())
        icon.addPixmap(chosen, QIcon.Mode.Normal, QIcon.State.On)
        return icon

    def _tint(self) -> None:
        for tile, pixmap in zip(self.tiles, self._pixmaps, strict=True):
            tile.setIcon(self._icon(pixmap))

    def _make(self, place: int, tile: Tile) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"picture_{tile.key}")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIcon(self._icon(tile.pixmap))
        button.setIconSize(QSize(SIDE, SIDE))
        first = tile.line[:1].upper() + tile.line[1:]
        lines = [first, tile.second] if tile.second else [first]
        metrics, room = button.fontMetrics(), self._cell - _PAD
        fits_whole = metrics.horizontalAdvance(tile.second) <= room
        shown = lines if fits_whole else [first, *_second_lines(tile.second, metrics)]
        fits = [metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in shown]
        button.setText("\n".join(fits))
        button.setToolTip(tile.tip)
        button.setAccessibleName(f"{', '.join(lines)}. {tile.tip}")
        button.setFixedWidth(self._cell)
        if tile.on is not None:
            button.setCheckable(True)
            button.setChecked(tile.on)
        button.installEventFilter(self)
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        button.customContextMenuRequested.connect(
            lambda at: self.menu_asked.emit(tile.key, button.mapToGlobal(at))
        )
        button.clicked.connect(lambda: self._click(place))
        return button


def _second_lines(text: str, metrics: QFontMetrics) -> tuple[str, ...]:
    """In two lines as alike as can be where it is long; none of nothing."""
    if metrics.horizontalAdvance(text) <= _LONG:
        return (text,) if text else ()
    words = text.split()
    ways = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return min(ways, key=lambda way: max(map(metrics.horizontalAdvance, way)), default=(text,))
