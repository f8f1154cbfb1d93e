"""The one way from picture and box to crop: exact where it can be, as good as area averaging where not."""

from __future__ import annotations

import cProfile
import pstats
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import ValidationError

from vision.crops import CropSpec, crop_faces, crop_whole
from vision.geometry import as_boxes
from vision.opencv import cv2

Picture = NDArray[np.uint8]


def noise(height: int, width: int, seed: int = 0) -> Picture:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def crop(image: Picture, box: tuple[int, int, int, int], spec: CropSpec) -> Picture:
    crops = crop_faces(image, as_boxes([box]), spec)
    assert crops.shape == (1, spec.height, spec.width, 3)
    assert crops.dtype == np.uint8
    first: Picture = crops[0]
    return first


def furthest(a: NDArray[Any], b: NDArray[Any]) -> int:
    return int(np.abs(a.astype(int) - b.astype(int)).max())


@pytest.mark.parametrize("side", [8, 31, 64])
@pytest.mark.parametrize("corner", [(0, 0), (5, 9), (36, 36)])
def test_a_crop_of_the_boxs_own_size_is_its_pixels_in_rgb(side: int, corner: tuple[int, int]) -> None:
    image = noise(100, 100)
    x, y = corner
    expected = image[y : y + side, x : x + side, ::-1]
    assert np.array_equal(crop(image, (x, y, side, side), CropSpec(width=side, height=side)), expected)


@pytest.mark.parametrize("times", [2, 3, 4, 8])
def test_shrinking_by_a_whole_number_is_the_mean_of_the_pixels(times: int) -> None:
    image = noise(300, 300)
    side = 16 * times
    part = image[20 : 20 + side, 30 : 30 + side].astype(float).reshape(16, times, 16, times, 3)
    expected = np.rint(part.mean(axis=(1, 3)))[:, :, ::-1]
    got = crop(image, (30, 20, side, side), CropSpec(width=16, height=16))
    assert furthest(got, expected) <= 1


@pytest.mark.parametrize("side", [66, 80, 97, 110, 127, 140, 191, 200, 255])
def test_shrinking_is_as_good_as_opencvs_slow_way(astronaut_bgr: Picture, side: int) -> None:
    by_area = cv2.resize(astronaut_bgr[1 : 1 + side, 1 : 1 + side], (64, 64), interpolation=cv2.INTER_AREA)
    got = crop(astronaut_bgr, (1, 1, side, side), CropSpec(width=64, height=64))
    assert furthest(got, by_area[:, :, ::-1]) <= 1


@pytest.mark.parametrize("side", [256, 333, 450, 511])
def test_large_faces_are_halved_first_and_yet_nearly_the_same(astronaut_bgr: Picture, side: int) -> None:
    by_area = cv2.resize(astronaut_bgr[1 : 1 + side, 1 : 1 + side], (64, 64), interpolation=cv2.INTER_AREA)
    got = crop(astronaut_bgr, (1, 1, side, side), CropSpec(width=64, height=64)).astype(int)
    assert np.abs(got - by_area[:, :, ::-1]).mean() < 1


def test_very_large_faces_too(astronaut_bgr: Picture) -> None:
    large = np.asarray(cv2.resize(astronaut_bgr, (1900, 1900), interpolation=cv2.INTER_CUBIC), np.uint8)
    for side in (640, 1001, 1790):
        by_area = cv2.resize(large[3 : 3 + side, 5 : 5 + side], (64, 64), interpolation=cv2.INTER_AREA)
        got = crop(large, (5, 3, side, side), CropSpec(width=64, height=64)).astype(int)
        assert np.abs(got - by_area[:, :, ::-1]).mean() < 0.8, side


def test_fine_stripes_become_grey_and_not_coarse_stripes() -> None:
    stripes = np.zeros((200, 200, 3), np.uint8)
    stripes[:, ::2] = 255
    inner = crop(stripes, (0, 0, 190, 190), CropSpec(width=64, height=64))
    assert inner.min() > 127 - 60
    assert inner.max() < 128 + 60
    linear = cv2.resize(stripes[:190, :190], (64, 64), interpolation=cv2.INTER_LINEAR)
    assert np.ptp(linear) > 200  # what this guards against


