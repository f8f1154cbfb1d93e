"""What is said of a name as typed: another one for someone, or whose some pictures are. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.ui.i18n.said import said
from desktop.ui.people.people_words import count_words
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.people.records import Person


@dataclass(frozen=True, slots=True)
class NameView:
    """Whether the name will do, and what it would do, or why not."""

    ready: bool
    hint: str
    problem: bool = False


def renaming(text: str, people: Sequence[Person], person: Person) -> NameView:
    """Another name for someone: nobody else's."""
    stays = translate("People", "The pictures stay as they are.")
    key, problem = _key_of(text)
    if key is None:
        return NameView(False, problem or stays, bool(problem))
    other = _of_key(key, people)
    if other is not None and other.id != person.id:
        taken = translate("People", "{name} is somebody already. If the two are one person, merge them.")
        return NameView(False, taken.format(name=other.name), problem=True)
    return NameView(text.strip() != person.name, stays)


def moving(text: str, people: Sequence[Person], person: Person, pictures: int) -> NameView:
    """Whose some pictures of someone are: somebody else's."""
    key, problem = _key_of(text)
    if key is None:
        goes = translate("People", "The picture goes there. Someone new gets an entry.")
        if pictures > 1:
            goes = translate("People", "The pictures go there. Someone new gets an entry.")
        return NameView(False, problem or goes, bool(problem))
    known = _of_key(key, people)
    if known is None:
        new = translate("People", "{name} is new and gets an entry.")
        return NameView(True, new.format(name=text.strip()))
    if known.id == person.id:
        here = translate("People", "That is whose they are now.")
        return NameView(False, here)
    there = translate("People", "{name} is known already, with {pictures}.")
    return NameView(True, there.format(name=known.name, pictures=count_words(known.references)))


def _key_of(text: str) -> tuple[str | None, str]:
    """What spellings of the name share; None with what is wrong with it, "" where nothing is typed."""
    from desktop.people.records import name_key
    from vision.errors import FacetError

    if not text.strip():
        return None, ""
    try:
        return name_key(text), ""
    except FacetError as error:
        return None, said(error.message)


def _of_key(key: str, people: Sequence[Person]) -> Person | None:
    from desktop.people.records import name_key

    return next((person for person in people if name_key(person.name) == key), None)
