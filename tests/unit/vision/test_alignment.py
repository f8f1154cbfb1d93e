"""Faces over the template: the right place, size and turn, no aliasing; and faces without points."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from vision.alignment import FIVE_POINT_TEMPLATE_112, align_faces, no_points, template_transform
from vision.crops import CropSpec, crop_faces
from vision.detectors import HaarDetector
from vision.geometry import as_boxes
from vision.opencv import cv2

Picture = NDArray[np.uint8]
Floats = NDArray[np.float64]

SPEC = CropSpec(width=112, height=112, align="five_points")


def turned(scale: float, degrees: float, shift: tuple[float, float]) -> Floats:
    """The similarity (2, 3) from the template's crop to a picture."""
    angle = np.radians(degrees)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.column_stack([turn, shift])


def points_through(to_picture: Floats) -> NDArray[np.float32]:
    points = FIVE_POINT_TEMPLATE_112 @ to_picture[:, :2].T + to_picture[:, 2]
    return points[None].astype(np.float32)


def spot(at: Floats, size: tuple[int, int], width: float) -> Picture:
    """A smooth bright spot on black, at a place counted from the centre of the first pixel."""
    column, row = (np.exp(-((np.arange(n) - x) ** 2) / (2 * width**2)) for n, x in zip(size, at, strict=True))
    glow = np.rint(250 * row[:, None] * column[None]).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(glow[:, :, None], (*glow.shape, 3)))


def centre_of(crop: Picture) -> Floats:
    grey = crop[:, :, 0].astype(float)
    rows, columns = np.mgrid[: crop.shape[0], : crop.shape[1]]
    found: Floats = np.array([(columns * grey).sum(), (rows * grey).sum()]) / grey.sum()
    return found


def test_points_on_the_template_give_the_picture_itself() -> None:
    image = np.random.default_rng(0).integers(0, 256, (112, 112, 3), np.uint8)
    crops = align_faces(image, FIVE_POINT_TEMPLATE_112[None].astype(np.float32), SPEC)
    assert crops.shape == (1, 112, 112, 3)
    assert np.abs(crops[0].astype(int) - image[:, :, ::-1]).max() <= 1


@pytest.mark.parametrize("scale", [0.4, 1.0, 1.7, 2.6, 5.3, 9.1])
@pytest.mark.parametrize("degrees", [-35.0, 20.0])
def test_every_place_lands_where_the_template_has_it(scale: float, degrees: float) -> None:
    """A spot in the picture against plain arithmetic, for faces smaller and much larger than the crop."""
    size = (round(150 * scale) + 40, round(145 * scale) + 40)
    to_picture = turned(scale, degrees, (0, 0))
    to_picture[:, 2] = np.array(size) / 2 - to_picture[:, :2] @ [56, 56]
    for place in ([30.0, 70.0], [80.0, 41.0]):
        image = spot(to_picture[:, :2] @ place + to_picture[:, 2], size, 4 * scale)
        crop = align_faces(image, points_through(to_picture), SPEC)[0]
        assert np.abs(centre_of(crop) - place).max() < 0.12


@pytest.mark.parametrize(
    ("margin", "shift_y"), [(0.0, 0.0), (0.25, 0.0), (-0.1, 0.0), (0.0, 0.1), (0.3, -0.2)]
)
@pytest.mark.parametrize("side", [48, 112])
def test_margin_and_shift_widen_and_move_the_templates_square(
    margin: float, shift_y: float, side: int
) -> None:
    to_picture = turned(1.5, 10, (150, 120))
    place = np.array([62.0, 58.0])
    image = spot(to_picture[:, :2] @ place + to_picture[:, 2], (500, 480), 6)
    spec = CropSpec(width=side, height=side, margin=margin, shift_y=shift_y, align="five_points")
    crop = align_faces(image, points_through(to_picture), spec)[0]
    wide = 1 + 2 * margin
    expected = ((place + 0.5) / 112 - 0.5 - np.array([0, shift_y])) / wide + 0.5
    assert (centre_of(crop) + 0.5) / side == pytest.approx(expected, abs=0.002)


