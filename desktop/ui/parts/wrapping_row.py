"""Buttons side by side, on as many lines as the width needs: none is cut with large type."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui.theme.tokens import SPACE


class WrappingRow(QWidget):
    """What is hidden takes no place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[QWidget] = []
        self._laid: tuple[int, list[QWidget]] = (0, [])
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)
        self._grid.setSpacing(SPACE.small)

    def add(self, part: QWidget) -> None:
        """One more, after the others."""
        self._parts.append(part)
        self._grid.addWidget(part, 0, len(self._parts) - 1, Qt.AlignmentFlag.AlignLeft)

    def clear(self) -> None:
        """None of them any more."""
        for part in self._parts:
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts.clear()

    def fit_into(self, width: int) -> None:
        """Be as wide as what is shown needs on as few lines as fit into `width`."""
        shown = self._shown()
        self.setFixedWidth(self._width_of(shown, self._columns_in(shown, width)))

    def refit(self) -> None:
        """Lay out what is shown now."""
        shown = self._shown()
        columns = self._columns_in(shown, self.width())
        if self._laid == (columns, shown):
            return
        self._laid = columns, shown
        for place, part in enumerate(shown):
            self._grid.addWidget(part, place // columns, place % columns, Qt.AlignmentFlag.AlignLeft)
        for column in range(len(self._parts) + 1):
            self._grid.setColumnStretch(column, int(column == columns))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest part."""
        widest = max(map(_width_of, self._shown()), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer lines."""
        super().resizeEvent(event)
        self.refit()

    def event(self, event: QEvent) -> bool:
        """Other type, other lines."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.refit()
        return done

    def _shown(self) -> list[QWidget]:
        return [part for part in self._parts if not part.isHidden()]

    def _columns_in(self, shown: list[QWidget], width: int) -> int:
        counts = range(max(len(shown), 1), 1, -1)
        return next((count for count in counts if self._width_of(shown, count) <= width), 1)

    def _width_of(self, shown: list[QWidget], columns: int) -> int:
        widths = [
            max((_width_of(part) for part in shown[column::columns]), default=0) for column in range(columns)
        ]
        return sum(widths) + SPACE.small * (columns - 1)


def _width_of(part: QWidget) -> int:
    """As wide as it is laid out: what has a fixed width has that."""
    return min(max(part.sizeHint().width(), part.minimumWidth()), part.maximumWidth())
