"""What changed in a picture since it was searched: new things, not noise, not the known faces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from desktop.engine.scene import Scene
from vision.opencv import cv2

FACE = np.array([200, 120, 90, 120], np.int32)


def picture(*things: tuple[int, int, int, int], size: tuple[int, int] = (640, 360)) -> np.ndarray:
    """A grey picture (height, width, 3) with white things."""
    drawn = np.full((size[1], size[0], 3), 90, np.uint8)
    for x, y, width, height in things:
        drawn[y : y + height, x : x + width] = 220
    return drawn


def searched(*things: tuple[int, int, int, int]) -> Scene:
    scene = Scene()
    scene.see(picture(*things))
    scene.searched()
    return scene


def test_the_first_picture_is_all_new() -> None:
    scene = Scene()
    assert not len(scene.changed([])), "nothing was seen yet"
    scene.see(picture())
    (box,) = scene.changed([])
    assert scene.shares(box[None])[0] == pytest.approx(1.0)


def test_a_picture_that_stands_still_has_not_changed_whatever_its_noise() -> None:
    scene, random = searched(), np.random.default_rng(0)
    for _ in range(5):
        noise = random.normal(0, 8, (360, 640, 3))
        scene.see(np.clip(picture() + noise, 0, 255).astype(np.uint8))
        assert not len(scene.changed([]))


def test_noise_stands_still_and_a_camera_that_moves_a_little_does_not() -> None:
    scene, random = searched((200, 100, 200, 150)), np.random.default_rng(0)
    noise = random.normal(0, 8, (360, 640, 3))
    scene.see(np.clip(picture((200, 100, 200, 150)) + noise, 0, 255).astype(np.uint8))
    assert scene.stands_still
    scene.see(picture((206, 100, 200, 150)))
    assert not scene.stands_still
    assert not Scene().stands_still, "nothing was seen yet"


@pytest.mark.parametrize("thing", [(40, 40, 60, 80), (500, 250, 140, 110), (0, 0, 50, 50)])
def test_what_is_new_lies_in_the_part_that_changed(thing: tuple[int, int, int, int]) -> None:
    scene = searched()
    scene.see(picture(thing))
    (box,) = scene.changed([])
    x, y, width, height = box
    assert x <= thing[0]
    assert y <= thing[1]
    assert x + width >= thing[0] + thing[2]
    assert y + height >= thing[1] + thing[3]
    assert scene.shares(box[None])[0] < 0.5


def test_of_two_parts_the_one_that_waited_longest_comes_first() -> None:
    scene, first, second = searched(), (40, 40, 90, 90), (480, 220, 100, 100)
    scene.see(picture(first))
    scene.changed([])
    scene.see(picture(first, second))
    one, other = scene.changed([])
    assert one[0] + one[2] < second[0], "only what belongs together is one part"
    assert other[0] > first[0] + first[2]
    scene.searched(one[None])
    (box,) = scene.changed([])
    assert box.tolist() == other.tolist()


def test_what_changes_all_the_time_keeps_nothing_smaller_waiting() -> None:
    scene, small = searched(), (500, 40, 60, 60)
    lefts = []
    for index in range(8):  # the left third is lit and dark in turn
        lit = [(0, 0, 200, 360)] if index % 2 == 0 else []
        scene.see(picture(*lit, *([small] if index > 1 else [])))
        parts = scene.changed([])
        if len(parts):
            lefts.append(parts[0][0])
            scene.searched(parts[:1])
    assert sum(left > 300 for left in lefts) == 1
    assert any(left > 300 for left in lefts[2:5]), "after two others at most"


def test_a_camera_that_hardly_moves_shows_nothing_new_and_one_that_turns_does() -> None:
    random = np.random.default_rng(0)
    room = cv2.resize(
        random.integers(0, 255, (36, 64, 3), np.uint8), (768, 432), interpolation=cv2.INTER_LINEAR
    )
    scene = Scene()
    scene.see(room[:360, :640])
    scene.searched()
    for shift in (1, 3, 5):  # a cell has eight pixels
        scene.see(room[shift : shift + 360, shift : shift + 640])
        assert not len(scene.changed([]))
    scene.see(room[60:420, 100:740])
    assert len(scene.changed([]))


def turning(shifts: Sequence[tuple[int, int]], *, face_from: int | None = None) -> list[np.ndarray]:
    """A room seen by a camera that turns, and from a picture on, something white at the same place of it."""
    few = np.random.default_rng(4).integers(0, 256, (9, 30, 3), np.uint8)
    room = np.asarray(cv2.resize(few, (1600, 500), interpolation=cv2.INTER_CUBIC), np.uint8)
    pictures = []
    for index, (across, down) in enumerate(shifts):
        picture = room[70 + down : 430 + down, 400 + across : 1040 + across].copy()
        if face_from is not None and index >= face_from:
            picture[120:240, 260:360] = 250
        pictures.append(picture)
    return pictures


@pytest.mark.parametrize("step", [(3, 0), (9, 0), (-14, 0), (0, 6)])
def test_of_a_camera_that_turns_only_what_comes_in_by_the_side_is_new(step: tuple[int, int]) -> None:
    scene, pictures = Scene(), turning([(step[0] * k, step[1] * k) for k in range(10)])
    for index, picture in enumerate(pictures):
        scene.see(picture)
        if not index:
            scene.searched()
    for box in scene.changed([])[:1]:
        x, y, width, height = box
        assert scene.shares(box[None])[0] < 0.7
        assert x == 0 or y == 0 or x + width == 640 or y + height == 360


@pytest.mark.parametrize("step", [4, 10, -16])
def test_who_appears_while_the_camera_turns_is_told_from_the_rest(step: int) -> None:
    scene, pictures = Scene(), turning([(step * k, 0) for k in range(8)], face_from=7)
    for picture in pictures[:-1]:
        scene.see(picture)
        scene.searched()
    scene.see(pictures[-1])
    box = scene.changed([])[0]
    x, y, width, height = box
    assert x <= 260
    assert y <= 120
    assert x + width >= 360
    assert y + height >= 240
    assert scene.shares(box[None])[0] < 0.7


def test_a_part_is_widened_inside_the_picture() -> None:
    scene = searched()
    assert scene.wider(None) is None
    parts = scene.wider(np.array([[0, 100, 80, 40]], np.int32))
    assert parts is not None
    assert parts.tolist() == [[0, 90, 100, 60]]


def test_a_speck_is_no_face() -> None:
    scene = searched()
    scene.see(picture((300, 100, 10, 200)))
    assert not len(scene.changed([]))


def test_a_known_face_that_moves_is_nothing_new_and_another_beside_it_is() -> None:
    scene = searched((200, 120, 90, 120))
    scene.see(picture((210, 125, 90, 120)))
    assert not len(scene.changed([FACE]))
    scene.see(picture((210, 125, 90, 120), (450, 100, 90, 120)))
    (box,) = scene.changed([FACE])
    assert box[0] > FACE[0] + FACE[2]


def test_what_was_searched_is_not_new_any_more_and_the_rest_is() -> None:
    scene = searched()
    scene.see(picture((40, 40, 80, 80), (500, 200, 80, 80)))
    scene.searched(np.array([[0, 0, 300, 360]], np.int32))
    (box,) = scene.changed([])
    assert box[0] > 300
    scene.searched(box[None])
    assert not len(scene.changed([]))


def test_a_picture_of_another_size_is_all_new() -> None:
    scene = searched()
    scene.see(picture(size=(320, 240)))
    (box,) = scene.changed([])
    assert box.tolist() == [0, 0, 320, 240]


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 2), (5, 5)])
def test_pictures_of_hardly_any_size(size: tuple[int, int]) -> None:
    scene = Scene()
    for _ in range(2):
        scene.see(picture(size=size))
        scene.changed([np.array([0, 0, 2, 2], np.int32)])
        scene.searched()
