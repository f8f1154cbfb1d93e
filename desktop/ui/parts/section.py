"""A section of a page: a card with a heading, and rows of label and value in it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop.ui.parts.texts import Words, label
from desktop.ui.theme.tokens import SPACE

_SHORT = 9  # so many letters are a number with its unit, and stay in one line


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

    def add_table(self, head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
        """A small table; all of it gives way where it is narrow, the last column first.

        A row of one cell goes across it.
        """
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.large)
        grid.setVerticalSpacing(SPACE.tight)
        titles = list(head)
        last, top = len(titles) - 1, Qt.AlignmentFlag.AlignTop
        grid.setColumnStretch(last, 1)
        for column, title in enumerate(titles):
            grid.addWidget(_Giving(title, "small"), 0, column)
        for number, cells in enumerate(rows, start=1):
            across = list(cells)
            if len(across) == 1 < len(titles):
                made = label(across[0], "small", wraps=True, selectable=True)
                grid.addWidget(made, number, 0, 1, len(titles))
                continue
            for column, cell in enumerate(across):
                gives = column < last and len(cell) > _SHORT
                made = _Giving(cell) if gives else label(cell, wraps=column == last, selectable=True)
                made.setAccessibleName(f"{titles[column]}: {cell}")
                if column == last:
                    grid.addWidget(made, number, column)
                else:
                    grid.addWidget(made, number, column, top)
        self.rows.addLayout(grid)
