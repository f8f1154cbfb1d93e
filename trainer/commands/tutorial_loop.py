"""`facet-train tutorial-loop`: the usual tutorial's loop with Keras VGG16, driven by `facet bench`."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import keras


def tutorial_loop(
    pictures: Annotated[Path, typer.Argument(help="Stored pictures, as `facet bench` writes them.")],
    width: Annotated[int, typer.Option(help="Their width in pixels.", min=1)] = 1280,
    height: Annotated[int, typer.Option(help="Their height in pixels.", min=1)] = 720,
) -> None:
    """Answer requests on standard input with the time that the tutorial's loop takes.

    `facet bench --against tutorial` starts this and drives it. Haar 1.3/5 on the whole frame, then Keras
    VGG16 with random weights, `predict` for each face.

    Example:

      facet bench --source clip.mp4 --against tutorial
    """
    # Imported here: TensorFlow takes seconds that `--help` need not.
    from vision.tutorial_loop import SIDE, serve, stored_pictures

    stored = stored_pictures(pictures, width, height)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what TensorFlow prints is no answer
    with answers:
        network, engine = _vgg16(SIDE)
        serve(stored, lambda faces: network.predict(faces, verbose=0), engine, sys.stdin, answers)


def _vgg16(side: int) -> "tuple[keras.Model, str]":
    from trainer.fit.device import import_quietly

    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    import_quietly()
    import keras
    import tensorflow as tf

    network = keras.applications.VGG16(weights=None, input_shape=(side, side, 3))
    return network, f"Keras {keras.__version__} on TensorFlow {tf.__version__}"
