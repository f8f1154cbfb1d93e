"""Views of aligned faces, mirrored or not and in slightly other light: batches for the embedding network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.data.augmentation import Augmentation, random_views
from trainer.data.facet_id_faces import SIDE, Faces
from trainer.fit.batches import Batch

# Mild: each view is taught what the teacher says of the face as it was.
_CHANGES = Augmentation(
    shift=0.01,
    scale=0.02,
    wide=0.0,
    stretch=0.01,
    rotation_deg=3.0,
    brightness=0.08,
    contrast=0.15,
    gamma=0.15,
    saturation=0.3,
    tint=0.04,
    grey=0.05,
    blur=0.06,
    pixelate=0.04,
    noise=0.05,
    jpeg=0.08,
    cutout=0.0,
)


@dataclass(frozen=True)
class FaceBatches:
    """A BatchSource: every face of `rows` once an epoch; targets are the teacher's embeddings."""

    faces: Faces
    rows: NDArray[np.intp]
    batch: int = 64

    @property
    def steps(self) -> int:
        return max(1, len(self.rows) // self.batch)

    def epoch(self, random: np.random.Generator) -> Iterator[Batch]:
        order = random.permutation(self.rows)
        for step in range(self.steps):
            chosen = order[step * self.batch : (step + 1) * self.batch]
            views = random_views(self.faces.crops[chosen], 1.0, SIDE, _CHANGES, random)
            yield views, self.faces.taught[chosen]
