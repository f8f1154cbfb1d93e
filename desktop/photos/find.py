"""From what was dropped or chosen to a list of photos: files as they are, folders with all in them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from vision.image_suffixes import IMAGE_SUFFIXES


def find_photos(chosen: Iterable[Path], stopped: Callable[[], bool] = lambda: False) -> list[Path]:
    """Every photo once, in natural order within each folder. Hidden files and folders are left out.

    A file that was chosen by itself is taken whatever its name; a folder that can't be read gives nothing.
    """
    found: dict[Path, None] = {}
    for path in chosen:
        for photo in _photos_in(path, stopped) if path.is_dir() else [path]:
            found.setdefault(photo)
    return list(found)


def _photos_in(folder: Path, stopped: Callable[[], bool]) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        if stopped():
            return
        folders[:] = sorted((name for name in folders if not name.startswith(".")), key=_natural)
        for name in sorted(names, key=_natural):
            if not name.startswith(".") and Path(name).suffix.lower() in IMAGE_SUFFIXES:
                yield Path(parent) / name


def _natural(name: str) -> tuple[list[str | int], str]:
    """Orders photo2 before photo10, without regard to case."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return [int(part) if at % 2 else part for at, part in enumerate(parts)], name
