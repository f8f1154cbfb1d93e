"""The gallery as the live thread sees it: frozen arrays, taken at one moment, searched in milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from desktop.people.gallery import Gallery

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Snapshot:
    """Who is enrolled, by one embedding model, at one generation of the gallery.

    References stand person by person. `columns` is float32 (D, R), a reference a column: so a search
    is twice as fast as with rows. `starts` (P,) is where each person's references begin. `refused` (D, M) are
    "not me" pictures, `refused_of` (M,) the row of the person whom each is not.
    """

    digest: str
    generation: int
    names: tuple[str, ...]
    person_ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    columns: Floats
    face_ids: NDArray[np.int64]
    qualities: Floats
    refused: Floats
    refused_of: NDArray[np.int64]

    def __len__(self) -> int:
        """How many people there are."""
        return len(self.names)

    @property
    def dimensions(self) -> int:
        return int(self.columns.shape[0])

    @cached_property
    def owners(self) -> NDArray[np.int64]:
        """The row of the person of each reference (R,)."""
        return np.repeat(np.arange(len(self)), self.counts)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many references each person has (P,)."""
        return np.diff(np.append(self.starts, self.columns.shape[1]))

    def references_of(self, row: int) -> Floats:
        """One person's references, (K, D)."""
        start = int(self.starts[row])
        return self.columns[:, start : start + int(self.counts[row])].T

    def row_of(self, person_id: int) -> int | None:
        """The row of a person, or None where they have no reference in use."""
        rows = np.flatnonzero(self.person_ids == person_id)
        return int(rows[0]) if len(rows) else None


def snapshot_of(gallery: Gallery, digest: str) -> Snapshot:
    """All references in use that have an embedding by the model `digest`, and all negatives."""
    database = gallery.database
    with database.reading():
        generation = database.generation()
        rows = database.rows(
            "SELECT faces.person_id, faces.id, faces.quality, vector FROM faces "
            "JOIN embeddings ON face_id = faces.id AND digest = ? "
            "WHERE role = 'reference' AND set_aside IS NULL ORDER BY faces.person_id, faces.id",
            (digest,),
        )
        negatives = database.rows(
            "SELECT faces.person_id, vector FROM faces JOIN embeddings ON face_id = faces.id AND digest = ? "
            "WHERE role = 'negative' AND of_person IS NOT faces.person_id ORDER BY faces.id",
            (digest,),
        )
        names = {int(row["id"]): str(row["name"]) for row in database.rows("SELECT id, name FROM people")}
    owners = np.array([row[0] for row in rows], np.int64)
    person_ids, starts = np.unique(owners, return_index=True)
    place = {int(person_id): row for row, person_id in enumerate(person_ids)}
    refused = [(place[row[0]], row[1]) for row in negatives if row[0] in place]
    return Snapshot(
        digest=digest,
        generation=generation,
        names=tuple(names[int(person_id)] for person_id in person_ids),
        person_ids=person_ids,
        starts=starts.astype(np.int64),
        columns=_columns([row[3] for row in rows]),
        face_ids=np.array([row[1] for row in rows], np.int64),
        qualities=np.array([row[2] for row in rows], np.float32),
        refused=_columns([vector for _, vector in refused]),
        refused_of=np.array([row for row, _ in refused], np.int64),
    )


def _columns(vectors: list[bytes]) -> Floats:
    if not vectors:
        return np.zeros((0, 0), np.float32)
    flat = np.frombuffer(b"".join(vectors), np.float32).reshape(len(vectors), -1)
    return np.ascontiguousarray(flat.T)
