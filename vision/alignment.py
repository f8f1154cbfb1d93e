"""Faces laid over a template by five points: turned upright, and framed alike whoever proposed the box.

The points of a face are x, y in pixels of the picture: the eye on the picture's left, the eye on its right,
the nose tip, the mouth corner on the picture's left, the one on its right. Not known: no numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vision.geometry import similarity_transform
from vision.opencv import cv2

if TYPE_CHECKING:
    from vision.crops import CropSpec

Points = NDArray[np.float32]  # (N, 5, 2)

# Deng et al., "ArcFace", CVPR 2019: where the five points of a frontal face lie in a crop of 112 x 112.
FIVE_POINT_TEMPLATE_112: NDArray[np.float64] = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)
_TEMPLATE_SIDE = 112
_LEAST_SCALE, _MOST_SCALE = 1e-3, 1e3  # of pixels: beyond them the five points are no face's
_FINEST = 4  # samples a pixel of the crop, each way


def no_points(faces: int) -> Points:
    """The points of faces of which none are known: float32 (faces, 5, 2), not numbers."""
    return np.full((faces, 5, 2), np.nan, np.float32)


def align_faces(image_bgr: NDArray[np.uint8], points_px: Points, spec: CropSpec) -> NDArray[np.uint8]:
    """The faces of a BGR picture laid over the template: uint8 (N, height, width, 3), RGB.

    `spec.margin` and `spec.shift_y` widen and move the template's square. Raises ValueError for points that
    can't be a face's: not numbers, or all in one place. `crop_faces` takes the box for those.
    """
    crops = np.empty((len(points_px), spec.height, spec.width, 3), np.uint8)
    for crop, points in zip(crops, points_px, strict=True):
        to_crop = template_transform(points, spec)
        if to_crop is None:
            raise ValueError(f"these are not the points of a face: {points.tolist()}")
        warp_face(image_bgr, to_crop, crop)
    return crops


def template_transform(points_px: NDArray[np.float32], spec: CropSpec) -> NDArray[np.float64] | None:
    """What lays a face's points (5, 2) over the template in a crop of `spec`: (2, 3), from picture to crop.

    The square keeps its angles; the crop may be wider than high, as a box's crop may be. None where the
    points are not numbers or can't be a face's.
    """
    points = np.asarray(points_px, np.float64)
    if not np.isfinite(points).all() or np.ptp(points, axis=0).max() <= 0:
        return None
    # As cv2 counts: the centre of the first pixel is 0. At 112 x 112 without margin this is the template.
    similar = similarity_transform(points, FIVE_POINT_TEMPLATE_112).astype(np.float64)
    if not _LEAST_SCALE < np.hypot(*similar[:, 0]) < _MOST_SCALE:
        return None
    wide = _TEMPLATE_SIDE * (1 + 2 * spec.margin)
    corner = np.array([0.5, 0.5 + spec.shift_y]) * _TEMPLATE_SIDE - wide / 2
    scale = np.array([spec.width, spec.height]) / wide
    # From template pixels to the crop's: both counted from the corner of a pixel, not from its centre.
    similar[:, 2] += 0.5 - corner
    similar *= scale[:, None]
    similar[:, 2] -= 0.5
    return similar


def warp_face(image_bgr: NDArray[np.uint8], to_crop: NDArray[np.float64], out: NDArray[np.uint8]) -> None:
    """Fills `out` (height, width, 3), RGB, through `to_crop` (2, 3); what lies outside repeats the edge.

    Where the picture shrinks, each pixel of the crop is the mean of as many samples as it covers pixels.
    Faces of more than four times the crop are reduced by a whole number first, for speed.
    """
    height, width = out.shape[:2]
    shrink = 1 / np.sqrt(abs(np.linalg.det(to_crop[:, :2])))
    reduce = max(1, int(np.ceil(shrink / _FINEST)))
    region, to_crop = _reduced(image_bgr, to_crop, (width, height), reduce)
    samples = int(max(1, round(shrink / reduce)))
    finer = to_crop * samples
    finer[:, 2] += (samples - 1) / 2
    size = (width * samples, height * samples)
    bgr = cv2.warpAffine(region, finer, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if samples > 1:
        bgr = cv2.resize(bgr, (width, height), interpolation=cv2.INTER_AREA)
    cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB, dst=out)


def _reduced(
    image_bgr: NDArray[np.uint8], to_crop: NDArray[np.float64], size: tuple[int, int], reduce: int
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The part of the picture that the crop shows, reduced by area, and the way from there to the crop."""
    if reduce == 1:
        return image_bgr, to_crop
    to_picture = np.asarray(cv2.invertAffineTransform(to_crop), np.float64)
    right, bottom = size
    corners = np.array([[-1, -1, 1], [right, -1, 1], [-1, bottom, 1], [right, bottom, 1]]) @ to_picture.T
    height, width = image_bgr.shape[:2]
    x0, y0 = (int(value) for value in np.clip(corners.min(0) - reduce, 0, [width, height]))
    x1, y1 = (int(value) for value in np.clip(corners.max(0) + reduce, 0, [width, height]))
    columns, rows = (x1 - x0) // reduce, (y1 - y0) // reduce
    if min(columns, rows) < 1:  # hardly anything of the face is in the picture
        return image_bgr, to_crop
    region = image_bgr[y0 : y0 + rows * reduce, x0 : x0 + columns * reduce]
    small = np.asarray(cv2.resize(region, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
    # A pixel of the reduced region lies at the centre of the block that it stands for.
    centre = np.array([x0, y0]) + (reduce - 1) / 2
    there = np.column_stack([to_crop[:, :2] * reduce, to_crop[:, :2] @ centre + to_crop[:, 2]])
    return small, there
