"""The network behind `facet-id`: depthwise blocks in a row, PReLU, one linear layer over the last grid.

Howard et al., "MobileNets", 2017, as SFace has it (Zhong et al., IEEE TIP 2021), with fewer channels. There
is no batch normalisation: its figures are part of the weights that the network begins with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
from keras import layers

from trainer.models.scaling import image_input

SIDE, NUMBERS = 112, 128
STRIDES = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)  # of the blocks
BLOCKS = len(STRIDES)


@dataclass(frozen=True)
class FacetIdShape:
    """Channels: of the first convolution, each block, and the linear layer before the last (0: none)."""

    stem: int = 16
    blocks: tuple[int, ...] = (32, 64, 64, 128, 128, 256, 256, 256, 256, 256, 256, 512, 384)
    narrow: int = 128

    def __post_init__(self) -> None:
        if len(self.blocks) != BLOCKS:
            raise ValueError(f"{BLOCKS} blocks, not {len(self.blocks)}")

    @property
    def inputs(self) -> tuple[int, ...]:
        """Channels that go into each block."""
        return (self.stem, *self.blocks[:-1])


# SFace's own.
TEACHER_SHAPE = FacetIdShape(32, (64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024), 0)


def build(shape: FacetIdShape) -> keras.Model:
    """uint8 (batch, 112, 112, 3) RGB -> float32 (batch, 128), rows of length 1."""
    image = image_input(SIDE, SIDE)
    x = layers.Rescaling(1 / 128, offset=-127.5 / 128, name="scaling")(image)
    x = layers.Conv2D(shape.stem, 3, padding="same", name="stem")(x)
    x = _prelu("stem_prelu")(x)
    for number, (channels, strides) in enumerate(zip(shape.blocks, STRIDES, strict=True), 1):
        x = _block(x, channels, strides, number)
    if shape.narrow:
        x = layers.Conv2D(shape.narrow, 1, use_bias=False, name="narrow")(x)
    x = layers.Flatten(name="grid")(x)
    x = layers.Dense(NUMBERS, name="embedding")(x)
    x = layers.UnitNormalization(dtype="float32", name="answer")(x)
    return keras.Model(image, x, name="facet_id_net")


def seen_by(model: keras.Model, block: int) -> keras.KerasTensor:
    """What the pointwise convolution of a block (from 1) is given; after the last block, the last grid."""
    name = f"point_{BLOCKS}_prelu" if block > BLOCKS else f"deep_{block}_prelu"
    return model.get_layer(name).output


def _block(x: Any, channels: int, strides: int, number: int) -> Any:
    if strides > 1:  # padded alike on all sides, which "same" does not where it strides
        x = layers.ZeroPadding2D(1, name=f"deep_{number}_pad")(x)
    padding = "same" if strides == 1 else "valid"
    x = layers.DepthwiseConv2D(3, strides=strides, padding=padding, name=f"deep_{number}")(x)
    x = _prelu(f"deep_{number}_prelu")(x)
    x = layers.Conv2D(channels, 1, name=f"point_{number}")(x)
    return _prelu(f"point_{number}_prelu")(x)


def _prelu(name: str) -> layers.Layer:
    quarter = keras.initializers.Constant(0.25)
    return layers.PReLU(alpha_initializer=quarter, shared_axes=[1, 2], name=name)
