"""The student network for Tiny ImageNet: four convolutions, three poolings, one average. Badly overfits."""

from __future__ import annotations

import keras
from keras import layers

from trainer.models.answer import softmax
from trainer.models.scaling import image_input, scaled

SIZE = 64
_CHANNELS = (32, 128, 256, 512)


def build(classes: int = 200, l2: float = 1e-4) -> keras.Model:
    """uint8 (batch, 64, 64, 3) -> softmax (batch, classes); `l2`: weight decay of every convolution."""
    image = image_input(SIZE, SIZE)
    x = scaled(image, "unit")
    for number, channels in enumerate(_CHANNELS, 1):
        x = layers.Conv2D(
            channels,
            3,
            padding="same",
            kernel_initializer="he_normal",
            kernel_regularizer=keras.regularizers.L2(l2),
            name=f"conv_{number}",
        )(x)
        x = layers.BatchNormalization(name=f"norm_{number}")(x)
        x = layers.ReLU(name=f"relu_{number}")(x)
        if number < len(_CHANNELS):
            x = layers.MaxPooling2D(2, name=f"pool_{number}")(x)
    x = layers.GlobalAveragePooling2D(name="average")(x)
    return keras.Model(image, softmax(x, classes), name="tiny_imagenet_cnn")
