"""Where the training runs, and the truth about it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Literal

from trainer.fit.compute import Compute
from vision.errors import FacetError

if TYPE_CHECKING:
    import keras

DeviceChoice = Literal["auto", "cpu", "gpu"]


def import_quietly() -> None:
    """Imports Keras and its backend without their start-up chatter, which goes past Python."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # Off by default where a processor lacks AVX-512; measured with AVX2: 214 pictures a second against 159.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
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


def gpus() -> int:
    """How many GPUs the backend sees."""
    import keras

    return len(keras.distribution.list_devices("gpu"))


@contextmanager
def computing(compute: Compute) -> Iterator[None]:
    """Networks built meanwhile compute as told: in 16 bit where it is safe, on all replicas."""
    import keras

    before = keras.config.dtype_policy()
    with ExitStack() as stack:
        stack.callback(keras.config.set_dtype_policy, before)
        if compute.mixed:
            # bfloat16 has float32's range: no scaled loss, and processors know it too.
            keras.config.set_dtype_policy("mixed_float16" if compute.device == "gpu" else "mixed_bfloat16")
        if compute.replicas > 1:
            import tensorflow as tf

            stack.enter_context(tf.distribute.MirroredStrategy().scope())
        yield


def in_full_precision(model: keras.Model) -> keras.Model:
    """The same network and weights in float32, for saving and export; itself where it is that already."""
    import keras

    if model.dtype_policy.compute_dtype == "float32" and all(
        layer.compute_dtype in (None, "float32", "uint8") for layer in model.layers
    ):
        return model
    words = json.dumps(model.get_config())
    for policy in ("mixed_float16", "mixed_bfloat16"):
        words = words.replace(policy, "float32")
    whole = keras.Model.from_config(json.loads(words))
    whole.set_weights(model.get_weights())
    return whole
