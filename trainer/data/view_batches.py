"""Training batches of random views, with mixup and softened labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.data.augmentation import Augmentation, random_views
from trainer.fit.batches import Batch


@dataclass(frozen=True)
class ViewBatches:
    """A BatchSource over `places` of prepared pictures.

    surroundings uint8 (N, S, S, 3) and targets float32 (N, K) may be memory maps; the undisturbed view is
    the middle 1/`extent`. `views`, where given, are the exact ones, and a share `still` of a batch shows them
    undisturbed. `mixup` is the alpha of Zhang et al., "mixup", ICLR 2018 (0: off).
    """

    surroundings: NDArray[np.uint8]
    targets: NDArray[np.float32]
    places: NDArray[np.intp]
    extent: float
    size: int
    augmentation: Augmentation
    batch: int = 64
    views: NDArray[np.uint8] | None = None
    still: float = 0.0
    mixup: float = 0.0

    @property
    def steps(self) -> int:
        return max(1, len(self.places) // self.batch)

    def epoch(self, random: np.random.Generator) -> Iterator[Batch]:
        """Every picture once, in a new order; what doesn't fill the last batch waits for another epoch."""
        order = random.permutation(self.places)
        for step in range(self.steps):
            chosen = order[step * self.batch : (step + 1) * self.batch]
            yield self._mixed(self._views(chosen, random), self.targets[chosen], random)

    def _views(self, chosen: NDArray[np.intp], random: np.random.Generator) -> NDArray[np.uint8]:
        views = random_views(self.surroundings[chosen], self.extent, self.size, self.augmentation, random)
        if self.views is not None and self.still:
            still = random.random(len(chosen)) < self.still
            views[still] = self.views[chosen[still]]
        return views

    def _mixed(
        self, views: NDArray[np.uint8], targets: NDArray[np.float32], random: np.random.Generator
    ) -> Batch:
        """Half of the batches are blended with themselves in another order."""
        if not self.mixup or random.random() < 0.5:
            return views, targets
        share = max(share := random.beta(self.mixup, self.mixup), 1 - share)
        other = random.permutation(len(views))
        blended = views.astype(np.float32) * share + views[other].astype(np.float32) * (1 - share)
        softened = targets * share + targets[other] * (1 - share)
        return np.rint(blended).astype(np.uint8), softened.astype(np.float32)


def soft_targets(classes: NDArray[np.intp], smoothing: float) -> NDArray[np.float32]:
    """0 and 1 as float32 (N, 1), each moved towards the other by half of `smoothing`."""
    hard = classes.astype(np.float32)[:, None]
    return hard * (1 - smoothing) + smoothing / 2
