"""Where the training runs, and the truth about it."""

from __future__ import annotations

import os
import sys
from typing import Literal

from vision.errors import FacetError

DeviceChoice = Literal["auto", "cpu", "gpu"]


def import_quietly() -> None:
    """Imports Keras and its backend without their start-up chatter, which goes past Python."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        import keras

        keras.backend.backend()
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


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
            hint="On Linux: pip install 'tensorflow[and-cuda]'. Or use --device cpu.",
        )
    return "gpu" if gpus else "cpu"
