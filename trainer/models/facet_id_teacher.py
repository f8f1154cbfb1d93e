"""SFace's weights as arrays: batch normalisation folded in, each layer as the Keras network takes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trainer.models.facet_id_net import BLOCKS, NUMBERS
from vision.errors import ModelRefused

if TYPE_CHECKING:
    import keras
    import onnx

Array = NDArray[np.float32]
_GRID = 7


@dataclass(frozen=True)
class Folded:
    """A convolution, kernel (height, width, in, out) or depthwise (height, width, channels, 1), with the
    slopes (channels,) of the PReLU after it."""

    kernel: Array
    bias: Array
    slopes: Array


@dataclass(frozen=True)
class TeacherWeights:
    """The first convolution, of each block the depthwise and the pointwise one, and the last layer.

    last (7, 7, channels, 128) and its bias (128,).
    """

    stem: Folded
    deep: tuple[Folded, ...]
    point: tuple[Folded, ...]
    last: Array
    last_bias: Array


def teacher_weights(path: Path) -> TeacherWeights:
    """Reads the file that `vision.sface` derives. Raises ModelRefused where it is another network."""
    import onnx

    try:
        return _read(onnx.load(path).graph)
    except (IndexError, KeyError, ValueError) as error:
        raise ModelRefused(path, "file", "it is not SFace as Facet derives it") from error


def put_teacher(model: keras.Model, weights: TeacherWeights) -> None:
    """Sets a network of SFace's own shape to its weights."""
    put(model, "stem", weights.stem)
    for number in range(1, BLOCKS + 1):
        put(model, f"deep_{number}", weights.deep[number - 1])
        put(model, f"point_{number}", weights.point[number - 1])
    model.get_layer("embedding").set_weights([weights.last.reshape(-1, NUMBERS), weights.last_bias])


def put(model: keras.Model, name: str, folded: Folded) -> None:
    """Sets a convolution and the PReLU after it."""
    model.get_layer(name).set_weights([folded.kernel, folded.bias])
    model.get_layer(f"{name}_prelu").set_weights([folded.slopes[None, None]])


def _read(graph: onnx.GraphProto) -> TeacherWeights:
    from onnx import numpy_helper

    values = {weight.name: numpy_helper.to_array(weight) for weight in graph.initializer}
    nodes = [node for node in graph.node if any(name in values for name in node.input)]
    start = next(place for place, node in enumerate(nodes) if node.op_type == "Conv")
    found = [_folded(nodes[place : place + 3], values) for place in range(start, start + 6 * BLOCKS + 3, 3)]
    norm, dense, last_norm = nodes[start + 6 * BLOCKS + 3 :][:3]
    scale, shift = _normalisation(norm, values)
    matrix = values[dense.input[1]].astype(np.float64).reshape(NUMBERS, -1, _GRID, _GRID)
    bias = values[dense.input[2]] + np.einsum("kchw,c->k", matrix, shift)
    last_scale, last_shift = _normalisation(last_norm, values)
    matrix = matrix * scale[None, :, None, None] * last_scale[:, None, None, None]
    return TeacherWeights(
        stem=found[0],
        deep=tuple(found[1::2]),
        point=tuple(found[2::2]),
        last=matrix.transpose(2, 3, 1, 0).astype(np.float32),
        last_bias=(bias * last_scale + last_shift).astype(np.float32),
    )


def _folded(nodes: list[onnx.NodeProto], values: dict[str, NDArray[Any]]) -> Folded:
    conv, norm, prelu = nodes
    if (conv.op_type, norm.op_type, prelu.op_type) != ("Conv", "BatchNormalization", "PRelu"):
        raise ValueError(f"{conv.op_type}, {norm.op_type}, {prelu.op_type}")
    scale, shift = _normalisation(norm, values)
    kernel = values[conv.input[1]].astype(np.float64) * scale[:, None, None, None]
    # (out, in, height, width); a depthwise one has a single channel in, and Keras wants that last.
    depthwise = kernel.shape[1] == 1
    kernel = kernel.transpose(2, 3, 0, 1) if depthwise else kernel.transpose(2, 3, 1, 0)
    before = values[conv.input[2]] * scale if len(conv.input) > 2 else 0.0
    slopes = values[prelu.input[1]].reshape(-1)
    return Folded(kernel.astype(np.float32), (shift + before).astype(np.float32), slopes.astype(np.float32))


def _normalisation(
    node: onnx.NodeProto, values: dict[str, NDArray[Any]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Factor and summand that a batch normalisation amounts to."""
    scale, bias, mean, variance = (values[name].astype(np.float64) for name in node.input[1:5])
    epsilon = next((setting.f for setting in node.attribute if setting.name == "epsilon"), 1e-5)
    factor = scale / np.sqrt(variance + epsilon)
    return factor, bias - mean * factor
