"""Small networks as others export them: which of three colours is a picture's strongest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

COLOURS = ("red", "green", "blue")


def foreign_network(
    path: Path,
    *,
    layout: str = "nchw",
    batch: int | str = "n",
    size: int | str = 16,
    softmax: bool = True,
    one_at_a_time: bool = False,
    maps: bool = False,
    answers: int = 3,
    weights_as_inputs: bool = False,
    bytes_in: bool = False,
) -> Path:
    """Writes one that takes floats; its answers follow the mean of each channel, 0..1.

    `one_at_a_time`: it has the batch of one inside. `maps`: it answers (batch, answers, 1, 1).
    `bytes_in`: it takes bytes, and scales them itself.
    `weights_as_inputs`: the graph lists its weights among its inputs, as older exports do.
    """
    from onnx import TensorProto, helper, save

    shape: list[Any] = [batch, 3, size, size] if layout == "nchw" else [batch, size, size, 3]
    axes = [2, 3] if layout == "nchw" else [1, 2]
    nodes = _scaling() if bytes_in else []
    last = "scaled" if bytes_in else "x"
    nodes.append(helper.make_node("ReduceMean", [last], ["mean"], axes=axes, keepdims=0))
    last = "mean"
    if one_at_a_time:
        nodes.append(helper.make_node("Reshape", [last, "one"], ["single"]))
        last = "single"
    nodes.append(helper.make_node("MatMul", [last, "weights"], ["scores"]))
    last = "scores"
    if softmax:
        nodes.append(helper.make_node("Softmax", [last], ["shares"], axis=1))
        last = "shares"
    given: list[Any] = [batch, answers]
    if maps:
        nodes.append(helper.make_node("Reshape", [last, "map"], ["maps"]))
        last, given = "maps", [batch, answers, 1, 1]
    constants = _constants(answers)
    taken = TensorProto.UINT8 if bytes_in else TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "colours",
        [helper.make_tensor_value_info("x", taken, shape)],
        [helper.make_tensor_value_info(last, TensorProto.FLOAT, given)],
        constants,
    )
    if weights_as_inputs:
        graph.input.extend(
            helper.make_tensor_value_info(one.name, one.data_type, one.dims) for one in constants
        )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=3 if weights_as_inputs else 8
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    save(model, str(path))
    return path


def _scaling() -> list[Any]:
    """From bytes to 0..1."""
    from onnx import TensorProto, helper

    return [
        helper.make_node("Cast", ["x"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["floats", "share"], ["scaled"]),
    ]


def _constants(answers: int) -> list[Any]:
    """Weights that turn the mean of each channel into a score, and shapes."""
    from onnx import numpy_helper

    weights = np.zeros((3, answers), np.float32)
    weights[: min(3, answers), : min(3, answers)] = np.eye(3, dtype=np.float32)[:, : min(3, answers)] * 20
    return [
        numpy_helper.from_array(weights, "weights"),
        numpy_helper.from_array(np.array([1 / 255], np.float32), "share"),
        numpy_helper.from_array(np.array([1, 3], np.int64), "one"),
        numpy_helper.from_array(np.array([-1, answers, 1, 1], np.int64), "map"),
    ]
