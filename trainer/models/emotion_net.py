"""The network that reads emotions: made grey and evened inside the graph, then residual blocks and heads."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers

from trainer.models.answer import softmax
from trainer.models.emotion_shape import EmotionNet
from trainer.models.scaling import image_input, picture_mean

_LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601, as OpenCV's grey
_LEAST_DEVIATION = 8.0  # of 255: a flat picture is not blown up to noise
TRUNK_NAME = "trunk"


def build_trunk(shape: EmotionNet) -> keras.Model:
    """uint8 (batch, size, size, 3) RGB -> float32 (batch, channels).

    The picture is made grey and its light evened (its own mean and deviation), then convolved; each residual
    block weighs its channels (Hu et al., "Squeeze-and-excitation networks", CVPR 2018).
    """
    image = image_input(shape.size, shape.size)
    x = _evened(image)
    x = _conv(x, shape.stem[0], name="stem_1")
    x = _conv(x, shape.stem[1], strides=2, name="stem_2")
    for number, (channels, blocks) in enumerate(shape.stages, 1):
        for block in range(1, blocks + 1):
            x = _residual(x, channels, halve=block == 1, name=f"stage_{number}_{block}")
    return keras.Model(image, layers.GlobalAveragePooling2D(name="pool")(x), name=TRUNK_NAME)


def with_heads(trunk: keras.Model, shape: EmotionNet, classes: int, heads: int) -> keras.Model:
    """The trunk with dropout and `heads` softmaxes side by side: float32 (batch, heads x classes)."""
    x = layers.Dropout(shape.dropout, name="dropout")(trunk.output)
    answers = [
        layers.Dense(classes, activation="softmax", dtype="float32", name=f"head_{number}")(x)
        for number in range(1, heads + 1)
    ]
    both = layers.Concatenate(name="answers", dtype="float32")(answers)
    return keras.Model(trunk.input, both, name="emotion_heads")


def with_softmax(trunk: keras.Model, shape: EmotionNet, classes: int) -> keras.Model:
    """The trunk with dropout and one softmax: float32 (batch, classes)."""
    x = layers.Dropout(shape.dropout, name="dropout")(trunk.output)
    return keras.Model(trunk.input, softmax(x, classes), name="emotion_net")


def mirrored(model: keras.Model) -> keras.Model:
    """A softmax network that answers with the geometric mean over a picture and its mirror image."""
    image = keras.Input(model.input_shape[1:], dtype=model.input.dtype, name=model.input.name)
    answers = model(keras.ops.concatenate([image, keras.ops.flip(image, axis=2)], axis=0))
    logs = keras.ops.log(keras.ops.clip(answers, 1e-7, 1.0))
    mean = keras.ops.mean(keras.ops.reshape(logs, (2, -1, logs.shape[-1])), axis=0)
    answer = layers.Softmax(dtype="float32", name="answer")(mean)
    return keras.Model(image, answer, name=f"{model.name}_mirrored")


def _evened(image: Any) -> Any:
    """Grey, less its mean, over its deviation."""
    pixels = keras.ops.cast(image, "float32")
    grey = sum(share * pixels[..., channel : channel + 1] for channel, share in enumerate(_LUMA))
    off = grey - picture_mean(grey)
    return off / keras.ops.sqrt(picture_mean(keras.ops.square(off)) + _LEAST_DEVIATION**2)


def _conv(x: Any, channels: int, *, name: str, strides: int = 1, side: int = 3, active: bool = True) -> Any:
    x = layers.Conv2D(
        channels,
        side,
        strides=strides,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
        name=f"{name}_conv",
    )(x)
    x = layers.BatchNormalization(momentum=0.97, name=f"{name}_norm")(x)
    return layers.ReLU(name=f"{name}_relu")(x) if active else x


def _residual(x: Any, channels: int, *, halve: bool, name: str) -> Any:
    """Two convolutions, weighed channels, beside a shortcut that is averaged and projected where needed."""
    y = _conv(x, channels, strides=2 if halve else 1, name=f"{name}_1")
    y = _conv(y, channels, name=f"{name}_2", active=False)
    y = _weighed(y, channels, name)
    if halve:
        x = layers.AveragePooling2D(2, padding="same", name=f"{name}_pool")(x)
        x = _conv(x, channels, side=1, name=f"{name}_short", active=False)
    return layers.ReLU(name=f"{name}_relu")(layers.Add(name=f"{name}_add")([y, x]))


def _weighed(x: Any, channels: int, name: str) -> Any:
    weights = layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}_squeeze")(x)
    weights = layers.Conv2D(channels // 8, 1, activation="relu", name=f"{name}_few")(weights)
    weights = layers.Conv2D(channels, 1, activation="sigmoid", name=f"{name}_gate")(weights)
    return layers.Multiply(name=f"{name}_weighed")([x, weights])
