"""A Keras model as an ONNX file with its card inside."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from typing import TYPE_CHECKING

import numpy as np

from vision.model_card import CARD_KEY, ModelCard

if TYPE_CHECKING:
    import keras

OPSET = 17
INPUT, OUTPUT, BATCH = "image", "answer", "batch"


def to_onnx(model: keras.Model, card: ModelCard, *, opset: int = OPSET) -> bytes:
    """The ONNX file: one input "image" (batch, H, W, 3), one output "answer" (batch, K), the card inside.

    The model is Functional, its input named "image" and its last layer "answer". Raises ValueError else.
    """
    import onnx
    import tensorflow as tf
    import tf2onnx

    shape = (None, *model.input_shape[1:])
    signature = (tf.TensorSpec(shape, getattr(tf, card.input.dtype), name=INPUT),)
    with _quiet():
        proto, _ = tf2onnx.convert.from_keras(model, input_signature=signature, opset=opset)
    _name_ends(proto)
    proto.producer_name = "facet-train"
    proto.graph.name = card.name
    onnx.helper.set_model_props(proto, {CARD_KEY: card.to_json()})
    onnx.checker.check_model(proto, full_check=True)
    content: bytes = proto.SerializeToString()
    return content


def npz_bytes(**arrays: np.ndarray) -> bytes:
    """The content of an .npz file."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def _name_ends(proto: object) -> None:
    """The names and the batch dimension that the contract fixes, whatever the converter chose."""
    graph = proto.graph  # type: ignore[attr-defined]
    if len(graph.input) != 1 or len(graph.output) != 1:
        raise ValueError(f"one input and one output, not {len(graph.input)} and {len(graph.output)}")
    renamed = {graph.input[0].name: INPUT, graph.output[0].name: OUTPUT}
    for node in graph.node:
        node.input[:] = [renamed.get(name, name) for name in node.input]
        node.output[:] = [renamed.get(name, name) for name in node.output]
    for end, name in ((graph.input[0], INPUT), (graph.output[0], OUTPUT)):
        end.name = name
        end.type.tensor_type.shape.dim[0].dim_param = BATCH
    # Shapes in between are the converter's notes; old names of the batch dimension would contradict.
    del graph.value_info[:]


@contextlib.contextmanager
def _quiet():  # type: ignore[no-untyped-def]
    """The converter's warnings concern it alone."""
    logger = logging.getLogger("tf2onnx")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)
