"""A landmark network whose faces are white squares on black: exact answers to test geometry with."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vision.crops import CropSpec
from vision.landmarks import LandmarkNetwork

SIDE = 48
# Five points of a blob in shares of its box: eyes, nose, corners of the mouth.
POINTS = np.array([(0.3, 0.3), (0.7, 0.3), (0.5, 0.5), (0.3, 0.8), (0.7, 0.8)])


class BlobSession:
    """Answers as a session would; counts the crops it was shown."""

    def __init__(self, bar: float = 0.5) -> None:
        self.path = Path("blobs")
        self.shown = 0
        self.card = SimpleNamespace(
            output=SimpleNamespace(kind="points", size=15, labels=("face",)),
            crop=CropSpec(width=SIDE, height=SIDE, margin=0.25),
            threshold=lambda label: bar,
        )

    def run(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.shown += len(crops)
        return np.stack([_answer(crop) for crop in crops]).astype(np.float32)


def blob_network(bar: float = 0.5) -> LandmarkNetwork:
    session: Any = BlobSession(bar)
    return LandmarkNetwork(session)


def blobs(*boxes: tuple[int, int, int, int], size: tuple[int, int] = (400, 300)) -> NDArray[np.uint8]:
    """A black picture of a width and height with white rectangles."""
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    for x, y, width, height in boxes:
        picture[y : y + height, x : x + width] = 255
    return picture


def _answer(crop: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The score is the share of the blob that the crop shows whole, or 0 where it touches the crop's edge."""
    light = crop[..., 0].astype(np.float64) / 255
    columns, rows = light.max(axis=0), light.max(axis=1)
    if light.max() < 0.5 or columns[0] > 0.5 or columns[-1] > 0.5:
        return np.concatenate([[0.0], np.tile([0.5, 0.5], 5), [0.4, 0.4, 0.2, 0.2]])
    x, width = _extent(columns)
    y, height = _extent(rows)
    box = np.array([x, y, width, height])
    points = box[:2] + POINTS * box[2:]
    return np.concatenate([[min(1.0, 0.4 + width)], points.ravel(), box])


def _extent(shares: NDArray[np.float64]) -> tuple[float, float]:
    """Start and length of the light part of a profile, between pixels, in shares of its length."""
    length = shares.sum()
    middle = (shares * (np.arange(len(shares)) + 0.5)).sum() / length
    return (middle - length / 2) / len(shares), length / len(shares)
