"""Boxes and the similarity transform, against plain arithmetic and OpenCV's own estimate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vision.geometry import (
    as_boxes,
    clip,
    empty_boxes,
    expand,
    iou,
    iou_of,
    similarity_transform,
    square,
    whole,
)
from vision.opencv import cv2

QUICK = settings(deadline=None, derandomize=True, database=None, max_examples=80)
box = st.tuples(*[st.integers(-300, 300)] * 2, *[st.integers(1, 300)] * 2)


@pytest.mark.parametrize("nothing", [[], (), np.zeros((0, 4)), empty_boxes(), iter(())])
def test_no_boxes_have_four_columns(nothing: object) -> None:
    assert as_boxes(nothing).shape == (0, 4)  # type: ignore[arg-type]
    assert as_boxes(nothing).dtype == np.int32  # type: ignore[arg-type]


def test_boxes_are_rounded_not_cut() -> None:
    assert as_boxes([(0.6, -0.6, 9.9, 10.2)]).tolist() == [[1, -1, 10, 10]]
    assert as_boxes(np.array([[1, 2, 3, 4]], np.int64)).dtype == np.int32


@pytest.mark.parametrize("wrong", [[1, 2, 3, 4], [(1, 2, 3)], np.ones((2, 5)), np.ones((1, 2, 4))])
def test_other_shapes_are_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"\(N, 4\)"):
        as_boxes(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 3e9])
def test_numbers_that_no_pixel_has_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match="pixel"):
        as_boxes([(value, 0, 10, 10)])


def test_overlap_worked_by_hand() -> None:
    a = as_boxes([(0, 0, 10, 10), (0, 0, 4, 4)])
    b = as_boxes([(0, 0, 10, 10), (5, 0, 10, 10), (10, 0, 5, 5), (2, 2, 4, 4), (3, 3, 0, 0)])
    expected = [[1, 50 / 150, 0, 16 / 100, 0], [16 / 100, 0, 0, 4 / 28, 0]]
    assert iou(a, b).dtype == np.float32
    assert iou(a, b) == pytest.approx(np.array(expected), abs=1e-6)
    assert iou(a, empty_boxes()).shape == (2, 0)
    assert iou(empty_boxes(), b).shape == (0, 5)


@QUICK
@given(box, box)
def test_overlap_counted_pixel_by_pixel(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    canvas = np.zeros((2, 950, 950), bool)
    for layer, (x, y, width, height) in zip(canvas, (a, b), strict=True):
        layer[y + 300 : y + 300 + height, x + 300 : x + 300 + width] = True
    counted = (canvas[0] & canvas[1]).sum() / (canvas[0] | canvas[1]).sum()
    assert iou(as_boxes([a]), as_boxes([b]))[0, 0] == pytest.approx(counted, abs=1e-6)
    assert iou_of(as_boxes([a])[0], as_boxes([b])[0]) == pytest.approx(counted, abs=1e-6)


def test_huge_boxes_do_not_overflow() -> None:
    big = as_boxes([(0, 0, 100_000, 100_000)])
    assert iou(big, big)[0, 0] == 1


@QUICK
@given(box)
def test_a_square_holds_the_box_and_keeps_its_centre(given_box: tuple[int, ...]) -> None:
    x, y, width, height = given_box
    left, top, side, other = square(as_boxes([given_box]))[0].tolist()
    assert side == other == max(width, height)
    assert abs(left + side / 2 - (x + width / 2)) <= 0.5
    assert abs(top + side / 2 - (y + height / 2)) <= 0.5


def test_expand_by_hand() -> None:
    assert expand(as_boxes([(10, 20, 100, 50)]), 0.1).tolist() == [[0, 15, 120, 60]]
    assert expand(as_boxes([(10, 20, 100, 50)]), -0.1).tolist() == [[20, 25, 80, 40]]
    for function in (square, lambda boxes: expand(boxes, 0.3), lambda boxes: clip(boxes, 5, 5)):
        assert function(empty_boxes()).shape == (0, 4)


def test_clip_by_hand() -> None:
    boxes = as_boxes(
        [(-5, -5, 10, 10), (95, 40, 10, 20), (2, 3, 4, 5), (200, 0, 9, 9), (-20, 0, 9, 9), (-5, -5, 300, 300)]
    )
    clipped = clip(boxes, 100, 50)
    assert clipped.dtype == np.int32
    assert clipped[[0, 1, 2, 5]].tolist() == [[0, 0, 5, 5], [95, 40, 5, 10], [2, 3, 4, 5], [0, 0, 100, 50]]
    assert (clipped[[3, 4], 2] == 0).all()
    assert whole(100, 50).tolist() == [[0, 0, 100, 50]]


@pytest.mark.parametrize("degrees", [-170, -30, 0, 12.5, 90, 180])
@pytest.mark.parametrize("scale", [0.2, 1.0, 3.5])
def test_a_known_turn_scale_and_shift_is_found(degrees: float, scale: float) -> None:
    points = np.array([(38.3, 51.7), (73.5, 51.5), (56.0, 71.7), (41.5, 92.4), (70.7, 92.2)])
    angle = np.deg2rad(degrees)
    known = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * scale
    matrix = similarity_transform(points, points @ known.T + (300, -40))
    assert matrix.dtype == np.float32
    assert matrix == pytest.approx(np.column_stack([known, (300, -40)]), abs=2e-3)


def test_among_inexact_points_it_agrees_with_opencv() -> None:
    random = np.random.default_rng(5)
    for _ in range(20):
        source = random.uniform(0, 100, (5, 2))
        target = source * random.uniform(0.5, 2) + random.uniform(-30, 30, 2) + random.normal(0, 2, (5, 2))
        theirs, _ = cv2.estimateAffinePartial2D(source, target, method=cv2.LMEDS, ransacReprojThreshold=1e6)
        exact, _ = cv2.estimateAffinePartial2D(
            source, source * 1.5 + 7, method=cv2.RANSAC, ransacReprojThreshold=1e6, refineIters=100
        )
        assert similarity_transform(source, source * 1.5 + 7) == pytest.approx(exact, abs=1e-3)
        # Least squares over all five is never further from them than OpenCV's estimate from the best few.
        ones = np.column_stack([source, np.ones(5)])
        ours = ((ones @ similarity_transform(source, target).T - target) ** 2).sum()
        assert ours <= ((ones @ theirs.T - target) ** 2).sum() + 1e-3


def test_a_mirrored_face_is_not_mirrored_back() -> None:
    source = np.array([(0, 0), (10, 0), (0, 20)])
    matrix = similarity_transform(source, source * (-1, 1))
    assert np.linalg.det(matrix[:, :2]) >= 0


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ([(0, 0)], [(1, 1)]),
        (np.ones((3, 2)), np.ones((4, 2))),
        (np.ones((3, 3)), np.ones((3, 3))),
        (np.ones((5, 2)), np.eye(5, 2)),
    ],
)
def test_points_that_tell_nothing_are_refused(source: object, target: object) -> None:
    with pytest.raises(ValueError):
        similarity_transform(source, target)  # type: ignore[arg-type]
