"""The small convolutional network that face recipes train: residual blocks, the scaling inside the graph."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

from trainer.models.face_cnn_shape import FaceCnn

INPUT_NAME = "image"
OUTPUT_NAME = "answer"
TRUNK_NAME = "trunk"


def build_trunk(shape: FaceCnn) -> keras.Model:
    """uint8 (batch, size, size, 3) RGB -> float32 (batch, channels): scaling, convolutions, average."""
    image = keras.Input((shape.size, shape.size, 3), dtype="uint8", name=INPUT_NAME)
    x = layers.Rescaling(1 / 127.5, offset=-1.0, name="scaling")(image)
    x = _conv(x, shape.stem[0], shape, strides=2, name="stem_1")
    x = _conv(x, shape.stem[1], shape, name="stem_2")
    for number, channels in enumerate(shape.stages, 1):
        x = _residual(x, channels, shape, name=f"stage_{number}")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(image, x, name=TRUNK_NAME)


def with_sigmoid(trunk: keras.Model, shape: FaceCnn) -> keras.Model:
    """The trunk with dropout and one sigmoid: float32 (batch, 1), the probability of the positive class."""
    x = layers.Dropout(shape.dropout, name="dropout")(trunk.output)
    answer = layers.Dense(1, activation="sigmoid", dtype="float32", name=OUTPUT_NAME)(x)
    return keras.Model(trunk.input, answer, name="face_cnn")


def with_softmax(trunk: keras.Model, shape: FaceCnn, classes: int) -> keras.Model:
    """The trunk with dropout and a softmax over `classes`: float32 (batch, classes)."""
    x = layers.Dropout(shape.dropout, name="dropout")(trunk.output)
    answer = layers.Dense(classes, activation="softmax", dtype="float32", name=OUTPUT_NAME)(x)
    return keras.Model(trunk.input, answer, name="face_cnn_softmax")


def _conv(x: Any, channels: int, shape: FaceCnn, *, name: str, strides: int = 1, active: bool = True) -> Any:
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
    x = layers.BatchNormalization(momentum=0.95, name=f"{name}_norm")(x)
    return layers.ReLU(name=f"{name}_relu")(x) if active else x


def _residual(x: Any, channels: int, shape: FaceCnn, *, name: str) -> Any:
    """Two convolutions, the first of stride 2, beside an averaged and projected shortcut."""
    y = _conv(x, channels, shape, strides=2, name=f"{name}_1")
    y = _conv(y, channels, shape, name=f"{name}_2", active=False)
    short = layers.AveragePooling2D(2, name=f"{name}_pool")(x)
    short = layers.Conv2D(
        channels,
        1,
        use_bias=False,
        kernel_initializer="he_normal",
        kernel_regularizer=keras.regularizers.L2(shape.l2),
        name=f"{name}_short_conv",
    )(short)
    short = layers.BatchNormalization(momentum=0.95, name=f"{name}_short_norm")(short)
    return layers.ReLU(name=f"{name}_relu")(layers.Add(name=f"{name}_add")([y, short]))
