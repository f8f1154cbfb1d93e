"""The user's own models: brought in as whole folders, taken away and put back."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from vision.errors import FacetError, ModelRefused
from vision.model_card import ModelCard
from vision.model_store import MODEL_FILE
from vision.sessions import read_card, sha256_of

_BIN = "removed-models"


class ModelNotKept(FacetError):
    """A model could not be copied or taken away; nothing has changed."""

    def __init__(self, path: Path, reason: str, *, hint: str = "") -> None:
        super().__init__(f"{path.name}: {reason}.", hint=hint)
        self.path = path


@dataclass(frozen=True)
class Removed:
    """A model that was taken away, and where it lies until it is forgotten."""

    name: str
    folder: Path
    kept_in: Path


def import_model(source: Path, own: Path, taken: Collection[str]) -> str:
    """Copies an ONNX file with a valid card into `own`, and gives the name that it got.

    `taken`: names that other models have; a name never changes which file it means. Raises ModelRefused
    where the card is missing or disagrees with the network, ModelNotKept where it is here already or can't
    be copied.
    """
    if source.suffix.lower() != ".onnx":
        raise ModelNotKept(source, "it is not an ONNX file", hint="Models for Facet end in .onnx.")
    beside = own.parent / f".importing-{secrets.token_hex(4)}"
    try:
        beside.mkdir(parents=True)
        copy = beside / MODEL_FILE
        shutil.copyfile(source, copy)
        card = _card_of(copy, source)
        _refuse_twins(copy, source, own)
        name = _free_name(card.name, own, taken)
        own.mkdir(parents=True, exist_ok=True)
        beside.rename(own / name)
    except OSError as error:
        raise ModelNotKept(source, f"it could not be copied ({error.strerror or error})") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return name


def remove_model(folder: Path) -> Removed:
    """Takes a model of the user's own away; `put_back` undoes it until the next removal."""
    bin_folder = folder.parent.parent / _BIN
    try:
        shutil.rmtree(bin_folder, ignore_errors=True)
        bin_folder.mkdir(parents=True)
        kept = bin_folder / folder.name
        folder.rename(kept)
    except OSError as error:
        raise ModelNotKept(folder, f"it could not be removed ({error.strerror})") from error
    return Removed(folder.name, folder, kept)


def put_back(removed: Removed) -> None:
    """Undoes a removal."""
    try:
        removed.kept_in.rename(removed.folder)
    except OSError as error:
        raise ModelNotKept(removed.folder, f"it could not be put back ({error.strerror})") from error


def forget_removed(own: Path) -> None:
    """What was taken away is gone for good."""
    shutil.rmtree(own.parent / _BIN, ignore_errors=True)


def _card_of(copy: Path, source: Path) -> ModelCard:
    try:
        return read_card(copy)
    except ModelRefused as error:  # said of the file that the user chose, not of our copy
        raise ModelRefused(source, error.field, error.reason) from error


def _refuse_twins(copy: Path, source: Path, own: Path) -> None:
    digest = sha256_of(copy)
    for path in own.glob(f"*/{MODEL_FILE}"):
        if sha256_of(path) == digest:
            raise ModelNotKept(source, f"the same model is here already, as {path.parent.name}")


def _free_name(wanted: str, own: Path, taken: Collection[str]) -> str:
    plain = re.sub(r"[^a-z0-9._-]+", "-", wanted.lower()).strip("-.") or "model"
    name, number = plain[:60], 2
    while name in taken or (own / name).exists():
        name, number = f"{plain[:60]}-{number}", number + 1
    return name
