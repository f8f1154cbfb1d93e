"""A section of a page: a card with a heading, and rows of label and value in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop.ui.parts.table import Table
from desktop.ui.parts.texts import label
from desktop.ui.theme.tokens import SPACE


class Section(QFrame):
    """A card; `rows` takes what stands in it."""

    def __init__(self, heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(SPACE.large, SPACE.medium, SPACE.large, SPACE.medium)
        self.rows.setSpacing(SPACE.small)
        if heading:
            self.setAccessibleName(heading)
            self.rows.addWidget(label(heading, "heading"))

    def add_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Label and value, a pair a row; values can be copied."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.large)
        grid.setVerticalSpacing(SPACE.tight)
        grid.setColumnMinimumWidth(0, 108)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(facts):
            grid.addWidget(label(name, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            shown = label(value, wraps=True, selectable=True)
            shown.setAccessibleName(f"{name}: {value}")
            grid.addWidget(shown, row, 1)
        self.rows.addLayout(grid)

    def add_table(
        self, head: Sequence[str], rows: Iterable[Sequence[str]], tips: Mapping[str, str] | None = None
    ) -> Table:
        """A small table, that stands in fewer columns where it is narrow. `tips` by the words of a cell."""
        table = Table(head, rows, tips)
        self.rows.addWidget(table)
        return table
