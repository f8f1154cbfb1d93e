"""The shell: a rail with one button a page, and the page that is shown. Pages are made when first visited."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from desktop.ui.action_table import ActionSpec
from desktop.ui.actions import Actions
from desktop.ui.pages import Page, PageWidget
from desktop.ui.theme.tokens import SPACE

_WORDS_FROM = 900


def page_specs(pages: Sequence[Page]) -> list[ActionSpec]:
    """An action for each page: Ctrl+1 shows the first."""
    last = len(pages)
    return [
        ActionSpec(
            action_name(page.name),
            "view",
            page.title,
            page.tip,
            (f"Ctrl+{number}",) if number < 10 else (),
            page.icon,
            checkable=True,
            group_ends=number == last,
        )
        for number, page in enumerate(pages, start=1)
    ]


def action_name(page_name: str) -> str:
    """The name of the action that shows a page."""
    return f"page_{page_name}"


class PageRail(QFrame):
    """Icons over words; icons alone where the window is narrow."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        self.buttons: list[QToolButton] = []
        self._with_words = True
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setAccessibleName(self.tr("Pages"))
        self.buttons = [self._make_button(action) for action in actions]
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.tight, SPACE.tight, SPACE.tight, SPACE.small)
        rows.setSpacing(SPACE.tight)
        for button in self.buttons:
            rows.addWidget(button)
        rows.addStretch(1)
        self.show_words(True)

    def changeEvent(self, event: QEvent) -> None:
        """Larger text needs a wider rail."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.show_words(self._with_words)

    def show_words(self, shown: bool) -> None:
        """Words under the icons, or the icons alone."""
        self._with_words = shown
        self.setFixedWidth(max(SPACE.rail, self._widest_word()) if shown else self._widest_icon())
        style = Qt.ToolButtonStyle
        for button in self.buttons:
            button.setToolButtonStyle(style.ToolButtonTextUnderIcon if shown else style.ToolButtonIconOnly)

    def _widest_word(self) -> int:
        """What the longest title needs, also while it is the chosen one and bold."""
        for button in self.buttons:
            button.ensurePolished()
        words = [button.fontMetrics().horizontalAdvance(button.text()) for button in self.buttons]
        return round(max(words, default=0) * 1.15) + SPACE.huge

    def _widest_icon(self) -> int:
        icons = [button.iconSize().width() for button in self.buttons]
        return max(SPACE.rail_narrow, max(icons, default=0) + SPACE.huge)

    def _make_button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setProperty("kind", "page")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(action.iconText())
        button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
        return button


class Shell(QWidget):
    """Holds the pages; knows which one is shown. The first page is there from the beginning."""

    page_shown = Signal(str)
    """The name of the page that is shown now."""
    page_chosen = Signal()
    """The user asked for a page, whichever is shown."""

    def __init__(self, pages: Sequence[Page], actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = {page.name: page for page in pages}
        self._made: dict[str, PageWidget] = {}
        self._shown = ""
        self._group = QActionGroup(self)
        self._actions = {name: actions[action_name(name)] for name in self._pages}
        for name, action in self._actions.items():
            self._group.addAction(action)
            action.triggered.connect(lambda _=False, name=name: self._choose(name))
        self.rail = PageRail(list(self._actions.values()))
        self._alone = False
        self._stack = QStackedWidget()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addWidget(self._stack, 1)
        self.set_alone(False)
        self.show_page(pages[0].name)

    @property
    def shown(self) -> str:
        """The name of the page in sight."""
        return self._shown

    @property
    def made(self) -> tuple[PageWidget, ...]:
        """The pages visited so far."""
        return tuple(self._made.values())

    def page(self, name: str) -> PageWidget:
        """A page's widget; made now where it was not yet. KeyError for a name that no page has."""
        if name not in self._made:
            widget = self._pages[name].make()
            self._made[name] = widget
            self._stack.addWidget(widget)
        return self._made[name]

    def show_page(self, name: str) -> None:
        """Show this page. Asking for the one that is shown changes nothing."""
        if name == self._shown:
            return
        widget, before = self.page(name), self._made.get(self._shown)
        self._shown = name
        self._actions[name].setChecked(True)
        self._stack.setCurrentWidget(widget)
        if before is not None:
            before.on_hidden()
        widget.on_shown()
        self.page_shown.emit(name)

    def _choose(self, name: str) -> None:
        self.show_page(name)
        self.page_chosen.emit()

    def set_alone(self, alone: bool) -> None:
        """The page without the rail; a window with a single page never has one."""
        self._alone = alone
        self.rail.setVisible(not alone and len(self._pages) > 1)

    def at_risk(self) -> list[str]:
        """What would be lost if the window closed now, a sentence a page."""
        return [risk for page in self.made if (risk := page.at_risk())]

    def stop_work(self) -> None:
        """End the work of every page."""
        for page in self.made:
            page.stop_work()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has a narrow rail."""
        super().resizeEvent(event)
        self.rail.show_words(self.width() >= _WORDS_FROM)
