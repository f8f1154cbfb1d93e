"""Buttons side by side, on as many lines as the width needs: none is cut with large type."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.theme.tokens import SPACE


class WrappingRow(QWidget):
    """As far apart on each line, however wide those above and below are. What is hidden takes no place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[QWidget] = []
        self._laid: list[list[QWidget]] = []
        self._lines: list[QHBoxLayout] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self._column.setSpacing(SPACE.small)

    def add(self, part: QWidget) -> None:
        """One more, after the others."""
        self._parts.append(part)
        line = self._line(0)
        line.insertWidget(line.count() - 1, part, 0, Qt.AlignmentFlag.AlignLeft)

    def clear(self) -> None:
        """None of them any more."""
        for part in self._parts:
            for line in self._lines:
                line.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts.clear()
        self._laid.clear()

    def fit_into(self, width: int) -> None:
        """Be as wide as what is shown needs on as few lines as fit into `width`."""
        self.setFixedWidth(max(map(_width_of, self._lines_in(width)), default=0))

    def refit(self) -> None:
        """Lay out what is shown now."""
        lines = self._lines_in(self.width())
        if self._laid == lines:
            return
        self._laid = lines
        for number, parts in enumerate(lines):
            line = self._line(number)
            for place, part in enumerate(parts):
                line.insertWidget(place, part, 0, Qt.AlignmentFlag.AlignLeft)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest part."""
        widest = max((_width_of([part]) for part in self._shown()), default=0)
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

    def _line(self, number: int) -> QHBoxLayout:
        """One without parts takes no place."""
        while len(self._lines) <= number:
            line = QHBoxLayout()
            line.setSpacing(SPACE.small)
            line.addStretch(1)
            self._column.addLayout(line)
            self._lines.append(line)
        return self._lines[number]

    def _lines_in(self, width: int) -> list[list[QWidget]]:
        lines: list[list[QWidget]] = []
        for part in self._shown():
            if lines and _width_of([*lines[-1], part]) <= width:
                lines[-1].append(part)
            else:
                lines.append([part])
        return lines


def _width_of(parts: list[QWidget]) -> int:
    """As wide as they are laid out side by side: what has a fixed width has that."""
    widths = (min(max(part.sizeHint().width(), part.minimumWidth()), part.maximumWidth()) for part in parts)
    return sum(widths) + SPACE.small * (len(parts) - 1)
