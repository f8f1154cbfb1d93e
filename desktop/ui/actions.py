"""The actions of the window as Qt objects, tinted with the theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from desktop.ui.action_table import ActionSpec, Menu, action_specs, menu_titles
from desktop.ui.shortcuts import key_words, keys_in_use
from desktop.ui.theme.theme import Theme


class Actions(QObject):
    """All actions by name. The window's own, so that their keys work without a menu bar."""

    def __init__(self, window: QMainWindow, theme: Theme, pages: Iterable[ActionSpec] = ()) -> None:
        """`pages`: the actions that show the pages, before all others in their menu."""
        super().__init__(window)
        self._window = window
        self._theme = theme
        self.usual: dict[str, ActionSpec] = {spec.name: spec for spec in (*pages, *action_specs())}
        self.specs = dict(self.usual)
        self._actions = {name: self._make(spec) for name, spec in self.specs.items()}
        theme.changed.connect(self.tint)
        self.tint()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def key(self, name: str) -> str:
        """The key that a command has now, as the system writes it; "" where the user took it away."""
        keys = self.specs[name].keys
        return key_words(keys[0]) if keys else ""

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

    def use_keys(self, own: Mapping[str, str]) -> None:
        """The user's own keys, by action, and the usual ones for all others."""
        for name, keys in keys_in_use(self.usual, own).items():
            if self.specs[name].keys != keys:
                self.specs[name] = replace(self.usual[name], keys=keys)
                self._show_keys(self[name], self.specs[name])

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
        action.setProperty("icon_name", spec.icon)
        action.setEnabled(not spec.for_recording)  # until one is open
        self._show_keys(action, spec)
        self._window.addAction(action)
        return action

    def _show_keys(self, action: QAction, spec: ActionSpec) -> None:
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setToolTip(f"{spec.tip} ({key_words(spec.keys[0])})" if spec.keys else spec.tip)
