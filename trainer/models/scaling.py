"""How pixels become what a network computes with: layers of the network, so that they travel in its file."""

from __future__ import annotations

from typing import Any, Literal

import keras
from keras import layers

Scaling = Literal["unit", "caffe", "torch", "symmetric", "lite", "whiten", "none"]

_CAFFE_MEAN_BGR = (103.939, 116.779, 123.68)
_TORCH_MEAN = (0.485, 0.456, 0.406)
_TORCH_DEVIATION = (0.229, 0.224, 0.225)


def image_input(height: int, width: int) -> Any:
    """The input of every network here: uint8 (batch, height, width, 3), RGB, named "image"."""
    return keras.Input((height, width, 3), dtype="uint8", name="image")


def scaled(image: Any, how: Scaling) -> Any:
    """uint8 RGB as float32. No parameter is learned or counted.

    unit: 0..1. caffe: BGR less ImageNet's mean, as Keras' own VGG weights expect. torch: ImageNet's mean and
    deviation, as torchvision's weights expect. symmetric: -1..1. lite: (value - 127) / 128, as
    EfficientNet-Lite's. whiten: each picture by itself to mean 0 and deviation 1. none: 0..255, for networks
    that scale by themselves.
    """
    if how == "caffe":
        bgr = keras.ops.take(keras.ops.cast(image, "float32"), [2, 1, 0], axis=-1)
        return layers.Rescaling(1.0, offset=[-mean for mean in _CAFFE_MEAN_BGR], name="scaling")(bgr)
    if how == "torch":
        scale = [1 / (255 * deviation) for deviation in _TORCH_DEVIATION]
        offset = [-mean / deviation for mean, deviation in zip(_TORCH_MEAN, _TORCH_DEVIATION, strict=True)]
        return layers.Rescaling(scale, offset=offset, name="scaling")(image)
    if how == "symmetric":
        return layers.Rescaling(1 / 127.5, offset=-1.0, name="scaling")(image)
    if how == "lite":
        return layers.Rescaling(1 / 128, offset=-127 / 128, name="scaling")(image)
    if how == "whiten":
        return _whitened(image)
    return layers.Rescaling(1 / 255 if how == "unit" else 1.0, name="scaling")(image)


def _whitened(image: Any) -> Any:
    """Each picture less its mean, by its deviation; one without any contrast stays at 0."""
    values = layers.Rescaling(1 / 255, name="scaling")(image)
    off = values - picture_mean(values)
    spread = picture_mean(keras.ops.square(off))
    return off / keras.ops.sqrt(keras.ops.maximum(spread, 1e-6))


def picture_mean(values: Any) -> Any:
    """The mean of each picture: (batch, height, width, channels) -> (batch, 1, 1, 1).

    Row by row first. ONNX Runtime adds a lone picture's numbers one after the other, in 32 bits: of 4,096 at
    once the mean was 5e-5 of itself wrong, which a network can turn into more than an export may depart by.
    """
    rows = keras.ops.mean(values, axis=(2, 3), keepdims=True)
    return keras.ops.mean(rows, axis=1, keepdims=True)
