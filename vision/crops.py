"""The one way from a picture and a box to what a model sees. Trainer, evaluation and window all crop here."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from vision.alignment import Points, template_transform, warp_face
from vision.geometry import Boxes
from vision.opencv import cv2
from vision.picture_steps import Step, take_steps

Crops = NDArray[np.uint8]
_REMAP_STEPS = 32  # a pixel

# The square of the five-point template around a plain box: its side, and how far its centre lies below the
# box's, in sides of the box. Medians over the 1,496 faces of shared/data/lfw that Haar and YuNet both find;
# tests/benchmarks/template_square.py measures them.
_TEMPLATE_SIDE, _TEMPLATE_DOWN = 1.12, -0.07


class CropSpec(BaseModel):
    """How a face is cut out: a square around the face, widened, moved and resized.

    `align` says which square. "box": around the box, upright. "five_points": the square of the five-point
    template (`vision.alignment`) laid over the face's own points, turned with it.
    `margin` is added on every side as a share of the square's side, `shift_y` moves the square down by a
    share of its side. Where the square leaves the picture, the edge is repeated (`border`).
    `steps` are then taken on the crop, in order: `vision.picture_steps`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    width: int = Field(ge=8, le=1024)
    height: int = Field(ge=8, le=1024)
    margin: float = Field(default=0.0, ge=-0.4, le=2.0)
    shift_y: float = Field(default=0.0, ge=-1.0, le=1.0)
    border: Literal["replicate"] = "replicate"
    align: Literal["box", "five_points"] = "box"
    steps: tuple[Step, ...] = ()


def crop_faces(
    image_bgr: NDArray[np.uint8], boxes_px: Boxes, spec: CropSpec, points_px: Points | None = None
) -> Crops:
    """The faces of a BGR picture as uint8 (N, height, width, 3), RGB, in the order of the boxes (N, 4).

    `points_px` (N, 5, 2) count where the spec aligns by them. A face without points (not a number) gets the
    upright square that has the same framing on average.
    """
    crops = np.empty((len(boxes_px), spec.height, spec.width, 3), np.uint8)
    points = _points_or_none(boxes_px, points_px if spec.align == "five_points" else None)
    for crop, box, face in zip(crops, boxes_px, points, strict=True):
        to_crop = None if face is None else template_transform(face, spec)
        if to_crop is None:
            _crop_square(image_bgr, *_square_of(box, spec), crop)
        else:
            warp_face(image_bgr, to_crop, crop)
        take_steps(crop, spec.steps)
    return crops


def _points_or_none(boxes_px: Boxes, points_px: Points | None) -> list[NDArray[np.float32] | None]:
    if points_px is None:
        return [None] * len(boxes_px)
    if points_px.shape != (len(boxes_px), 5, 2):
        raise ValueError(f"{len(boxes_px)} boxes have ({len(boxes_px)}, 5, 2) points, not {points_px.shape}")
    return list(points_px)


def crop_whole(image_bgr: NDArray[np.uint8], spec: CropSpec) -> Crops:
    """The centre square of the picture, no margin added: uint8 (1, height, width, 3), RGB.

    For pictures that are a face already, and where no face was found.
    """
    height, width = image_bgr.shape[:2]
    side = min(width, height)
    crop = np.empty((1, spec.height, spec.width, 3), np.uint8)
    _crop_square(image_bgr, (width - side) / 2, (height - side) / 2, side, crop[0])
    take_steps(crop[0], spec.steps)
    return crop


def _square_of(box: NDArray[np.int32], spec: CropSpec) -> tuple[float, float, float]:
    """Left, top and side of the square to cut, in pixels of the picture, not rounded."""
    x, y, width, height = (float(value) for value in box)
    side = max(width, height, 1.0)
    if spec.align == "five_points":
        y += _TEMPLATE_DOWN * side
        side *= _TEMPLATE_SIDE
    wide = side * (1 + 2 * spec.margin)
    return x + (width - wide) / 2, y + (height - wide) / 2 + spec.shift_y * side, wide