@pytest.mark.parametrize("margin", [0.0, 0.1, 0.13, 0.3])
@pytest.mark.parametrize(
    "box",
    [(181, 61, 101, 101), (180, 60, 24, 30), (50, 51, 300, 301), (-20, -10, 250, 250), (300, 9, 64, 80)],
)
@pytest.mark.parametrize("shift_y", [0.0, 0.07])
def test_a_mirrored_picture_gives_the_mirrored_crop(
    astronaut_bgr: Picture, box: tuple[int, int, int, int], margin: float, shift_y: float
) -> None:
    spec = CropSpec(width=64, height=64, margin=margin, shift_y=shift_y)
    x, y, width, height = box
    mirrored = crop(np.ascontiguousarray(astronaut_bgr[:, ::-1]), (512 - x - width, y, width, height), spec)
    difference = np.abs(mirrored[:, ::-1].astype(int) - crop(astronaut_bgr, box, spec))
    assert difference.mean() < (0.5 if height < 64 else 0.05)  # enlarging, OpenCV rounds to a 32nd of a pixel
    assert difference.max() <= 4


def test_enlarging_looks_at_the_neighbours_on_both_sides() -> None:
    ramp = np.repeat(np.repeat(np.arange(0, 240, 8, dtype=np.uint8)[None, :, None], 30, 0), 3, 2)
    row = crop(ramp, (10, 10, 8, 8), CropSpec(width=32, height=32))[16, :, 0].astype(float)
    exact = (10 + (np.arange(32) + 0.5) / 4 - 0.5) * 8  # the ramp at the centre of each pixel of the crop
    assert np.abs(row - exact).max() <= 1


@pytest.mark.parametrize("margin", [-0.2, 0.0, 0.25, 0.5, 1.0])
@pytest.mark.parametrize("shift_y", [-0.3, 0.0, 0.2])
def test_margin_and_shift_move_a_marker_as_they_say(margin: float, shift_y: float) -> None:
    """A smooth spot at a known place of the box; its centre of mass in the crop against plain arithmetic."""
    box, place = (300, 260, 120, 120), (0.5 + 0.1, 0.5 - 0.05 + shift_y)
    spot_x, spot_y = box[0] + place[0] * 120, box[1] + place[1] * 120
    rows, columns = np.mgrid[:700, :800] + 0.5
    glow = 250 * np.exp(-((columns - spot_x) ** 2 + (rows - spot_y) ** 2) / (2 * 6.0**2))
    image = np.repeat(np.rint(glow).astype(np.uint8)[:, :, None], 3, 2)
    got = crop(image, box, CropSpec(width=96, height=96, margin=margin, shift_y=shift_y))[:, :, 0].astype(
        float
    )
    y, x = ((np.mgrid[:96, :96] + 0.5) * got).sum(axis=(1, 2)) / got.sum()
    wide = 1 + 2 * margin
    assert x / 96 == pytest.approx(0.5 + 0.1 / wide, abs=0.004)
    assert y / 96 == pytest.approx(0.5 - 0.05 / wide, abs=0.004)


def test_a_box_that_is_not_square_is_squared_by_its_longer_side() -> None:
    image = noise(200, 200)
    spec = CropSpec(width=40, height=40)
    assert np.array_equal(crop(image, (60, 50, 20, 40), spec), crop(image, (50, 50, 40, 40), spec))
    assert np.array_equal(crop(image, (50, 60, 40, 20), spec), crop(image, (50, 50, 40, 40), spec))


def test_a_crop_may_be_wider_than_high() -> None:
    image = np.zeros((120, 120, 3), np.uint8)
    image[:60, :60], image[60:, 60:] = (255, 0, 0), (0, 0, 255)
    got = crop(image, (0, 0, 120, 120), CropSpec(width=60, height=20))
    assert (got[:10, :30] == (0, 0, 255)).all()
    assert (got[10:, 30:] == (255, 0, 0)).all()
    assert (got[:10, 30:] == 0).all()


