"""Options that say what a Keras file made elsewhere expects: no file says it by itself."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from trainer.export.elsewhere import Habits


class ScalingName(StrEnum):
    """What the pixels were made into before the network saw them."""

    unit = "unit"
    symmetric = "symmetric"
    caffe = "caffe"
    torch = "torch"
    none = "none"


class ColourName(StrEnum):
    """The order of the channels, or a single grey one."""

    rgb = "rgb"
    bgr = "bgr"
    grey = "grey"


CardFile = Annotated[
    Path | None,
    typer.Option(
        "--card",
        help="What a Keras file's answers mean: a card's JSON, or an ONNX file that has one inside.",
        metavar="FILE",
    ),
]
ScalingChoice = Annotated[
    ScalingName | None,
    typer.Option(
        "--scaling",
        help="How pixels were scaled for a network made elsewhere: unit 0..1, symmetric -1..1, caffe "
        "(BGR less ImageNet's mean), torch (ImageNet's mean and deviation), none 0..255.",
    ),
]
ColourChoice = Annotated[
    ColourName | None,
    typer.Option(
        "--colour", help="What a network made elsewhere takes: rgb (default), bgr, as OpenCV reads, or grey."
    ),
]
LogitsFlag = Annotated[
    bool, typer.Option("--logits", help="The network made elsewhere answers before its softmax or sigmoid.")
]


def habits_of(scaling: ScalingName | None, colour: ColourName | None, logits: bool) -> Habits | None:
    """None where nothing was said, so that TensorFlow is not imported for an ONNX file."""
    if scaling is None and colour is None and not logits:
        return None
    from trainer.fit.device import import_quietly

    import_quietly()
    from trainer.export.elsewhere import Habits

    return Habits(
        None if scaling is None else scaling.value, None if colour is None else colour.value, logits
    )
