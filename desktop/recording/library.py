"""All recordings: where they lie, what each is, deleting one, the old ones, or all."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.folders import recordings_dir, videos_dir
from desktop.recording.session_file import ANSWERS_FILE, PICTURE_FILE, SessionFile
from desktop.recording.tracks import who_was_seen
from vision.errors import FacetError

_log = logging.getLogger(__name__)
_DAY_S = 86_400.0


@dataclass(frozen=True)
class Listed:
    """A recording as it stands in the list. `problem`: why it can't be opened; "" where it can.

    `erased`: somebody who was in it is erased.
    """

    folder: Path
    title: str = ""
    source: str = ""
    began_s: float = 0.0
    duration_s: float = 0.0
    names: tuple[str, ...] = ()
    unknown: int = 0
    size_bytes: int = 0
    has_picture: bool = False
    whole: bool = True
    problem: str = ""
    erased: bool = False


def places() -> tuple[Path, ...]:
    """Every folder in which recordings may lie, whatever the settings say now."""
    return recordings_dir(), videos_dir()


def place_of(setting: str) -> Path:
    """The folder for new recordings by the setting `recordings_place`."""
    return videos_dir() if setting == "videos" else recordings_dir()


def new_folder(place: Path, now: datetime | None = None) -> Path:
    """Makes the folder of a new recording, named by the time. Raises FacetError where that can't be."""
    stem = (now or datetime.now()).strftime("%Y-%m-%d %H.%M.%S")
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        for number in range(1, 1000):
            folder = place / (stem if number == 1 else f"{stem} {number}")
            if not folder.exists():
                folder.mkdir(mode=0o700)  # faces are nobody else's business
                return folder
    except OSError as error:
        raise FacetError(
            f"{place}: nothing can be recorded there ({error.strerror}).",
            hint="Choose another place in the settings.",
        ) from error
    raise FacetError(f"{place}: there are too many recordings of this second.")


def folders(where: Iterable[Path] | None = None) -> list[Path]:
    """The folders of all recordings, the newest first."""
    found = [
        folder
        for place in (places() if where is None else where)
        if place.is_dir()
        for folder in place.iterdir()
        if (folder / ANSWERS_FILE).is_file()
    ]
    return sorted(found, key=lambda folder: folder.name, reverse=True)


def listed(folder: Path) -> Listed:
    """One recording for the list; a broken one says why."""
    try:
        with SessionFile(folder) as file:
            names, unknown = who_was_seen(file)
            facts = file.facts()
            (last_s,) = file.rows("SELECT ifnull(max(time_s), 0) FROM frames")[0]
        size_bytes = size_of(folder)
        return Listed(
            folder,
            title=str(facts.get("title", "")),
            source=str(facts.get("source", "")),
            began_s=float(facts.get("began_s", 0.0)),
            duration_s=float(last_s),
            names=tuple(names),
            unknown=unknown,
            size_bytes=size_bytes,
            has_picture=(folder / PICTURE_FILE).is_file(),
            whole=bool(facts.get("ended")),
            erased=bool(facts.get("erased", facts.get("picture_erased"))),
        )
    except FacetError as error:
        return Listed(folder, size_bytes=size_of(folder), problem=str(error), whole=False)


def size_of(folder: Path) -> int:
    """Bytes on the disk, but for the journal that comes and goes."""
    files = [path for path in folder.iterdir() if path.is_file()]
    return sum(path.stat().st_size for path in files if not path.name.endswith(("-wal", "-shm")))


def retitle(folder: Path, title: str) -> str:
    """Gives a recording a title, or takes it away with "": the one before. Raises RecordingUnusable."""
    with SessionFile(folder) as file:
        before = str(file.facts().get("title", ""))
        with file.transaction():
            file.note({"title": title.strip()})
    return before


def delete(folder: Path) -> None:
    """Removes a recording for good. Raises FacetError where the folder can't be written.

    Only what Facet made is removed; a folder in which something else was put stays with that.
    """
    if not (folder / ANSWERS_FILE).is_file():
        return
    try:
        for name in (PICTURE_FILE, f"{ANSWERS_FILE}-wal", f"{ANSWERS_FILE}-shm", ANSWERS_FILE):
            (folder / name).unlink(missing_ok=True)  # the answers last: without them, nobody finds the rest
        if not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        raise FacetError(
            f"{folder.name} can't be deleted ({error.strerror}).", hint="Close what uses it, and try again."
        ) from error


def delete_all(but: Path | None = None) -> int:
    """Removes every recording but one that is being made: how many."""
    gone = [folder for folder in folders() if folder != but]
    for folder in gone:
        delete(folder)
    return len(gone)


def delete_older_than(days: int, now_s: float | None = None) -> list[Path]:
    """Removes what began more than so many days ago; 0 removes nothing. Gives what was removed."""
    if days <= 0:
        return []
    before_s = (time.time() if now_s is None else now_s) - days * _DAY_S
    old = [folder for folder in folders() if (began := _began_s(folder)) is not None and began < before_s]
    for folder in old:
        delete(folder)
    return old


def _began_s(folder: Path) -> float | None:
    """When a recording began; None where that can't be told, so that it is kept."""
    try:
        with SessionFile(folder) as file:
            return float(file.facts()["began_s"])
    except (FacetError, KeyError, ValueError, sqlite3.Error) as error:
        _log.warning("%s: its age can't be told: %s", folder.name, error)
        return None
