"""What is said of a good picture of a face, and of the same one spoilt."""

from __future__ import annotations

import numpy as np
import pytest

from vision.face_quality import (
    OUT_OF_FOCUS,
    TILTED,
    TOO_BRIGHT,
    TOO_DARK,
    TOO_SMALL,
    TURNED_AWAY,
    assess,
    pose_deg,
)
from vision.opencv import cv2

FACE = np.array([172, 55, 90, 115], np.int32)  # the astronaut's, of 512 x 512, drawn by hand
FRONTAL = np.array([(30, 40), (70, 40), (50, 60), (34, 82), (66, 82)], np.float32)


def turned(points: np.ndarray, degrees: float) -> np.ndarray:
    """Clockwise as one looks at the picture."""
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return ((points - 50) @ turn.T + 50).astype(np.float32)


def test_a_good_portrait_has_nothing_against_it(astronaut_bgr):
    quality = assess(astronaut_bgr, FACE, FRONTAL)
    assert quality.reasons == ()
    assert quality.score > 0.5
    assert abs(quality.size_px - np.sqrt(90 * 115)) < 0.01


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda image: (image * 0.12).astype(np.uint8), TOO_DARK),
        (lambda image: np.minimum(image.astype(int) // 8 + 225, 255).astype(np.uint8), TOO_BRIGHT),
        (lambda image: cv2.GaussianBlur(image, (0, 0), 6), OUT_OF_FOCUS),
    ],
)
def test_a_spoilt_one_is_told_why(astronaut_bgr, spoil, reason):
    good, bad = assess(astronaut_bgr, FACE, FRONTAL), assess(spoil(astronaut_bgr), FACE, FRONTAL)
    assert reason in bad.reasons
    assert bad.score < good.score


def test_more_blur_is_less_sharp(astronaut_bgr):
    sharpness = [
        assess(cv2.GaussianBlur(astronaut_bgr, (0, 0), sigma), FACE).sharpness for sigma in (0.5, 1, 2, 4, 8)
    ]
    assert sharpness == sorted(sharpness, reverse=True)


def test_sharpness_is_not_contrast(astronaut_bgr):
    pale = (astronaut_bgr * 0.5 + 60).astype(np.uint8)
    assert assess(pale, FACE).sharpness == pytest.approx(assess(astronaut_bgr, FACE).sharpness, rel=0.2)


def test_a_small_face_is_too_small(astronaut_bgr):
    small = cv2.resize(astronaut_bgr, (100, 100), interpolation=cv2.INTER_AREA)
    assert TOO_SMALL in assess(small, (FACE // 5).astype(np.int32)).reasons


@pytest.mark.parametrize("degrees", [-40, -10, 0, 25, 60])
def test_roll_is_the_turn_in_the_picture(degrees):
    yaw, pitch, roll = pose_deg(turned(FRONTAL, degrees))
    assert roll == pytest.approx(degrees, abs=0.01)
    assert pose_deg(FRONTAL)[:2] == pytest.approx((yaw, pitch), abs=0.01)


def test_yaw_and_pitch_follow_the_nose():
    def with_nose(x, y):
        points = FRONTAL.copy()
        points[2] = x, y
        return pose_deg(points)

    assert with_nose(60, 62)[0] > 10 > -10 > with_nose(40, 62)[0]
    assert with_nose(50, 52)[1] > 10 > -10 > with_nose(50, 76)[1]


def test_turned_and_tilted_faces_are_said_so(astronaut_bgr):
    profile = FRONTAL.copy()
    profile[2] = 72, 62
    assert TURNED_AWAY in assess(astronaut_bgr, FACE, profile).reasons
    assert TILTED in assess(astronaut_bgr, FACE, turned(FRONTAL, 70)).reasons


@pytest.mark.parametrize("points", [None, np.full((5, 2), np.nan, np.float32), np.zeros((5, 2), np.float32)])
def test_without_points_there_is_no_pose_and_nothing_is_held_against_it(astronaut_bgr, points):
    quality = assess(astronaut_bgr, FACE, points)
    assert np.isnan([quality.yaw_deg, quality.pitch_deg, quality.roll_deg]).all()
    assert TURNED_AWAY not in quality.reasons


def test_a_flat_picture_is_no_good(astronaut_bgr):
    flat = np.full_like(astronaut_bgr, 128)
    quality = assess(flat, FACE)
    assert quality.score < 0.2
    assert quality.reasons
