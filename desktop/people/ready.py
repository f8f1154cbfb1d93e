"""From the gallery's file to a snapshot: read from its tables, or, of a large one, from what was prepared."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.people import prepared
from desktop.people.database import Database
from desktop.people.gallery import Gallery
from desktop.people.snapshot import MANY_REFERENCES, Floats, Snapshot

_FEW = 0.01  # of the references may stand apart from the prepared numbers


@dataclass(frozen=True)
class _Vectors:
    """Numbers by face: `ids` (N,) ascending, `rows` (N, D)."""

    ids: NDArray[np.int64]
    rows: Floats

    def has(self, wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
        return np.isin(wanted, self.ids, assume_unique=True)

    def of(self, wanted: NDArray[np.int64]) -> Floats:
        """Of faces that are all there."""
        places = np.searchsorted(self.ids, wanted)
        if len(places) == len(self.ids) and (places == np.arange(len(places))).all():
            return self.rows
        return self.rows[places] if len(wanted) else self.rows[:0]


@dataclass(frozen=True)
class _Who:
    """Who is enrolled: names by person, references in use (R,) person by person, and "not me" pictures."""

    people: NDArray[np.int64]
    names: NDArray[np.str_]
    owners: NDArray[np.int64]
    faces: NDArray[np.int64]
    qualities: Floats
    refused: NDArray[np.int64]
    refused_of: NDArray[np.int64]


def snapshot_of(gallery: Gallery, digest: str, *, keeps: bool = True) -> Snapshot:
    """All references in use that have an embedding by the model `digest`, and all negatives.

    `keeps`: the numbers of a large gallery that had to be read one by one are kept in one piece, which takes
    a second.
    """
    database = gallery.database
    with database.reading():
        generation, choosing = database.generation(), database.fact("choosing")
        kept = prepared.kept_part(database, digest, prepared.WHO, choosing)
        who = _read_who(database) if kept is None else _Who(*(kept[name] for name in _Who.__annotations__))
        vectors, lacking = _read_vectors(database, digest, who, kept)
        renews = kept is None and len(who.faces) >= prepared.KEPT_FROM and (keeps or lacking is not None)
        whole = (
            renews and lacking is None and database.number("SELECT count(*) FROM faces") == len(vectors.ids)
        )
    if renews:
        _keep(database, digest, choosing, who, vectors, lacking, int(vectors.ids[-1]) if whole else 0)
    return _snapshot(digest, generation, choosing, who, vectors)


def numbers_of(gallery: Gallery, person_id: int, digest: str) -> Floats:
    """The numbers (K, D) of all references of a person by a model, of those set aside too."""
    rows = gallery.database.rows(
        "SELECT face_id, vector FROM faces JOIN embeddings ON face_id = id "
        "WHERE person_id = ? AND role = 'reference' AND digest = ? ORDER BY id",
        (person_id, digest),
    )
    return _vectors(rows, 0).rows


def _read_who(database: Database) -> _Who:
    # The index answers these two: nothing is read of the faces' table, in which the pictures lie.
    faces = database.rows(
        "SELECT person_id, id, quality FROM faces INDEXED BY faces_in_use "
        "WHERE role = 'reference' AND set_aside IS NULL ORDER BY person_id, id"
    )
    negatives = database.rows(
        "SELECT person_id, id FROM faces INDEXED BY faces_in_use "
        "WHERE role = 'negative' AND of_person IS NOT person_id ORDER BY id"
    )
    people = database.rows("SELECT id, name FROM people ORDER BY id")
    return _Who(
        people=np.array([row[0] for row in people], np.int64),
        names=np.array([row[1] for row in people], np.str_),
        owners=np.array([row[0] for row in faces], np.int64),
        faces=np.array([row[1] for row in faces], np.int64),
        qualities=np.array([row[2] for row in faces], np.float32),
        refused=np.array([row[1] for row in negatives], np.int64),
        refused_of=np.array([row[0] for row in negatives], np.int64),
    )


def _read_vectors(
    database: Database, digest: str, who: _Who, kept: prepared.Arrays | None
) -> tuple[_Vectors, _Vectors | None]:
    """Numbers of all who are asked for, and those that the prepared ones lack; None: these are to be made."""
    numbers = prepared.kept_part(database, digest, prepared.NUMBERS)
    if numbers is not None:
        known = _Vectors(numbers["ids"], numbers["rows"])
        if kept is not None:
            lacking = _Vectors(kept["lacking"], kept["lacking_rows"])
            return _joined(known, lacking), lacking
        wanted = np.concatenate([who.faces, who.refused])
        new = np.sort(wanted[~known.has(wanted)])
        if len(new) <= _FEW * len(wanted):
            lacking = _asked(database, digest, new, known.rows.shape[1])
            return _joined(known, lacking), lacking
    rows = database.rows(
        "SELECT face_id, vector FROM embeddings WHERE digest = ? ORDER BY face_id", (digest,)
    )
    return _vectors(rows, 0), None


def _asked(database: Database, digest: str, wanted: NDArray[np.int64], size: int) -> _Vectors:
    """The numbers of a few faces, of those that have any."""
    rows = []
    for face_id in wanted:
        row = database.one(
            "SELECT face_id, vector FROM embeddings WHERE digest = ? AND face_id = ?", (digest, int(face_id))
        )
        rows += [] if row is None else [row]
    return _vectors(rows, size)


def _vectors(rows: Sequence[sqlite3.Row], size: int) -> _Vectors:
    ids = np.array([row[0] for row in rows], np.int64)
    if not len(ids):
        return _Vectors(ids, np.zeros((0, size), np.float32))
    flat = np.frombuffer(b"".join(row[1] for row in rows), np.float32)
    return _Vectors(ids, flat.reshape(len(ids), -1))


def _joined(known: _Vectors, lacking: _Vectors) -> _Vectors:
    if not len(lacking.ids):
        return known
    ids = np.concatenate([known.ids, lacking.ids])
    order = np.argsort(ids)
    return _Vectors(ids[order], np.concatenate([known.rows, lacking.rows])[order])


def _keep(
    database: Database,
    digest: str,
    choosing: int,
    who: _Who,
    vectors: _Vectors,
    lacking: _Vectors | None,
    up_to: int,
) -> None:
    if lacking is None:
        numbers: prepared.Arrays = {"ids": vectors.ids, "rows": vectors.rows}
        prepared.keep_part(database, digest, prepared.NUMBERS, choosing, numbers, up_to=up_to)
        lacking = _Vectors(vectors.ids[:0], vectors.rows[:0])
    arrays: prepared.Arrays = {**vars(who), "lacking": lacking.ids, "lacking_rows": lacking.rows}
    prepared.keep_part(database, digest, prepared.WHO, choosing, arrays)


def _snapshot(digest: str, generation: int, choosing: int, who: _Who, vectors: _Vectors) -> Snapshot:
    used = vectors.has(who.faces)
    owners, faces, qualities = who.owners[used], who.faces[used], who.qualities[used]
    person_ids, starts = np.unique(owners, return_index=True)
    against = vectors.has(who.refused) & np.isin(who.refused_of, person_ids)
    rows = vectors.of(faces)
    return Snapshot(
        digest=digest,
        generation=generation,
        names=tuple(str(name) for name in who.names[np.searchsorted(who.people, person_ids)]),
        person_ids=person_ids,
        starts=starts.astype(np.int64),
        columns=_columns(rows),
        face_ids=faces,
        qualities=qualities,
        refused=_columns(vectors.of(who.refused[against])),
        refused_of=np.searchsorted(person_ids, who.refused_of[against]).astype(np.int64),
        choosing=choosing,
    )


def _columns(rows: Floats) -> Floats:
    if not len(rows):
        return np.zeros((0, 0), np.float32)
    return rows.T if len(rows) >= MANY_REFERENCES else np.ascontiguousarray(rows.T)
