"""The tutorial's network where Keras is not installed: VGG16 with random weights, through ONNX Runtime."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vision.onnx_runtime import ort
from vision.tutorial_loop import SIDE, serve, stored_pictures

if TYPE_CHECKING:
    import onnx

_BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))
_DENSE = (4096, 4096, 1000)


def serve_onnx(pictures: Path, width: int, height: int) -> None:
    """Answers on standard output as the trainer's loop does. Raises FacetError for what are no pictures."""
    stored = stored_pictures(pictures, width, height)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="facet-rival-") as folder, answers:
        path = Path(folder) / "vgg16.onnx"
        path.write_bytes(vgg16(SIDE, _BLOCKS, _DENSE))
        session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        engine = f"ONNX Runtime {ort.__version__}"
        serve(stored, lambda faces: session.run(None, {"faces": faces})[0], engine, sys.stdin, answers)


def vgg16(side: int, blocks: tuple[tuple[int, ...], ...], dense: tuple[int, ...]) -> bytes:
    """An ONNX file: float32 (1, side, side, 3) `faces` to probabilities (1, dense[-1]).

    Simonyan, Zisserman, "Very deep convolutional networks for large-scale image recognition", ICLR 2015:
    3x3 convolutions in blocks that end in a pool, then dense layers.
    """
    from onnx import TensorProto, helper

    weights: list[onnx.TensorProto] = []
    nodes = list(_nodes(side, blocks, dense, weights))
    faces = helper.make_tensor_value_info("faces", TensorProto.FLOAT, [1, side, side, 3])
    answer = helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, [1, dense[-1]])
    graph = helper.make_graph(nodes, "vgg16", [faces], [answer], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(model.SerializeToString())


def _nodes(
    side: int,
    blocks: tuple[tuple[int, ...], ...],
    dense: tuple[int, ...],
    weights: list[onnx.TensorProto],
) -> Iterator[onnx.NodeProto]:
    from onnx import helper

    def node(kind: str, *given: str, **settings: Any) -> onnx.NodeProto:
        return helper.make_node(kind, list(given), [f"x{next(numbers)}"], **settings)

    numbers = iter(range(10**6))
    last = node("Transpose", "faces", perm=[0, 3, 1, 2])
    yield last
    depth = 3
    for block in blocks:
        for width in block:
            kernel = _random(weights, (width, depth, 3, 3), fan_in=9 * depth)
            last = node("Conv", last.output[0], kernel, kernel_shape=[3, 3], pads=[1, 1, 1, 1])
            yield last
            last = node("Relu", last.output[0])
            yield last
            depth = width
        last = node("MaxPool", last.output[0], kernel_shape=[2, 2], strides=[2, 2])
        yield last
    last = node("Flatten", last.output[0])
    yield last
    size = depth * (side >> len(blocks)) ** 2
    for place, width in enumerate(dense):
        last = node("MatMul", last.output[0], _random(weights, (size, width), fan_in=size))
        yield last
        last = node("Softmax" if place == len(dense) - 1 else "Relu", last.output[0])
        yield last
        size = width


def _random(weights: list[onnx.TensorProto], shape: tuple[int, ...], fan_in: int) -> str:
    from onnx import numpy_helper

    name = f"w{len(weights)}"
    numbers = np.random.default_rng(len(weights)).standard_normal(shape, np.float32)
    weights.append(numpy_helper.from_array(numbers * np.float32(np.sqrt(2 / fan_in)), name))
    return name
