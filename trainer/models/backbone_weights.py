"""Published weights put into the networks they belong to, each array by its name and shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.models.pickles import Tensors, read_tensors
from vision.errors import DataUnusable

_HDF5 = b"\x89HDF\r\n\x1a\n"
_PARTS = {"gamma": "weight", "beta": "bias", "moving_mean": "running_mean", "moving_variance": "running_var"}
_KERAS_EPSILON = 1.001e-5  # of ResNet50's normalisation in Keras today
_TFJS_EPSILON = 1e-3  # and in the network that the tfjs file was made from


def put_weights(model: keras.Model, path: Path) -> None:
    """Fills a backbone from a Keras file (.h5, .keras), a tfjs model.json, or a checkpoint of PyTorch or JAX.

    Raises DataUnusable where the file can't be read or leaves a layer without its weights.
    """
    if not path.is_file():
        raise DataUnusable(path, "there is no such file of weights")
    if is_keras_weights(path):
        _put_keras_file(model, path)
    elif path.suffix == ".json":
        _put_by_name(model, _tfjs_tensors(path), path)
    else:
        _put_by_name(model, _renamed(read_tensors(path)), path)


def is_keras_weights(path: Path) -> bool:
    """Whether a file is of Keras' own kind, by its name or first bytes. False where it can't be read."""
    try:
        with path.open("rb") as file:
            return path.suffix == ".keras" or file.read(len(_HDF5)) == _HDF5
    except OSError:
        return False


def _put_keras_file(model: keras.Model, path: Path) -> None:
    try:
        model.load_weights(path)
    except (OSError, ValueError, KeyError) as error:
        reason = f"doesn't hold the weights of {model.name} ({_first_line(error)})"
        raise DataUnusable(path, reason) from error


def _put_by_name(model: keras.Model, tensors: Tensors, path: Path) -> None:
    for layer in model.layers:
        if not layer.weights:
            continue
        try:
            values = _values_of(layer, tensors)
        except KeyError as error:
            raise DataUnusable(path, f"holds no weights for layer {layer.name} of {model.name}") from error
        shapes = [tuple(variable.shape) for variable in layer.weights]
        if [value.shape for value in values] != shapes:
            raise DataUnusable(path, f"its weights for layer {layer.name} of {model.name} don't fit")
        layer.set_weights(values)


def _values_of(layer: Any, tensors: Tensors) -> list[NDArray[Any]]:
    """A layer's arrays in Keras' order and layout. Raises KeyError where one is missing."""
    name = layer.name
    if isinstance(layer, keras.layers.BatchNormalization):
        parts = ("weight", "bias", "running_mean", "running_var")
        return [tensors[f"{name}.{part}"] for part in parts]
    if f"{name}.kernel" in tensors:
        values = [tensors[f"{name}.kernel"]]
    elif isinstance(layer, keras.layers.DepthwiseConv2D):
        values = [tensors[f"{name}.weight"].transpose(2, 3, 0, 1)]
    elif isinstance(layer, keras.layers.Conv2D):
        values = [tensors[f"{name}.weight"].transpose(2, 3, 1, 0)]
    else:
        values = [tensors[f"{name}.weight"].T]
    return [*values, tensors[f"{name}.bias"]] if layer.use_bias else values


def _renamed(tensors: Tensors) -> Tensors:
    """Names as our layers have them: EfficientNet-Lite's underscores dropped, VGG16's places as blocks."""
    blocks = [(block, conv) for block, convs in enumerate((2, 2, 3, 3, 3), 1) for conv in range(1, convs + 1)]
    vgg = {f"VGG16_0.Conv_{place}": f"block{b}_conv{c}" for place, (b, c) in enumerate(blocks)}
    found = {}
    for name, value in tensors.items():
        layer, _, part = name.rpartition(".")
        layer = vgg.get(layer, layer.replace("._", ".").removeprefix("_"))
        found[f"{layer}.{part}"] = value
    return found


def _tfjs_tensors(path: Path) -> Tensors:
    """Arrays of a tfjs layers model with ResNet50's older layer names, under today's. Raises DataUnusable."""
    try:
        groups = json.loads(path.read_text(encoding="utf-8"))["weightsManifest"]
        found: Tensors = {}
        for group in groups:
            content = b"".join((path.parent / Path(part).name).read_bytes() for part in group["paths"])
            begin = 0
            for entry in group["weights"]:
                if entry["dtype"] != "float32" or "quantization" in entry:
                    raise ValueError(f"{entry['name']} is not plain float32")
                count = int(np.prod(entry["shape"]))
                array = np.frombuffer(content, "<f4", count, begin).reshape(entry["shape"])
                begin += 4 * count
                found |= _today(entry["name"], array)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataUnusable(path, f"can't be read as a tfjs model ({_first_line(error)})") from error
    return found


def _today(name: str, array: NDArray[Any]) -> Tensors:
    """res3b_branch2a/kernel -> conv3_block2_1_conv.kernel, and the like."""
    layer, _, part = name.partition("/")
    if part == "moving_variance":
        # Its network adds 1e-3 to the variance, Keras' of today 1e-5: the sum must be the same.
        array = array + np.float32(_TFJS_EPSILON - _KERAS_EPSILON)
    known = {"conv1": "conv1_conv", "bn_conv1": "conv1_bn", "fc1000": "predictions"}
    if layer not in known:
        kind = "bn" if layer.startswith("bn") else "conv"
        stage, branch = layer.removeprefix("bn").removeprefix("res").split("_branch")
        block = ord(stage[1]) - ord("a") + 1
        place = 0 if branch == "1" else ord(branch[1]) - ord("a") + 1
        known[layer] = f"conv{stage[0]}_block{block}_{place}_{kind}"
    return {f"{known[layer]}.{_PARTS.get(part, part)}": array}


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines()
    return lines[0][:120].rstrip(".") if lines else type(error).__name__
