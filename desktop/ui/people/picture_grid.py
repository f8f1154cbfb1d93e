"""Small pictures with a line each, as many in a row as fit; one of them can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from desktop.ui.theme.tokens import SPACE

SIDE = 84
_CELL = 104


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture in the grid. `on`: whether it is among the chosen; None where it can't be chosen."""

    key: int
    pixmap: QPixmap
    line: str
    tip: str
    on: bool | None = None


class PictureGrid(QWidget):
    """Tells which picture was clicked, and where on the screen its menu belongs."""

    clicked = Signal(int, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: list[QToolButton] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE.small)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these."""
        for old in self.tiles:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.tiles = [self._make(tile) for tile in tiles]
        self._lay_out(force=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer in a row."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self, *, force: bool = False) -> None:
        columns = max(1, (self.width() + SPACE.small) // (_CELL + SPACE.small))
        if columns == self._columns and not force:
            return
        self._grid.setColumnStretch(self._columns, 0)
        self._columns = columns
        self._grid.setColumnStretch(columns, 1)
        for place, button in enumerate(self.tiles):
            self._grid.addWidget(button, place // columns, place % columns, Qt.AlignmentFlag.AlignLeft)

    def _make(self, tile: Tile) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"picture_{tile.key}")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIcon(QIcon(tile.pixmap))
        button.setIconSize(QSize(SIDE, SIDE))
        fits = button.fontMetrics().elidedText(tile.line, Qt.TextElideMode.ElideRight, _CELL - 14)
        button.setText(fits)
        button.setToolTip(tile.tip)
        button.setAccessibleName(f"{tile.line}. {tile.tip}")
        button.setFixedWidth(_CELL)
        if tile.on is not None:
            button.setCheckable(True)
            button.setChecked(tile.on)
        below = QPoint(0, SIDE)
        button.clicked.connect(lambda: self.clicked.emit(tile.key, button.mapToGlobal(below)))
        return button
