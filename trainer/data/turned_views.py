"""Random views of whole pictures as the student system for dogs made them: turned, moved, sheared, zoomed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.fit.batches import Batch
from vision.opencv import cv2


@dataclass(frozen=True)
class Turning:
    """How far each varies at most: degrees, and shares of the side or of one."""

    rotation_deg: float = 40.0
    shift: float = 0.2
    shear: float = 0.2
    zoom: float = 0.2
    flip: float = 0.5


@dataclass(frozen=True)
class TurnedBatches:
    """A BatchSource over `places` of views uint8 (N, S, S, 3) with targets float32 (N, K)."""

    views: NDArray[np.uint8]
    targets: NDArray[np.float32]
    places: NDArray[np.intp]
    turning: Turning
    batch: int

    @property
    def steps(self) -> int:
        return max(1, len(self.places) // self.batch)

    def epoch(self, random: np.random.Generator) -> Iterator[Batch]:
        """Every picture once, in a new order; what doesn't fill the last batch waits for another epoch."""
        order = random.permutation(self.places)
        for step in range(self.steps):
            chosen = order[step * self.batch : (step + 1) * self.batch]
            views = np.stack([turned(self.views[place], self.turning, random) for place in chosen])
            yield views, self.targets[chosen]


def turned(view: NDArray[np.uint8], turning: Turning, random: np.random.Generator) -> NDArray[np.uint8]:
    """One random view; what lies outside repeats the edge."""
    side = view.shape[0]
    angle = np.deg2rad(random.uniform(-turning.rotation_deg, turning.rotation_deg))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shear = np.array([[1.0, random.uniform(-turning.shear, turning.shear)], [0.0, 1.0]])
    zoom = np.diag(random.uniform(1 - turning.zoom, 1 + turning.zoom, 2))
    mirror = np.diag([-1.0 if random.random() < turning.flip else 1.0, 1.0])
    matrix = turn @ shear @ zoom @ mirror
    centre = np.full(2, (side - 1) / 2)
    move = random.uniform(-turning.shift, turning.shift, 2) * side
    whole = np.column_stack([matrix, centre + move - matrix @ centre])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    moved = cv2.warpAffine(view, whole, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)
