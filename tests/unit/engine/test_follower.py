"""Following what a face looked like: it holds a moved patch, and lets go of what is gone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from desktop.engine.follower import Follower
from desktop.engine.tracker import Track
from vision.opencv import cv2


def background(seed: int = 0) -> np.ndarray:
    """Soft blotches (360, 480, 3)."""
    noise = np.random.default_rng(seed).integers(0, 255, (12, 16, 3), np.uint8)
    return cv2.resize(noise, (480, 360), interpolation=cv2.INTER_CUBIC)


def face_picture(side: int) -> np.ndarray:
    """Something like a face: an oval with eyes and a mouth."""
    face = np.full((side, side, 3), (90, 60, 40), np.uint8)
    cv2.ellipse(face, (side // 2, side // 2), (side // 3, side // 2 - 2), 0, 0, 360, (150, 180, 220), -1)
    for x in (side * 3 // 8, side * 5 // 8):
        cv2.circle(face, (x, side * 2 // 5), side // 14, (30, 30, 30), -1)
    cv2.ellipse(face, (side // 2, side * 7 // 10), (side // 7, side // 20), 0, 0, 360, (60, 60, 160), -1)
    return face


def scene(x: int | None, y: int = 0, side: int = 80) -> np.ndarray:
    picture = background()
    if x is not None:
        picture[y : y + side, x : x + side] = face_picture(side)
    return picture


def track(box: Sequence[int], *, held: bool = False, key: int = 7) -> Track:
    return Track(key, 1, np.array(box, np.int32), 5, 0.0, 0.0, held=held)


def follow(follower: Follower, picture: np.ndarray, box: Sequence[int]) -> list[int] | None:
    places = follower.follow(picture, [track(box)])
    return None if 7 not in places else places[7].tolist()


@pytest.mark.parametrize("side", [40, 80, 160])
@pytest.mark.parametrize(("right", "down"), [(0.0, 0.0), (0.2, 0.1), (-0.25, -0.1), (0.1, -0.25)])
def test_a_moved_patch_is_found_where_it_went(side: int, right: float, down: float) -> None:
    follower = Follower()
    follower.remember(scene(150, 100, side), [])
    x, y = round(150 + right * side), round(100 + down * side)
    place = follow(follower, scene(x, y, side), (150, 100, side, side))
    assert place is not None
    assert place == pytest.approx([x, y, side, side], abs=max(2, side // 20))


def test_a_patch_is_held_along_a_way_far_longer_than_the_search() -> None:
    follower = Follower()
    box = [60, 100, 80, 80]
    follower.remember(scene(60, 100), [])
    for x in range(68, 300, 8):
        picture = scene(x, 100)
        found = follow(follower, picture, box)
        assert found is not None
        assert found == pytest.approx([x, 100, 80, 80], abs=3)
        box = found
        follower.remember(picture, [track(box, held=True)])


@pytest.mark.parametrize("now", ["gone", "black", "grey", "another scene"])
def test_it_lets_go_of_a_face_that_is_gone(now: str) -> None:
    follower = Follower()
    follower.remember(scene(150, 100), [])
    picture = {
        "gone": scene(None),
        "black": np.zeros((360, 480, 3), np.uint8),
        "grey": np.full((360, 480, 3), 127, np.uint8),
        "another scene": background(3),
    }[now]
    assert follow(follower, picture, (150, 100, 80, 80)) is None


def test_it_lets_go_of_a_flat_patch() -> None:
    """A flat patch looks like every other one: nothing may be followed by it."""
    flat = np.full((360, 480, 3), 127, np.uint8)
    follower = Follower()
    follower.remember(flat, [])
    assert follow(follower, background(), (150, 100, 80, 80)) is None
    assert follow(follower, flat, (150, 100, 80, 80)) is None


def test_a_darker_picture_of_the_same_face_is_still_it() -> None:
    follower = Follower()
    follower.remember(scene(150, 100), [])
    darker = (scene(160, 100) * 0.6).astype(np.uint8)
    assert follow(follower, darker, (150, 100, 80, 80)) == pytest.approx([160, 100, 80, 80], abs=4)


def test_what_a_face_looked_like_is_kept_while_it_is_held_and_no_longer() -> None:
    follower = Follower()
    follower.remember(scene(150, 100), [])
    assert follow(follower, scene(152, 100), (150, 100, 80, 80)) is not None
    follower.remember(scene(None), [track((152, 100, 80, 80), held=True)])
    assert follow(follower, scene(154, 100), (152, 100, 80, 80)) is not None  # by the look kept from before
    follower.remember(scene(None), [track((154, 100, 80, 80))])
    assert (
        follow(follower, scene(154, 100), (154, 100, 80, 80)) is None
    )  # by the last picture: without a face


@pytest.mark.parametrize("box", [(-10, 100, 80, 80), (450, 100, 80, 80), (0, 0, 20, 20), (600, 600, 80, 80)])
def test_boxes_that_are_too_small_or_outside_are_not_followed(box: tuple[int, int, int, int]) -> None:
    follower = Follower()
    follower.remember(scene(None), [])
    assert follow(follower, scene(None), box) is None


def test_before_the_first_picture_there_is_nothing_to_follow() -> None:
    assert Follower().follow(scene(None), [track((150, 100, 80, 80))]) == {}


def test_a_picture_of_another_size_is_no_error() -> None:
    follower = Follower()
    follower.remember(scene(150, 100), [])
    small = np.zeros((60, 80, 3), np.uint8)
    assert follow(follower, small, (150, 100, 80, 80)) is None
