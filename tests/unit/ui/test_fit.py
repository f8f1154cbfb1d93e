"""How pictures lie in their space, mirrored or not, and where portraits are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.live.fit import fit, portrait_px

SIDES = st.integers(1, 5000)


def test_a_wide_picture_is_letterboxed() -> None:
    place = fit((1280, 720), (640, 640))
    assert (place.x, place.y, place.width, place.height, place.scale) == (0, 140, 640, 360, 0.5)
    assert place.rect((100, 200, 50, 60)) == (50, 240, 25, 30)


def test_a_mirrored_box_keeps_its_distance_from_the_other_side() -> None:
    place = fit((1280, 720), (640, 640), mirrored=True)
    assert place.rect((100, 200, 50, 60)) == (640 - 50 - 25, 240, 25, 30)


@pytest.mark.parametrize(("picture", "view"), [((0, 10), (5, 5)), ((10, 10), (0, 5)), ((10, 0), (5, 0))])
def test_without_room_or_picture_nothing_is_shown(picture: tuple[int, int], view: tuple[int, int]) -> None:
    assert fit(picture, view).rect((1, 1, 5, 5)) == (0, 0, 0, 0)


@given(SIDES, SIDES, SIDES, SIDES, st.booleans())
def test_the_whole_picture_fills_its_place_and_stays_in_view(
    width: int, height: int, across: int, down: int, mirrored: bool
) -> None:
    place = fit((width, height), (across, down), mirrored)
    x, y, shown_width, shown_height = place.rect((0, 0, width, height))
    assert (x, y) == pytest.approx((place.x, place.y), abs=1e-6)
    assert (shown_width, shown_height) == pytest.approx((place.width, place.height))
    assert x >= -1e-6
    assert y >= -1e-6
    assert x + shown_width <= across + 1e-6
    assert y + shown_height <= down + 1e-6


@given(st.integers(-50, 700), st.integers(-50, 500), st.integers(1, 700), st.integers(1, 500))
def test_a_portrait_is_a_square_inside_the_picture(x: int, y: int, width: int, height: int) -> None:
    left, top, side, down = portrait_px((x, y, width, height), (640, 480))
    assert side == down >= 1
    assert left >= 0
    assert top >= 0
    assert left + side <= 640
    assert top + side <= 480
