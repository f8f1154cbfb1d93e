"""SFace as Facet runs it: made from OpenCV Zoo's published file, which takes other pictures and has no card.

Zhong et al., "SFace: sigmoid-constrained hypersphere loss for robust face recognition", IEEE TIP 2021.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vision.crops import CropSpec
from vision.errors import ModelRefused
from vision.model_card import CARD_KEY, DataSource, InputSpec, ModelCard, OutputSpec
from vision.pinned_models import DERIVATION_KEY, SFACE_DERIVATION

if TYPE_CHECKING:
    import onnx

PUBLISHED_KEY = "published sha256"  # in a derived card's versions: which published file it was made from
_SIDE, _SIZE = 112, 128
_INPUT = "data"


def derive_sface(published: Path, published_sha256: str) -> bytes:
    """The model file that Facet runs, from the published one: same answers, any number of faces at once.

    Pictures come as uint8 (N, 112, 112, 3) RGB like every model's; weights that are stored in 8 bits become
    floats, which a CPU runs faster; ONNX Runtime refuses weights that are inputs as well, so those go; its
    PRelu took half of the network's time, so simpler nodes do the same.
    Raises ModelRefused where the file is not SFace.
    """
    import onnx

    try:
        model = onnx.load(published)
        _fold_dequantised(model.graph)
        _spell_out_prelu(model.graph)
        _take_pictures(model.graph)
    except Exception as error:  # onnx and protobuf raise what they like for a file that is something else
        raise ModelRefused(published, "file", "it is not the SFace network that was published") from error
    onnx.helper.set_model_props(model, {CARD_KEY: _card(published_sha256, onnx.__version__).to_json()})
    return bytes(model.SerializeToString(deterministic=True))


def _card(published_sha256: str, onnx_version: str) -> ModelCard:
    return ModelCard(
        task="identity",
        name="sface",
        version="2021dec",
        description="SFace (MobileFaceNet), OpenCV Zoo's published weights; compared by cosine.",
        input=InputSpec(width=_SIDE, height=_SIDE),
        crop=CropSpec(width=_SIDE, height=_SIDE, align="five_points"),
        output=OutputSpec(kind="embedding", size=_SIZE),
        data=(
            DataSource(
                name="as published; OpenCV Zoo does not say",
                origin="opencv/opencv_zoo, models/face_recognition_sface",
                terms="weights under Apache-2.0",
                pictures=0,
            ),
        ),
        licence="Apache-2.0",
        seed=0,
        versions={PUBLISHED_KEY: published_sha256, DERIVATION_KEY: SFACE_DERIVATION, "onnx": onnx_version},
        created="2021-12-01",
    )


def _fold_dequantised(graph: onnx.GraphProto) -> None:
    """Replaces weights stored in 8 bits, and the nodes that turn them into floats, by the floats."""
    from onnx import numpy_helper

    values = {weight.name: numpy_helper.to_array(weight) for weight in graph.initializer}
    kept = []
    for node in graph.node:
        if node.op_type == "DequantizeLinear":
            values[node.output[0]] = _dequantised(node, *(values[name] for name in node.input))
        elif node.op_type == "Reshape" and all(name in values for name in node.input):
            values[node.output[0]] = values[node.input[0]].reshape(values[node.input[1]])
        else:
            kept.append(node)
    used = {name for node in kept for name in node.input}
    del graph.node[:], graph.initializer[:]
    graph.node.extend(kept)
    graph.initializer.extend(
        numpy_helper.from_array(np.ascontiguousarray(values[name]), name)
        for name in sorted(used & set(values))
    )


def _dequantised(
    node: onnx.NodeProto, stored: NDArray[Any], scales: NDArray[Any], zero_points: NDArray[Any]
) -> NDArray[np.float32]:
    """ONNX's DequantizeLinear: one scale for all, for each slice along an axis, or for each block of it."""
    settings = {setting.name: setting.i for setting in node.attribute}
    axis, block = settings.get("axis", 1), settings.get("block_size", 0)
    if block:
        scales, zero_points = (
            np.repeat(part, block, axis).take(range(stored.shape[axis]), axis)
            for part in (scales, zero_points)
        )
    elif scales.ndim == 1 and scales.size > 1:
        shape = [-1 if place == axis % stored.ndim else 1 for place in range(stored.ndim)]
        scales, zero_points = scales.reshape(shape), zero_points.reshape(shape)
    floats = (stored.astype(np.float32) - zero_points.astype(np.float32)) * scales
    return np.asarray(floats, np.float32)


def _spell_out_prelu(graph: onnx.GraphProto) -> None:
    """Replaces each PRelu of slope a by (1 - a) relu(x) + a x, whose nodes ONNX Runtime vectorises."""
    from onnx import helper, numpy_helper

    values = {weight.name: numpy_helper.to_array(weight) for weight in graph.initializer}
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        if node.op_type != "PRelu":
            nodes.append(node)
            continue
        (x, slope), y = node.input, node.output[0]
        graph.initializer.append(numpy_helper.from_array(1 - values[slope], f"{slope}_rest"))
        nodes += [
            helper.make_node("Relu", [x], [f"{y}_positive"]),
            helper.make_node("Mul", [f"{y}_positive", f"{slope}_rest"], [f"{y}_bent"]),
            helper.make_node("Mul", [x, slope], [f"{y}_straight"]),
            helper.make_node("Add", [f"{y}_bent", f"{y}_straight"], [y]),
        ]
    del graph.node[:]
    graph.node.extend(nodes)


def _take_pictures(graph: onnx.GraphProto) -> None:
    """The input becomes uint8 (N, 112, 112, 3) RGB, the output (N, 128)."""
    from onnx import TensorProto, helper

    pictures = helper.make_tensor_value_info("pictures", TensorProto.UINT8, ["batch", _SIDE, _SIDE, 3])
    answer = helper.make_tensor_value_info(graph.output[0].name, TensorProto.FLOAT, ["batch", _SIZE])
    first = [
        helper.make_node("Cast", ["pictures"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["floats"], [_INPUT], perm=[0, 3, 1, 2]),
    ]
    rest = list(graph.node)
    del graph.input[:], graph.output[:], graph.value_info[:], graph.node[:]
    graph.input.append(pictures)
    graph.output.append(answer)
    graph.node.extend([*first, *rest])
