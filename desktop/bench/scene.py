"""The picture that is measured: a clip's frame fitted into 1280x720, alone or four times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vision.opencv import cv2

SIZE = (1280, 720)
TILE = (640, 360)

Image = NDArray[np.uint8]


def scene(image_bgr: Image, faces: int) -> Image:
    """A frame as 1280x720 pixels: letterboxed for one face, for four a 2x2 grid of letterboxed tiles."""
    if faces == 1:
        return fitted(image_bgr, SIZE)
    tile = fitted(image_bgr, TILE)
    return np.ascontiguousarray(np.tile(tile, (2, 2, 1)))


def fitted(image_bgr: Image, size: tuple[int, int]) -> Image:
    """The whole picture in the middle of a black one of `size` (width, height), as large as it fits."""
    height, width = image_bgr.shape[:2]
    if (width, height) == size:
        return image_bgr
    scale = min(size[0] / width, size[1] / height)
    inner = (max(1, min(size[0], round(width * scale))), max(1, min(size[1], round(height * scale))))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    out = np.zeros((size[1], size[0], 3), np.uint8)
    left, top = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    out[top : top + inner[1], left : left + inner[0]] = cv2.resize(image_bgr, inner, interpolation=how)
    return out
