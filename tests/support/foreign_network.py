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
    from onnx import TensorProto, helper, numpy_helper, save

    shape: list[Any] = [batch, 3, size, size] if layout == "nchw" else [batch, size, size, 3]
    axes = [2, 3] if layout == "nchw" else [1, 2]
    weights = np.zeros((3, answers), np.float32)
    weights[: min(3, answers), : min(3, answers)] = np.eye(3, dtype=np.float32)[:, : min(3, answers)] * 20
    nodes = [
        helper.make_node("Cast", ["x"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["floats", "share"], ["scaled"]),
    ]
    nodes = [
        *(nodes if bytes_in else []),
        helper.make_node("ReduceMean", ["scaled" if bytes_in else "x"], ["mean"], axes=axes, keepdims=0),
    ]
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
    constants = [
        numpy_helper.from_array(weights, "weights"),
        numpy_helper.from_array(np.array([1 / 255], np.float32), "share"),
        numpy_helper.from_array(np.array([1, 3], np.int64), "one"),
        numpy_helper.from_array(np.array([-1, answers, 1, 1], np.int64), "map"),
    ]
    graph = helper.make_graph(
        nodes,
        "colours",
        [helper.make_tensor_value_info("x", TensorProto.UINT8 if bytes_in else TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(last, TensorProto.FLOAT, given)],
        constants,
    )
    if weights_as_inputs:
        kinds = {np.dtype("float32"): TensorProto.FLOAT, np.dtype("int64"): TensorProto.INT64}
        for one in constants:
            value = numpy_helper.to_array(one)
            graph.input.append(helper.make_tensor_value_info(one.name, kinds[value.dtype], value.shape))
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=3 if weights_as_inputs else 8
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    save(model, str(path))
    return path
