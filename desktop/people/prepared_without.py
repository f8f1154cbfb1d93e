"""What a large gallery keeps to be ready, when pictures are deleted: nothing of them stays, the rest does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.people import prepared
from desktop.people.database import Database
from desktop.people.stranger_tops import Tops


def keep_without_deleted(database: Database) -> None:
    """Leaves out all that was made from faces that are no more. Inside the transaction that deletes them.

    So the next opening makes some people's part anew, and not everyone's.
    """
    database.write("DELETE FROM prepared WHERE part NOT IN (?, ?)", (prepared.NUMBERS, prepared.TOPS))
    rows = database.rows("SELECT digest, part FROM prepared")
    if not rows:
        return
    found = database.rows("SELECT id FROM faces INDEXED BY faces_in_use")
    faces = np.array([row[0] for row in found], np.int64)
    for digest, part in rows:
        arrays = prepared.kept_part(database, digest, part)
        try:
            left = None if arrays is None or not len(faces) else _left(part, arrays, faces)
        except (KeyError, IndexError, ValueError, TypeError):  # it is no part of ours, and goes
            left = None
        if left is None:
            database.write("DELETE FROM prepared WHERE digest = ? AND part = ?", (digest, part))
        elif left is not arrays:
            content = prepared.bytes_of(left)
            database.write(
                "UPDATE prepared SET content = ? WHERE digest = ? AND part = ?", (content, digest, part)
            )


def _left(part: str, arrays: prepared.Arrays, faces: NDArray[np.int64]) -> prepared.Arrays | None:
    """The part without what is gone, the same where nothing is; None where it is of an older kind."""
    if part == prepared.NUMBERS:
        stay = np.isin(arrays["ids"], faces)
        return arrays if stay.all() else {name: rows[stay] for name, rows in arrays.items()}
    tops = Tops.from_arrays(arrays)
    if tops is None:
        return None
    gone = ~np.isin(tops.faces, faces)
    return vars(tops.without(gone)) if gone.any() else arrays
