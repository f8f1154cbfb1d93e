"""Finding a real face at many sizes and places, finding it again, and finding nothing where there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vision.assets import assets_root
from vision.detectors import DETECTOR_NAMES, Detections, HaarDetector, detector_by_name, largest_face
from vision.errors import FacetError
from vision.geometry import Boxes, as_boxes, empty_boxes, iou
from vision.opencv import cv2

Picture = NDArray[np.uint8]

WIDTH, HEIGHT = 1280, 720
FACE = (172, 62, 105, 105)  # in the astronaut's picture of 512 x 512, drawn by hand: brows to chin
CORNERS = ["top left", "bottom right", "middle"]


def plain() -> Picture:
    return np.full((HEIGHT, WIDTH, 3), 90, np.uint8)


def ramp() -> Picture:
    shades = np.linspace(20, 220, WIDTH).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(shades[None, :, None], (HEIGHT, WIDTH, 3)))


def pasted(astronaut: Picture, ground: Picture, side: int, corner: str) -> tuple[Picture, Boxes]:
    """A frame of 1280 x 720 with the astronaut in it, `side` pixels high, and where her face is."""
    shift = {"top left": 0.0, "middle": 0.5, "bottom right": 1.0}[corner]
    x, y = round((WIDTH - side) * shift), round((HEIGHT - side) * shift)
    small = cv2.resize(astronaut, (side, side), interpolation=cv2.INTER_AREA)
    ground[y : y + side, x : x + side] = small
    scale = side / 512
    left, top, width, height = FACE
    return ground, as_boxes([(x + left * scale, y + top * scale, width * scale, height * scale)])


@pytest.mark.parametrize("corner", CORNERS)
@pytest.mark.parametrize("side", [450, 512, 600, 700])
@pytest.mark.parametrize("ground", [plain, ramp])
def test_a_face_is_found_and_found_again(
    astronaut_bgr: Picture, side: int, corner: str, ground: Callable[[], Picture]
) -> None:
    """From an eighth of the picture's height on, also before a plain wall."""
    frame, truth = pasted(astronaut_bgr, ground(), side, corner)
    detector = HaarDetector()
    found = detector.detect(frame)
    overlap = iou(found.boxes_px, truth)[:, 0]
    assert (overlap > 0.5).sum() == 1
    assert len(found) <= 2
    assert (found.boxes_px[:, :2] >= 0).all()
    assert (found.boxes_px[:, :2] + found.boxes_px[:, 2:] <= (WIDTH, HEIGHT)).all()

    box = found.boxes_px[int(overlap.argmax())]
    shifted = box + np.array([box[2] // 12, -(box[3] // 12), 0, 0], np.int32)
    again = detector.detect_near(frame, shifted)
    assert len(again) == 1
    assert iou(again.boxes_px, truth)[0, 0] > 0.5
    assert (again.boxes_px >= 0).all()


def test_a_part_is_searched_as_the_whole_would_be(astronaut_bgr: Picture) -> None:
    frame, truth = pasted(astronaut_bgr, plain(), 512, "middle")
    x, y, width, height = truth[0]
    part = np.array([x - width, y - height, 3 * width, 3 * height], np.int32)
    (found,) = HaarDetector().detect_within(frame, part).boxes_px
    assert iou(found[None], truth)[0, 0] > 0.5
    elsewhere = np.array([0, 0, max(30, x - width // 2), 700], np.int32)
    assert len(HaarDetector().detect_within(frame, elsewhere)) == 0
    assert len(HaarDetector().detect_within(frame, np.array([x, y, 9, 9], np.int32))) == 0


def test_the_face_alone_outscores_chance(astronaut_bgr: Picture) -> None:
    found = HaarDetector().detect(astronaut_bgr)
    assert len(found) == 1
    assert found.scores[0] > 3
    assert iou(found.boxes_px, as_boxes([FACE]))[0, 0] > 0.6
    assert len(HaarDetector(min_score=99).detect(astronaut_bgr)) == 0


def test_two_faces_two_boxes(astronaut_bgr: Picture) -> None:
    frame = np.concatenate([astronaut_bgr, astronaut_bgr[:, ::-1]], axis=1)
    truth = as_boxes([FACE, (1024 - FACE[0] - FACE[2], *FACE[1:])])
    overlap = iou(HaarDetector().detect(frame).boxes_px, truth)
    assert (overlap.max(axis=0) > 0.5).all()


def test_near_one_face_the_other_is_not_meant(astronaut_bgr: Picture) -> None:
    frame = np.concatenate([astronaut_bgr, astronaut_bgr], axis=1)
    second = as_boxes([(FACE[0] + 512, *FACE[1:])])
    found = HaarDetector().detect_near(frame, second[0])
    assert len(found) == 1
    assert iou(found.boxes_px, second)[0, 0] > 0.5


def test_smaller_than_asked_for_is_not_searched(astronaut_bgr: Picture) -> None:
    assert len(HaarDetector(min_size_share=0.15).detect(astronaut_bgr)) == 1
    assert len(HaarDetector(min_size_share=0.5).detect(astronaut_bgr)) == 0


def test_the_search_may_use_the_whole_size(astronaut_bgr: Picture) -> None:
    frame, truth = pasted(astronaut_bgr, plain(), 180, "middle")  # a face of 37 pixels
    found = HaarDetector(work_size=0, min_size_share=0.04).detect(frame)
    assert (iou(found.boxes_px, truth) > 0.5).any()


@pytest.mark.parametrize("shade", [0, 90, 255])
def test_nothing_in_a_plain_picture(shade: int) -> None:
    picture = np.full((480, 640, 3), shade, np.uint8)
    detector = HaarDetector()
    assert detector.detect(picture).boxes_px.shape == (0, 4)
    assert len(detector.detect_near(picture, as_boxes([(200, 200, 100, 100)])[0])) == 0


@pytest.mark.parametrize("blur", [0, 2, 8])
def test_nothing_in_noise(blur: int) -> None:
    for seed in range(3):
        grain = np.random.default_rng(seed).integers(0, 256, (360, 480, 3), np.uint8)
        picture = cv2.GaussianBlur(grain, (0, 0), blur) if blur else grain
        assert len(HaarDetector().detect(np.asarray(picture, np.uint8))) == 0


@pytest.mark.parametrize("shape", [(1, 1), (5, 900), (23, 23), (24, 24), (900, 3)])
def test_pictures_too_small_for_a_face(shape: tuple[int, int]) -> None:
    assert len(HaarDetector().detect(np.zeros((*shape, 3), np.uint8))) == 0


@pytest.mark.parametrize(
    "box", [(-400, 0, 90, 90), (5000, 5000, 90, 90), (100, 100, 0, 0), (0, 0, 1, 1), (-50, -50, 4000, 4000)]
)
def test_near_a_place_where_no_face_can_be(astronaut_bgr: Picture, box: tuple[int, int, int, int]) -> None:
    assert len(HaarDetector().detect_near(astronaut_bgr, as_boxes([box])[0])) <= 1


def test_a_face_that_left_is_not_found_near(astronaut_bgr: Picture) -> None:
    astronaut_bgr[:260] = 120
    assert len(HaarDetector().detect_near(astronaut_bgr, as_boxes([FACE])[0])) == 0


def test_the_picture_is_only_read(astronaut_bgr: Picture) -> None:
    astronaut_bgr.setflags(write=False)
    detector = HaarDetector()
    assert np.array_equal(detector.detect(astronaut_bgr).boxes_px, detector.detect(astronaut_bgr).boxes_px)
    assert len(detector.detect(astronaut_bgr[:, ::-1])) == 1  # a view that is not contiguous


@pytest.mark.parametrize(
    "content", [None, b"", b"no cascade", b"<?xml version='1.0'?><opencv_storage><a>1</a></opencv_storage>"]
)
def test_a_missing_or_broken_cascade_is_said(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "cascade.xml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(
        FacetError, match=r"cascade\.xml: the face cascade can't be loaded\. Install Facet again\."
    ):
        HaarDetector(cascade=path)


def test_the_shipped_cascade_is_opencvs_own() -> None:
    shipped = assets_root() / "haar" / "haarcascade_frontalface_default.xml"
    own = Path(cv2.__file__).parent / "data" / shipped.name
    assert shipped.read_bytes().split() == own.read_bytes().split()


@pytest.mark.parametrize(
    ("boxes", "scores"),
    [
        (np.zeros((2, 4), np.int64), np.zeros(2, np.float32)),
        (np.zeros((2, 4), np.float32), np.zeros(2, np.float32)),
        (np.zeros((2, 5), np.int32), np.zeros(2, np.float32)),
        (np.zeros(4, np.int32), np.zeros(1, np.float32)),
        (np.zeros((2, 4), np.int32), np.zeros(1, np.float32)),
        (np.zeros((2, 4), np.int32), np.zeros((2, 1), np.float32)),
        (np.zeros((2, 4), np.int32), np.zeros(2, np.float64)),
        (np.zeros((0, 4), np.int32), np.zeros(1, np.float32)),
    ],
)
def test_detections_are_born_valid(boxes: Any, scores: Any) -> None:
    with pytest.raises(ValueError, match="boxes"):
        Detections(boxes, scores)


@pytest.mark.parametrize("points", [np.zeros((1, 5, 2), np.float32), np.zeros((2, 5, 2))])
def test_points_are_five_a_box(points: Any) -> None:
    with pytest.raises(ValueError, match="points"):
        Detections(np.zeros((2, 4), np.int32), np.zeros(2, np.float32), points)


def test_no_detections_are_empty_arrays_of_their_own() -> None:
    assert len(Detections()) == 0
    assert Detections().boxes_px.shape == (0, 4)
    assert Detections().boxes_px is not Detections().boxes_px


def test_the_largest_face() -> None:
    boxes = as_boxes([(0, 0, 30, 30), (5, 5, 20, 60), (9, 9, 34, 35)])
    assert largest_face(Detections(boxes, np.ones(3, np.float32))).tolist() == [[5, 5, 20, 60]]
    assert np.array_equal(largest_face(Detections()), empty_boxes())


def test_detectors_by_name() -> None:
    assert DETECTOR_NAMES == ("haar", "yunet")
    assert detector_by_name("haar").name == "haar"
    with pytest.raises(FacetError, match=r"no detector 'cnn'.*haar"):
        detector_by_name("cnn")
