"""The help's page of keys, made of the keys that the window's actions have now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction, QKeySequence

from desktop.ui.action_table import menu_titles
from desktop.ui.actions import Actions
from desktop.ui.shortcuts import fixed_keys, key_words
from desktop.ui.words import comma_list, translate


def shortcuts_markdown(actions: Actions) -> str:
    """A table for each menu, of those actions that have keys."""
    does, key, title = translate("Help", "does"), translate("Help", "key"), translate("Help", "Shortcuts")
    head = f"| {does} | {key} |\n| --- | --- |"
    parts = [f"# {title}"]
    for menu, heading in menu_titles().items():
        named = [actions[name] for name, spec in actions.specs.items() if spec.menu == menu]
        rows = [f"| {_plain(action.text())} | {_keys(action)} |" for action in named if action.shortcuts()]
        if rows:
            parts.append("\n".join([f"## {_plain(heading)}\n", head, *rows]))
    fixed = [f"| {words} | {_codes(keys)} |" for words, keys in fixed_keys() if keys]
    last = translate("Help", "What was done last")
    parts.append("\n".join([f"## {last}\n", head, *fixed]))
    parts.append(
        translate(
            "Help",
            "Everything can be reached without a mouse: `Tab` goes from control to control, `Space` and "
            "`Enter` press the one that has the focus, arrow keys move in lists and sliders.",
        )
    )
    return "\n\n".join(parts)


def _plain(words: str) -> str:
    return words.replace("&", "").rstrip("…").replace("|", "\\|")


def _keys(action: QAction) -> str:
    return _codes(action.shortcuts())


def _codes(keys: Sequence[QKeySequence]) -> str:
    return comma_list(f"`{_code(key_words(one.toString()))}`" for one in keys)


def _code(keys: str) -> str:
    return keys.replace("|", "\\|")
