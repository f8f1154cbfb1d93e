"""Cards and model files made by the tests themselves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.leaks import join_new_threads, running_threads

SIDE = 8
ModelMaker = Callable[..., Path]


def card_object(**changes: Any) -> dict[str, Any]:
    """A valid card as JSON has it; `input__width=9` reaches into its parts, None takes out."""
    card: dict[str, Any] = {
        "task": "smile",
        "name": "smile",
        "version": "1",
        "input": {"width": SIDE, "height": SIDE},
        "crop": {"width": SIDE, "height": SIDE},
        "output": {"kind": "sigmoid", "size": 1, "labels": ["no smile", "smile"]},
        "licence": "none",
        "seed": 1,
        "versions": {"onnx": "1"},
        "created": "2026-01-31",
    }
    for name, value in changes.items():
        *parents, last = name.replace("__", ".").split(".")
        part = card
        for parent in parents:
            part = part[parent]
        if value is None:
            part.pop(last, None)
        else:
            part[last] = value
    return card


@pytest.fixture(autouse=True)
def nothing_left_running(app_dirs: Path) -> Iterator[None]:
    """This room knows no Qt: it could leave threads alone, and to look for timers outlasts most tests."""
    threads = running_threads()
    yield
    left = join_new_threads(threads)
    assert not left, f"left running: {', '.join(left)}"


@pytest.fixture
def model_file(tmp_path: Path) -> ModelMaker:
    """Writes an ONNX file that answers from the mean red, green and blue of a crop, 0..255, over 255.

    `kind` sigmoid: the mean of red. softmax: softmax of (red, green, blue). embedding: (red, green, blue).
    """
    onnx = pytest.importorskip("onnx", reason="onnx is not installed; the trainer extra brings it")
    from onnx import TensorProto, helper

    def make(
        path: Path | None = None,
        *,
        card: dict[str, Any] | str | None = None,
        kind: str = "sigmoid",
        batch: str | int = "batch",
        side: int = SIDE,
        dtype: str = "uint8",
        outputs: int | None = None,
        inputs: int = 1,
    ) -> Path:
        path = path or tmp_path / "model.onnx"
        given = TensorProto.UINT8 if dtype == "uint8" else TensorProto.FLOAT
        nodes = [
            helper.make_node("Cast", ["image"], ["floats"], to=TensorProto.FLOAT),
            helper.make_node("ReduceMean", ["floats", "axes"], ["means"], keepdims=0),
            helper.make_node("Div", ["means", "scale"], ["shares"]),
        ]
        weights = [
            helper.make_tensor("axes", TensorProto.INT64, [2], [1, 2]),
            helper.make_tensor("scale", TensorProto.FLOAT, [], [255.0]),
        ]
        size = {"sigmoid": 1, "softmax": 3, "embedding": 3}[kind]
        if kind == "sigmoid":
            weights.append(helper.make_tensor("first", TensorProto.INT64, [1], [0]))
            nodes.append(helper.make_node("Gather", ["shares", "first"], ["answer"], axis=1))
        else:
            nodes.append(
                helper.make_node("Softmax" if kind == "softmax" else "Identity", ["shares"], ["answer"])
            )
        ins = [helper.make_tensor_value_info("image", given, [batch, side, side, 3])]
        ins += [helper.make_tensor_value_info(f"more{n}", TensorProto.FLOAT, [1]) for n in range(inputs - 1)]
        outs = [helper.make_tensor_value_info("answer", TensorProto.FLOAT, [batch, outputs or size])]
        model = helper.make_model(
            helper.make_graph(nodes, "means", ins, outs, weights),
            opset_imports=[helper.make_opsetid("", 18)],
            ir_version=9,
        )
        if card is not None:
            text = card if isinstance(card, str) else json.dumps(card)
            helper.set_model_props(model, {"facet.card": text})
        path.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(model, path)
        return path

    return make


@pytest.fixture
def make_card() -> Callable[..., dict[str, Any]]:
    """`card_object`, for tests that change parts of a card."""
    return card_object
