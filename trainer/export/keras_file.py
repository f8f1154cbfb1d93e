"""Keras models from files: a run's own, and .keras and .h5 made elsewhere."""

from __future__ import annotations

import zipfile
from pathlib import Path

import keras

from vision.errors import DataUnusable

SUFFIXES = frozenset({".keras", ".h5", ".hdf5"})


def is_keras_file(path: Path) -> bool:
    """Whether the name ends like a Keras model; the content is not looked at."""
    return path.suffix.lower() in SUFFIXES


def load_keras(path: Path) -> keras.Model:
    """The whole model of the file, without its optimiser.

    Code inside the file (Lambda layers) is not run. Raises DataUnusable where it can't be read as a model.
    """
    if not path.is_file():
        reason = "is a folder, not a Keras model" if path.is_dir() else "there is no such file"
        raise DataUnusable(path, reason, hint="A Keras model is one .keras or .h5 file.")
    try:
        return keras.models.load_model(path, compile=False)
    except (OSError, ValueError, TypeError, KeyError, zipfile.BadZipFile, AttributeError) as error:
        raise DataUnusable(
            path, f"can't be read as a Keras model ({_why(error)})", hint=_hint(error)
        ) from error


def _why(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:160].rstrip(".:") if lines else type(error).__name__


def _hint(error: BaseException) -> str:
    text = str(error)
    if "Lambda" in text or "safe_mode" in text:
        return "It holds code of its own, which is not run: build the model without Lambda layers."
    if "No model config" in text or "config" in text.lower():
        return "A file of weights alone is no model: save the whole one with model.save(FILE)."
    return "Save the whole model again with model.save('model.keras')."
