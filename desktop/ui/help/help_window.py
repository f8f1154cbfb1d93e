"""The help's window: topics on the left, found by words; the chosen one on the right, with links."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.help.dressing import dress
from desktop.ui.help.topics import Topic
from desktop.ui.i18n.direction import from_right
from desktop.ui.i18n.said import translates
from desktop.ui.parts.texts import label
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

_SIDE, _WIDEST_SIDE = 240, 360
_NAME = Qt.ItemDataRole.UserRole


class HelpWindow(QDialog):
    """Stays beside the main window, which can be used meanwhile. Escape closes it."""

    def __init__(self, topics: Sequence[Topic], first: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help"))
        self.setModal(False)
        self.resize(880, 620)
        self.setMinimumSize(560, 400)
        self._theme = theme
        self._topics = {topic.name: topic for topic in topics}
        self._shown = ""
        self._visited: list[str] = []
        self.search = QLineEdit()
        self.contents = QListWidget()
        self.text = QTextBrowser()
        self.back = QToolButton()
        self._nothing = label(self.tr("No page has these words."), "muted", wraps=True)
        self.language = label(self.tr("This page is in English."), "muted", wraps=True)
        self._build()
        self._fill()
        theme.changed.connect(self._render)
        self._turn_to(first)

    @property
    def shown(self) -> str:
        """The name of the topic in sight."""
        return self._shown

    def take(self, topics: Sequence[Topic]) -> None:
        """These are the topics from now on: keys may have changed."""
        self._topics = {topic.name: topic for topic in topics}
        self._render()

    def show_topic(self, name: str) -> None:
        """Turn to this topic; one that does not exist changes nothing."""
        if name not in self._topics:
            return
        if self._shown and name != self._shown:
            self._visited.append(self._shown)
        self._turn_to(name)

    def go_back(self) -> None:
        """The topic before."""
        if self._visited:
            self._turn_to(self._visited.pop())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the search before it closes the window; Down leaves the search for the list."""
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        elif event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.contents.setFocus()
        else:
            super().keyPressEvent(event)

    def _turn_to(self, name: str) -> None:
        self._shown = name
        self.back.setEnabled(bool(self._visited))
        for row in range(self.contents.count()):
            item = self.contents.item(row)
            if item.data(_NAME) == name:
                self.contents.blockSignals(True)
                self.contents.setCurrentItem(item)
                self.contents.blockSignals(False)
        self._render()

    def _render(self) -> None:
        """Draw the topic anew, in the theme's colours, with the searched words marked."""
        document = self.text.document()
        document.setDefaultFont(self.text.font())
        self.text.setMarkdown(self._topics[self._shown].markdown)
        dress(document, self._theme.colours)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.text.verticalScrollBar().setValue(0)
        self.back.setIcon(self._theme.icon("next" if from_right() else "previous"))
        self.language.setVisible(self._topics[self._shown].in_english and translates())
        self._mark()

    def _mark(self) -> None:
        colours, marks = self._theme.colours, []
        look = QTextCharFormat()
        look.setBackground(QColor(colours.warning_soft))
        look.setForeground(QColor(colours.on_warning_soft))
        for word in self._words():
            found = self.text.document().find(word)
            while not found.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = QTextCursor(found), look  # type: ignore[attr-defined]
                marks.append(mark)
                found = self.text.document().find(word, found)
        self.text.setExtraSelections(marks)

    def _words(self) -> list[str]:
        return self.search.text().lower().split()

    def _go_to_next(self) -> None:
        words = self._words()
        if words and not self.text.find(words[0]):
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            self.text.find(words[0])

    def _search(self) -> None:
        words = self._words()
        hits = [name for name, topic in self._topics.items() if topic.has(words)]
        for row in range(self.contents.count()):
            item = self.contents.item(row)
            item.setHidden(item.data(_NAME) not in hits)
        self._nothing.setVisible(not hits)
        if hits and self._shown not in hits:
            self.show_topic(hits[0])
        else:
            self._render()
        if words and hits:
            self._go_to_next()

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.show_topic(item.data(_NAME))

    def _follow(self, url: QUrl) -> None:
        self.show_topic(url.toString())

    def _fill(self) -> None:
        for topic in self._topics.values():
            item = QListWidgetItem(topic.title)
            item.setData(_NAME, topic.name)
            item.setToolTip(topic.title)
            self.contents.addItem(item)

    def _build(self) -> None:
        self.search.setPlaceholderText(self.tr("Find in the help"))
        self.search.setAccessibleName(self.tr("Find in the help"))
        self.search.setToolTip(self.tr("Show only pages with these words; Enter goes to the next place"))
        self.search.setClearButtonEnabled(True)
        self.contents.setProperty("role", "contents")
        self.contents.setAccessibleName(self.tr("Pages of the help"))
        self.contents.setToolTip(self.tr("Pages of the help"))
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.back.setToolTip(self.tr("Back to the page before (Alt+Left)"))
        self.back.setAccessibleName(self.tr("Back to the page before"))
        self.back.setShortcut("Alt+Left")
        self.back.setProperty("look", "control")
        self.text.setAccessibleName(self.tr("The page of the help"))
        self.text.setOpenLinks(False)
        self._nothing.hide()
        self.search.textChanged.connect(lambda _: self._search())
        self.search.returnPressed.connect(self._go_to_next)
        self.contents.currentItemChanged.connect(lambda item, _: self._choose(item))
        self.text.anchorClicked.connect(self._follow)
        self.back.clicked.connect(self.go_back)
        across = QHBoxLayout(self)
        across.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        across.setSpacing(SPACE.medium)
        across.addWidget(self._make_side())
        page = QVBoxLayout()
        page.setSpacing(SPACE.small)
        page.addWidget(self.language)
        page.addWidget(self.text, 1)
        across.addLayout(page, 1)

    def _make_side(self) -> QWidget:
        side = QWidget()
        words = [self.fontMetrics().horizontalAdvance(topic.title) for topic in self._topics.values()]
        side.setFixedWidth(min(max(_SIDE, *words) + SPACE.huge, _WIDEST_SIDE))
        finding = QHBoxLayout()
        finding.setSpacing(SPACE.tight)
        finding.addWidget(self.back)
        finding.addWidget(self.search, 1)
        rows = QVBoxLayout(side)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE.small)
        rows.addLayout(finding)
        rows.addWidget(self._nothing)
        rows.addWidget(self.contents, 1)
        return side
