"""The network behind `facet-id`: plain convolutions, residual pairs, one linear layer over the last grid.

Plain convolutions of few channels learn faster on a processor than depthwise ones of many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
from keras import layers

from trainer.models.scaling import image_input

SIDE, NUMBERS = 112, 128


@dataclass(frozen=True)
class FacetIdShape:
    """Channels of the stem (56 x 56) and of the stages (28, 14 and 7), residual pairs of each stage."""

    stem: int = 16
    stages: tuple[int, ...] = (32, 64, 128)
    pairs: tuple[int, ...] = (1, 1, 1)
    l2: float = 2e-5


def build(shape: FacetIdShape) -> keras.Model:
    """uint8 (batch, 112, 112, 3) RGB -> float32 (batch, 128), rows of length 1."""
    image = image_input(SIDE, SIDE)
    x = layers.Rescaling(1 / 127.5, offset=-1.0, name="scaling")(image)
    x = _prelu(_conv(x, shape.stem, shape, "stem", strides=2), "stem")
    for stage, (channels, pairs) in enumerate(zip(shape.stages, shape.pairs, strict=True), 1):
        x = _prelu(_conv(x, channels, shape, f"down_{stage}", strides=2), f"down_{stage}")
        for pair in range(1, pairs + 1):
            x = _pair(x, channels, shape, f"pair_{stage}_{pair}")
    # Flattened, not averaged: what a face looks like differs from place to place, and it lies aligned.
    x = layers.Flatten(name="grid")(x)
    x = layers.Dense(NUMBERS, use_bias=False, name="embedding")(x)
    x = layers.BatchNormalization(momentum=0.95, name="embedding_norm")(x)
    x = layers.UnitNormalization(dtype="float32", name="answer")(x)
    return keras.Model(image, x, name="facet_id_net")


def _pair(x: Any, channels: int, shape: FacetIdShape, name: str) -> Any:
    y = _prelu(_conv(x, channels, shape, f"{name}_1"), f"{name}_1")
    y = _conv(y, channels, shape, f"{name}_2")
    return _prelu(layers.Add(name=f"{name}_add")([x, y]), f"{name}_2")


def _conv(x: Any, channels: int, shape: FacetIdShape, name: str, *, strides: int = 1) -> Any:
    x = layers.Conv2D(
        channels,
        3,
        strides=strides,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        kernel_regularizer=keras.regularizers.L2(shape.l2),
        name=f"{name}_conv",
    )(x)
    return layers.BatchNormalization(momentum=0.95, name=f"{name}_norm")(x)


def _prelu(x: Any, name: str) -> Any:
    quarter = keras.initializers.Constant(0.25)
    return layers.PReLU(alpha_initializer=quarter, shared_axes=[1, 2], name=f"{name}_prelu")(x)
