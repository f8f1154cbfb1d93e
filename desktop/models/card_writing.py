"""Writing the card of a network made elsewhere: a copy with card, scaling and colour order inside."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from desktop.models.foreign import WEIGHTS_APART, ForeignNetwork, NetworkUnfit, load_graph
from desktop.models.own import ModelNotKept, import_model
from vision.crops import CropSpec, crop_whole
from vision.errors import FacetError, ModelRefused
from vision.geometry import Boxes
from vision.model_card import CARD_KEY, InputSpec, ModelCard, OutputSpec
from vision.recognisers import Recogniser
from vision.sessions import open_model, sha256_of

if TYPE_CHECKING:
    import onnx

Scaling = Literal["unit", "symmetric", "caffe", "torch", "none"]
Colour = Literal["rgb", "bgr", "grey"]
Subject = Literal["face", "picture"]

_GREY = (0.299, 0.587, 0.114)  # ITU-R BT.601, as OpenCV's and Pillow's conversions to grey
_CAFFE_MEAN_BGR = (103.939, 116.779, 123.68)
_TORCH_MEAN = (0.485, 0.456, 0.406)
_TORCH_DEVIATION = (0.229, 0.224, 0.225)
_AGREES = 1e-3


class CardUnfit(FacetError):
    """What was said of a network doesn't make a valid card."""


@dataclass(frozen=True)
class CardDraft:
    """What only the network's owner knows. labels: in the order of the answers; of one number (no, yes).

    scaling: what the pixels were made into. caffe: BGR less ImageNet's mean; torch: ImageNet's mean and
    deviation. logits: it answers before its softmax or sigmoid.
    """

    name: str
    task: str
    labels: tuple[str, ...]
    licence: str
    origin: str = ""
    subject: Subject = "picture"
    width: int = 224
    height: int = 224
    scaling: Scaling = "unit"
    colour: Colour = "rgb"
    logits: bool = False


@dataclass(frozen=True)
class Trial:
    """What a network with its card says of a picture. `sums_to` of a softmax should be 1."""

    top: tuple[tuple[str, float], ...]
    looked_at: Literal["picture", "face", "no face"]
    sums_to: float


def card_of(network: ForeignNetwork, draft: CardDraft) -> ModelCard:
    """The card. Raises CardUnfit, naming what doesn't fit."""
    if (network.channels == 1) != (draft.colour == "grey"):
        said = (
            "1 channel: its colour is grey" if network.channels == 1 else "3 channels: its colour is not grey"
        )
        raise CardUnfit(f"The network takes {said}.")
    if network.bytes_in and draft.scaling != "none":
        raise CardUnfit("The network takes bytes: its pixels are not scaled before it.")
    kind = "sigmoid" if network.answers == 1 and len(draft.labels) == 2 else "softmax"
    try:
        return ModelCard(
            task=draft.task,
            name=draft.name,
            version="1",
            description=f"Comes from {draft.origin.rstrip('.')}." if draft.origin else "",
            input=InputSpec(width=draft.width, height=draft.height),
            crop=CropSpec(width=draft.width, height=draft.height),
            output=OutputSpec(kind=kind, size=network.answers, labels=draft.labels),  # type: ignore[arg-type]
            subject=draft.subject,
            licence=draft.licence,
            seed=0,
            versions={"onnx": _onnx_version(), "made_from_sha256": sha256_of(network.path)},
            created=datetime.now(UTC).date().isoformat(),
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "card"
        words = first["msg"].removeprefix("Value error, ")
        raise CardUnfit(f"The card's field '{where}' doesn't fit: {words}.") from error


def try_card(
    network: ForeignNetwork,
    draft: CardDraft,
    image_bgr: NDArray[np.uint8],
    folder: Path,
    largest_face: Callable[[NDArray[np.uint8]], Boxes],
) -> Trial:
    """Asks the network under its card about a picture; `folder` takes a file meanwhile.

    `largest_face`: the box of a picture's largest face, (0, 4) or (1, 4). Raises FacetError.
    """
    path = _written(network, draft, folder)
    recogniser = Recogniser(open_model(path, provider="cpu"))
    looked_at: Literal["picture", "face", "no face"] = "picture"
    crops = None
    if draft.subject == "face":
        box = largest_face(image_bgr)
        looked_at = "face" if len(box) else "no face"
        crops = recogniser.crops(image_bgr, box) if len(box) else None
    if crops is None:
        crops = crop_whole(image_bgr, recogniser.card.crop)
    (row,) = recogniser.probabilities(crops)
    top = sorted(zip(draft.labels, map(float, row), strict=True), key=lambda pair: -pair[1])
    return Trial(tuple(top[:5]), looked_at, float(row.sum()))


def import_with_card(network: ForeignNetwork, draft: CardDraft, own: Path, taken: Collection[str]) -> str:
    """Puts a copy with its card among the user's models; the file that was given stays as it is.

    Raises CardUnfit, NetworkUnfit, ModelRefused or ModelNotKept; then nothing was kept.
    """
    beside = own.parent / f".writing-{secrets.token_hex(4)}"
    try:
        beside.mkdir(parents=True)
        return import_model(_written(network, draft, beside), own, taken)
    except OSError as error:
        raise ModelNotKept(network.path, f"it could not be written ({error.strerror or error})") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _written(network: ForeignNetwork, draft: CardDraft, folder: Path) -> Path:
    """The network with its card, in a file that opens and takes a batch of any size."""
    import onnx

    card = card_of(network, draft)
    model = load_graph(network.path)
    model.ir_version = max(model.ir_version, WEIGHTS_APART)
    _feed_pictures(model.graph, network, draft)
    _answer_rows(model.graph, network, draft, card)
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, {CARD_KEY: card.to_json()})
    path = folder / f"{secrets.token_hex(4)}.onnx"
    try:
        onnx.save(model, str(path))
        _takes_batches(network, path)
    except ModelRefused as error:
        if error.field == "batch":
            raise _one_at_a_time(network) from error
        raise NetworkUnfit(
            network.path, f"with its card it does not run, {error.field}: {error.reason}"
        ) from error
    return path


