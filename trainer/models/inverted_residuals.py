"""MobileNetV2 as torchvision pads it, and EfficientNet-Lite0: what Keras has no layers for under our weights.

Layers bear the names that the published weights have, so that each finds its own.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

# (expansion, channels, blocks, first stride), Sandler et al., "MobileNetV2", CVPR 2018, table 2
_MOBILENET = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
# (expansion, channels, blocks, first stride, kernel), as published with EfficientNet-Lite
_LITE0 = (
    (1, 16, 1, 1, 3),
    (6, 24, 2, 2, 3),
    (6, 40, 2, 2, 5),
    (6, 80, 3, 2, 3),
    (6, 112, 3, 1, 5),
    (6, 192, 4, 2, 5),
    (6, 320, 1, 1, 3),
)
_TORCH_EPSILON, _LITE_EPSILON = 1e-5, 1e-3


def mobilenet_v2(side: int, *, top: bool) -> keras.Model:
    """float32 (batch, side, side, 3), scaled -> ImageNet's softmax, or the last layer's map without `top`."""
    picture = keras.Input((side, side, 3), name="scaled")
    x = _conv(picture, 32, 3, 2, "features.0.0", same=False)
    x = _relu6(_norm(x, "features.0.1", _TORCH_EPSILON), "features.0.relu")
    number = 0
    for expansion, channels, blocks, first_stride in _MOBILENET:
        for block in range(blocks):
            number += 1
            x = _mobile_block(x, expansion, channels, first_stride if block == 0 else 1, f"features.{number}")
    x = _conv(x, 1280, 1, 1, "features.18.0")
    x = _relu6(_norm(x, "features.18.1", _TORCH_EPSILON), "head_relu")
    if top:
        x = layers.GlobalAveragePooling2D(name="average")(x)
        x = layers.Dense(1000, activation="softmax", name="classifier.1")(x)
    return keras.Model(picture, x, name="mobilenetv2")


def efficientnet_lite0(side: int, *, top: bool) -> keras.Model:
    """As `mobilenet_v2`. No squeeze and excitation, ReLU6, TensorFlow's padding."""
    picture = keras.Input((side, side, 3), name="scaled")
    x = _conv(picture, 32, 3, 2, "conv_stem")
    x = _relu6(_norm(x, "bn0", _LITE_EPSILON), "stem_relu")
    number = 0
    for expansion, channels, blocks, first_stride, kernel in _LITE0:
        for block in range(blocks):
            stride = first_stride if block == 0 else 1
            x = _lite_block(x, expansion, channels, stride, kernel, f"blocks.{number}")
            number += 1
    x = _conv(x, 1280, 1, 1, "conv_head")
    x = _relu6(_norm(x, "bn1", _LITE_EPSILON), "head_relu")
    if top:
        x = layers.GlobalAveragePooling2D(name="average")(x)
        x = layers.Dense(1000, activation="softmax", name="fc")(x)
    return keras.Model(picture, x, name="efficientnet_lite0")


def _mobile_block(x: Any, expansion: int, channels: int, stride: int, name: str) -> Any:
    short, inside, place = x, x, 0
    if expansion > 1:
        inside = _conv(inside, expansion * int(x.shape[-1]), 1, 1, f"{name}.conv.0.0")
        inside = _relu6(_norm(inside, f"{name}.conv.0.1", _TORCH_EPSILON), f"{name}.relu_0")
        place = 1
    inside = _depthwise(inside, 3, stride, f"{name}.conv.{place}.0", same=False)
    inside = _relu6(_norm(inside, f"{name}.conv.{place}.1", _TORCH_EPSILON), f"{name}.relu_1")
    inside = _conv(inside, channels, 1, 1, f"{name}.conv.{place + 1}")
    inside = _norm(inside, f"{name}.conv.{place + 2}", _TORCH_EPSILON)
    return _joined(short, inside, stride, name)


def _lite_block(x: Any, expansion: int, channels: int, stride: int, kernel: int, name: str) -> Any:
    short, inside = x, x
    if expansion > 1:
        inside = _conv(inside, expansion * int(x.shape[-1]), 1, 1, f"{name}.expand_conv")
        inside = _relu6(_norm(inside, f"{name}.bn0", _LITE_EPSILON), f"{name}.relu_0")
    inside = _depthwise(inside, kernel, stride, f"{name}.depthwise_conv")
    inside = _relu6(_norm(inside, f"{name}.bn1", _LITE_EPSILON), f"{name}.relu_1")
    inside = _conv(inside, channels, 1, 1, f"{name}.project_conv")
    return _joined(short, _norm(inside, f"{name}.bn2", _LITE_EPSILON), stride, name)


def _joined(short: Any, inside: Any, stride: int, name: str) -> Any:
    if stride == 1 and short.shape[-1] == inside.shape[-1]:
        return layers.Add(name=f"{name}.out")([short, inside])
    return layers.Activation("linear", name=f"{name}.out")(inside)


def _conv(x: Any, channels: int, kernel: int, stride: int, name: str, *, same: bool = True) -> Any:
    x, padding = (x, "same") if same else (_padded(x, kernel, name), "valid")
    return layers.Conv2D(channels, kernel, strides=stride, padding=padding, use_bias=False, name=name)(x)


def _depthwise(x: Any, kernel: int, stride: int, name: str, *, same: bool = True) -> Any:
    x, padding = (x, "same") if same else (_padded(x, kernel, name), "valid")
    return layers.DepthwiseConv2D(kernel, strides=stride, padding=padding, use_bias=False, name=name)(x)


def _padded(x: Any, kernel: int, name: str) -> Any:
    """PyTorch pads alike on all sides, TensorFlow's 'same' more on the right where the stride is 2."""
    return layers.ZeroPadding2D(kernel // 2, name=f"{name}.pad")(x)


def _norm(x: Any, name: str, epsilon: float) -> Any:
    return layers.BatchNormalization(epsilon=epsilon, name=name)(x)


def _relu6(x: Any, name: str) -> Any:
    return layers.ReLU(max_value=6.0, name=name)(x)
