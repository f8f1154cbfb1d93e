"""Frames and facts refuse what they can't be, and frames can't be drawn into."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.engine.sources.base import Frame, SourceInfo


def _frame(image: np.ndarray, index: int = 0, at_s: float = 0.0) -> Frame:
    return Frame(image, index, captured_at_s=1.0, at_s=at_s, source="x")


def test_a_frame_is_read_only_and_knows_its_size() -> None:
    frame = _frame(np.zeros((4, 6, 3), np.uint8))
    assert (frame.width, frame.height) == (6, 4)
    with pytest.raises(ValueError, match="read-only"):
        frame.image_bgr[0, 0] = 1


def test_a_frame_lies_in_one_piece() -> None:
    flipped = np.arange(72, dtype=np.uint8).reshape(4, 6, 3)[:, ::-1]
    frame = _frame(flipped)
    assert frame.image_bgr.flags.c_contiguous
    assert np.array_equal(frame.image_bgr, flipped)


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((4, 6), np.uint8),
        np.zeros((4, 6, 4), np.uint8),
        np.zeros((0, 6, 3), np.uint8),
        np.zeros((4, 6, 3), np.float32),
    ],
)
def test_a_frame_refuses_what_is_no_picture(image: np.ndarray) -> None:
    with pytest.raises(ValueError, match="uint8"):
        _frame(image)


@pytest.mark.parametrize(("index", "at_s"), [(-1, 0.0), (0, -0.1), (0, float("nan"))])
def test_a_frame_refuses_a_place_before_the_start(index: int, at_s: float) -> None:
    with pytest.raises(ValueError, match="start"):
        _frame(np.zeros((4, 6, 3), np.uint8), index, at_s)


@pytest.mark.parametrize(
    "wrong",
    [
        {"width": 0},
        {"fps": 0.0},
        {"fps": float("inf")},
        {"frame_count": -1},
        {"duration_s": -1.0},
        {"duration_s": float("nan")},
    ],
)
def test_facts_refuse_what_can_not_be(wrong: dict[str, float]) -> None:
    right = {
        "kind": "video",
        "name": "x",
        "width": 4,
        "height": 3,
        "fps": 25.0,
        "frame_count": 2,
        "duration_s": 0.1,
        "seekable": True,
        "live": False,
    }
    SourceInfo(**right)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"size|frames|frame count|duration"):
        SourceInfo(**(right | wrong))  # type: ignore[arg-type]
