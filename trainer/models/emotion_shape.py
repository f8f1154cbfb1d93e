"""The shape of the emotion network as plain data: no Keras, so that settings can be read without it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EmotionNet:
    """`size`: side of the square uint8 RGB input. `stem`: channels at the full and at half the side.

    `stages`: channels and residual blocks of each stage; each stage halves the side once more.
    """

    size: int = 48
    stem: tuple[int, int] = (16, 32)
    stages: tuple[tuple[int, int], ...] = ((64, 1), (128, 2), (208, 1))
    dropout: float = 0.3
