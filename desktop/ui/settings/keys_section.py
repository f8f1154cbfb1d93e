"""Every command with its key, to be changed: a section of the settings page, folded until it is wanted."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.action_table import ActionSpec, menu_titles
from desktop.ui.actions import Actions
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.settings.key_row import KeyRow
from desktop.ui.settings.setting_views import has_words
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.ui.shortcuts import editable, fixed_keys, key_words, plain, why_not
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE


class KeysSection(Section):
    """Changes go through the keeper; the window takes them up before this hears of it.

    The rows are made when they are first shown: they are as many widgets as the rest of the page.
    """

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
        self._theme = theme
        self._wanted = False
        self._list = QWidget()
        self._list.hide()
        self.fold = QPushButton(self.tr("Show all"))
        self.fold.setToolTip(self.tr("Every command with its key"))
        self.fold.setAccessibleName(self.tr("Show all commands with their keys"))
        self.fold.clicked.connect(self._fold)
        self.reset = QPushButton(self.tr("Reset all keys"))
        self.reset.clicked.connect(lambda: keeper.change(shortcuts={}))
        self._build(title)
        self.refresh()

    def _fold(self) -> None:
        self._wanted = self._list.isHidden()
        self.unfold(self._wanted)

    def unfold(self, shown: bool) -> None:
        """Show the commands, or put them away again."""
        if shown and not self.key_rows:
            self._make_rows()
            self.refresh()
        self._list.setVisible(shown)
        self.fold.setText(self.tr("Show less") if shown else self.tr("Show all"))

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
        specs = editable(self._actions.usual.values())
        found = {spec.name for spec in specs if has_words(self._words(spec), query)}
        asked = bool(query.strip())
        self.unfold(bool(found) if asked else self._wanted)
        self.fold.setVisible(not asked)
        for name, row in self.key_rows.items():
            row.setVisible(name in found)
        for head, rows in self._heads:
            head.setVisible(any(not row.isHidden() for row in rows))
        self.setVisible(bool(found))
        return bool(found)

    def _words(self, spec: ActionSpec) -> str:
        key = _first(self._actions.specs[spec.name].keys)
        return f"{self._group_words} {plain(spec.text)} {key_words(key)} {key}".casefold()

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

    def _build(self, title: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE.medium)
        head.addWidget(label(title, "heading"), 1)
        head.addWidget(self.fold)
        head.addWidget(self.reset)
        self.rows.addLayout(head)
        self.rows.addWidget(self._list)

    def _make_rows(self) -> None:
        rows = QVBoxLayout(self._list)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE.small)
        rows.addWidget(label(self._help, "small", wraps=True))
        (_, undo), (_, redo) = fixed_keys()
        fixed = self.tr(
            "{undo} undoes what was done last, {redo} does again what was undone. These stay as they are."
        )
        fixed = fixed.format(undo=key_words(undo[0].toString()), redo=key_words(redo[0].toString()))
        rows.addWidget(label(fixed, "small", wraps=True))
        for menu, words in menu_titles().items():
            heading = label(plain(words), "muted")
            rows.addWidget(heading)
            made = []
            for spec in editable(self._actions.usual.values()):
                if spec.menu == menu:
                    made.append(self._make_row(spec))
                    rows.addWidget(made[-1])
            self._heads.append((heading, made))

    def _make_row(self, spec: ActionSpec) -> KeyRow:
        row = KeyRow(spec, self._theme)
        row.asked.connect(self._change)
        row.reset_asked.connect(self._reset_one)
        self.key_rows[spec.name] = row
        return row


def _first(keys: tuple[str, ...]) -> str:
    return keys[0] if keys else ""
