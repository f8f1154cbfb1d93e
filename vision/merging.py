"""Many boxes on the same faces become one row a face."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vision.landmarks import FaceLooks

_SAME_FACE = 0.4  # overlap, as a share of the union, from which two boxes show one face
_INSIDE = 0.7  # or of the smaller box


def merged(looks: FaceLooks) -> FaceLooks:
    """One row for each face, the surest first: rows that show the same one vote on its place.

    Boxes and points are means weighted by the square of the scores (box voting: Gidaris, Komodakis, "Object
    detection via a multi-region and semantic segmentation-aware CNN model", ICCV 2015).
    """
    overlaps, left = box_overlaps(looks.boxes_px, looks.boxes_px), np.ones(len(looks), bool)
    faces: list[FaceLooks] = []
    for row in np.argsort(-looks.scores, kind="stable"):
        if not left[row]:
            continue
        same = np.flatnonzero(left & (overlaps[row] >= _SAME_FACE))
        left[same] = False
        weights = looks.scores[same] ** 2 + 1e-6
        weights /= weights.sum()
        points = np.tensordot(weights, looks.points_px[same], axes=1)
        box = np.asarray(weights @ looks.boxes_px[same], np.float32)
        faces.append(FaceLooks(looks.scores[[row]], points[None].astype(np.float32), box[None]))
    return _without_parts(faces)


def _without_parts(faces: Sequence[FaceLooks]) -> FaceLooks:
    """Less sure boxes that lie mostly in a surer one, or around it, are parts of that face."""
    if not faces:
        return FaceLooks()
    every = FaceLooks(
        np.concatenate([face.scores for face in faces]),
        np.concatenate([face.points_px for face in faces]).astype(np.float32),
        np.concatenate([face.boxes_px for face in faces]).astype(np.float32),
    )
    insides = _insides(every.boxes_px)
    kept: list[int] = []
    for row in range(len(every)):
        if not any(insides[row, known] >= _INSIDE for known in kept):
            kept.append(row)
    return every.taken(np.array(kept, np.intp))


def box_overlaps(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Intersection over union of every pair of boxes between pixels: float32 (len(a), len(b))."""
    shared = _shared(a, b)
    whole = np.prod(a[:, None, 2:], axis=-1) + np.prod(b[None, :, 2:], axis=-1) - shared
    return np.asarray(shared / np.maximum(whole, 1e-9), np.float32)


def _insides(boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """The share of the smaller of two boxes that lies in the other: float32 (N, N)."""
    areas = np.prod(boxes[:, 2:], axis=1)
    return np.asarray(_shared(boxes, boxes) / np.maximum(np.minimum(areas[:, None], areas), 1e-9), np.float32)


def _shared(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    left_top = np.maximum(a[:, None, :2], b[None, :, :2])
    right_bottom = np.minimum(a[:, None, :2] + a[:, None, 2:], b[None, :, :2] + b[None, :, 2:])
    return np.asarray(np.prod(np.clip(right_bottom - left_top, 0, None), axis=-1), np.float32)
