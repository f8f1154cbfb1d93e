"""A closer look gives better points, and keeps those of a face that it does not see."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.pulled_models import pulled_root
from vision.geometry import as_boxes
from vision.sharp_points import PointSharpener, as_found, sharpener

Picture = NDArray[np.uint8]

FILE = "yunet/face_detection_yunet_2023mar_int8bq.onnx"
FACE = (178, 62, 92, 115)  # in the astronaut's picture, drawn by hand: brows to chin, ear to ear
POINTS = np.array([(203, 101), (247, 103), (223, 126), (205, 142), (243, 142)], np.float32)  # set by hand


def test_points_move_to_where_they_belong(astronaut_bgr: Picture) -> None:
    sharpen = PointSharpener(pulled_root(FILE) / FILE)
    rough = POINTS[None] + np.array([12, -9], np.float32)
    sharp = sharpen(astronaut_bgr, as_boxes([FACE]), rough)
    assert sharp.dtype == np.float32
    assert np.abs(sharp[0] - POINTS).max() < 8


def test_what_is_no_face_keeps_its_points(astronaut_bgr: Picture) -> None:
    sharpen = PointSharpener(pulled_root(FILE) / FILE)
    blank = np.full_like(astronaut_bgr, 90)
    rough = POINTS[None].copy()
    assert np.array_equal(sharpen(blank, as_boxes([FACE]), rough), rough)
    assert sharpen(blank, as_boxes(np.zeros((0, 4))), rough[:0]).shape == (0, 5, 2)


def test_without_the_model_points_stay(
    astronaut_bgr: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vision.yunet.pulled_models_root", lambda: tmp_path)
    assert sharpener() is as_found
    assert as_found(astronaut_bgr, as_boxes([FACE]), POINTS[None]) is not None
