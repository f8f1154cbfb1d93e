"""How good a picture of a face is: size, sharpness, exposure, pose, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vision.crops import CropSpec, crop_faces
from vision.geometry import Box, Boxes
from vision.opencv import cv2

TOO_SMALL, TOO_DARK, TOO_BRIGHT = "too small", "too dark", "too bright"
LOW_CONTRAST, OUT_OF_FOCUS = "too little contrast", "out of focus"
TURNED_AWAY, TILTED = "turned away", "tilted"

_SPEC = CropSpec(width=64, height=64)  # the face's own square, always of this size
_LEAST_SIDE_PX, _GOOD_SIDE_PX = 32.0, 80.0
_LEAST_SHARPNESS, _GOOD_SHARPNESS = 0.012, 0.05
_DARK, _BRIGHT = 45.0, 215.0  # mean grey level of the face
_LEAST_SPREAD = 12.0  # standard deviation of its grey levels
_MOST_YAW_DEG, _MOST_PITCH_DEG, _MOST_ROLL_DEG = 40.0, 30.0, 45.0
_ENOUGH = 0.5  # the mark from which a property does not speak against the picture

# How the nose moves against eyes and mouth when the head turns: where it is in a frontal face, and how far
# it stands out, in sizes of the face. Fitted on GENKI-4K's labels, train part (docs/results/landmarks.md).
_NOSE_DOWN = 0.088
_STANDS_OUT_X, _STANDS_OUT_Y = 0.557, 0.4
_YAW_OFFSET_DEG = -0.8


@dataclass(frozen=True)
class FaceQuality:
    """What was measured of one face.

    size_px: root of the box's area. sharpness: detail in proportion to contrast, 0 and up, about .1 in focus.
    exposure: mean grey level, 0..255. yaw_deg: positive where the face looks to the picture's right;
    pitch_deg: where it looks up; roll_deg: where it is turned clockwise in the picture; all three
    not a number without points. score: 0..1, higher is better. reasons: short phrases for the user, the
    gravest first, none where nothing speaks against it.
    """

    size_px: float
    sharpness: float
    exposure: float
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    score: float
    reasons: tuple[str, ...] = ()


def assess(
    image_bgr: NDArray[np.uint8], box_px: Box, points_px: NDArray[np.float32] | None = None
) -> FaceQuality:
    """The quality of the face at `box_px` (4,) with points (5, 2), which may be absent or not a number."""
    grey = _grey_face(image_bgr, box_px[None])
    size = float(np.sqrt(max(0, int(box_px[2])) * max(0, int(box_px[3]))))
    sharpness, exposure, spread = sharpness_of(grey), float(grey.mean()), float(grey.std())
    yaw, pitch, roll = pose_deg(points_px) if points_px is not None else (np.nan,) * 3
    marks = {
        TOO_SMALL: _ramp(size, 0.5 * _LEAST_SIDE_PX, _LEAST_SIDE_PX, _GOOD_SIDE_PX),
        TOO_DARK: _ramp(exposure, 10.0, _DARK, 90.0),
        TOO_BRIGHT: _ramp(-exposure, -250.0, -_BRIGHT, -180.0),
        LOW_CONTRAST: _ramp(spread, 4.0, _LEAST_SPREAD, 25.0),
        OUT_OF_FOCUS: _ramp(sharpness, 0.0, _LEAST_SHARPNESS, _GOOD_SHARPNESS),
        TURNED_AWAY: min(
            _ramp(-abs(yaw), -80.0, -_MOST_YAW_DEG, -15.0), _ramp(-abs(pitch), -60.0, -_MOST_PITCH_DEG, -12.0)
        ),
        TILTED: _ramp(-abs(roll), -90.0, -_MOST_ROLL_DEG, -15.0),
    }
    worst_first = sorted((mark, reason) for reason, mark in marks.items() if mark < _ENOUGH)
    score = float(np.prod(list(marks.values())) ** (1 / 2))
    return FaceQuality(
        size, sharpness, exposure, yaw, pitch, roll, score, tuple(reason for _, reason in worst_first)
    )


def _ramp(value: float, none: float, enough: float, good: float) -> float:
    """0 at `none`, a half at `enough`, 1 from `good` on; 1 where there is no value."""
    if np.isnan(value):
        return 1.0
    return float(np.interp(value, [none, enough, good], [0.0, _ENOUGH, 1.0]))


def sharpness_of(grey: NDArray[np.uint8]) -> float:
    """Detail in proportion to contrast: variance of the Laplacian over the variance of the grey levels.

    Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000, made independent of
    contrast. `grey` is the face at a fixed size, slightly smoothed so that noise is no detail.
    """
    smooth = cv2.GaussianBlur(grey, (0, 0), 0.8).astype(np.float32)
    detail = cv2.Laplacian(smooth, cv2.CV_32F)[2:-2, 2:-2]
    return float(detail.var() / max(float(smooth.var()), 16.0))


def pose_deg(points_px: NDArray[np.float32]) -> tuple[float, float, float]:
    """Yaw, pitch and roll in degrees from five points (5, 2); not a number where a point is not.

    Coarse: five points tell a turned head from a frontal one, not one degree from the next.
    """
    if not np.isfinite(points_px).all():
        return np.nan, np.nan, np.nan
    points = points_px.astype(np.float64)
    eyes, mouth, nose = points[:2].mean(axis=0), points[3:].mean(axis=0), points[2]
    along = points[1] - points[0] + points[4] - points[3]
    width, down = float(np.hypot(*(points[1] - points[0]))), mouth - eyes
    if np.hypot(*along) < 1e-6 or width < 1e-6:
        return np.nan, np.nan, np.nan
    right = along / np.hypot(*along)
    below = np.array([-right[1], right[0]])
    size = np.sqrt((float(down @ below) ** 2 + width**2) / 2)
    moved = (nose - (eyes + mouth) / 2) / size
    yaw = _angle_deg(float(moved @ right) / _STANDS_OUT_X) + _YAW_OFFSET_DEG
    pitch = _angle_deg((_NOSE_DOWN - float(moved @ below)) / _STANDS_OUT_Y)
    return yaw, pitch, float(np.degrees(np.arctan2(right[1], right[0])))


def _angle_deg(sine: float) -> float:
    return float(np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0))))


def _grey_face(image_bgr: NDArray[np.uint8], boxes_px: Boxes) -> NDArray[np.uint8]:
    crop = crop_faces(image_bgr, boxes_px, _SPEC)[0]
    return np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), np.uint8)
