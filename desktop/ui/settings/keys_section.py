"""Every command with its key, to be changed: the last section of the settings page."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.ui.action_table import menu_titles
from desktop.ui.actions import Actions
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.settings.key_row import KeyRow
from desktop.ui.settings.setting_views import has_words
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.ui.shortcuts import editable, plain, why_not
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE


class KeysSection(Section):
    """Changes go through the keeper; the window takes them up before this hears of it."""

    def __init__(
        self, actions: Actions, keeper: SettingsKeeper, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent)
        title = self.tr("Keyboard shortcuts")
        self.setAccessibleName(title)
        self._actions = actions
        self._keeper = keeper
        self._help = self.tr(
            "Press a command's key here, then the new one. Esc keeps the old key, Backspace takes it away."
        )
        told = self.tr("Keys of commands")
        self._group_words = f"{title} {told}".casefold()
        self.key_rows: dict[str, KeyRow] = {}
        self._heads: list[tuple[QWidget, list[KeyRow]]] = []
        self.reset = QPushButton(self.tr("Reset all keys"))
        self.reset.clicked.connect(lambda: keeper.change(shortcuts={}))
        self._build(title, theme)
        self.refresh()

    def refresh(self) -> None:
        """Show the keys of now."""
        for name, row in self.key_rows.items():
            row.show_keys(_first(self._actions.specs[name].keys), _first(self._actions.usual[name].keys))
        changed = bool(self._keeper.settings.shortcuts)
        self.reset.setEnabled(changed)
        tip = self.tr("Give every command its usual key again")
        self.reset.setToolTip(tip if changed else self.tr("Every command has its usual key"))

    def search(self, query: str) -> bool:
        """Show the commands with these words: whether there is one."""
        for row in self.key_rows.values():
            row.setVisible(has_words(f"{self._group_words} {row.words}", query))
        for head, rows in self._heads:
            head.setVisible(any(not row.isHidden() for row in rows))
        found = any(not row.isHidden() for row in self.key_rows.values())
        self.setVisible(found)
        return found

    def _change(self, name: str, key: str) -> None:
        problem = why_not(name, key, self._actions.specs) if key else ""
        if problem:
            self.key_rows[name].say(problem)
            return
        own = {other: kept for other, kept in self._keeper.settings.shortcuts.items() if other != name}
        if key != _first(self._actions.usual[name].keys):
            own[name] = key
        self._keeper.change(shortcuts=own)

    def _reset_one(self, name: str) -> None:
        self._change(name, _first(self._actions.usual[name].keys))

    def _build(self, title: str, theme: Theme) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE.medium)
        head.addWidget(label(title, "heading"), 1)
        head.addWidget(self.reset)
        self.rows.addLayout(head)
        self.rows.addWidget(label(self._help, "small", wraps=True))
        for menu, words in menu_titles().items():
            specs = [spec for spec in editable(self._actions.usual.values()) if spec.menu == menu]
            heading = label(plain(words), "muted")
            self.rows.addWidget(heading)
            rows = [KeyRow(spec, theme) for spec in specs]
            for spec, row in zip(specs, rows, strict=True):
                row.asked.connect(self._change)
                row.reset_asked.connect(self._reset_one)
                self.key_rows[spec.name] = row
                self.rows.addWidget(row)
            self._heads.append((heading, rows))


def _first(keys: tuple[str, ...]) -> str:
    return keys[0] if keys else ""
