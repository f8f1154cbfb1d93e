"""Whether a gallery is whole: its pages, its references, every picture, every row of numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop.people.gallery import Gallery
from desktop.people.pictures import decode_crop
from vision.errors import FacetError


@dataclass(frozen=True)
class Verified:
    """What was looked at, and what is wrong, a sentence each."""

    people: int
    faces: int
    models: int
    problems: tuple[str, ...]


def check_gallery(gallery: Gallery) -> Verified:
    """Looks at all of a gallery; changes nothing but when it was last looked at."""
    database = gallery.database
    problems = [f"the file: {row[0]}" for row in database.rows("PRAGMA integrity_check") if row[0] != "ok"]
    loose = database.rows("PRAGMA foreign_key_check")
    problems += [f"a row of '{row[0]}' belongs to nobody" for row in loose]
    ids = [int(row[0]) for row in database.rows("SELECT id FROM faces ORDER BY id")]
    for face_id in ids:
        try:
            row = database.one("SELECT crop FROM faces WHERE id = ?", (face_id,))
            decode_crop(row[0] if row else b"")
        except FacetError:
            problems.append(f"picture {face_id} is damaged")
    for row in database.rows("SELECT face_id, vector FROM embeddings"):
        vector = np.frombuffer(row["vector"], np.float32) if len(row["vector"]) % 4 == 0 else np.zeros(0)
        if not len(vector) or abs(float(np.linalg.norm(vector)) - 1) > 1e-2:
            problems.append(f"the numbers of picture {row['face_id']} are damaged")
    if not problems:
        database.note_checked()
    models = database.number("SELECT count(DISTINCT digest) FROM embeddings")
    return Verified(len(gallery.people()), len(ids), models, tuple(problems))
