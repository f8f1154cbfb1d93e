"""The list of licences beside the text of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.licences.notice import Notice
from desktop.ui.help.licence_words import Line, entry_text, facts, lines
from desktop.ui.parts.texts import label
from desktop.ui.theme.tokens import SPACE, TYPE

_SIDE = 250
_NOTICE = Qt.ItemDataRole.UserRole


class LicenceView(QWidget):
    """Empty until `show_notices`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: Sequence[Notice] = ()
        self.search = QLineEdit()
        self.list = QListWidget()
        self.title = label("", "heading", wraps=True, selectable=True)
        self.facts = label("", "muted", wraps=True, selectable=True)
        self.text = QPlainTextEdit()
        self._build()

    def show_notices(self, notices: Sequence[Notice]) -> None:
        """List these; the first is chosen."""
        self._notices = notices
        self._fill()

    def _fill(self) -> None:
        self.list.clear()
        for line in lines(self._notices, self.search.text()):
            self.list.addItem(_item(line))
        first = next((row for row in range(self.list.count()) if self._at(row)), -1)
        self.list.setCurrentRow(first)
        if first < 0:
            self._show(None)

    def _at(self, row: int) -> Notice | None:
        found: Notice | None = self.list.item(row).data(_NOTICE)
        return found

    def _show(self, notice: Notice | None) -> None:
        nothing = self.tr("Nothing has these words.") if self._notices else ""
        self.title.setText(entry_text(notice) if notice else nothing)
        self.facts.setText("\n".join(f"{name}: {value}" for name, value in facts(notice)) if notice else "")
        self.facts.setVisible(bool(self.facts.text()))
        self.text.setPlainText(notice.text if notice else "")

    def _build(self) -> None:
        self.search.setPlaceholderText(self.tr("Find by name or licence"))
        self.search.setAccessibleName(self.tr("Find by name or licence"))
        self.search.setToolTip(self.tr("Show only entries with these words"))
        self.search.setClearButtonEnabled(True)
        self.list.setProperty("role", "contents")
        self.list.setAccessibleName(self.tr("What Facet is made of"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setToolTip(self.tr("What Facet is made of"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("The licence"))
        self.text.setToolTip(self.tr("The licence"))
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() * TYPE.small)
        self.text.setFont(font)
        self.search.textChanged.connect(lambda _: self._fill())
        self.list.currentItemChanged.connect(lambda item, _: self._show(item.data(_NOTICE) if item else None))
        side = QWidget()
        side.setFixedWidth(_SIDE)
        left = QVBoxLayout(side)
        right = QVBoxLayout()
        for column, parts in ((left, (self.search, self.list)), (right, (self.title, self.facts, self.text))):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(SPACE.small)
            for part in parts:
                column.addWidget(part, 1 if part in (self.list, self.text) else 0)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(SPACE.medium)
        across.addWidget(side)
        across.addLayout(right, 1)


def _item(line: Line) -> QListWidgetItem:
    item = QListWidgetItem(line.text)
    item.setData(_NOTICE, line.notice)
    if line.notice is None:  # a heading
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = item.font()
        font.setBold(True)
        item.setFont(font)
    else:
        item.setToolTip(f"{line.text}\n{line.notice.licence}".strip())
    return item
