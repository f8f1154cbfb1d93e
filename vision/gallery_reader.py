"""A gallery's references, read and never written: for programs beside the desktop, which keeps the file.

The tables are those of `desktop/people/schema.py`; a test writes a gallery there and reads it here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.errors import FacetError
from vision.opencv import cv2

# "FACT": what tells a gallery from any other SQLite file.
APPLICATION_ID = 0x46414354
FILE = "gallery.sqlite"
_READS = (1, 2)  # the forms of the tables that are known here; both have these alike
_HINT = "`facet people list --gallery DIR` says whether there is one."
_REFERENCES = """
SELECT faces.id AS id, faces.uid AS uid, people.name AS name, crop
FROM faces JOIN people ON people.id = faces.person_id
WHERE role = 'reference' AND set_aside IS NULL AND merged_into IS NULL ORDER BY name_key, faces.id"""


class GalleryUnreadable(FacetError):
    """A folder holds no gallery that can be read; nothing in it was touched."""

    def __init__(self, path: Path, reason: str, *, hint: str = _HINT) -> None:
        super().__init__(f"{path}: {reason}.", hint=hint)
        self.path = path
        self.reason = reason


@dataclass(frozen=True)
class Reference:
    """One picture of someone: as it is kept, uint8 (160, 160, 3) RGB, and its numbers by a model's digest.

    `uid` names the picture for as long as the gallery has it.
    """

    name: str
    crop_rgb: NDArray[np.uint8]
    embeddings: Mapping[str, NDArray[np.float32]]
    uid: str


def read_references(folder: Path) -> list[Reference]:
    """Every reference in use of everyone in the gallery of that folder, person by person.

    Raises GalleryUnreadable: no gallery, one of a newer Facet, or a damaged one.
    """
    with _opened(folder) as (path, connection):
        return _references(path, connection)


def were_erased(folder: Path, uids: Collection[str]) -> bool:
    """Whether a picture of these was deleted since, or is of somebody who is being erased now.

    So too where the gallery is gone. Raises GalleryUnreadable as `read_references` does.
    """
    if not (folder / FILE).is_file():
        return True
    with _opened(folder) as (_, connection):
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        being = "WHERE person_id NOT IN (SELECT person_id FROM leaving)" if "leaving" in tables else ""
        there = {str(row[0]) for row in connection.execute(f"SELECT uid FROM faces {being}")}
        return not there.issuperset(uids)


@contextmanager
def _opened(folder: Path) -> Iterator[tuple[Path, sqlite3.Connection]]:
    """The gallery's file, for reading alone, at one moment."""
    path = folder / FILE
    if not path.is_file():
        raise GalleryUnreadable(folder, "there is no gallery here")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            _check(path, connection)
            connection.execute("BEGIN")
            yield path, connection
    except sqlite3.Error as error:
        raise GalleryUnreadable(path, f"the gallery can't be read ({error})") from error


def _check(path: Path, connection: sqlite3.Connection) -> None:
    kind = connection.execute("PRAGMA application_id").fetchone()[0]
    if kind != APPLICATION_ID:
        raise GalleryUnreadable(path, "this is not a gallery of Facet's")
    form = connection.execute("PRAGMA user_version").fetchone()[0]
    if form not in _READS:
        hint = "Open it with `facet people list` first, or update the trainer."
        raise GalleryUnreadable(path, f"the gallery has form {form}, not {_READS[-1]}", hint=hint)


def _references(path: Path, connection: sqlite3.Connection) -> list[Reference]:
    numbers: dict[int, dict[str, NDArray[np.float32]]] = {}
    for row in connection.execute("SELECT face_id, digest, vector FROM embeddings"):
        found = np.frombuffer(row["vector"], np.float32)
        numbers.setdefault(int(row["face_id"]), {})[str(row["digest"])] = found
    return [
        Reference(
            str(row["name"]), _picture(path, row["crop"]), numbers.get(int(row["id"]), {}), str(row["uid"])
        )
        for row in connection.execute(_REFERENCES)
    ]


def _picture(path: Path, png: bytes) -> NDArray[np.uint8]:
    image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR) if png else None
    if image is None:
        hint = "`facet people verify` names what is damaged."
        raise GalleryUnreadable(path, "a picture in the gallery is damaged", hint=hint)
    return np.ascontiguousarray(np.asarray(image, np.uint8)[:, :, ::-1])
