"""Pictures that a publisher packs into one file, written once as PNG files into the user's cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.models.weights_packages import cache_folder
from vision.errors import DataUnusable
from vision.opencv import cv2


def folder_for(name: str, files: Sequence[Path], hint: str) -> Path:
    """Where the pictures of these files lie, or will: named by the files' content. Raises DataUnusable."""
    found = hashlib.sha256()
    for path in files:
        try:
            with path.open("rb") as file:
                found.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            raise DataUnusable(path, f"can't be read ({error.strerror})", hint=hint) from error
    return cache_folder("unpacked") / f"{name}-{found.hexdigest()[:12]}"


def unpack(
    folder: Path,
    pictures: Iterable[tuple[Path, NDArray[np.uint8]]],
    on_written: Callable[[int], None] = lambda count: None,
) -> None:
    """Writes each picture, grey or BGR, under its name below `folder`: all of them, or nothing.

    Raises DataUnusable where the disk is full, and what `pictures` raises.
    """
    beside: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        for count, (name, picture) in enumerate(pictures, 1):
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _, encoded = cv2.imencode(".png", np.ascontiguousarray(picture))
            path.write_bytes(encoded.tobytes())
            on_written(count)
        os.rename(beside, folder)
    except OSError as error:
        raise DataUnusable(
            folder, f"the pictures can't be unpacked ({error.strerror})", hint="Free some space."
        ) from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
