"""One reading of every picture of a data set: its size, its fingerprint, or why it can't be read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer.data.duplicates import Fingerprint, OnProgress, fingerprint
from trainer.data.picture_pool import picture_pool
from vision.errors import ImageUnreadable
from vision.images import read_image


@dataclass(frozen=True, slots=True)
class Look:
    """What one reading of a file gave. `size` is width and height in pixels as displayed.

    Of a file that can't be read `size` is None and `problem` says why.
    """

    fingerprint: Fingerprint
    size: tuple[int, int] | None
    problem: str = ""


def look_at(path: Path) -> Look:
    """Reads one file. Never raises for what the file holds."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return Look(Fingerprint(""), None, f"it can't be opened ({error.strerror})")
    try:
        image_bgr = read_image(path)
    except ImageUnreadable as error:
        return Look(Fingerprint(digest), None, error.reason)
    height, width = image_bgr.shape[:2]
    return Look(fingerprint(image_bgr, digest), (width, height))


def look_at_all(
    paths: Sequence[Path], on_progress: OnProgress = lambda done, total: None, threads: int | None = None
) -> list[Look]:
    """Every file read, side by side; in the order of the paths."""
    looks: list[Look] = []
    on_progress(0, len(paths))
    with picture_pool(threads) as pool:
        for look in pool.map(look_at, paths):
            looks.append(look)
            on_progress(len(looks), len(paths))
    return looks
