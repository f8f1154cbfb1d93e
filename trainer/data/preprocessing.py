"""The student systems' preprocessing as options of a recipe, and where each travels with the model.

Equalising and denoising are steps of the crop spec, which the card carries: whoever runs the model takes
them. Whitening is a layer of the network.
"""

from __future__ import annotations

from dataclasses import dataclass

from vision.picture_steps import Step


@dataclass(frozen=True)
class Preprocessing:
    """equalise: each colour's histogram. denoise: non-local means. whiten: to mean 0 and deviation 1."""

    equalise: bool = False
    denoise: bool = False
    whiten: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """For the crop spec: noise is taken away before the histogram is spread, which would raise it."""
        chosen: tuple[tuple[bool, Step], ...] = ((self.denoise, "denoise"), (self.equalise, "equalise"))
        return tuple(step for wanted, step in chosen if wanted)
