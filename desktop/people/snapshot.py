"""The gallery as the live thread sees it: frozen arrays, taken at one moment, searched in milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MANY_REFERENCES = 8192  # from here on they are searched, and stored, otherwise


@dataclass(frozen=True)
class Snapshot:
    """Who is enrolled, by one embedding model, at one generation of the gallery.

    References stand person by person. `columns` is float32 (D, R), a reference a column: so a search
    is twice as fast as with rows; of MANY_REFERENCES it is a view of rows, which are searched in another way.
    `starts` (P,) is where each person's references begin. `refused` (D, M) are
    "not me" pictures, `refused_of` (M,) the row of the person whom each is not. `choosing`: the gallery's
    count of changes but for when somebody was seen.
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
    choosing: int = 0

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

    def pictures_of(self, person_id: int) -> tuple[frozenset[int], int]:
        """A person's pictures that are in use as references, and how many "not me" there are of them."""
        row = self.row_of(person_id)
        if row is None:
            return frozenset(), 0
        start = int(self.starts[row])
        used = self.face_ids[start : start + int(self.counts[row])]
        return frozenset(used.tolist()), int(np.count_nonzero(self.refused_of == row))
