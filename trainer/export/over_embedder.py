"""An embedding model and a head that learnt on its embeddings as one ONNX file: faces in, people out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vision.embedders import Embedder
from vision.model_card import CARD_KEY, ModelCard

if TYPE_CHECKING:
    import onnx

Layers = Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]]  # weights (in, out) and bias (out,)
_OUTPUT = "people"


@dataclass(frozen=True)
class EmbedderAndHead:
    """The two one after the other, outside the file: what its answers are compared with."""

    embedder: Embedder
    layers: Layers

    def predict(self, x: Any, batch_size: Any = None, verbose: Any = None) -> NDArray[np.float32]:
        """Probabilities (N, people) of uint8 RGB crops."""
        return head_answers(self.layers, self.embedder.embed(x))


def head_answers(layers: Layers, features: NDArray[np.float32]) -> NDArray[np.float32]:
    """What a head's dense layers answer: ReLU between them, softmax at the end."""
    x = features
    for number, (weights, bias) in enumerate(layers, 1):
        x = x @ weights + bias
        x = np.maximum(x, 0) if number < len(layers) else x
    odds = np.exp(x - x.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), np.float32)


def over_embedder(model_file: Path, layers: Layers, card: ModelCard) -> bytes:
    """The embedding model's own graph, its numbers scaled to length 1, a head after them, its card inside."""
    import onnx

    model = onnx.load(model_file)
    graph = model.graph
    embedding = graph.output[0].name
    graph.node.append(onnx.helper.make_node("LpNormalization", [embedding], ["head_in"], axis=1, p=2))
    last = _add_layers(graph, "head_in", layers)
    graph.node.append(onnx.helper.make_node("Softmax", [last], [_OUTPUT], axis=1))
    del graph.output[:]
    people = layers[-1][1].size
    graph.output.append(
        onnx.helper.make_tensor_value_info(_OUTPUT, onnx.TensorProto.FLOAT, ["batch", people])
    )
    graph.name = card.name
    model.producer_name = "facet-train"
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, {CARD_KEY: card.to_json()})
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString(deterministic=True))


def _add_layers(graph: onnx.GraphProto, x: str, layers: Layers) -> str:
    """The head's nodes and weights; the name of what they give."""
    from onnx import helper, numpy_helper

    for number, (weights, bias) in enumerate(layers, 1):
        names = [f"head_weights_{number}", f"head_bias_{number}"]
        graph.initializer.extend(
            numpy_helper.from_array(np.ascontiguousarray(values), name)
            for values, name in zip((weights, bias), names, strict=True)
        )
        graph.node.append(helper.make_node("Gemm", [x, *names], [f"head_{number}"]))
        x = f"head_{number}"
        if number < len(layers):
            graph.node.append(helper.make_node("Relu", [x], [f"{x}_relu"]))
            x = f"{x}_relu"
    return x
