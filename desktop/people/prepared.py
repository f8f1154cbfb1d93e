"""What a large gallery keeps beside its tables, so that it is ready at once: few long pieces, made from them.

A row of numbers lies among pictures: a disk would fetch ten thousand people's one by one.
"""

from __future__ import annotations

import io
import logging
import zipfile
import zlib
from typing import Any

import numpy as np

from desktop.people.database import Database, GalleryUnusable

KEPT_FROM = 2000  # references; fewer are read in no time
NUMBERS, WHO, TOPS = "numbers", "who", "tops"
"""The parts: all numbers by face, who is enrolled and with which faces, and strangers' best scores."""
_log = logging.getLogger(__name__)

Arrays = dict[str, np.ndarray[Any, Any]]


def kept_part(database: Database, digest: str, part: str, choosing: int | None = None) -> Arrays | None:
    """The arrays of a part, made for a model; None where there is none.

    `choosing`: only one that was made when the gallery was as it is at that count.
    """
    row = database.one(
        "SELECT content FROM prepared WHERE digest = ? AND part = ? AND (? ISNULL OR choosing = ?)",
        (digest, part, choosing, choosing),
    )
    return None if row is None else arrays_in(row[0], database)


def arrays_in(content: bytes, database: Database) -> Arrays | None:
    """The arrays of a part's bytes; None where they are no part's."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        _log.warning("%s: what was prepared is made anew (%s)", database.path, error)
        return None


def bytes_of(arrays: Arrays) -> bytes:
    """Arrays as a part keeps them."""
    content = io.BytesIO()
    np.savez(content, **arrays)  # type: ignore[arg-type]
    return content.getvalue()


def is_prepared(database: Database, digest: str) -> bool:
    """Whether a gallery is small, or has every part, if perhaps of some time ago."""
    in_use = "SELECT count(*) FROM faces WHERE role = 'reference' AND set_aside IS NULL"
    if database.number(in_use) < KEPT_FROM:
        return True
    parts = database.rows("SELECT part FROM prepared WHERE digest = ?", (digest,))
    return {row[0] for row in parts} >= {NUMBERS, TOPS}


def keep_part(
    database: Database, digest: str, part: str, choosing: int, arrays: Arrays, *, up_to: int = 0
) -> None:
    """Keeps the arrays, made when the gallery stood at that count; not where it has changed since.

    Somebody may have been erased meanwhile: nothing that was made from them may come back. `up_to`: all faces
    up to that number have their numbers. A file that is in use goes without.
    """
    content = bytes_of(arrays)
    try:
        with database.transaction(counts=()):
            if database.fact("choosing") == choosing:
                database.write(
                    "INSERT OR REPLACE INTO prepared VALUES(?, ?, ?, ?, ?)",
                    (digest, part, choosing, up_to, content),
                )
    except GalleryUnusable as error:
        _log.info("it is prepared anew next time: %s", error)


def known_up_to(database: Database, digest: str) -> int:
    """A face's number up to which all are known to have numbers by this model; 0 where that isn't known."""
    return database.number("SELECT max(up_to) FROM prepared WHERE digest = ?", (digest,))