def _feed_pictures(graph: onnx.GraphProto, network: ForeignNetwork, draft: CardDraft) -> None:
    """The input becomes uint8 (batch, height, width, 3) RGB; colour, scaling and layout follow in nodes."""
    from onnx import TensorProto, helper, numpy_helper

    nodes = _Nodes(graph)
    last = nodes.add("Cast", ["facet_image"], to=TensorProto.FLOAT)
    if draft.colour == "grey":
        last = nodes.add("MatMul", [last, nodes.constant(np.array(_GREY, np.float32)[:, None])])
    elif draft.colour == "bgr" or draft.scaling == "caffe":
        last = nodes.add("Gather", [last, nodes.constant(np.array([2, 1, 0], np.int64))], axis=3)
    factor, offset = _scale(draft, network.channels)
    if (factor, offset) != ((1.0,), (0.0,)):
        last = nodes.add("Mul", [last, nodes.constant(np.array(factor, np.float32))])
        last = nodes.add("Add", [last, nodes.constant(np.array(offset, np.float32))])
    if network.layout == "nchw":
        last = nodes.add("Transpose", [last], perm=[0, 3, 1, 2])
    if network.bytes_in:
        last = nodes.add("Cast", [last], to=TensorProto.UINT8)
    nodes.add("Identity", [last], output=network.input_name)
    rest = list(graph.node)
    del graph.input[:], graph.value_info[:], graph.node[:]
    shape: list[str | int | None] = ["batch", draft.height, draft.width, 3]
    graph.input.append(helper.make_tensor_value_info("facet_image", TensorProto.UINT8, shape))
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in nodes.constants.items())
    graph.node.extend([*nodes.made, *rest])


def _answer_rows(graph: onnx.GraphProto, network: ForeignNetwork, draft: CardDraft, card: ModelCard) -> None:
    """The output becomes float32 (batch, answers), as probabilities."""
    from onnx import TensorProto, helper

    nodes = _Nodes(graph)
    last = graph.output[0].name
    if not network.flat:
        last = nodes.add("Flatten", [last], axis=1)
    if draft.logits:
        sigmoid = card.output.kind == "sigmoid"
        last = nodes.add("Sigmoid", [last]) if sigmoid else nodes.add("Softmax", [last], axis=1)
    nodes.add("Identity", [last], output="facet_answer")
    del graph.output[:]
    shape: list[str | int | None] = ["batch", network.answers]
    graph.output.append(helper.make_tensor_value_info("facet_answer", TensorProto.FLOAT, shape))
    graph.node.extend(nodes.made)


def _scale(draft: CardDraft, channels: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """What each channel is multiplied by, and what is added then."""
    if draft.scaling == "unit":
        return (1 / 255,), (0.0,)
    if draft.scaling == "symmetric":
        return (1 / 127.5,), (-1.0,)
    if draft.scaling == "none":
        return (1.0,), (0.0,)
    if channels == 1:
        raise CardUnfit("ImageNet's mean is of three colours, and the network takes grey.")
    if draft.scaling == "caffe":
        return (1.0,), tuple(-mean for mean in _CAFFE_MEAN_BGR)
    order = (2, 1, 0) if draft.colour == "bgr" else (0, 1, 2)
    means, deviations = ([values[k] for k in order] for values in (_TORCH_MEAN, _TORCH_DEVIATION))
    factors = tuple(1 / (255 * deviation) for deviation in deviations)
    return factors, tuple(-mean / deviation for mean, deviation in zip(means, deviations, strict=True))


class _Nodes:
    """Nodes with names that the graph does not have yet."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self._before = f"facet_{len(graph.node)}"
        self.made: list[Any] = []
        self.constants: dict[str, NDArray[Any]] = {}

    def add(self, kind: str, inputs: list[str], *, output: str = "", **settings: Any) -> str:
        from onnx import helper

        name = output or f"{self._before}_{len(self.made)}_{kind.lower()}"
        self.made.append(helper.make_node(kind, inputs, [name], name=f"node_{name}", **settings))
        return name

    def constant(self, value: NDArray[Any]) -> str:
        name = f"{self._before}_constant_{len(self.constants)}"
        self.constants[name] = value
        return name


def _takes_batches(network: ForeignNetwork, path: Path) -> None:
    """Raises NetworkUnfit for a network that answers two pictures otherwise than each by itself."""
    session = open_model(path, provider="cpu")
    size = session.card.input
    two = np.random.default_rng(5).integers(0, 256, (2, size.height, size.width, 3), np.uint8)
    single = np.concatenate([session.run(two[:1]), session.run(two[1:])])
    try:
        both = session.run(two)
    except Exception as error:  # ONNX Runtime's own types
        raise _one_at_a_time(network) from error
    if both.shape != single.shape or not np.allclose(both, single, atol=_AGREES, rtol=_AGREES):
        raise NetworkUnfit(
            network.path,
            "it answers otherwise for two pictures than for each by itself",
            hint="Export it again for inference, with a free batch size.",
        )


def _one_at_a_time(network: ForeignNetwork) -> NetworkUnfit:
    return NetworkUnfit(
        network.path,
        "it takes one picture at a time and no batch",
        hint="Export it again with a free batch size (dynamic_axes in PyTorch).",
    )


def _onnx_version() -> str:
    import onnx

    return str(onnx.__version__)
