"""What was done to people, for a message or a menu: "1 picture added to Ada". No widgets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.people.records import Change

# How the gallery notes its changes; no words of the window, which are marked.
_NOTED = {
    "enrol": re.compile(r"add\s(?P<count>\d+)\sto\s(?P<name>.+)"),
    "refuse": re.compile(r"not\s(?P<name>.+)"),
    "rename": re.compile(r"rename\s(?P<name>.+)\sto\s(?P<other>.+)"),
    "merge": re.compile(r"merge\s(?P<name>.+)\sinto\s(?P<other>.+)"),
    "split": re.compile(r"split\s(?P<count>\d+)\sfrom\s(?P<name>.+)\sto\s(?P<other>.+)"),
    "move": re.compile(r"move\s(?P<count>\d+)\sfrom\s(?P<name>.+)\sto\s(?P<other>.+)"),
    "set aside": re.compile(r"set\saside\s(?P<count>\d+)\sof\s(?P<name>.+)"),
    "restore": re.compile(r"restore\s(?P<count>\d+)\sof\s(?P<name>.+)"),
}


def change_words(change: Change) -> str:
    """What was done; as the gallery noted it where that is of no kind known here."""
    noted = _NOTED.get(change.kind)
    found = noted.fullmatch(change.said) if noted is not None else None
    if found is None:
        return change.said
    parts = found.groupdict()
    one, many = _words()[change.kind]
    return (one if parts.get("count", "1") == "1" else many).format(**parts)


def undo_words(change: Change) -> str:
    """A change as a button says it."""
    return translate("People", "Undo: {said}").format(said=change_words(change))


def redo_words(change: Change) -> str:
    """Of the menu, for what was undone last."""
    return translate("People", "Redo: {said}").format(said=change_words(change))


def _words() -> dict[str, tuple[str, str]]:
    """Of each kind, for one picture and for several."""
    moved = (
        translate("People", "1 picture moved from {name} to {other}"),
        translate("People", "{count} pictures moved from {name} to {other}"),
    )
    return {
        "enrol": (
            translate("People", "1 picture added to {name}"),
            translate("People", "{count} pictures added to {name}"),
        ),
        "refuse": (translate("People", "1 picture marked as not {name}"), ""),
        "rename": (translate("People", "{name} renamed to {other}"), ""),
        "merge": (translate("People", "{name} merged into {other}"), ""),
        "split": moved,
        "move": moved,
        "set aside": (
            translate("People", "1 picture of {name} set aside"),
            translate("People", "{count} pictures of {name} set aside"),
        ),
        "restore": (
            translate("People", "1 picture of {name} counts again"),
            translate("People", "{count} pictures of {name} count again"),
        ),
    }
