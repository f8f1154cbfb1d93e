"""The shape of a wide residual network as plain data: no Keras, so that settings can be read without it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WideShape:
    """`depth` is 6 n + 4 for n blocks a stage; `width` multiplies 16, 32 and 64 channels.

    stem_stride: 2 halves the picture first, for pictures of 64 pixels and more. l2: decay of every
    convolution. dropout: in the blocks. drop_path: the chance that the last block is left out while training;
    that of earlier ones rises to it.
    """

    size: int = 32
    depth: int = 16
    width: int = 8
    stem_stride: int = 1
    l2: float = 5e-4
    dropout: float = 0.1
    drop_path: float = 0.1

    def __post_init__(self) -> None:
        if self.depth < 10 or (self.depth - 4) % 6:
            raise ValueError(f"depth is 10, 16, 22, 28, …, not {self.depth}")
