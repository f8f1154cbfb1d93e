"""What changed in a moving picture since it was last searched, told by a small grey copy of each frame."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from desktop.engine.turning import moved, turn
from vision.geometry import Box, Boxes, as_boxes, clip, expand, whole
from vision.opencv import cv2

_CELLS = 80  # along the longer side
_SAMPLES = 4  # a cell, each way
_CHANGED = 8.0  # grey levels of a cell's mean, from which it looks otherwise
_LEAST_CELLS = 3  # beside each other and over each other: less is no face
_TOO_LONG = 3  # pictures compared since it changed, in which another part was searched
_AROUND_CELLS = 6  # a face may reach beyond what changed of it
_EDGE_CELLS = 10  # more than that beside an edge that moved, at most
_FURTHER = 0.25  # of a part's sides: so far what moves there gets until it is searched again
_FACE_MARGIN = 0.3  # of a known face's side, around it: what moves there is that face


class Scene:
    """Remembers how each part of the picture looked when it was last searched, wherever a camera turns."""

    def __init__(self) -> None:
        self._now: NDArray[np.uint8] | None = None
        self._searched: NDArray[np.uint8] | None = None
        self._waited: NDArray[np.int32] | None = None
        self._turned = np.zeros(2)  # cells that the camera turned since anything was moved with it
        self._size = (0, 0)

    def see(self, image_bgr: NDArray[np.uint8]) -> None:
        """The next frame. Reads a small share of its pixels."""
        height, width = image_bgr.shape[:2]
        cells = np.maximum(np.rint(np.array([width, height]) * (_CELLS / max(width, height))), 1).astype(int)
        columns, rows = (int(value) for value in cells)
        finer = (columns * _SAMPLES, rows * _SAMPLES)
        reduced = cv2.resize(image_bgr, finer, interpolation=cv2.INTER_LINEAR)
        grey = cv2.cvtColor(reduced, cv2.COLOR_BGR2GRAY)
        before = self._now
        self._now = np.asarray(cv2.resize(grey, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
        if self._searched is None or self._waited is None or before is None or self._size != (width, height):
            self._searched, self._size = np.full_like(self._now, 0), (width, height)
            self._waited = np.zeros(self._now.shape, np.int32)
            self._turned = np.zeros(2)
        else:
            self._turn_along(turn(before, self._now))

    def _turn_along(self, cells: NDArray[np.float64]) -> None:
        """What was searched is moved with a camera that turned by so many cells across and down."""
        assert self._searched is not None
        assert self._waited is not None
        self._turned += cells
        across, down = (int(whole_cells) for whole_cells in np.rint(self._turned))
        if across or down:
            self._turned -= (across, down)
            self._searched = moved(self._searched, across, down)
            self._waited = moved(self._waited, across, down)

    @property
    def stands_still(self) -> bool:
        """Whether no cell is brighter or darker than when it was searched; a camera that moves shows some."""
        if self._now is None or self._searched is None:
            return False
        return not (cv2.absdiff(self._now, self._searched) >= _CHANGED).any()

    def changed(self, known_px: Sequence[Box]) -> Boxes:
        """The boxes (N, 4) around the parts that changed since they were searched, but for the known faces.

        First the one that waited longest, then large ones before small ones; none where nothing changed that
        could be a face.
        """
        if self._now is None or self._searched is None or self._waited is None:
            return as_boxes([])
        mask = _differs(self._now, self._searched)
        for x, y, width, height in self._cells(_faces_with_margin(known_px)):
            mask[y : y + height, x : x + width] = 0
        self._waited = (self._waited + 1) * mask
        core = cv2.erode(mask, np.ones((_LEAST_CELLS, _LEAST_CELLS), np.uint8))
        if not core.any():
            return as_boxes([])
        count, parts = cv2.connectedComponents(mask)
        waited = self._waited * core
        weight = np.bincount(parts.ravel(), waited.ravel(), count)
        order = np.argsort(-weight, kind="stable")[: np.count_nonzero(weight)]
        if waited.max() >= _TOO_LONG:  # large parts that change all the time keep no small one waiting
            longest = np.bincount(parts.ravel(), (waited == waited.max()).ravel(), count).argmax()
            order = np.concatenate([[longest], order[order != longest]])
        return np.concatenate([self._around(np.asarray(parts == part, np.uint8)) for part in order])

    def _around(self, part: NDArray[np.uint8]) -> Boxes:
        """The box (1, 4) of what a changed part of the picture may belong to."""
        x, y, width, height = cv2.boundingRect(part)
        # What slides changes along its edge alone: the face lies to one side of that.
        longer = min(_EDGE_CELLS, abs(height - width))
        beside, over = (_AROUND_CELLS + longer * narrow for narrow in (height > width, width > height))
        cells = np.array([x - beside, y - over, width + 2 * beside, height + 2 * over])
        return clip(as_boxes((cells * self._cell_px)[None]), *self._size)

    def searched(self, within_px: Boxes | None = None) -> None:
        """The frame seen last is being searched, or only these parts of it (N, 4)."""
        if self._now is None or self._searched is None or self._waited is None:
            return
        parts = whole(*self._size) if within_px is None else within_px
        for x, y, width, height in self._cells(parts):
            here = (slice(y, y + height), slice(x, x + width))
            self._searched[here] = self._now[here]
            self._waited[here] = 0

    def wider(self, parts_px: Boxes | None) -> Boxes | None:
        """Parts (N, 4) with more around them, where what moves there may be by now. None is the whole."""
        return None if parts_px is None else clip(expand(parts_px, _FURTHER), *self._size)

    def shares(self, boxes_px: Boxes) -> NDArray[np.float64]:
        """How much of the picture each of the boxes (N, 4) inside it covers, 0..1: (N,)."""
        return boxes_px[:, 2].astype(np.float64) * boxes_px[:, 3] / max(1, self._size[0] * self._size[1])

    @property
    def _cell_px(self) -> NDArray[np.float64]:
        """Width and height of a cell, twice: for boxes."""
        assert self._now is not None
        rows, columns = self._now.shape
        return np.tile([self._size[0] / columns, self._size[1] / rows], 2)

    def _cells(self, boxes_px: Boxes) -> list[list[int]]:
        """Boxes in cells, rounded outwards, inside the picture."""
        assert self._now is not None
        rows, columns = self._now.shape
        corners = np.column_stack([boxes_px[:, :2], boxes_px[:, :2] + boxes_px[:, 2:]]) / self._cell_px
        corners = np.clip(
            np.column_stack([np.floor(corners[:, :2]), np.ceil(corners[:, 2:])]),
            0,
            [columns, rows, columns, rows],
        )
        cells: list[list[int]] = (
            np.column_stack([corners[:, :2], corners[:, 2:] - corners[:, :2]]).astype(int).tolist()
        )
        return cells


def _differs(now: NDArray[np.uint8], before: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """1 where a cell is brighter or darker than it and its neighbours were: a camera that moves a little, or
    what sways in its place, shows nothing new."""
    near = np.ones((3, 3), np.uint8)
    brighter, darker = cv2.subtract(now, cv2.dilate(before, near)), cv2.subtract(cv2.erode(before, near), now)
    return np.asarray(cv2.max(brighter, darker) >= _CHANGED, np.uint8)


def _faces_with_margin(known_px: Sequence[Box]) -> Boxes:
    return expand(np.stack(known_px), _FACE_MARGIN) if known_px else as_boxes([])
