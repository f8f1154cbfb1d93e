"""The landmark network: of one crop, how sure that it is a face, where five points are, and its box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import layers

from trainer.models.scaling import image_input

ANSWERS = 15  # face, five points, box: vision.landmarks reads them
# Where they lie on average, in shares of the crop: eyes, nose, corners of the mouth, then the box.
_MEAN = (0.38, 0.42, 0.62, 0.42, 0.5, 0.54, 0.4, 0.65, 0.6, 0.65, 0.25, 0.17, 0.5, 0.66)


@dataclass(frozen=True)
class LandmarkShape:
    """Channels of the stem, the two residual stages, the last stage, and of what both ends hand on."""

    size: int = 48
    stem: int = 12
    stages: tuple[int, int, int] = (24, 56, 80)
    narrow: int = 48
    detail: int = 16
    hidden: int = 72
    l2: float = 2e-5


def build(shape: LandmarkShape) -> keras.Model:
    """uint8 (batch, size, size, 3) RGB -> float32 (batch, 15): probability, points and box in shares."""
    image = image_input(shape.size, shape.size)
    x = layers.Rescaling(1 / 127.5, offset=-1.0, name="scaling")(image)
    x = _conv(x, shape.stem, shape, "stem", strides=2)
    for number, channels in enumerate(shape.stages[:2], 1):
        x = _conv(x, channels, shape, f"stage_{number}_down", strides=2)
        x = _residual(x, channels, shape, f"stage_{number}")
    # The finer grid says where exactly, the coarser one of what.
    detail = _conv(x, shape.detail, shape, "detail", side=1)
    x = _conv(x, shape.stages[2], shape, "stage_3_down", strides=2)
    x = _conv(x, shape.narrow, shape, "narrow", side=1)
    # Flattened, not averaged: where something is, is the question.
    flat = [layers.Flatten(name="flat")(x), layers.Flatten(name="flat_detail")(detail)]
    x = layers.Concatenate(name="grids")(flat)
    x = layers.Dense(shape.hidden, use_bias=False, kernel_initializer="he_normal", name="hidden")(x)
    x = layers.BatchNormalization(momentum=0.95, name="hidden_norm")(x)
    x = layers.ReLU(name="hidden_relu")(x)
    face = layers.Dense(1, activation="sigmoid", dtype="float32", name="face")(x)
    start = keras.initializers.Constant(np.array(_MEAN, np.float32))
    places = layers.Dense(ANSWERS - 1, bias_initializer=start, dtype="float32", name="places")(x)
    return keras.Model(image, layers.Concatenate(name="answer")([face, places]), name="landmark_net")


def _conv(x: Any, channels: int, shape: LandmarkShape, name: str, *, strides: int = 1, side: int = 3) -> Any:
    return layers.ReLU(name=f"{name}_relu")(_linear(x, channels, shape, name, strides=strides, side=side))


def _linear(
    x: Any, channels: int, shape: LandmarkShape, name: str, *, strides: int = 1, side: int = 3
) -> Any:
    x = layers.Conv2D(
        channels,
        side,
        strides=strides,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        kernel_regularizer=keras.regularizers.L2(shape.l2),
        name=f"{name}_conv",
    )(x)
    return layers.BatchNormalization(momentum=0.95, name=f"{name}_norm")(x)


def _residual(x: Any, channels: int, shape: LandmarkShape, name: str) -> Any:
    y = _conv(x, channels, shape, f"{name}_1")
    y = _linear(y, channels, shape, f"{name}_2")
    return layers.ReLU(name=f"{name}_relu")(layers.Add(name=f"{name}_add")([x, y]))
