"""The actions of the window as Qt objects, tinted with the theme."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from desktop.ui.action_table import ActionSpec, Menu, action_specs, menu_titles
from desktop.ui.theme.theme import Theme


class Actions(QObject):
    """All actions by name. The window's own, so that their keys work without a menu bar."""

    def __init__(self, window: QMainWindow, theme: Theme, pages: Iterable[ActionSpec] = ()) -> None:
        """`pages`: the actions that show the pages, before all others in their menu."""
        super().__init__(window)
        self._window = window
        self._theme = theme
        self.specs: dict[str, ActionSpec] = {spec.name: spec for spec in (*pages, *action_specs())}
        self._actions = {name: self._make(spec) for name, spec in self.specs.items()}
        theme.changed.connect(self.tint)
        self.tint()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def fill_menu_bar(self) -> dict[Menu, QMenu]:
        """Build the menus from the table."""
        bar = self._window.menuBar()
        menus = {name: bar.addMenu(title) for name, title in menu_titles().items()}
        for menu in menus.values():
            menu.setToolTipsVisible(False)
        for name, spec in self.specs.items():
            menus[spec.menu].addAction(self[name])
            if spec.group_ends:
                menus[spec.menu].addSeparator()
        return menus

    def show_icon(self, name: str, icon: str) -> None:
        """Another icon for an action that has two faces."""
        self._actions[name].setProperty("icon_name", icon)
        self._tint(self._actions[name])

    def tint(self) -> None:
        """Draw every icon in the theme's colours."""
        for action in self._actions.values():
            self._tint(action)

    def _tint(self, action: QAction) -> None:
        icon = action.property("icon_name")
        if icon:
            action.setIcon(self._theme.icon(icon))

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(spec.text, self._window)
        action.setObjectName(spec.name)
        action.setCheckable(spec.checkable)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setProperty("icon_name", spec.icon)
        keys = (
            QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if spec.keys else ""
        )
        action.setToolTip(f"{spec.tip} ({keys})" if keys else spec.tip)
        self._window.addAction(action)
        return action
