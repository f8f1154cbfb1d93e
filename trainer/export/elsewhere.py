"""A network made elsewhere under the contract: uint8 RGB in, probabilities out, all scaling inside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import keras
from keras import layers

from trainer.models.scaling import Scaling, image_input, scaled
from vision.errors import DataUnusable, FacetError

Colour = Literal["rgb", "bgr", "grey"]

# ITU-R BT.601, as OpenCV's and Pillow's conversions to grey.
_GREY = (0.299, 0.587, 0.114)


@dataclass(frozen=True)
class Habits:
    """What a network made elsewhere expects, which no file says.

    scaling: what its pixels were divided by or lessened by. colour: their order, or grey. logits: it answers
    before the softmax or sigmoid.
    """

    scaling: Scaling | None = None
    colour: Colour | None = None
    logits: bool = False


def under_contract(model: keras.Model, path: Path, habits: Habits) -> keras.Model:
    """The network with an input "image", uint8 (batch, H, W, 3) RGB, and a last layer "answer", float32.

    A network that has these already is given back as it is. Raises DataUnusable for one that can't have
    them, FacetError where `habits` leaves open what the network expects: nothing is guessed.
    """
    if _keeps_contract(model):
        return model
    height, width, channels = _input_of(model, path)
    if habits.scaling is None:
        raise FacetError(
            f"{path}: the network doesn't take bytes, so it must be said how its pixels were scaled.",
            hint="Give --scaling unit (0..1), symmetric (-1..1), caffe, torch, or none (0..255).",
        )
    if (channels == 1) != (habits.colour == "grey"):
        hint = "Give --colour grey." if channels == 1 else "Leave --colour grey out."
        raise FacetError(f"{path}: the network takes {channels} channel{'s' * (channels > 1)}.", hint=hint)
    image = image_input(height, width)
    answer = model(_coloured(scaled(image, habits.scaling), habits.colour))
    if len(answer.shape) != 2:
        reason = f"answers {tuple(answer.shape)[1:]} for a picture, not one row of numbers"
        raise DataUnusable(path, reason, hint="A classifier ends with a dense layer.")
    return keras.Model(image, _answer(answer, logits=habits.logits), name="elsewhere")


def _keeps_contract(model: keras.Model) -> bool:
    functional = hasattr(model, "output_names") and len(model.inputs) == len(model.outputs) == 1
    return bool(
        functional
        and model.inputs[0].name == "image"
        and str(model.inputs[0].dtype) == "uint8"
        and model.layers[-1].name == "answer"
    )


def _input_of(model: keras.Model, path: Path) -> tuple[int, int, int]:
    shape = getattr(model, "input_shape", None)
    if not isinstance(shape, tuple) or len(shape) != 4 or None in shape[1:] or shape[3] not in (1, 3):
        reason = f"takes {shape}, not pictures (batch, height, width, 1 or 3)"
        raise DataUnusable(path, reason, hint="Its input needs a fixed height and width, channels last.")
    return shape[1], shape[2], shape[3]


def _coloured(pixels: Any, colour: Colour | None) -> Any:
    if colour == "bgr":
        return keras.ops.take(pixels, [2, 1, 0], axis=-1)
    if colour == "grey":
        grey = layers.Conv2D(1, 1, use_bias=False, trainable=False, name="grey")
        answer = grey(pixels)
        grey.set_weights([keras.ops.convert_to_numpy(keras.ops.reshape(list(_GREY), (1, 1, 3, 1)))])
        return answer
    return pixels


def _answer(answer: Any, *, logits: bool) -> Any:
    if not logits:
        return layers.Activation("linear", dtype="float32", name="answer")(answer)
    kind = "sigmoid" if answer.shape[-1] == 1 else "softmax"
    return layers.Activation(kind, dtype="float32", name="answer")(answer)
