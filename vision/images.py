"""Reading and writing picture files safely: one clear error, or an upright 8-bit BGR array."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.errors import ImageUnreadable
from vision.image_suffixes import IMAGE_SUFFIXES
from vision.opencv import cv2

__all__ = ["IMAGE_SUFFIXES", "ImageBGR", "read_image", "write_bytes", "write_image"]

ImageBGR = NDArray[np.uint8]

_MAX_PIXELS = 80_000_000


def read_image(path: Path | str, *, max_pixels: int = _MAX_PIXELS) -> ImageBGR:
    """The picture as displayed: uint8 (height, width, 3), BGR, EXIF orientation applied.

    Grey, palette, alpha (over white), 16-bit and CMYK pictures are converted. Of an animation the first
    picture is read. Raises ImageUnreadable for anything that is not a whole picture of at most
    `max_pixels` pixels; the size is checked before any pixel is decoded.
    """
    from vision.image_decoding import decode  # brings Pillow; a clip that is analysed needs none

    return decode(Path(path), max_pixels)


def write_image(path: Path | str, image_bgr: ImageBGR) -> None:
    """Writes a BGR uint8 picture in the format of the suffix, beside and renamed: whole or not at all.

    Raises ImageUnreadable where the suffix is unknown or the folder can't be written.
    """
    path = Path(path)
    try:
        done, encoded = cv2.imencode(path.suffix or ".png", image_bgr)
    except cv2.error as error:
        raise ImageUnreadable(path, f"a picture can't be written as '{path.suffix}'") from error
    if not done:
        raise ImageUnreadable(path, f"a picture can't be written as '{path.suffix}'")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, encoded.tobytes())
    except OSError as error:
        raise ImageUnreadable(path, f"it can't be written ({error.strerror})") from error


def write_bytes(path: Path, content: bytes) -> None:
    """Writes a file beside and renames it: a reader sees the old content or the new. Raises OSError."""
    handle, beside = tempfile.mkstemp(prefix=".facet-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
