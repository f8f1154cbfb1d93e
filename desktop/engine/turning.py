"""How far a camera turned from one small grey picture to the next, and small pictures moved by as much."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vision.opencv import cv2

Grey = NDArray[np.uint8]
T = TypeVar("T", np.uint8, np.int32)
_OTHERWISE = 4  # grey levels
_MUCH = 0.2  # of the pixels look otherwise where a camera turns; of less, something in the picture moved
_EXPLAINED = 0.6  # of the difference may be left once one picture is moved
_LEAST = 8  # pixels along the shorter side
_FAR = 0.3  # of the picture: further is no turn, but a cut


def turn(before: Grey, now: Grey) -> NDArray[np.float64]:
    """By how many pixels the whole picture moved across and down; (0, 0) where a move explains little.

    Phase correlation: Kuglin, Hines, "The phase correlation image alignment method", 1975.
    """
    rows, columns = (_whole_length(length) for length in now.shape)
    if min(rows, columns) < _LEAST:
        return np.zeros(2)
    before, now = before[:rows, :columns], now[:rows, :columns]
    differ = cv2.absdiff(now, before)
    if np.count_nonzero(differ > _OTHERWISE) < _MUCH * now.size:
        return np.zeros(2)
    (across, down), _ = cv2.phaseCorrelate(
        before.astype(np.float32), now.astype(np.float32), _window(now.shape)
    )
    if abs(across) > _FAR * columns or abs(down) > _FAR * rows:
        return np.zeros(2)
    to = np.array([[1, 0, across], [0, 1, down]])
    there = cv2.warpAffine(
        before, to, (columns, rows), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    explained = float(cv2.norm(now, there, cv2.NORM_L1)) < _EXPLAINED * float(cv2.sumElems(differ)[0])
    return np.array([across, down]) if explained else np.zeros(2)


def moved(picture: NDArray[T], across: int, down: int) -> NDArray[T]:
    """The picture moved by whole pixels; what comes in by the sides is 0."""
    rows, columns = picture.shape
    out = np.zeros_like(picture)
    x0, x1, y0, y1 = max(0, across), min(columns, columns + across), max(0, down), min(rows, rows + down)
    if x0 < x1 and y0 < y1:
        out[y0:y1, x0:x1] = picture[y0 - down : y1 - down, x0 - across : x1 - across]
    return out


@lru_cache(maxsize=16)
def _whole_length(length: int) -> int:
    """The longest even one up to this that OpenCV transforms as it is.

    WORKAROUND: where it pads a picture to an odd length, its answer is half a pixel off.
    """
    return next((n for n in range(length - length % 2, 0, -2) if cv2.getOptimalDFTSize(n) == n), 0)


@lru_cache(maxsize=4)
def _window(shape: tuple[int, int]) -> NDArray[np.float32]:
    """Weights that fade towards the sides: what comes and goes there is no turn."""
    return np.asarray(cv2.createHanningWindow(shape[::-1], cv2.CV_32F), np.float32)
