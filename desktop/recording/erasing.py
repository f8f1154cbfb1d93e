"""Taking someone out of recordings for good: their answers, their name, and the picture that shows them."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.people.records import name_key
from desktop.recording.session_file import ANSWERS_FILE, PICTURE_FILE, SessionFile
from vision.errors import FacetError

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sought:
    """Whose traces are looked for: numbers in the gallery, and every name they have or had."""

    person_ids: Collection[int]
    names: Collection[str]
    since_s: float = 0.0
    """Recordings from before this moment know other people by these numbers."""


@dataclass(frozen=True)
class ErasedFrom:
    """How many recordings held traces, of how many the picture was deleted, and which could not be read.

    `names`: by which the person was known, now or earlier. `left`: what learned from them and could not be
    deleted a second time, in a sentence; else "".
    """

    recordings: int = 0
    pictures: int = 0
    unreadable: tuple[Path, ...] = ()
    names: tuple[str, ...] = ()
    left: str = ""


def erase_from_recordings(folders: Iterable[Path], sought: Sought, *, again: bool = False) -> ErasedFrom:
    """Removes every answer about the person, and every name of theirs, from these recordings.

    The picture of a recording in which the person was recognised, or said to be, is deleted as a whole: they
    may stand in it turned away, where no face was found. A recording in which they were never recognised
    keeps its picture: nothing tells that they are in it. `again`: this was begun before and broken off; what
    was deleted then is overwritten now. Raises FacetError where a recording is in use.
    """
    recordings = pictures = 0
    unreadable: list[Path] = []
    for folder in folders:
        try:
            file = SessionFile(folder)
        except FacetError as error:
            _log.warning("it may name somebody who is being erased: %s", error)
            unreadable.append(folder)
            continue
        with file:
            touched, picture = _erase(file, sought)
            if again and not touched:
                file.scrub()
        recordings += touched
        pictures += picture
    return ErasedFrom(recordings, pictures, tuple(unreadable))


def _erase(file: SessionFile, sought: Sought) -> tuple[bool, bool]:
    """Whether there was any trace, and whether a picture was deleted for it."""
    facts = file.facts()
    numbers_count = (file.folder / ANSWERS_FILE).stat().st_mtime >= sought.since_s
    keys = {name_key(name) for name in sought.names}
    who = [
        key
        for key, (name, person_id) in file.names().items()
        if name_key(name) in keys or (numbers_count and person_id in sought.person_ids)
    ]
    names = {*sought.names, *(file.names()[key][0] for key in who)}
    worded = [key for key, value in facts.items() if isinstance(value, str) and _names_one(value, names)]
    reasons = [row[0] for row in file.rows("SELECT DISTINCT who_reason FROM faces WHERE who_reason NOT NULL")]
    reasons = [reason for reason in reasons if _names_one(reason, names)]
    noted = [row["id"] for row in file.rows("SELECT id, text FROM markers") if _names_one(row["text"], names)]
    if not (who or worded or noted or reasons):
        return False, False
    marks = ",".join("?" * len(who))
    tracks = [row[0] for row in file.rows(_THEIR_TRACKS.format(marks=marks), (*who, *who))]
    # First of all: killed in between, the answers still say that there is something to erase.
    picture = bool(tracks) and _delete_picture(file.folder)
    with file.transaction():
        for track in tracks:
            file.write("DELETE FROM faces WHERE track = ?", (track,))
        file.write(f"DELETE FROM corrections WHERE who IN ({marks})", who)
        for column, rest in (("who", ", who_reason = NULL"), ("nearest", ", likeness = 0")):
            file.write(f"UPDATE faces SET {column} = NULL{rest} WHERE {column} IN ({marks})", who)
        file.write(f"DELETE FROM names WHERE id IN ({marks})", who)
        for reason in reasons:
            file.write("UPDATE faces SET who_reason = NULL WHERE who_reason = ?", (reason,))
        for key in worded:
            file.write("UPDATE facts SET value = ? WHERE key = ?", (json.dumps(""), key))
        for marker in noted:
            file.write("UPDATE markers SET text = '' WHERE id = ?", (marker,))
        if tracks:
            file.note({"erased": True, "picture_erased": bool(facts.get("with_picture", True))})
    file.scrub()
    return True, picture


# Said to be the person; or named so at some time, and not said to be someone else.
_THEIR_TRACKS = """
SELECT track FROM corrections WHERE who IN ({marks})
UNION SELECT track FROM faces WHERE who IN ({marks}) AND track NOT IN (SELECT track FROM corrections)
"""


def _names_one(text: str, names: Iterable[str]) -> bool:
    return any(name.casefold() in text.casefold() for name in names)


def _delete_picture(folder: Path) -> bool:
    path = folder / PICTURE_FILE
    if not path.is_file():
        return False
    try:
        path.unlink()
    except OSError as error:
        raise FacetError(
            f"The picture of the recording {folder.name} can't be deleted ({error.strerror}).",
            hint="Close what uses it, and erase again.",
        ) from error
    return True
