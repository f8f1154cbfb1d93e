"""The student network for CIFAR-100: three pairs of convolutions with ELU, dropout after each, dense 1024."""

from __future__ import annotations

import keras
from keras import layers

from trainer.models.answer import softmax
from trainer.models.scaling import image_input, scaled

SIZE = 32
_PAIRS = (128, 256, 512)


def build(
    classes: int = 100, pair_dropout: tuple[float, float, float] = (0.25, 0.25, 0.25), dropout: float = 0.5
) -> keras.Model:
    """uint8 (batch, 32, 32, 3) -> softmax (batch, classes).

    In each pair the first convolution keeps the size ('same'), the second loses the border ('valid').
    """
    image = image_input(SIZE, SIZE)
    x = scaled(image, "unit")
    for number, (channels, share) in enumerate(zip(_PAIRS, pair_dropout, strict=True), 1):
        x = layers.Conv2D(channels, 3, padding="same", activation="elu", name=f"conv_{number}a")(x)
        x = layers.Conv2D(channels, 3, padding="valid", activation="elu", name=f"conv_{number}b")(x)
        x = layers.MaxPooling2D(2, name=f"pool_{number}")(x)
        x = layers.Dropout(share, name=f"dropout_{number}")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(1024, activation="elu", name="dense")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    return keras.Model(image, softmax(x, classes), name="cifar100_elu_cnn")
