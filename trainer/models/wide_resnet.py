"""Wide residual networks for small pictures, with dropout in the blocks and stochastic depth.

Zagoruyko and Komodakis, "Wide Residual Networks", BMVC 2016; Huang et al., "Deep Networks with Stochastic
Depth", ECCV 2016.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

from trainer.models.answer import softmax
from trainer.models.scaling import image_input, scaled
from trainer.models.wide_resnet_shape import WideShape

_STAGES = 3


def build(classes: int = 100, shape: WideShape | None = None) -> keras.Model:
    """uint8 (batch, size, size, 3) -> softmax (batch, classes)."""
    shape = shape or WideShape()
    image = image_input(shape.size, shape.size)
    x = _conv(scaled(image, "torch"), 16, shape, strides=shape.stem_stride, name="stem")
    blocks = (shape.depth - 4) // 6
    for number in range(_STAGES * blocks):
        stage, block = divmod(number, blocks)
        strides = 2 if stage and not block else 1
        gone = shape.drop_path * (number + 1) / (_STAGES * blocks)
        name = f"stage_{stage + 1}_{block + 1}"
        x = _block(x, 16 * 2**stage * shape.width, shape, strides, gone, name)
    x = layers.ReLU(name="relu")(_norm(x, "norm"))
    x = layers.GlobalAveragePooling2D(name="average")(x)
    return keras.Model(image, softmax(x, classes), name="wide_resnet")


def _block(x: Any, channels: int, shape: WideShape, strides: int, gone: float, name: str) -> Any:
    """Norm, ReLU and convolution twice beside the shortcut, which is projected where the shape changes."""
    active = layers.ReLU(name=f"{name}_relu_1")(_norm(x, f"{name}_norm_1"))
    y = _conv(active, channels, shape, strides=strides, name=f"{name}_conv_1")
    y = layers.ReLU(name=f"{name}_relu_2")(_norm(y, f"{name}_norm_2"))
    y = layers.Dropout(shape.dropout, name=f"{name}_dropout")(y)
    y = _conv(y, channels, shape, name=f"{name}_conv_2")
    # Dropping a picture's whole branch: the noise has one value a picture.
    y = layers.Dropout(gone, noise_shape=(None, 1, 1, 1), name=f"{name}_path")(y)
    if strides != 1 or x.shape[-1] != channels:
        x = _conv(active, channels, shape, strides=strides, size=1, name=f"{name}_short")
    return layers.Add(name=f"{name}_add")([x, y])


def _conv(x: Any, channels: int, shape: WideShape, *, name: str, strides: int = 1, size: int = 3) -> Any:
    return layers.Conv2D(
        channels,
        size,
        strides=strides,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        kernel_regularizer=keras.regularizers.L2(shape.l2),
        name=name,
    )(x)


def _norm(x: Any, name: str) -> Any:
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name=name)(x)
