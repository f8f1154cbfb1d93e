"""A closer look at faces that were found, so that their points are where a model of identity wants them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.alignment import Points
from vision.errors import FacetError
from vision.geometry import Boxes
from vision.yunet import YuNetDetector, yunet_file

Sharpen = Callable[[NDArray[np.uint8], Boxes, Points], Points]

_MIN_SCORE = 0.3  # that there is a face was said before
_MARGIN = 0.3
_SIDE = 112


def as_found(image_bgr: NDArray[np.uint8], boxes_px: Boxes, points_px: Points) -> Points:
    """The points as the finder gave them."""
    return points_px


class PointSharpener:
    """YuNet over each found face, about a millisecond each. One thread at a time.

    The landmark network follows faces and is quick; names gain by better points. A face that YuNet does not
    see keeps the points that it has.
    """

    def __init__(self, model: Path) -> None:
        """`model`: YuNet's file. Raises ModelRefused where OpenCV can't load it."""
        self._yunet = YuNetDetector(model, min_score=_MIN_SCORE, near_margin=_MARGIN, near_side=_SIDE)

    def __call__(self, image_bgr: NDArray[np.uint8], boxes_px: Boxes, points_px: Points) -> Points:
        """Points (N, 5, 2) of the faces at boxes (N, 4) of a BGR picture."""
        sharp = points_px.copy()
        for row, box in enumerate(boxes_px):
            near = self._yunet.detect_near(image_bgr, box)
            if len(near) and near.points_px is not None:
                sharp[row] = near.points_px[0]
        return sharp


def sharpener() -> Sharpen:
    """A sharpener where YuNet's model is at hand and whole, else points stay as they were found."""
    try:
        return PointSharpener(yunet_file())
    except FacetError:
        return as_found
