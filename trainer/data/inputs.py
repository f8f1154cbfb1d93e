"""Pictures named on the command line, one by one: files, folders with all below them, frames of clips."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.data.layouts.samples import files_under, is_picture
from vision.errors import DataUnusable, ImageUnreadable, SourceUnavailable
from vision.images import read_image
from vision.opencv import cv2

CLIP_SUFFIXES = frozenset(
    {".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".wmv", ".flv", ".ogv", ".ts"}
)
_UNKNOWN_FPS = 25.0


@dataclass(frozen=True)
class Still:
    """One picture, BGR uint8 (height, width, 3). Of a clip `frame` counts from 0 and `at_s` is its time."""

    path: Path
    image_bgr: NDArray[np.uint8]
    frame: int = 0
    at_s: float = 0.0
    moving: bool = False


def files_of(inputs: Sequence[Path]) -> list[Path]:
    """The pictures and clips that the inputs name, in that order; folders give all below them, by name.

    Raises DataUnusable for what is not there and for a folder without any.
    """
    files: list[Path] = []
    for given in inputs:
        if not given.exists():
            raise DataUnusable(given, "there is no such file or folder")
        if not given.is_dir():
            files.append(given)
            continue
        inside = [path for path in files_under(given) if is_picture(path) or is_clip(path)]
        if not inside:
            raise DataUnusable(given, "holds no picture and no clip")
        files += inside
    return files


def is_clip(path: Path) -> bool:
    """Whether the name ends like a clip; the content is not looked at."""
    return path.suffix.lower() in CLIP_SUFFIXES


def stills_of(path: Path, every: int = 1) -> Iterator[Still]:
    """The picture of a file, or every `every`-th frame of a clip.

    Raises ImageUnreadable for a picture that can't be read, and for a clip without a first frame.
    """
    if not is_clip(path):
        yield Still(path, read_image(path))
        return
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        fps = capture.get(cv2.CAP_PROP_FPS) or _UNKNOWN_FPS
        frame = 0
        while capture.grab():
            if frame % every == 0:
                done, image_bgr = capture.retrieve()
                if not done:
                    break
                yield Still(path, np.asarray(image_bgr, np.uint8), frame, frame / fps, moving=True)
            frame += 1
        if not frame:
            raise ImageUnreadable(path, "it is not a clip that Facet can read")
    finally:
        capture.release()


def stills_of_camera(index: int, every: int = 1) -> Iterator[Still]:
    """Every `every`-th frame of a camera until it ends, timed from the first. Raises SourceUnavailable."""
    capture = cv2.VideoCapture(index)
    try:
        frame, began_s = 0, time.monotonic()
        while capture.grab():
            if frame % every == 0:
                done, image_bgr = capture.retrieve()
                if not done:
                    break
                at_s = time.monotonic() - began_s
                yield Still(
                    Path(f"camera {index}"), np.asarray(image_bgr, np.uint8), frame, at_s, moving=True
                )
            frame += 1
        if not frame:
            hint = "`facet doctor` lists the cameras; another program may hold it."
            raise SourceUnavailable(f"camera {index}", "it gives no picture", hint=hint)
    finally:
        capture.release()
