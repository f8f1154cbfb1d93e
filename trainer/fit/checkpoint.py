"""Checkpoints: weights, averaged weights, optimiser and epoch in one file, whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from vision.errors import DataUnusable

Weights = list[NDArray[Any]]


@dataclass
class Checkpoint:
    """The state at the end of an epoch. `epoch` counts finished epochs; `history` has one entry for each."""

    epoch: int
    variables: Weights
    average: Weights
    optimiser: Weights
    best: Weights
    best_score: float
    history: list[dict[str, float]]


def variables_of(model: keras.Model) -> Weights:
    """Every variable of the model, the state of its random layers included."""
    return [np.array(keras.ops.convert_to_numpy(v.value)) for v in model.variables]


def put_variables(model: keras.Model, values: Weights) -> None:
    """Sets what `variables_of` gave."""
    for variable, value in zip(model.variables, values, strict=True):
        variable.assign(value)


def optimiser_of(model: keras.Model) -> Weights:
    """The optimiser's state."""
    return [np.array(keras.ops.convert_to_numpy(v.value)) for v in model.optimizer.variables]


def put_optimiser(model: keras.Model, values: Weights) -> None:
    """Sets what `optimiser_of` gave; the optimiser is built first where it has not stepped yet."""
    model.optimizer.build(model.trainable_variables)
    for variable, value in zip(model.optimizer.variables, values, strict=True):
        variable.assign(value)


def save_checkpoint(path: Path, state: Checkpoint) -> None:
    """Writes beside and renames. Raises DataUnusable where the disk is full or the folder is closed."""
    arrays = {
        f"{group}_{number:04d}": value
        for group in ("variables", "average", "optimiser", "best")
        for number, value in enumerate(getattr(state, group))
    }
    words = json.dumps({"epoch": state.epoch, "best_score": state.best_score, "history": state.history})
    beside = None
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            np.savez(file, state=np.array(words), **arrays)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError as error:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
        raise DataUnusable(
            path,
            f"the checkpoint can't be written ({error.strerror}); the one before it is kept",
            hint="Free some space and run `facet-train train --resume`.",
        ) from error


def load_checkpoint(path: Path) -> Checkpoint | None:
    """The state saved last, or None where there is none. Raises DataUnusable for a file that isn't one."""
    if not path.exists():
        return None
    try:
        # Opened here: NumPy leaves a file open that is no archive.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            words = json.loads(str(stored["state"]))
            groups = {
                group: [stored[name] for name in sorted(stored.files) if name.startswith(f"{group}_")]
                for group in ("variables", "average", "optimiser", "best")
            }
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile) as error:
        raise DataUnusable(
            path, "this is not a checkpoint of the trainer", hint="Delete it to begin again."
        ) from error
    return Checkpoint(
        epoch=int(words["epoch"]), best_score=float(words["best_score"]), history=words["history"], **groups
    )
