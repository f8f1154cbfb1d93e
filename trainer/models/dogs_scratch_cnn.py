"""The student network for dog breeds, trained from nothing: four 4x4 convolutions and 14 thousand weights."""

from __future__ import annotations

import keras
from keras import layers

from trainer.models.answer import softmax
from trainer.models.scaling import Scaling, image_input, scaled

SIZE = 224
_CHANNELS = (4, 8, 16, 32)


def build(
    classes: int = 5,
    dropout: float = 0.5,
    size: int = SIZE,
    scaling: Scaling = "unit",
    momentum: float = 0.99,
) -> keras.Model:
    """uint8 (batch, size, size, 3) -> softmax (batch, classes). The last convolution is not pooled.

    `scaling` "whiten" is the student's whitening: each picture to mean 0 and deviation 1. `momentum` is that
    of the normalisation's statistics.
    """
    image = image_input(size, size)
    x = scaled(image, scaling)
    for number, channels in enumerate(_CHANNELS, 1):
        x = layers.Conv2D(channels, 4, padding="same", name=f"conv_{number}")(x)
        x = layers.BatchNormalization(momentum=momentum, name=f"norm_{number}")(x)
        x = layers.ReLU(name=f"relu_{number}")(x)
        if number < len(_CHANNELS):
            x = layers.MaxPooling2D(2, padding="same", name=f"pool_{number}")(x)
    x = layers.GlobalAveragePooling2D(name="average")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    x = layers.Dense(64, activation="relu", name="dense")(x)
    return keras.Model(image, softmax(x, classes), name="dogs_scratch_cnn")
