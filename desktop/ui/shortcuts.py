"""Which keys act: the usual ones and the user's own, so that none means two things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from desktop.ui.action_table import ActionSpec, menu_titles
from desktop.ui.words import translate

FIXED = frozenset({"leave_full_screen"})
"""Esc leaves what is open, everywhere; nobody should have to look for it."""

_RESERVED = frozenset(
    QKeySequence(key).toString()
    for key in (
        Qt.Key.Key_Tab,
        Qt.Modifier.SHIFT | Qt.Key.Key_Backtab,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Escape,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Delete,
        Qt.Key.Key_F10,
        Qt.Key.Key_Menu,
    )
)
_UNKNOWN = QKeySequence(Qt.Key.Key_unknown)


def key_words(key: str) -> str:
    """A key sequence as the system writes it, but for signs that are overlooked alone; "" for none."""
    native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    signs = {",": translate("Shortcuts", "Comma"), ".": translate("Shortcuts", "Full stop")}
    before, sign = native[:-1], native[-1:]
    if sign in signs and (not before or before.endswith("+")):
        return before + signs[sign]
    return native


def plain(words: str) -> str:
    """A menu's words without what marks a letter and what says that a question follows."""
    return words.replace("&", "").rstrip("…")


def editable(specs: Iterable[ActionSpec]) -> list[ActionSpec]:
    """The actions whose key the user may choose."""
    return [spec for spec in specs if spec.name not in FIXED]


def keys_in_use(usual: Mapping[str, ActionSpec], own: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """By action: its keys. `own` has the user's first key by action, "" for none.

    One that can't be is passed over. A key that two would have that may act at once is the one's whom the
    user gave it to.
    """
    chosen = {name: key for name, key in own.items() if name in usual and name not in FIXED}
    chosen = {name: key for name, key in chosen.items() if not key or not _reserved_words(key)}
    found: dict[str, tuple[str, ...]] = {}
    taken: list[tuple[str, ActionSpec]] = []
    for name in (*chosen, *(name for name in usual if name not in chosen)):
        keys = usual[name].keys
        if name in chosen:
            keys = tuple(filter(None, (_normal(chosen[name]), *keys[1:])))
        gone = {key for key, other in taken if _meet(usual[name], other)}
        found[name] = tuple(key for key in keys if _normal(key) not in gone)
        taken += [(_normal(key), usual[name]) for key in found[name]]
    return found


def why_not(name: str, key: str, specs: Mapping[str, ActionSpec]) -> str:
    """Why an action can't have this key, in a sentence; "" where it can. `specs`: with the keys of now."""
    reserved = _reserved_words(key)
    if reserved:
        return reserved
    wanted = _normal(key)
    for other in specs.values():
        if other.name == name or not _meet(specs[name], other):
            continue
        if wanted in {_normal(one) for one in other.keys}:
            said = translate("Shortcuts", "{key} is the key of “{other}”. Give that one another key first.")
            return said.format(key=key_words(key), other=plain(other.text))
    return ""


def redo_keys() -> list[QKeySequence]:
    """What does again what was undone: the system's own keys, and the one of most programs."""
    keys = QKeySequence.keyBindings(QKeySequence.StandardKey.Redo)
    usual = QKeySequence("Ctrl+Shift+Z")
    return keys if usual in keys else [*keys, usual]


def fixed_keys() -> list[tuple[str, list[QKeySequence]]]:
    """What the user can't choose keys for, and the keys: on every page where something can be undone."""
    return [
        (translate("Shortcuts", "Undo"), QKeySequence.keyBindings(QKeySequence.StandardKey.Undo)),
        (translate("Shortcuts", "Redo"), redo_keys()),
    ]


def _meet(one: ActionSpec, other: ActionSpec) -> bool:
    """Whether both may act on the same page."""
    return not ((one.for_live and other.for_recording) or (one.for_recording and other.for_live))


def _reserved_words(key: str) -> str:
    sequence = QKeySequence(key)
    if sequence.count() != 1 or not sequence.toString() or sequence == _UNKNOWN:
        return translate("Shortcuts", "This is no key that Facet can listen for.")
    if sequence.toString() in _RESERVED:
        said = translate("Shortcuts", "{key} moves and presses what has the focus, so it can't be chosen.")
        return said.format(key=key_words(key))
    if sequence in QKeySequence.keyBindings(QKeySequence.StandardKey.Undo):
        said = translate("Shortcuts", "{key} undoes what was done last, so it can't be chosen.")
        return said.format(key=key_words(key))
    if sequence in redo_keys():
        said = translate("Shortcuts", "{key} does again what was undone last, so it can't be chosen.")
        return said.format(key=key_words(key))
    if sequence in [QKeySequence.mnemonic(title) for title in menu_titles().values()]:
        return translate("Shortcuts", "{key} opens a menu, so it can't be chosen.").format(key=key_words(key))
    return ""


def _normal(key: str) -> str:
    return QKeySequence(key).toString()
