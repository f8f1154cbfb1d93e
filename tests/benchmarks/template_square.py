"""Measures where the five-point template lies around a Haar box: the constants of `vision/crops.py`.

Run with a folder of pictures with one face each, LFW say: Haar gives the box, YuNet the points.

    .venv/bin/python tests/benchmarks/template_square.py ../shared/data/lfw
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.alignment import template_transform
from vision.crops import CropSpec
from vision.detectors import Detector, HaarDetector, detector_by_name, largest_face
from vision.geometry import iou
from vision.images import read_image

_SPEC = CropSpec(width=112, height=112, align="five_points")
_SAME_FACE_IOU = 0.3


def main(folder: Path) -> None:
    """Prints the medians, how far single faces lie from them, and over how many faces."""
    haar, yunet = HaarDetector(), detector_by_name("yunet")
    files = sorted(folder.rglob("*.jpg"))
    found = [place for file in files if (place := _place(haar, yunet, read_image(file))) is not None]
    places = np.array(found)
    for name, values in zip(("side", "right", "down", "turn in degrees"), places.T, strict=True):
        low, middle, high = np.percentile(values, [10, 50, 90])
        print(f"{name:16} median {middle:7.3f}, 10 % to 90 %: {low:7.3f} to {high:7.3f}")
    print(f"over {len(places)} faces of {len(files)} pictures")


def _place(haar: Detector, yunet: Detector, image_bgr: NDArray[np.uint8]) -> list[float] | None:
    """Side, offsets (in sides of the box) and turn of the template's square; None unless both find a face."""
    boxes, others = largest_face(haar.detect(image_bgr)), yunet.detect(image_bgr)
    if not len(boxes) or not len(others) or others.points_px is None:
        return None
    overlap = iou(others.boxes_px, boxes)[:, 0]
    best = int(overlap.argmax())
    to_crop = template_transform(others.points_px[best], _SPEC)
    if overlap[best] < _SAME_FACE_IOU or to_crop is None:
        return None
    to_picture = np.linalg.inv(np.vstack([to_crop, [0, 0, 1]]))
    centre = (to_picture @ [55.5, 55.5, 1])[:2] + 0.5  # boxes count from the corners of pixels
    box = boxes[0].astype(float)
    side = float(np.hypot(*to_picture[:2, 0])) * 112
    right, down = (centre - box[:2] - box[2:] / 2) / box[2]
    return [side / box[2], right, down, float(np.degrees(np.arctan2(to_picture[1, 0], to_picture[0, 0])))]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
