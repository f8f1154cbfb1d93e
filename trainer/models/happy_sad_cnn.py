"""The tutorial's network for happy and sad photographs: convolutions 16-32-16, dense 256, one sigmoid."""

from __future__ import annotations

import keras
from keras import layers

from trainer.models.answer import sigmoid
from trainer.models.scaling import image_input, scaled

SIZE = 256
_CHANNELS = (16, 32, 16)


def build() -> keras.Model:
    """uint8 (batch, 256, 256, 3) -> sigmoid (batch, 1), the probability of the second class."""
    image = image_input(SIZE, SIZE)
    x = scaled(image, "unit")
    for number, channels in enumerate(_CHANNELS, 1):
        x = layers.Conv2D(channels, 3, activation="relu", name=f"conv_{number}")(x)
        x = layers.MaxPooling2D(2, name=f"pool_{number}")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(256, activation="relu", name="dense")(x)
    return keras.Model(image, sigmoid(x), name="happy_sad_cnn")
