"""A small table of words: side by side where there is room, else the first column over the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.ui.i18n.direction import beginning
from desktop.ui.parts.texts import Words, label, together
from desktop.ui.theme.tokens import SPACE

_SHORT = 9  # so many letters are a number with its unit, and stay in one line
_FIRST_EM, LAST_EM = 14, 9  # so wide at least are a first and a last column whose words wrap


class _Giving(Words):
    """A cell of one line, that has more where it is narrow."""

    def __init__(self, text: str, role: str = "") -> None:
        super().__init__()
        self.setText(text.replace(" %", "\u00a0%"))  # they stay in one line
        self.setProperty("role", role)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def sizeHint(self) -> QSize:
        """Qt would have it in two lines from twenty letters on."""
        whole = self.fontMetrics().size(0, self.text())
        return QSize(whole.width() + 2, whole.height())


class Table(QWidget):
    """All of it gives way where it is narrow, the last column first; before words are squeezed it is stacked.

    A row of one cell goes across. Without titles there is no row of them. `tips` by the words of a cell;
    `role`: that of the last column, and so many ems wide it is at least beside the others.
    """

    def __init__(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        tips: Mapping[str, str] | None = None,
        role: str = "",
        last_em: int = LAST_EM,
    ) -> None:
        super().__init__()
        self._titles = list(head)
        self._tips = tips or {}
        self._role, self._last_em = role, last_em
        self._stacked: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.large)
        self._grid.setVerticalSpacing(SPACE.tight)
        self._rows: list[list[QLabel]] = []
        if any(self._titles):
            self._rows.append([self._tell(_Giving(title, "small"), title) for title in self._titles])
        self._rows.extend(self._cells(list(cells)) for cells in rows)
        self._lay_out(stacked=False)

    @property
    def is_stacked(self) -> bool:
        """Whether the first column stands over the others."""
        return bool(self._stacked)

    def fit_into(self, width_px: int) -> None:
        """As it will be with this width."""
        self._lay_out(stacked=self._needed() > width_px)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There may be room for all columns, or no longer."""
        super().resizeEvent(event)
        self.fit_into(event.size().width())

    def event(self, event: QEvent) -> bool:
        """Other type needs other room."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.fit_into(self.width())
        return done

    def _cells(self, cells: list[str]) -> list[QLabel]:
        if len(cells) == 1 < len(self._titles):
            return [label(cells[0], "small", wraps=True, selectable=True)]
        return [self._cell(column, cell) for column, cell in enumerate(cells)]

    def _cell(self, column: int, text: str) -> QLabel:
        last = column == len(self._titles) - 1
        if not last and len(text) > _SHORT:
            made: QLabel = _Giving(text)
        else:
            shown = together(text) if last else text
            made = label(shown, self._role if last else "", wraps=last, selectable=True)
        title = self._titles[column]
        made.setAccessibleName(f"{title}: {text}" if title else text)
        return self._tell(made, text)

    def _tell(self, cell: QLabel, text: str) -> QLabel:
        tip = self._tips.get(text, "")
        cell.setToolTip(tip)
        cell.setAccessibleDescription(tip)
        cell.setAlignment(beginning() | Qt.AlignmentFlag.AlignTop)
        return cell

    def _needed(self) -> int:
        """The least width at which the columns stand side by side and are read with ease."""
        em, last = self.fontMetrics().height(), len(self._titles) - 1
        whole = [row for row in self._rows if len(row) > 1]
        widths = [max((_wide(row[column]) for row in whole), default=0) for column in range(last + 1)]
        for column, least in ((0, _FIRST_EM), (last, self._last_em)):
            widths[column] = min(widths[column], least * em)
        return sum(widths) + SPACE.large * last

    def _lay_out(self, *, stacked: bool) -> None:
        if stacked == self._stacked:
            return
        self._stacked = stacked
        columns, lines, at = len(self._titles), self._grid.rowCount(), 0
        for line in range(lines):
            self._grid.setRowMinimumHeight(line, 0)
        for row in self._rows:
            if len(row) == 1:
                self._grid.addWidget(row[0], at, 0, 1, columns)
            elif stacked:
                self._grid.addWidget(row[0], at, 0, 1, columns)
                for column, cell in enumerate(row[1:]):
                    self._grid.addWidget(cell, at + 1, column)
                self._grid.setRowMinimumHeight(at + 2, SPACE.tight)
            else:
                for column, cell in enumerate(row):
                    self._grid.addWidget(cell, at, column)
            at += 3 if stacked and len(row) > 1 else 1
        for column in range(columns):
            self._grid.setColumnStretch(column, int(column == columns - (2 if stacked else 1)))


def _wide(cell: QLabel) -> int:
    """In one line."""
    return cell.fontMetrics().horizontalAdvance(cell.text()) + 2