@pytest.mark.parametrize("side", [200, 330, 700, 1500])
def test_fine_stripes_become_grey_and_not_coarse_stripes(side: int) -> None:
    stripes = np.zeros((1600, 1600, 3), np.uint8)
    stripes[:, ::2] = 255
    scale = side / 48
    spec = CropSpec(width=48, height=48, align="five_points")
    to_picture = turned(scale * 48 / 112, 7, (250, 30))
    crop = align_faces(stripes, points_through(to_picture), spec)[0]
    assert abs(float(crop.mean()) - 127.5) < 3
    assert float(crop.std()) < 20


def test_a_face_at_the_edge_repeats_the_edge() -> None:
    image = np.full((300, 300, 3), (10, 20, 30), np.uint8)
    for shift in ((-100.0, -80.0), (280.0, 250.0), (2000.0, 2000.0)):
        for scale in (0.5, 2.0, 12.0):
            crops = align_faces(image, points_through(turned(scale, 15, shift)), SPEC)
            assert (crops == (30, 20, 10)).all()


def test_opencvs_own_alignment_agrees(astronaut_bgr: Picture) -> None:
    """What SFace's sample code does (least squares over the same template, plain linear)."""
    points = np.float32([[[196, 114], [243, 112], [219, 140], [201, 160], [240, 158]]])
    theirs, _ = cv2.estimateAffinePartial2D(points[0], FIVE_POINT_TEMPLATE_112, method=cv2.LMEDS)
    crop = align_faces(astronaut_bgr, points, SPEC)[0]
    ours = template_transform(points[0], SPEC)
    assert ours is not None
    expected = cv2.warpAffine(astronaut_bgr, ours, (112, 112), borderMode=cv2.BORDER_REPLICATE)[:, :, ::-1]
    assert np.array_equal(crop, expected)
    assert theirs is not None
    assert np.abs(ours[:, :2] - theirs[:, :2]).max() < 0.2


@pytest.mark.parametrize("points", [no_points(1), np.full((1, 5, 2), 7, np.float32)])
def test_no_points_are_refused_here_and_boxed_by_crop_faces(
    astronaut_bgr: Picture, points: NDArray[np.float32]
) -> None:
    with pytest.raises(ValueError, match="not the points of a face"):
        align_faces(astronaut_bgr, points, SPEC)
    boxes = as_boxes([(172, 62, 105, 105)])
    plain = crop_faces(astronaut_bgr, boxes, SPEC)
    assert np.array_equal(crop_faces(astronaut_bgr, boxes, SPEC, points), plain)


def test_a_plain_box_is_framed_as_the_template_is_on_average(astronaut_bgr: Picture) -> None:
    """Her eyes and mouth, set by hand, seen through the square around Haar's box."""
    box = HaarDetector().detect(astronaut_bgr).boxes_px
    for place, on_template in (((203, 101), 0), ((247, 103), 1), ((205, 142), 3), ((243, 142), 4)):
        image = spot(np.array(place, float), (512, 512), 3)
        found = centre_of(crop_faces(image, box, SPEC)[0])
        assert np.abs(found - FIVE_POINT_TEMPLATE_112[on_template]).max() < 12


def test_faces_with_and_without_points_in_their_order(astronaut_bgr: Picture) -> None:
    boxes = as_boxes([(172, 62, 105, 105), (172, 62, 105, 105)])
    points = np.concatenate([no_points(1), points_through(turned(1.0, 5, (160, 60)))])
    crops = crop_faces(astronaut_bgr, boxes, SPEC, points)
    assert np.array_equal(crops[0], crop_faces(astronaut_bgr, boxes[:1], SPEC)[0])
    assert np.array_equal(crops[1], align_faces(astronaut_bgr, points[1:], SPEC)[0])
    with pytest.raises(ValueError, match="2 boxes"):
        crop_faces(astronaut_bgr, boxes, SPEC, points[:1])


def test_a_spec_that_crops_by_box_overlooks_points(astronaut_bgr: Picture) -> None:
    boxes = as_boxes([(172, 62, 105, 105)])
    spec = CropSpec(width=64, height=64, margin=0.1)
    points = points_through(turned(1.0, 25, (160, 60)))
    assert spec.align == "box"
    assert np.array_equal(
        crop_faces(astronaut_bgr, boxes, spec, points), crop_faces(astronaut_bgr, boxes, spec)
    )


def test_the_picture_is_only_read(astronaut_bgr: Picture) -> None:
    astronaut_bgr.setflags(write=False)
    for scale in (1.0, 12.0):
        align_faces(astronaut_bgr, points_through(turned(scale, 5, (10, 10))), SPEC)
