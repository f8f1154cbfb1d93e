"""Crops as they lie in the gallery: PNG, without loss, larger than what a model sees."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vision.errors import FacetError
from vision.opencv import cv2


def encode_crop(crop_rgb: NDArray[np.uint8]) -> bytes:
    """A crop, uint8 (H, W, 3) RGB, as PNG."""
    if crop_rgb.dtype != np.uint8 or crop_rgb.ndim != 3 or crop_rgb.shape[2] != 3:
        raise ValueError(f"a crop is uint8 (H, W, 3), not {crop_rgb.dtype} {crop_rgb.shape}")
    done, encoded = cv2.imencode(".png", np.ascontiguousarray(crop_rgb[:, :, ::-1]))
    if not done:
        raise ValueError("the crop can't be written as PNG")
    return encoded.tobytes()


def decode_crop(png: bytes) -> NDArray[np.uint8]:
    """What `encode_crop` was given. Raises FacetError for other bytes."""
    image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR) if png else None
    if image is None:
        raise FacetError("A picture in the gallery is damaged.", hint="Delete it, and add another.")
    return np.ascontiguousarray(np.asarray(image, np.uint8)[:, :, ::-1])