@pytest.mark.parametrize(
    "box", [(-7, -5, 20, 20), (-30, 4, 20, 20), (45, 28, 20, 20), (500, 500, 20, 20), (-9, -9, 80, 80)]
)
def test_outside_the_picture_its_edge_is_repeated(box: tuple[int, int, int, int]) -> None:
    image = noise(40, 60)
    padded = np.pad(image, ((600, 600), (600, 600), (0, 0)), mode="edge")
    inside = (box[0] + 600, box[1] + 600, box[2], box[3])
    for margin in (0.0, 0.3):
        for side in (20, 16, 50):
            spec = CropSpec(width=side, height=side, margin=margin)
            assert np.array_equal(crop(image, box, spec), crop(padded, inside, spec))


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (2, 3)])
def test_pictures_of_hardly_a_pixel(shape: tuple[int, int]) -> None:
    image = np.full((*shape, 3), (10, 20, 30), np.uint8)
    spec = CropSpec(width=16, height=12, margin=0.5, shift_y=-0.5)
    for box in ((0, 0, 1, 1), (-5, -5, 40, 40), (0, 0, 0, 0), (0, 0, 400, 300)):
        assert (crop(image, box, spec) == (30, 20, 10)).all()
    assert (crop_whole(image, spec) == (30, 20, 10)).all()


@settings(deadline=None, derandomize=True, database=None, max_examples=150)
@given(
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    box=st.tuples(*[st.integers(-90, 90)] * 2, *[st.integers(0, 120)] * 2),
    side=st.integers(8, 40),
    margin=st.floats(-0.4, 2.0),
    shift_y=st.floats(-1, 1),
)
def test_no_crop_invents_a_shade(
    size: tuple[int, int], box: tuple[int, int, int, int], side: int, margin: float, shift_y: float
) -> None:
    image = np.random.default_rng(1).integers(60, 190, (*size, 3), np.uint8)
    got = crop(image, box, CropSpec(width=side, height=side, margin=margin, shift_y=shift_y))
    assert got.min() >= image.min()
    assert got.max() <= image.max()


def test_many_boxes_equal_one_by_one_in_their_order(astronaut_bgr: Picture) -> None:
    boxes = as_boxes([(180, 60, 100, 100), (-5, 3, 40, 44), (400, 400, 200, 200), (180, 60, 100, 100)])
    spec = CropSpec(width=48, height=48, margin=0.2)
    alone = [crop_faces(astronaut_bgr, boxes[[n]], spec)[0] for n in range(4)]
    assert np.array_equal(crop_faces(astronaut_bgr, boxes, spec), np.stack(alone))
    assert crop_faces(astronaut_bgr, as_boxes([]), spec).shape == (0, 48, 48, 3)


def test_the_picture_is_only_read(astronaut_bgr: Picture) -> None:
    before = astronaut_bgr.copy()
    astronaut_bgr.setflags(write=False)
    spec = CropSpec(width=512, height=512)
    for crops in (
        crop_whole(astronaut_bgr, spec),
        crop_faces(astronaut_bgr, as_boxes([(0, 0, 512, 512)]), spec),
    ):
        crops[:] = 0
    assert np.array_equal(astronaut_bgr, before)


def test_the_whole_picture_is_its_centre_square_without_margin() -> None:
    image = noise(64, 101)
    expected = np.rint(
        (image[:, 18:82, ::-1].astype(float) + image[:, 19:83, ::-1]) / 2
    )  # 18.5 from the left
    got = crop_whole(image, CropSpec(width=64, height=64, margin=0.4, shift_y=0.3))
    assert got.shape == (1, 64, 64, 3)
    assert np.abs(got[0] - expected).max() <= 1
    tall = noise(90, 64)
    assert np.array_equal(crop_whole(tall, CropSpec(width=64, height=64))[0], tall[13:77, :, ::-1])


@pytest.mark.parametrize(
    "wrong",
    [
        {"width": 0},
        {"height": 5000},
        {"margin": -0.5},
        {"margin": float("nan")},
        {"shift_y": 2},
        {"border": "black"},
        {"zoom": 1},
    ],
)
def test_a_spec_is_born_valid(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        CropSpec.model_validate({"width": 64, "height": 64} | wrong)
    with pytest.raises(ValidationError, match="frozen"):
        CropSpec(width=64, height=64).width = 32


def test_a_face_at_the_edge_costs_about_as_much_as_one_inside(astronaut_bgr: Picture) -> None:
    """Compared with the same machine at the same moment, many times over."""
    spec = CropSpec(width=64, height=64, margin=0.1)

    def seconds(box: tuple[int, int, int, int]) -> float:
        boxes, fastest = as_boxes([box]), float("inf")
        for _ in range(30):
            profile = cProfile.Profile()
            profile.runcall(crop_faces, astronaut_bgr, boxes, spec)
            fastest = min(fastest, pstats.Stats(profile).total_tt)  # type: ignore[attr-defined]
        return fastest

    assert seconds((-40, -40, 350, 350)) < 4 * seconds((80, 80, 350, 350))
