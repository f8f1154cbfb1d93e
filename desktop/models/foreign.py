"""A network made elsewhere: what its file says that it takes and answers, and whether Facet can feed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from vision.errors import FacetError
from vision.onnx_runtime import ort

if TYPE_CHECKING:
    import onnx

Layout = Literal["nhwc", "nchw"]
LEAST_PX, MOST_PX = 8, 1024
_USUAL_PX = 224
WEIGHTS_APART = 4  # the version of the format from which weights need not stand among the inputs
_MOST_BYTES = 1_900_000_000
_WANTED = "Facet feeds one picture of 1 or 3 channels, and takes one row of numbers."


class NetworkUnfit(FacetError):
    """A network that Facet can't feed, however its pixels are scaled; nothing was copied."""

    def __init__(self, path: Path, reason: str, *, hint: str = _WANTED) -> None:
        super().__init__(f"{path.name}: {reason}.", hint=hint)
        self.path = path


@dataclass(frozen=True)
class ForeignNetwork:
    """What a network takes and answers. `sure_size`: the file itself says the size of its pictures.

    `looks_raw`: its answers to noise are no probabilities, as before a softmax or sigmoid.
    """

    path: Path
    input_name: str
    layout: Layout
    channels: int
    bytes_in: bool
    width: int
    height: int
    sure_size: bool
    answers: int
    flat: bool
    looks_raw: bool


def look_at(path: Path) -> ForeignNetwork:
    """What a file holds. Raises NetworkUnfit, saying what it would have to be."""
    if path.stat().st_size > _MOST_BYTES:
        raise NetworkUnfit(path, "it is too large to be rewritten", hint="Files up to 1.9 GB can be.")
    session = _without_weights_as_inputs(path, _opened(path, str(path)))
    taken, given = session.get_inputs(), session.get_outputs()
    if len(taken) != 1 or len(given) != 1:
        reason = f"it has {len(taken)} inputs and {len(given)} outputs, not one of each"
        raise NetworkUnfit(path, reason)
    (one,) = taken
    if one.type not in ("tensor(float)", "tensor(uint8)"):
        raise NetworkUnfit(path, f"it takes {one.type}, neither floats nor bytes")
    layout, channels, size = _picture_of(path, one.shape)
    width, height = size or (_USUAL_PX, _USUAL_PX)
    bytes_in = one.type == "tensor(uint8)"
    answers = _answer_to_noise(path, session, layout, (channels, height, width), bytes_in)
    return ForeignNetwork(
        path=path,
        input_name=one.name,
        layout=layout,
        channels=channels,
        bytes_in=bytes_in,
        width=width,
        height=height,
        sure_size=size is not None,
        answers=int(answers.size),
        flat=answers.ndim == 2,
        looks_raw=_looks_raw(answers.ravel()),
    )


def load_graph(path: Path) -> onnx.ModelProto:
    """The file with all its weights. Raises NetworkUnfit."""
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    try:
        return onnx.load(str(path))
    except (OSError, DecodeError, onnx.checker.ValidationError) as error:
        raise NetworkUnfit(path, f"it can't be read ({error})") from error


def _without_weights_as_inputs(path: Path, session: ort.InferenceSession) -> ort.InferenceSession:
    """Older exports list every weight among the inputs too: then the same network without those."""
    if len(session.get_inputs()) == 1:
        return session
    model = load_graph(path)
    model.ir_version = max(model.ir_version, WEIGHTS_APART)
    weights = {weight.name for weight in model.graph.initializer}
    asked = [one for one in model.graph.input if one.name not in weights]
    del model.graph.input[:]
    model.graph.input.extend(asked)
    return _opened(path, model.SerializeToString())


def _opened(path: Path, content: str | bytes) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.log_severity_level = 4
    try:
        return ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime raises a dozen types of its own for a file that is no model
        raise NetworkUnfit(
            path, "it is not a model that ONNX Runtime can run", hint="Export it as ONNX again."
        ) from error


def _picture_of(path: Path, shape: Sequence[Any]) -> tuple[Layout, int, tuple[int, int] | None]:
    """Layout, channels, and width and height where the file says them."""
    if len(shape) != 4:
        raise NetworkUnfit(path, f"its input has {len(shape)} dimensions, not the four of pictures")
    first, last = shape[1] in (1, 3), shape[3] in (1, 3)
    if first == last:
        said = " × ".join(str(part) for part in shape)
        raise NetworkUnfit(path, f"its input of {said} does not say where the colours stand")
    layout: Layout = "nchw" if first else "nhwc"
    height, width = (shape[2], shape[3]) if first else (shape[1], shape[2])
    channels = int(shape[1] if first else shape[3])
    if not (isinstance(width, int) and isinstance(height, int)):
        return layout, channels, None
    if min(width, height) < LEAST_PX or max(width, height) > MOST_PX:
        raise NetworkUnfit(
            path,
            f"it takes pictures of {width} × {height}",
            hint=f"{LEAST_PX} to {MOST_PX} pixels can be fed.",
        )
    return layout, channels, (width, height)


def _answer_to_noise(
    path: Path, session: ort.InferenceSession, layout: Layout, size: tuple[int, int, int], bytes_in: bool
) -> Any:
    channels, height, width = size
    shape = (1, channels, height, width) if layout == "nchw" else (1, height, width, channels)
    noise = np.random.default_rng(3).random(shape, np.float32)
    given = (noise * 255).astype(np.uint8) if bytes_in else noise
    try:
        (answers,) = session.run(None, {session.get_inputs()[0].name: given})
    except Exception as error:  # ONNX Runtime's own types again
        raise NetworkUnfit(path, f"it does not run on a picture of {width} × {height}") from error
    if not isinstance(answers, np.ndarray) or answers.dtype != np.float32:
        raise NetworkUnfit(path, "it does not answer with floats")
    if answers.ndim < 2 or answers.shape[0] != 1 or answers.size != answers.shape[1]:
        said = " × ".join(str(part) for part in answers.shape)
        raise NetworkUnfit(path, f"it answers {said} numbers for a picture, not one row")
    return answers


def _looks_raw(answers: Any) -> bool:
    inside = bool(((answers >= 0) & (answers <= 1)).all())
    return not (inside and (answers.size == 1 or abs(float(answers.sum()) - 1) < 0.01))
