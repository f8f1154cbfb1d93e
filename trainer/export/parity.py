"""Export proves itself: Keras against ONNX Runtime, on tensors and from the raw picture to the answer."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vision.crops import crop_faces, crop_whole
from vision.detectors import HaarDetector, largest_face
from vision.errors import FacetError
from vision.recognisers import Recogniser
from vision.sessions import open_model

TOLERANCE = 1e-4


class Original(Protocol):
    """What an exported file is compared with: a Keras model, or what answers as one."""

    def predict(self, x: Any, batch_size: Any = None, verbose: Any = "auto") -> Any: ...


class ParityLost(FacetError):
    """The exported file answers otherwise than the trained model, so it was not put in place."""

    def __init__(self, what: str, difference: float) -> None:
        super().__init__(
            f"The exported model departs from the trained one {what}, by {difference:.2g}. "
            "Nothing was published.",
            hint="Report this with the run folder's config.json.",
        )
        self.difference = difference


@dataclass(frozen=True)
class Parity:
    """The ONNX file's answers (N, K), and the largest difference from Keras on tensors and end to end."""

    answers: NDArray[np.float32]
    on_tensors: float
    end_to_end: float


def check_parity(
    model: Original, content: bytes, crops: NDArray[np.uint8], pictures: list[NDArray[np.uint8]]
) -> NDArray[np.float32]:
    """The answers of `measure_parity`."""
    return measure_parity(model, content, crops, pictures).answers


def measure_parity(
    model: Original, content: bytes, crops: NDArray[np.uint8], pictures: list[NDArray[np.uint8]]
) -> Parity:
    """What the ONNX file answers on `crops`, once it agrees with Keras. Raises ParityLost.

    `pictures` are raw, BGR; they take the desktop's path: detector, crop, recogniser.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        path.write_bytes(content)
        session = open_model(path, provider="cpu")
        answers = session.run(crops)
        expected = np.asarray(model.predict(crops, batch_size=64, verbose=0))
        on_tensors, end_to_end = _agree("on tensors", answers, expected), 0.0
        if session.card.output.kind == "embedding":
            return Parity(answers, on_tensors, on_tensors)
        recogniser = Recogniser(session)
        for picture in pictures:
            box = largest_face(HaarDetector().detect(picture))
            if len(box):
                answered, crop = (
                    recogniser.recognise(picture, box)[0],
                    crop_faces(picture, box, session.card.crop),
                )
            else:
                answered, crop = recogniser.recognise_whole(picture), crop_whole(picture, session.card.crop)
            values = np.array([list(answered.scores.values())], np.float32)
            expected = np.asarray(model.predict(crop, verbose=0))
            if session.card.output.kind == "sigmoid":
                values = values[:, 1:]
            end_to_end = max(end_to_end, _agree("from picture to answer", values, expected))
    return Parity(answers, on_tensors, end_to_end)


def _agree(what: str, ours: NDArray[np.float32], theirs: NDArray[np.float32]) -> float:
    difference = float(np.abs(ours - theirs).max(initial=0.0))
    if not difference <= TOLERANCE:
        raise ParityLost(what, difference)
    return difference
