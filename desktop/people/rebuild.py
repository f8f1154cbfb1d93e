"""Another embedding model: the numbers are made anew from the kept pictures. What is interrupted goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from desktop.people.gallery import Gallery
from desktop.people.pictures import decode_crop
from desktop.people.prepared import known_up_to

_BATCH = 16


class KeptCropEmbedder(Protocol):
    """What turns kept crops into numbers."""

    @property
    def digest(self) -> str: ...

    def embed_kept(self, crop_rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """One kept crop (H, W, 3) as float32 (D,), length 1."""
        ...


def missing(gallery: Gallery, digest: str) -> int:
    """How many faces have no numbers by this model yet."""
    known = known_up_to(gallery.database, digest)
    return gallery.database.number(  # both by their indexes: nothing is read of pictures and numbers
        "SELECT (SELECT count(*) FROM faces INDEXED BY faces_in_use WHERE id > ?) - "
        "(SELECT count(*) FROM embeddings INDEXED BY embeddings_by_face WHERE face_id > ? AND digest = ?)",
        (known, known, digest),
    )


def rebuild(
    gallery: Gallery,
    embedder: KeptCropEmbedder,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    batch: int = _BATCH,
) -> int:
    """Makes what is missing, a few faces a transaction; gives how many were made.

    Numbers by other models stay, so that going back costs nothing.
    """
    total = missing(gallery, embedder.digest)
    done, after = 0, known_up_to(gallery.database, embedder.digest)
    while total and not (cancelled is not None and cancelled()):
        rows = gallery.database.rows(
            "SELECT id, crop FROM faces WHERE id > ? AND id NOT IN "
            "(SELECT face_id FROM embeddings WHERE digest = ?) ORDER BY id LIMIT ?",
            (after, embedder.digest, batch),
        )
        if not rows:
            break
        made = [(int(row[0]), embedder.embed_kept(decode_crop(row[1]))) for row in rows]
        with gallery.database.transaction():
            for face_id, vector in made:
                # The face may have been deleted while its picture was looked at.
                gallery.database.write(
                    "INSERT OR REPLACE INTO embeddings SELECT id, ?, ? FROM faces WHERE id = ?",
                    (embedder.digest, vector.astype(np.float32).tobytes(), face_id),
                )
        after, done = made[-1][0], done + len(made)
        if progress is not None:
            progress(done, total)
    return done
