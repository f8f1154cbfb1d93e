"""Whether a face is still the one that has its name: a small network tells, where naming it anew is dear."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.engine.looks import Faces, Image
from desktop.people.framing import FaceEmbedder
from vision.errors import FacetError
from vision.memory import settle

SAME = 0.6
"""The cosine of facet-id's numbers to those of a track's looks so far, from which a face is the same.

Above it were 540 of 541 looks at tracks of eleven clips, and 1 of 392,253 pairs of strangers:
`docs/results/speed.md`.
"""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Glance:
    """A small network's numbers of a face (D,), None where it was not asked.

    `same`: whether it is still the face that it was; None where that can't be told.
    `enough`: the face needs no other look.
    """

    small: NDArray[np.float32] | None = None
    same: bool | None = None
    enough: bool = False


class Verifier:
    """A small embedder that is opened when it is first needed. One thread at a time."""

    def __init__(self, open_embedder: Callable[[], FaceEmbedder], *, bar: float = SAME) -> None:
        self._open: Callable[[], FaceEmbedder] | None = open_embedder
        self._embedder: FaceEmbedder | None = None
        self._bar = bar

    def look(self, image_bgr: Image, faces: Faces) -> list[Glance]:
        """One glance a face. Faces that don't have their name for long are not asked about."""
        glances = [Glance()] * len(faces.keys)
        rows = [row for row, known in enumerate(faces.known) if known is not None]
        embedder = self._opened() if rows else None
        if embedder is None:
            return glances
        crops = embedder.crops(image_bgr, faces.boxes_px[rows], faces.points_px[rows])
        for row, small in zip(rows, embedder.embed(crops), strict=True):
            known = faces.known[row]
            same = None if known is None or known.small is None else self._same(small, known.small)
            glances[row] = Glance(small, same, bool(same and known and not known.in_full))
        return glances

    def _same(self, small: NDArray[np.float32], before: NDArray[np.float32]) -> bool:
        return float(small @ before) >= self._bar * float(np.linalg.norm(before))

    def _opened(self) -> FaceEmbedder | None:
        if self._open is not None:
            opening, self._open = self._open, None
            try:
                self._embedder = opening()
                settle()
            except FacetError as error:
                _log.warning("faces with a name are looked at in full each time: %s", error)
        return self._embedder
