"""Holding on to a face that the detector misses for a moment: its picture is looked for near where it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.engine.tracker import Track
from vision.geometry import Box, clip, expand
from vision.opencv import cv2

_PATCH_SIDE = 28
_SEARCH_MARGIN = 0.3
_MIN_LIKENESS = 0.6


@dataclass(frozen=True, eq=False)
class Patch:
    """How a face looked when it was last found: grey, small, with its box then."""

    grey: NDArray[np.uint8]
    box_px: Box


class Follower:
    """Remembers the last picture, and of faces that were just missed, how they looked in it."""

    def __init__(self) -> None:
        self._before: NDArray[np.uint8] | None = None
        self._patches: dict[int, Patch] = {}

    def follow(self, image_bgr: NDArray[np.uint8], tracks: Iterable[Track]) -> dict[int, Box]:
        """Boxes by track key of those tracks that still look as they did when last found."""
        places = {track.key: self._place(image_bgr, track) for track in tracks}
        return {key: box for key, box in places.items() if box is not None}

    def remember(self, image_bgr: NDArray[np.uint8], tracks: Iterable[Track]) -> None:
        """The picture is done: it is the last one now; tracks not held any more need no patch."""
        self._before = image_bgr
        held = {track.key for track in tracks if track.held}
        self._patches = {key: patch for key, patch in self._patches.items() if key in held}

    def _place(self, image_bgr: NDArray[np.uint8], track: Track) -> Box | None:
        if track.key not in self._patches and self._before is not None:
            patch = _patch_of(self._before, track.box_px)
            if patch is not None:
                self._patches[track.key] = patch
        known = self._patches.get(track.key)
        return None if known is None else _place_of(image_bgr, track.box_px, known)


def _patch_of(image_bgr: NDArray[np.uint8], box_px: Box) -> Patch | None:
    """The patch at a box (4,), or None where the box is not wholly in the picture."""
    x, y, width, height = (int(value) for value in box_px)
    region = image_bgr[max(0, y) : y + height, max(0, x) : x + width]
    if width < _PATCH_SIDE or height < _PATCH_SIDE or region.shape[:2] != (height, width):
        return None
    return Patch(_small_grey(region, _PATCH_SIDE / width, _PATCH_SIDE / height), box_px)


def _place_of(image_bgr: NDArray[np.uint8], box_px: Box, patch: Patch) -> Box | None:
    """Where the patch is now, near `box_px`; None where nothing there looks enough like it.

    Normalised cross-correlation (cv2.TM_CCOEFF_NORMED) over a square around the box, in reduced pixels.
    """
    wide = expand(box_px[None], _SEARCH_MARGIN)
    x, y, width, height = clip(wide, image_bgr.shape[1], image_bgr.shape[0])[0].tolist()
    scale_x, scale_y = _PATCH_SIDE / int(patch.box_px[2]), _PATCH_SIDE / int(patch.box_px[3])
    if width * scale_x < _PATCH_SIDE or height * scale_y < _PATCH_SIDE:
        return None
    grey = _small_grey(image_bgr[y : y + height, x : x + width], scale_x, scale_y)
    if min(grey.shape) < _PATCH_SIDE:
        return None
    likeness = cv2.matchTemplate(grey, patch.grey, cv2.TM_CCOEFF_NORMED)
    _, best, _, place = cv2.minMaxLoc(likeness)
    if not best >= _MIN_LIKENESS:
        return None
    left_top = [x + place[0] / scale_x, y + place[1] / scale_y]
    return np.rint([*left_top, *patch.box_px[2:]]).astype(np.int32)


def _small_grey(region_bgr: NDArray[np.uint8], scale_x: float, scale_y: float) -> NDArray[np.uint8]:
    height, width = region_bgr.shape[:2]
    size = (max(1, round(width * scale_x)), max(1, round(height * scale_y)))
    small = cv2.resize(region_bgr, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
