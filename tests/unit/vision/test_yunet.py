"""YuNet finds faces with their points, again near where they were, and says plainly that it is not there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.pulled_models import pulled_root
from vision.detectors import Detections, detector_by_name
from vision.errors import FacetError, ModelMissing, ModelRefused
from vision.geometry import as_boxes, iou
from vision.opencv import cv2
from vision.yunet import YuNetDetector

Picture = NDArray[np.uint8]

FILE = "yunet/face_detection_yunet_2023mar_int8bq.onnx"
FACE = (178, 62, 92, 115)  # in the astronaut's picture, drawn by hand: brows to chin, ear to ear
POINTS = [(203, 101), (247, 103), (223, 126), (205, 142), (243, 142)]  # set by hand


@pytest.fixture
def yunet() -> YuNetDetector:
    return YuNetDetector(pulled_root(FILE) / FILE)


def points_of(found: Detections) -> NDArray[np.float32]:
    assert found.points_px is not None
    assert found.points_px.dtype == np.float32
    assert found.points_px.shape == (len(found), 5, 2)
    return found.points_px


def test_a_face_and_its_points_in_their_order(yunet: YuNetDetector, astronaut_bgr: Picture) -> None:
    found = yunet.detect(astronaut_bgr)
    assert len(found) == 1
    assert iou(found.boxes_px, as_boxes([FACE]))[0, 0] > 0.6
    assert 0.6 <= found.scores[0] <= 1
    assert np.abs(points_of(found)[0] - POINTS).max() < 8


@pytest.mark.parametrize("scale", [0.6, 3.0])
def test_boxes_and_points_are_those_of_the_picture_given(
    yunet: YuNetDetector, astronaut_bgr: Picture, scale: float
) -> None:
    size = round(512 * scale)
    resized = np.asarray(cv2.resize(astronaut_bgr, (size, size), interpolation=cv2.INTER_AREA), np.uint8)
    found, plain = yunet.detect(resized), yunet.detect(astronaut_bgr)
    assert iou(found.boxes_px, as_boxes(plain.boxes_px * scale))[0, 0] > 0.75
    assert np.abs(points_of(found) / scale - points_of(plain)).max() < 8


def test_a_small_picture_is_enlarged_where_asked_for(astronaut_bgr: Picture) -> None:
    small = np.asarray(cv2.resize(astronaut_bgr, (36, 36), interpolation=cv2.INTER_AREA), np.uint8)
    as_it_is = YuNetDetector(pulled_root(FILE) / FILE).detect(small)
    enlarged = YuNetDetector(pulled_root(FILE) / FILE, most_enlarged=4.0).detect(small)
    scale = 36 / 512
    assert len(as_it_is) == 0
    assert iou(enlarged.boxes_px, as_boxes([np.array(FACE) * scale]))[0, 0] > 0.4
    assert np.abs(points_of(enlarged)[0] / scale - POINTS).max() < 20


def test_it_is_found_again_near_and_the_other_is_not_meant(
    yunet: YuNetDetector, astronaut_bgr: Picture
) -> None:
    frame = np.concatenate([astronaut_bgr, astronaut_bgr[:, ::-1]], axis=1)
    second = as_boxes([(1024 - FACE[0] - FACE[2] + 9, FACE[1] - 7, *FACE[2:])])
    found = yunet.detect_near(frame, second[0])
    assert len(found) == 1
    assert iou(found.boxes_px, second)[0, 0] > 0.5
    assert np.abs(points_of(found)[0, :2].mean(0) - [1023 - 225, 102]).max() < 6


@pytest.mark.parametrize(
    "box", [(-400, 0, 90, 90), (5000, 5000, 90, 90), (100, 100, 0, 0), (0, 0, 1, 1), (-50, -50, 4000, 4000)]
)
def test_near_a_place_where_no_face_can_be(
    yunet: YuNetDetector, astronaut_bgr: Picture, box: tuple[int, int, int, int]
) -> None:
    assert len(yunet.detect_near(astronaut_bgr, as_boxes([box])[0])) <= 1


@pytest.mark.parametrize("shape", [(1, 1), (5, 900), (23, 23), (480, 640)])
def test_nothing_in_a_plain_picture(yunet: YuNetDetector, shape: tuple[int, int]) -> None:
    found = yunet.detect(np.full((*shape, 3), 90, np.uint8))
    assert found.boxes_px.shape == (0, 4)
    assert points_of(found).shape == (0, 5, 2)


def test_boxes_stay_inside_the_picture(yunet: YuNetDetector, astronaut_bgr: Picture) -> None:
    cut = np.ascontiguousarray(astronaut_bgr[70:, 190:])
    boxes = yunet.detect(cut).boxes_px
    assert len(boxes) == 1
    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, :2] + boxes[:, 2:] <= (cut.shape[1], cut.shape[0])).all()


def test_by_name_it_is_missing_until_it_is_pulled(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="facet models pull yunet"):
        detector_by_name("yunet", pulled=tmp_path)
    with pytest.raises(ModelMissing):
        detector_by_name("yunet")  # the test's own cache is empty


def test_another_file_in_its_place_is_not_run(tmp_path: Path) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_bytes(b"something else")
    with pytest.raises(FacetError, match=r"sha256 differs\. `facet models pull yunet`"):
        detector_by_name("yunet", pulled=tmp_path)


def test_by_name_it_is_there() -> None:
    root = pulled_root(FILE)
    assert detector_by_name("yunet", pulled=root).name == "yunet"
    assert detector_by_name("yunet", pulled=root, sure=True).name == "yunet"


@pytest.mark.parametrize("content", [b"", b"no model"])
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelRefused, match=r"model\.onnx"):
        YuNetDetector(path)


@pytest.mark.parametrize("shape", [(23, 23), (20, 256), (256, 20), (60, 30)])
def test_a_narrow_picture_is_answered_alike_each_time(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(5).integers(0, 255, (*shape, 3)).astype(np.uint8)
    answers = []
    for turn in range(30):
        detector = YuNetDetector(pulled_root(FILE) / FILE, min_score=1e-4)
        left_behind = [np.full((50 + 10 * turn, 1000), 1e30, np.float32) for _ in range(8)]
        del left_behind  # memory with large numbers in it, for a network that reads what it has not written
        answers.append(detector.detect(picture))
    for answer in answers:
        np.testing.assert_array_equal(answer.boxes_px, answers[0].boxes_px)
        np.testing.assert_array_equal(points_of(answer), points_of(answers[0]))
