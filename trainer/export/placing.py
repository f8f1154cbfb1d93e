"""A model proved and put in place: converted, compared with Keras, written with its golden answers."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trainer.export.golden import golden_crops, golden_pictures
from trainer.export.onnx_file import OPSET, npz_bytes, to_onnx
from trainer.export.parity import Original, Parity, measure_parity
from trainer.export.target import GOLDEN_FILE
from vision.errors import DataUnusable, FacetError
from vision.model_card import ModelCard
from vision.model_store import MODEL_FILE

if TYPE_CHECKING:
    import keras

__all__ = ["GOLDEN_FILE", "MODEL_FILE", "Proved", "place", "prove", "prove_content", "replace_both"]

_SUM_WITHIN = 1e-3


@dataclass(frozen=True)
class Proved:
    """An ONNX file's content that answers as its Keras original, and its answers on golden crops."""

    content: bytes
    card: ModelCard
    crops: NDArray[np.uint8]
    parity: Parity


def prove(model: keras.Model, card: ModelCard, *, opset: int = OPSET) -> Proved:
    """Converts, and compares on tensors and from raw pictures. Nothing is written.

    Raises ParityLost where the two differ, FacetError where the answers are no probabilities.
    """
    return prove_content(to_onnx(model, card, opset=opset), model, card)


def prove_content(content: bytes, original: Original, card: ModelCard) -> Proved:
    """As `prove`, for a file that was made otherwise than by converting a Keras model."""
    crops = golden_crops(card.crop)
    parity = measure_parity(original, content, crops, golden_pictures())
    _check_probabilities(parity.answers, card)
    return Proved(content, card, crops, parity)


def place(proved: Proved, folder: Path) -> Path:
    """Writes `folder`/model.onnx and golden.npz, both or neither. The model's path. Raises DataUnusable."""
    golden = npz_bytes(crops=proved.crops, answers=proved.parity.answers)
    replace_both(folder, {GOLDEN_FILE: golden, MODEL_FILE: proved.content})
    return folder / MODEL_FILE


def replace_both(folder: Path, contents: dict[str, bytes]) -> None:
    """Writes all files beside their names, and renames once all are on the disk. Raises DataUnusable."""
    beside: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            beside[folder / name] = _written_beside(folder, content)
        for path, temporary in beside.items():
            os.replace(temporary, path)
    except OSError as error:
        raise DataUnusable(
            folder,
            f"the model can't be written ({error.strerror}); an older one is kept",
            hint="Free some space, or name another folder with --to.",
        ) from error
    finally:
        for temporary in beside.values():
            temporary.unlink(missing_ok=True)


def _written_beside(folder: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=".facet-", dir=folder)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _check_probabilities(answers: NDArray[np.float32], card: ModelCard) -> None:
    if card.output.kind == "embedding":
        return
    inside = bool(np.isfinite(answers).all() and answers.min() >= -1e-6 and answers.max() <= 1 + 1e-6)
    sums = card.output.kind == "sigmoid" or bool(np.abs(answers.sum(axis=1) - 1).max() <= _SUM_WITHIN)
    if not (inside and sums):
        raise FacetError(
            f"The network's answers are no probabilities: they go from {answers.min():.3g} to "
            f"{answers.max():.3g}. Nothing was written.",
            hint="Give --logits where it answers before its softmax or sigmoid.",
        )
