"""The decaying learning rate: a short warm-up, then half a cosine down to a small share of the top."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    """`rate` is reached after `warmup` epochs and ends, after `epochs`, at `final_share` of itself."""

    rate: float
    epochs: int
    warmup: float = 1.0
    final_share: float = 0.01

    def at(self, epoch: float) -> float:
        """The rate at a point in training, in epochs (fractions count)."""
        if epoch < self.warmup:
            return self.rate * max(epoch, 0.02) / self.warmup
        done = min(1.0, (epoch - self.warmup) / max(1e-9, self.epochs - self.warmup))
        cosine = 0.5 * (1 + math.cos(math.pi * done))
        return self.rate * (self.final_share + (1 - self.final_share) * cosine)