def _crop_square(image_bgr: NDArray[np.uint8], left: float, top: float, side: float, out: Crops) -> None:
    """Cuts a square and resizes it into `out` (height, width, 3) RGB: by area where it shrinks, else linear.

    Where a pixel of the crop is as large as one of the picture, the two are the same. Squares of four times
    the crop or more are halved first, for speed, down to two to four times.
    """
    halvings = max(0, int(np.log2(max(1.0, side / max(out.shape[:2])))) - 1)
    shrink = 2**halvings
    # One pixel more on the left than the square has, reduced as it is: linear interpolation looks at it.
    x0, y0 = int(np.floor(left)) - shrink, int(np.floor(top)) - shrink
    span = (int(np.ceil(side)) // shrink + 4) * shrink
    region = _region(image_bgr, x0, y0, span)
    for _ in range(halvings):
        half = (region.shape[1] // 2, region.shape[0] // 2)
        region = np.asarray(cv2.resize(region, half, interpolation=cv2.INTER_AREA), np.uint8)
    resize = _by_area if side > min(out.shape[:2]) else _linear
    bgr = resize(region, (left - x0) / shrink, (top - y0) / shrink, side / shrink, out.shape)
    cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB, dst=out)


def _linear(
    region: NDArray[np.uint8], left: float, top: float, side: float, shape: tuple[int, ...]
) -> NDArray[np.uint8]:
    """The square at (left, top) of `region`, enlarged to `shape` by linear interpolation."""
    scale_x, scale_y = side / shape[1], side / shape[0]
    # From the centre of an output pixel to the place in `region` that it shows.
    to_region = np.array([[scale_x, 0, left + scale_x / 2 - 0.5], [0, scale_y, top + scale_y / 2 - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (shape[1], shape[0])
    enlarged = cv2.warpAffine(region, to_region, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(enlarged, np.uint8)


def _by_area(
    region: NDArray[np.uint8], left: float, top: float, side: float, shape: tuple[int, ...]
) -> NDArray[np.uint8]:
    """The square at (left, top) of `region`, each pixel of `shape` the mean of the area that it covers.

    What cv2.INTER_AREA does, for squares that begin between two pixels too, and faster: sums over the area
    come from the summed-area table (Crow, "Summed-area tables for texture mapping", SIGGRAPH 1984), looked
    up where the pixels' corners lie.
    """
    height, width = shape[:2]
    # Single precision is twice as fast, while every sum of whole numbers fits into its 24 bits.
    fits = region.shape[0] * region.shape[1] * 255 < 2**24
    table = cv2.integral(region, sdepth=cv2.CV_32F if fits else cv2.CV_64F)
    x = _in_steps(left, side / width, width)
    y = _in_steps(top, side / height, height)
    corners = cv2.remap(table, *_grid(x, y), interpolation=cv2.INTER_LINEAR)
    rows = (corners[1:] - corners[:-1]).reshape(height, -1)
    sums = rows[:, 3:] - rows[:, :-3]
    sums /= (y[1:] - y[:-1])[:, None] * np.repeat(x[1:] - x[:-1], 3)
    return np.asarray(np.rint(sums, out=sums), np.uint8).reshape(height, width, 3)


def _in_steps(first: float, step: float, count: int) -> NDArray[np.float32]:
    """`count` + 1 places, rounded to what cv2.remap resolves, so that areas are known as it takes them."""
    steps = np.rint((first + step * _up_to(count + 1)) * _REMAP_STEPS)
    places: NDArray[np.float32] = (steps / _REMAP_STEPS).astype(np.float32)
    return places


@lru_cache(maxsize=8)
def _up_to(count: int) -> NDArray[np.int64]:
    return np.arange(count)


def _grid(x: NDArray[np.float32], y: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    across, down = np.empty((2, len(y), len(x)), np.float32)
    across[:], down[:] = x, y[:, None]
    return across, down


def _region(image_bgr: NDArray[np.uint8], x0: int, y0: int, span: int) -> NDArray[np.uint8]:
    """The square of `span` pixels at (x0, y0); what lies outside the picture repeats its edge."""
    height, width = image_bgr.shape[:2]
    first_x, first_y = min(max(x0, 0), width - 1), min(max(y0, 0), height - 1)
    last_x, last_y = max(min(x0 + span, width), first_x + 1), max(min(y0 + span, height), first_y + 1)
    inside = image_bgr[first_y:last_y, first_x:last_x]
    missing_x, missing_y = span - inside.shape[1], span - inside.shape[0]
    if not (missing_x or missing_y):
        return inside
    left, top = min(max(0, -x0), missing_x), min(max(0, -y0), missing_y)
    edges = (top, missing_y - top, left, missing_x - left)
    return np.asarray(cv2.copyMakeBorder(inside, *edges, cv2.BORDER_REPLICATE), np.uint8)
