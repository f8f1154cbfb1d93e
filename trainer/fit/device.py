"""Where the training runs, and the truth about it."""

from __future__ import annotations

import os
from typing import Literal

from vision.errors import FacetError

DeviceChoice = Literal["auto", "cpu", "gpu"]


def quieten_tensorflow() -> None:
    """Keeps TensorFlow's own start-up chatter off the terminal. Call it before Keras is imported."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")


def choose_device(choice: DeviceChoice) -> str:
    """The device that will be used: "cpu" or "gpu". Raises FacetError where a GPU is asked for and absent."""
    if choice == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
        return "cpu"
    import keras

    gpus = keras.distribution.list_devices("gpu")
    if choice == "gpu" and not gpus:
        raise FacetError(
            "A GPU was asked for, but the training backend sees none.",
            hint="Install TensorFlow with CUDA on Linux (pip install 'tensorflow[and-cuda]'), or use --device cpu.",
        )
    return "gpu" if gpus else "cpu"
