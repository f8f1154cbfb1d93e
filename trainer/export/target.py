"""Where an exported model goes, and what it may replace there. No TensorFlow here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vision.assets import shipped_models_root
from vision.errors import DataUnusable, FacetError, ModelRefused
from vision.model_card import CARD_KEY, ModelCard
from vision.model_store import MODEL_FILE
from vision.onnx_head import read_head
from vision.sessions import listed_card

GOLDEN_FILE = "golden.npz"
_HINT = "Name another folder with --to, or take that file away first."


def target_of(run: Path, config: Mapping[str, Any]) -> Path:
    """Where the model of a run goes when nothing is said: among Facet's own models, if it is one of those.

    Any other's place is the run's folder: what was learned from somebody's own pictures doesn't ship.
    """
    shipped = shipped_models_root() / str(config.get("recipe", "smile"))
    ships = (shipped / MODEL_FILE).is_file() and not config.get("finetuned")
    return shipped if ships else run / "export"


def is_shipped(folder: Path) -> bool:
    """Whether the window finds a model there by itself."""
    return folder.resolve().parent == shipped_models_root().resolve()


def check_replaceable(folder: Path, card: ModelCard) -> None:
    """Raises DataUnusable where `folder` holds a model of another task or other labels, or without a card.

    A file that is damaged, or whose card no longer fits, is written anew: that is how one gets rid of it.
    """
    path = folder / MODEL_FILE
    if not path.is_file():
        return
    try:
        there = listed_card(path)
    except ModelRefused as error:
        head = read_head(path)
        if error.field != "file" and head is not None and CARD_KEY not in head.metadata:
            raise DataUnusable(
                path, "is not a model of Facet's, so it is not replaced", hint=_HINT
            ) from error
        return
    if there.task != card.task:
        reason = f"is a model for '{there.task}', which one for '{card.task}' doesn't replace"
        raise DataUnusable(path, reason, hint=_HINT)
    if set(there.output.labels) != set(card.output.labels):
        old, new = (", ".join(one.output.labels[:8]) for one in (there, card))
        reason = f"is a model with other labels ({old}) than the new one ({new}), so it is not replaced"
        raise DataUnusable(path, reason, hint=_HINT)


def refuse_onnx(model: Path) -> None:
    """Raises FacetError for a file that is an ONNX model already."""
    if model.suffix.lower() != ".onnx" or not model.is_file():
        return
    head = read_head(model)
    if head is not None and CARD_KEY in head.metadata:
        card = listed_card(model)
        raise FacetError(
            f"{model}: this file was exported already; its card says task '{card.task}', "
            f"version {card.version}.",
            hint="To use it, open Models, Add a model… in the window and choose it.",
        )
    raise FacetError(
        f"{model}: this is an ONNX file, and export takes Keras files (.keras, .h5).",
        hint="To use it, open Models, Add a model… in the window and choose it: you are asked for its card.",
    )
