"""Erasing someone for good, with the pictures of them that stand as "not me" at other people's names."""

from __future__ import annotations

import numpy as np

from desktop.people.gallery import Gallery
from desktop.people.snapshot import Floats

_SHOWS_THE_PERSON = 0.5  # cosine: rather one stranger's picture too many than one of the person too few


def erase_person(gallery: Gallery, person_id: int) -> None:
    """Removes a person and everything that shows or names them. See `Gallery.erase`."""
    gallery.erase(person_id, also=_alike_negatives(gallery, person_id))


def _alike_negatives(gallery: Gallery, person_id: int) -> list[int]:
    """Others' negatives whose owner nobody named, and that look like this person."""
    rows = gallery.database.rows(
        "SELECT faces.id, person_id, role, digest, vector FROM faces JOIN embeddings ON face_id = faces.id "
        "WHERE person_id = ? AND role = 'reference' "
        "OR person_id != ? AND role = 'negative' AND of_person ISNULL",
        (person_id, person_id),
    )
    own: dict[str, list[Floats]] = {}
    for row in rows:
        if row["role"] == "reference":
            own.setdefault(row["digest"], []).append(np.frombuffer(row["vector"], np.float32))
    return [
        int(row["id"])
        for row in rows
        if row["role"] == "negative"
        and row["digest"] in own
        and (np.stack(own[row["digest"]]) @ np.frombuffer(row["vector"], np.float32)).max()
        >= _SHOWS_THE_PERSON
    ]
