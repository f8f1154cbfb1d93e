"""The shape of the face network as plain data: no Keras, so that settings can be read without it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FaceCnn:
    """The shape of a network: a stem of stride 2, then one residual block a stage, each halving the size.

    `size` is the side of the square uint8 RGB input; `l2` the weight decay of every convolution.
    """

    size: int = 64
    stem: tuple[int, int] = (24, 32)
    stages: tuple[int, ...] = (48, 96, 128)
    l2: float = 1e-4
    dropout: float = 0.4
