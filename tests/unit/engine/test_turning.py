"""How far a camera turned, and what no turn of it explains."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.engine.turning import moved, turn
from vision.opencv import cv2


def room(number: int = 0) -> np.ndarray:
    few = np.random.default_rng(number).integers(0, 256, (9, 24), np.uint8)
    return np.asarray(cv2.resize(few, (160, 90), interpolation=cv2.INTER_CUBIC), np.uint8)


def view(across: int, down: int, size: tuple[int, int] = (80, 45)) -> np.ndarray:
    x, y = 40 - across, 20 - down
    return room()[y : y + size[1], x : x + size[0]].copy()


@pytest.mark.parametrize("shift", [(1, 0), (-3, 0), (7, -4), (0, 5), (10, 0)])
@pytest.mark.parametrize("size", [(80, 45), (80, 60), (45, 65), (53, 37)])
def test_a_turn_is_told_to_a_pixel(shift: tuple[int, int], size: tuple[int, int]) -> None:
    assert turn(view(0, 0, size), view(*shift, size)) == pytest.approx(shift, abs=1.0)


def test_what_stands_still_and_its_noise_is_no_turn() -> None:
    noise = np.random.default_rng(1).normal(0, 2, view(0, 0).shape)
    assert turn(view(0, 0), view(0, 0)).tolist() == [0, 0]
    assert turn(view(0, 0), np.clip(view(0, 0) + noise, 0, 255).astype(np.uint8)).tolist() == [0, 0]


def test_another_picture_another_light_and_somebody_who_comes_are_no_turn() -> None:
    somebody, lamp, dark = view(0, 0), np.full((45, 80), 60, np.uint8), np.full((45, 80), 60, np.uint8)
    somebody[10:40, 30:55] = 230
    lamp[20:30, :7] = 200
    for other in (room(5)[20:65, 40:120], view(0, 0) // 2, somebody):
        assert turn(view(0, 0), other).tolist() == [0, 0]
    assert turn(lamp, dark).tolist() == turn(dark, lamp).tolist() == [0, 0]


def test_pictures_of_hardly_any_size_have_no_turn() -> None:
    assert turn(np.zeros((1, 80), np.uint8), np.full((1, 80), 200, np.uint8)).tolist() == [0, 0]


def test_a_picture_is_moved_and_what_comes_in_is_nothing() -> None:
    picture = np.arange(1, 13, dtype=np.int32).reshape(3, 4)
    assert moved(picture, 1, 0).tolist() == [[0, 1, 2, 3], [0, 5, 6, 7], [0, 9, 10, 11]]
    assert moved(picture, -2, 1).tolist() == [[0, 0, 0, 0], [3, 4, 0, 0], [7, 8, 0, 0]]
    assert not moved(picture, 9, 0).any()
