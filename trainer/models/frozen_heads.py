"""The student networks on a frozen ImageNet backbone: only a head of two dense layers learns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
from keras import layers

from trainer.models.answer import softmax
from trainer.models.scaling import Scaling, image_input, scaled
from vision.errors import DataUnusable, FacetError

VGG16_SIZE = 224
EFFICIENTNETB3_SIZE = 300
IMAGENET = "imagenet"


def build_vgg16_head(
    classes: int = 4, weights: str | None = None, dropout: float = 0.5, scaling: Scaling = "caffe"
) -> keras.Model:
    """uint8 (batch, 224, 224, 3) -> softmax (batch, classes): VGG16 without top, flatten, dense 1024.

    `weights` are the backbone's: None (random), "imagenet" (Keras fetches them) or a weights file; `scaling`
    is theirs. Raises DataUnusable or FacetError where they can't be had.
    """
    image = image_input(VGG16_SIZE, VGG16_SIZE)
    backbone = _frozen(keras.applications.VGG16, weights, VGG16_SIZE)
    x = layers.Flatten(name="flatten")(backbone(scaled(image, scaling), training=False))
    x = layers.Dense(1024, activation="relu", name="dense")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    return keras.Model(image, softmax(x, classes), name="vgg16_head")


def build_efficientnetb3_head(
    classes: int = 120, weights: str | None = None, dropout: float = 0.5
) -> keras.Model:
    """uint8 (batch, 300, 300, 3) -> softmax (batch, classes): EfficientNetB3, average, dense 512.

    The backbone scales by itself. `weights` and errors as for `build_vgg16_head`.
    """
    image = image_input(EFFICIENTNETB3_SIZE, EFFICIENTNETB3_SIZE)
    backbone = _frozen(keras.applications.EfficientNetB3, weights, EFFICIENTNETB3_SIZE)
    x = layers.GlobalAveragePooling2D(name="average")(backbone(scaled(image, "none"), training=False))
    x = layers.Dense(512, activation="relu", name="dense")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    return keras.Model(image, softmax(x, classes), name="efficientnetb3_head")


def _frozen(application: Any, weights: str | None, size: int) -> keras.Model:
    if weights not in (None, IMAGENET) and not Path(weights).is_file():
        raise DataUnusable(weights, "there is no such file of weights")
    try:
        backbone = application(include_top=False, weights=weights, input_shape=(size, size, 3))
    except (OSError, ValueError) as error:
        raise FacetError(
            f"The weights '{weights}' can't be used for {application.__name__}: {_first_line(error)}.",
            hint="Give a file of weights made for it without its top.",
        ) from error
    except Exception as error:
        # WORKAROUND(keras.utils.get_file): a failed download raises a bare Exception.
        if weights != IMAGENET or type(error) is not Exception:
            raise
        raise FacetError(
            f"The ImageNet weights of {application.__name__} can't be fetched.",
            hint="Give a file of weights instead.",
        ) from error
    backbone.trainable = False
    return backbone


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines()
    return lines[0][:120].rstrip(".") if lines else type(error).__name__
