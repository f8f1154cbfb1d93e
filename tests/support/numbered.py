"""Pictures that carry a number as black and white bars, readable after compression, and videos of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.opencv import cv2

_BITS = 10


def numbered_picture(number: int, size: tuple[int, int] = (320, 240)) -> NDArray[np.uint8]:
    """A picture (height, width, 3) that shows `number` (below 1024) in its upper half; the rest is grey."""
    width, height = size
    picture = np.full((height, width, 3), 110, np.uint8)
    for bit in range(_BITS):
        left, right = width * bit // _BITS, width * (bit + 1) // _BITS
        picture[: height // 2, left:right] = 235 if number >> bit & 1 else 20
    return picture


def number_in(picture: NDArray[np.uint8]) -> int:
    """The number that a picture shows."""
    height, width = picture.shape[:2]
    row = picture[height // 4].mean(axis=1)
    return sum(int(row[width * (2 * bit + 1) // (2 * _BITS)] > 128) << bit for bit in range(_BITS))


def write_video(
    path: Path, count: int, *, fps: float = 25.0, size: tuple[int, int] = (320, 240), code: str = "mp4v"
) -> Path:
    """A video whose k-th picture shows k."""
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*code), fps, size)
    assert writer.isOpened(), f"no writer for {path.name}"
    for number in range(count):
        writer.write(numbered_picture(number, size))
    writer.release()
    return path
