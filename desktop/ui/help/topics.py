"""The pages of the help: their order, which one belongs to which page of the window, and their text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import QLocale
from PySide6.QtGui import QKeySequence

from desktop.folders import cache_dir, config_dir, data_dir, log_dir, pictures_dir, recordings_dir
from desktop.ui.action_table import action_specs
from desktop.ui.shortcuts import key_words, redo_keys
from vision.assets import assets_root

FIRST = "start"
SHORTCUTS = "shortcuts"
ORDER = (
    FIRST,
    "sources",
    "names",
    "photos",
    "recordings",
    "training",
    "models",
    "settings",
    "privacy",
    SHORTCUTS,
    "trouble",
)
_OF_PAGES = {"live": "sources", "people": "names"}
_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of the help. Links in its Markdown name other topics. `in_english`: not translated yet."""

    name: str
    markdown: str
    in_english: bool = False

    @property
    def title(self) -> str:
        """Its heading."""
        return self.markdown.lstrip().partition("\n")[0].lstrip("# ").strip()

    def has(self, words: Sequence[str]) -> bool:
        """Whether all of these words, in small letters, stand somewhere in it."""
        text = self.markdown.lower()
        return all(word in text for word in words)


def topic_of_page(page: str) -> str:
    """The topic that belongs to a page of the window."""
    wanted = _OF_PAGES.get(page, page)
    return wanted if wanted in ORDER else FIRST


def topic_of_dialog(kind: type, page: str) -> str:
    """The topic that belongs to a dialog: its own, or that of the page whose room it is from.

    `page`: the one that is shown, for dialogs of any page.
    """
    own = str(getattr(kind, "help_topic", ""))
    room = kind.__module__.removeprefix("desktop.ui.").partition(".")[0]
    return own or next((topic_of_page(name) for name in (room, page) if _has_topic(name)), FIRST)


def _has_topic(page: str) -> bool:
    return _OF_PAGES.get(page, page) in ORDER


def read_topics(
    shortcuts: str, keys: Mapping[str, str] | None = None, languages: Iterable[str] | None = None
) -> list[Topic]:
    """All topics in their order. `shortcuts`: the Markdown of the page that is made of the keys in use.

    `keys`: the key of each command, "" for none; the usual ones unless given. `languages`: the window's own
    unless given; a topic that none of them has is in English.
    """
    folders = _folders(languages if languages is not None else [QLocale().name(), QLocale().name()[:2]])
    places = {**_places(), **_keys(_usual_keys() if keys is None else keys)}
    return [Topic(name, shortcuts) if name == SHORTCUTS else _read(name, folders, places) for name in ORDER]


def _folders(languages: Iterable[str]) -> list[Path]:
    root = assets_root() / "help"
    return [root / language for language in dict.fromkeys([*languages, _LANGUAGE])]


def _read(name: str, folders: Iterable[Path], places: Mapping[str, str]) -> Topic:
    path = next(path for folder in folders if (path := folder / f"{name}.md").is_file())
    text = Template(path.read_text(encoding="utf-8")).substitute(places)
    return Topic(name, text, path.parent.name == _LANGUAGE)


def _usual_keys() -> dict[str, str]:
    return {spec.name: key_words(spec.keys[0]) if spec.keys else "" for spec in action_specs()}


def _keys(keys: Mapping[str, str]) -> dict[str, str]:
    """What `${key_…}` stands for: the key of a command, and the system's own for undo and redo."""
    native = QKeySequence.SequenceFormat.NativeText
    undo = QKeySequence(QKeySequence.StandardKey.Undo).toString(native)
    keys = {"undo": undo, "redo": redo_keys()[0].toString(native), **keys}
    return {f"key_{name}": f"`{key}`" if key else "*(none)*" for name, key in keys.items()}


def _places() -> dict[str, str]:
    """What `${…}` in the pages stands for: where things lie on this machine."""
    return {
        "data_folder": str(data_dir()),
        "recordings_folder": str(recordings_dir()),
        "pictures_folder": str(pictures_dir()),
        "config_folder": str(config_dir()),
        "cache_folder": str(cache_dir()),
        "log_folder": str(log_dir()),
    }
