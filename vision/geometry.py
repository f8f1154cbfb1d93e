"""Boxes and points. A box is x, y, width, height in pixels; boxes are int32 of shape (N, 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Boxes = NDArray[np.int32]  # (N, 4)
Box = NDArray[np.int32]  # (4,)


def empty_boxes() -> Boxes:
    """No boxes: int32 of shape (0, 4)."""
    return np.zeros((0, 4), np.int32)


def as_boxes(boxes: Iterable[Sequence[float]] | ArrayLike) -> Boxes:
    """Boxes as int32 (N, 4), rounded. Raises ValueError for another shape, or numbers that no pixel has."""
    array = np.asarray(boxes if isinstance(boxes, np.ndarray) else list(boxes))  # type: ignore[arg-type]
    if array.size == 0:
        return empty_boxes()
    if array.ndim != 2 or array.shape[1] != 4:
        raise ValueError(f"boxes have shape (N, 4), not {array.shape}")
    if not (np.abs(array) < 2**31 - 1).all():  # false for not-a-number too
        raise ValueError(f"boxes are numbers of pixels, not {array.tolist()}")
    boxes_px: Boxes = np.rint(array).astype(np.int32)
    return boxes_px


def iou(a: Boxes, b: Boxes) -> NDArray[np.float32]:
    """Intersection over union of every pair: float32 (len(a), len(b)), 0..1."""
    ax, ay, a_width, a_height = a.T.astype(np.float64)[:, :, None]
    bx, by, b_width, b_height = b.T.astype(np.float64)[:, None, :]
    across = np.minimum(ax + a_width, bx + b_width) - np.maximum(ax, bx)
    down = np.minimum(ay + a_height, by + b_height) - np.maximum(ay, by)
    overlap = np.maximum(across, 0) * np.maximum(down, 0)
    union = a_width * a_height + b_width * b_height - overlap
    share: NDArray[np.float32] = (overlap / np.maximum(union, 1e-9)).astype(np.float32)
    return share


def overlap_px(a: Box, b: Box) -> int:
    """How many pixels two boxes (4,) have in common. Of two alone quicker than arrays."""
    ax, ay, a_width, a_height = a.tolist()
    bx, by, b_width, b_height = b.tolist()
    across = min(ax + a_width, bx + b_width) - max(ax, bx)
    down = min(ay + a_height, by + b_height) - max(ay, by)
    return int(across * down) if across > 0 and down > 0 else 0


def iou_of(a: Box, b: Box) -> float:
    """Intersection over union of two boxes (4,), 0..1."""
    overlap = overlap_px(a, b)
    return overlap / max(int(a[2]) * int(a[3]) + int(b[2]) * int(b[3]) - overlap, 1e-9)


def square(boxes: Boxes) -> Boxes:
    """The square around each box's centre whose side is the box's longer one."""
    side = boxes[:, 2:].max(axis=1, initial=0)
    centre = boxes[:, :2] + boxes[:, 2:] / 2
    return as_boxes(np.column_stack([centre - side[:, None] / 2, side, side]))


def expand(boxes: Boxes, margin: float) -> Boxes:
    """Each box widened on every side by `margin` times its own width and height."""
    grow = boxes[:, 2:] * margin
    return as_boxes(np.column_stack([boxes[:, :2] - grow, boxes[:, 2:] + 2 * grow]))


def clip(boxes: Boxes, width: int, height: int) -> Boxes:
    """The part of each box inside a picture of `width` x `height`; outside it the size becomes 0."""
    inside = np.empty((len(boxes), 4), np.int32)
    size = np.array([width, height])
    left_top = np.minimum(np.maximum(boxes[:, :2], 0), size)
    inside[:, :2] = left_top
    inside[:, 2:] = np.minimum(np.maximum(boxes[:, :2] + boxes[:, 2:], 0), size) - left_top
    return inside


def whole(width: int, height: int) -> Boxes:
    """The box of a whole picture, shape (1, 4)."""
    return np.array([[0, 0, width, height]], np.int32)


def similarity_transform(source: ArrayLike, target: ArrayLike) -> NDArray[np.float32]:
    """The rotation, uniform scale and shift that bring `source` nearest to `target` (least squares).

    Both have shape (K, 2) with K >= 2; the answer is float32 (2, 3), as cv2.warpAffine takes it.
    Umeyama, "Least-squares estimation of transformation parameters", PAMI 1991, without reflection.
    Raises ValueError for other shapes or points that coincide.
    """
    src, dst = np.asarray(source, np.float64), np.asarray(target, np.float64)
    if src.shape != dst.shape or src.ndim != 2 or src.shape[1] != 2 or len(src) < 2:
        raise ValueError(
            f"two sets of at least two points (K, 2) are needed, not {src.shape} and {dst.shape}"
        )
    src_mean, dst_mean = src.mean(0), dst.mean(0)
    src0, dst0 = src - src_mean, dst - dst_mean
    spread = (src0**2).sum()
    if spread < 1e-12:
        raise ValueError("the points coincide")
    # In two dimensions the best rotation has a closed form: complex multiplication.
    a = (src0 * dst0).sum() / spread
    b = (src0[:, 0] * dst0[:, 1] - src0[:, 1] * dst0[:, 0]).sum() / spread
    turn = np.array([[a, -b], [b, a]])
    return np.column_stack([turn, dst_mean - turn @ src_mean]).astype(np.float32)
