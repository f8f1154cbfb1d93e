"""Golden samples: what a model answered when it was exported, on pictures that may be given away.

Crops come from the astronaut's portrait (NASA, public domain, shipped as the demo picture) and from drawings,
never from a research set.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vision.assets import assets_root
from vision.crops import CropSpec, crop_faces, crop_whole
from vision.detectors import HaarDetector, largest_face
from vision.geometry import as_boxes
from vision.images import read_image
from vision.opencv import cv2

_SHIFTS = (0.0, 0.12, -0.12)


def golden_pictures() -> list[NDArray[np.uint8]]:
    """Whole pictures, BGR: the astronaut and two drawn faces."""
    pictures = [drawn_face(smiling=True), drawn_face(smiling=False)]
    portrait = assets_root() / "demo" / "astronaut.jpg"
    return [read_image(portrait), *pictures] if portrait.exists() else pictures


def golden_crops(spec: CropSpec) -> NDArray[np.uint8]:
    """What a model with this crop sees of them: uint8 (N, H, W, 3) RGB, mirrored, dark and grey ones too."""
    crops = [crop_whole(picture, spec) for picture in golden_pictures()]
    for picture in golden_pictures():
        box = largest_face(HaarDetector().detect(picture))
        for shift in _SHIFTS if len(box) else ():
            moved = as_boxes(box + np.array([shift, shift, 0, 0]) * box[0, 2])
            crops.append(crop_faces(picture, moved, spec))
    plain = np.concatenate(crops)
    dark = (plain[:2] * 0.4).astype(np.uint8)
    grey = np.repeat(plain[:2].mean(axis=3, keepdims=True), 3, axis=3).astype(np.uint8)
    return np.concatenate([plain, plain[:2, :, ::-1], dark, grey])


def drawn_face(*, smiling: bool, side: int = 160) -> NDArray[np.uint8]:
    """A drawn face, BGR (side, side, 3)."""
    picture = np.full((side, side, 3), (200, 190, 180), np.uint8)
    middle, unit = side // 2, side // 16
    cv2.ellipse(picture, (middle, middle), (5 * unit, 6 * unit), 0, 0, 360, (140, 170, 220), -1)
    for x in (middle - 2 * unit, middle + 2 * unit):
        cv2.circle(picture, (x, middle - 2 * unit), unit * 2 // 3, (40, 30, 30), -1)
    cv2.line(picture, (middle, middle - unit), (middle, middle + unit), (110, 140, 190), 2)
    mouth = (middle, middle + 2 * unit) if smiling else (middle, middle + 3 * unit)
    bend = (0, 180) if smiling else (180, 360)
    cv2.ellipse(
        picture, mouth, (5 * unit // 2, 3 * unit // 2 if smiling else unit // 4), 0, *bend, (60, 60, 170), 3
    )
    return picture
