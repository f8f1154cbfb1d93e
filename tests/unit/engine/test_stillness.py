"""A picture that stands still is looked at ten times a second, one that moves at every frame."""

from __future__ import annotations

import numpy as np

from desktop.engine.sources.base import Frame
from desktop.engine.stillness import Stillness

_GREY = np.full((360, 640, 3), 120, np.uint8)
_NOISE = np.random.default_rng(1)


def _seconds(stillness: Stillness, first: int, seconds: float, moving: bool = False) -> int:
    """How many of so many seconds' pictures are looked at, from a camera of 30 a second."""
    return sum(_looked_at(stillness, n, moving) for n in range(first, first + round(30 * seconds)))


def _looked_at(stillness: Stillness, number: int, moving: bool = False) -> bool:
    image = (_GREY + _NOISE.normal(0, 3, _GREY.shape)).astype(np.uint8)
    if moving:
        left = 10 * (number % 50)
        image[150:250, left : left + 100] = 220
    return not stillness.passes_over(Frame(image, number, 100 + number / 30, number / 30, "camera:0"))


def test_a_still_picture_is_looked_at_five_times_a_second_after_two_seconds() -> None:
    stillness = Stillness()
    assert _seconds(stillness, 0, 2) == 60
    assert 4 <= _seconds(stillness, 61, 1) <= 6


def test_what_moves_is_looked_at_in_every_frame_and_ends_the_rest_at_once() -> None:
    stillness = Stillness()
    assert _seconds(stillness, 0, 2.5, moving=True) == 75
    assert _seconds(stillness, 75, 3) < 75
    assert _looked_at(stillness, 165, moving=True)


def test_a_face_in_view_is_looked_at_in_every_frame() -> None:
    stillness = Stillness()
    _seconds(stillness, 0, 3)
    stillness.stir()
    assert _seconds(stillness, 90, 1.9) == 57


def test_it_rests_while_nothing_moves_and_no_longer() -> None:
    stillness = Stillness()
    _seconds(stillness, 0, 2.5, moving=True)
    assert not stillness.rests
    _seconds(stillness, 75, 3)
    assert stillness.rests
    _looked_at(stillness, 165, moving=True)
    assert not stillness.rests
    _seconds(stillness, 166, 3)
    stillness.stir()
    assert not stillness.rests
