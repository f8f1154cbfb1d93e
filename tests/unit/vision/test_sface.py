"""SFace as Facet runs it: the weights' floats are what ONNX Runtime makes of the stored bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.pulled_models import pulled_root
from vision.alignment import no_points
from vision.embedders import Embedder, embedder_by_name
from vision.errors import ModelRefused
from vision.geometry import as_boxes
from vision.model_card import CARD_KEY
from vision.model_store import ModelStore
from vision.onnx_runtime import ort
from vision.opencv import cv2
from vision.pinned_models import DERIVATION_KEY, SFACE
from vision.pulling import fault_of, is_pulled, pull
from vision.sface import _fold_dequantised, _spell_out_prelu, derive_sface

POINTS = np.array([[[203, 101], [247, 103], [223, 126], [205, 142], [243, 142]]], np.float32)


def stored_in_bytes() -> Any:
    """A network whose weights are stored in 8 bits: by blocks, by channel and as a whole, one reshaped."""
    from onnx import TensorProto, helper, numpy_helper

    random = np.random.default_rng(0)

    def store(name: str, shape: tuple[int, ...], scales: tuple[int, ...]) -> list[Any]:
        parts = {
            "": random.integers(-128, 128, shape).astype(np.int8),
            "_scales": random.uniform(0.001, 0.02, scales).astype(np.float32),
            "_zeros": random.integers(-5, 5, scales).astype(np.int8),
        }
        return [numpy_helper.from_array(value, name + part) for part, value in parts.items()]

    def dequantise(name: str, **settings: int) -> Any:
        return helper.make_node(
            "DequantizeLinear", [name, f"{name}_scales", f"{name}_zeros"], [f"{name}_floats"], **settings
        )

    nodes = [
        dequantise("filters", axis=1, block_size=4),
        helper.make_node("Reshape", ["filters_floats", "shape"], ["kernel"]),
        helper.make_node("Conv", ["data", "kernel"], ["seen"], kernel_shape=[2, 2]),
        helper.make_node("Flatten", ["seen"], ["row"]),
        dequantise("matrix", axis=0),
        dequantise("bias"),
        helper.make_node("Gemm", ["row", "matrix_floats", "bias_floats"], ["answer"]),
    ]
    weights = [*store("filters", (4, 12), (4, 3)), *store("matrix", (16, 5), (16,)), *store("bias", (5,), ())]
    weights.append(numpy_helper.from_array(np.array([4, 3, 2, 2]), "shape"))
    graph = helper.make_graph(
        nodes,
        "stored",
        [helper.make_tensor_value_info("data", TensorProto.FLOAT, [1, 3, 3, 3])],
        [helper.make_tensor_value_info("answer", TensorProto.FLOAT, [1, 5])],
        weights,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)


def test_folded_weights_answer_as_the_stored_ones() -> None:
    model = stored_in_bytes()
    data = np.random.default_rng(1).normal(size=(1, 3, 3, 3)).astype(np.float32)

    def answer() -> NDArray[np.float32]:
        session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        return np.asarray(session.run(None, {"data": data})[0], np.float32)

    before = answer()
    _fold_dequantised(model.graph)
    assert [node.op_type for node in model.graph.node] == ["Conv", "Flatten", "Gemm"]
    assert {weight.data_type for weight in model.graph.initializer} == {1}
    assert answer() == pytest.approx(before, abs=1e-5)


def test_prelu_spelled_out_answers_as_prelu() -> None:
    from onnx import TensorProto, helper, numpy_helper

    slopes = np.array([-0.6, 0.0, 0.3, 1.0, 1.7], np.float32).reshape(5, 1, 1)
    graph = helper.make_graph(
        [helper.make_node("PRelu", ["data", "slopes"], ["answer"])],
        "prelu",
        [helper.make_tensor_value_info("data", TensorProto.FLOAT, [1, 5, 8, 8])],
        [helper.make_tensor_value_info("answer", TensorProto.FLOAT, [1, 5, 8, 8])],
        [numpy_helper.from_array(slopes, "slopes")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    data = np.random.default_rng(2).normal(size=(1, 5, 8, 8)).astype(np.float32)
    _spell_out_prelu(model.graph)
    assert "PRelu" not in {node.op_type for node in model.graph.node}
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    assert session.run(None, {"data": data})[0] == pytest.approx(
        np.where(data > 0, data, data * slopes), abs=1e-5
    )


@pytest.mark.parametrize("content", [b"", b"no network"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelRefused, match=r"some\.onnx"):
        derive_sface(path, "0" * 64)


@pytest.fixture
def sface() -> Embedder:
    root = pulled_root(f"sface/{SFACE.file}", "sface/model.onnx")
    return embedder_by_name(ModelStore([root]), "sface", provider="cpu")


def test_one_face_stays_itself_and_another_does_not(sface: Embedder, astronaut_bgr: Any) -> None:
    """By the bar that its publisher documents (cosine .363): far above for her, below for a cat."""
    from skimage.data import cat

    assert (sface.name, sface.digest, sface.size) == ("sface", SFACE.sha256, 128)
    boxes = as_boxes([(177, 66, 95, 95)])
    darker = np.asarray(cv2.GaussianBlur(astronaut_bgr, (0, 0), 1.5) * 0.6, np.uint8)
    animal = np.ascontiguousarray(cat()[:, :, ::-1])
    crops = np.concatenate(
        [
            sface.crops(astronaut_bgr, boxes, POINTS),
            sface.crops(darker, boxes, POINTS),
            sface.crops(astronaut_bgr, boxes, no_points(1)),
            sface.crops(animal, as_boxes([(100, 60, 200, 200)])),
        ]
    )
    rows = sface.embed(crops)
    assert rows.shape == (4, 128)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    same, boxed, other = rows[1:] @ rows[0]
    assert same > 0.8
    assert boxed > 0.5
    assert other < 0.363
    both = sface.embed(crops[:1], mirrored=True)[0] @ sface.embed(crops[:1, :, ::-1])[0]
    assert both > rows[0] @ sface.embed(crops[:1, :, ::-1])[0]


def test_a_file_made_in_another_way_is_made_again(tmp_path: Path) -> None:
    source = pulled_root("sface/model.onnx") / "sface"
    shutil.copytree(source, tmp_path / "sface")
    pull([SFACE], tmp_path, lambda _: None)  # what lies there may be an earlier Facet's
    made = tmp_path / "sface" / "model.onnx"
    import onnx

    older = onnx.load(made)
    card = json.loads(next(prop.value for prop in older.metadata_props if prop.key == CARD_KEY))
    onnx.helper.set_model_props(older, {CARD_KEY: json.dumps(card | {"description": "As it once said."})})
    onnx.save(older, made)
    assert not fault_of(SFACE, tmp_path), "the card's wording is no fault"
    card["versions"].pop(DERIVATION_KEY, None)
    onnx.helper.set_model_props(older, {CARD_KEY: json.dumps(card)})
    onnx.save(older, made)
    assert not is_pulled(SFACE, tmp_path)
    (done,) = pull([SFACE], tmp_path, lambda _: None)
    assert done.error is None
    assert is_pulled(SFACE, tmp_path)
