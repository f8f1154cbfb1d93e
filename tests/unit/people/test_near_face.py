"""The face that a user names: what is kept of it is what was seen, with the same points."""

from __future__ import annotations

import numpy as np

from desktop.app import build_photo_pipeline
from desktop.engine.identity import IdentityAnswer
from desktop.engine.sources.base import Frame
from desktop.people.near_face import face_near
from desktop.people.reading import FaceReader
from desktop.settings import Settings
from desktop.ui.live.face_target import FaceTarget
from desktop.ui.people.work import PeopleWork
from tests.support.drawn_people import KeptEmbedder
from vision.face_finder import Faces
from vision.face_quality import assess
from vision.opencv import cv2

IMAGE = np.full((200, 200, 3), 120, np.uint8)
BOX = (50, 60, 80, 80)
FOUND = np.array([[70, 90], [110, 90], [90, 110], [75, 125], [105, 125]], np.float32)


class PlaceFinder:
    """Finds one face, always there, with points that are not quite right."""

    name = "place"

    def find(self, image_bgr: np.ndarray) -> Faces:
        return Faces(np.array([BOX], np.int32), np.array([0.9], np.float32), FOUND[None])


class CropEmbedder(KeptEmbedder):
    name = "crops"

    def crops(self, image_bgr: np.ndarray, boxes_px: np.ndarray, points_px: np.ndarray | None) -> np.ndarray:
        raise AssertionError("a face is only looked for")

    embed = crops  # type: ignore[assignment]


def moved(image_bgr: np.ndarray, boxes_px: np.ndarray, points_px: np.ndarray) -> np.ndarray:
    return np.asarray(points_px + 3, np.float32)


def test_a_face_that_is_named_is_looked_at_as_closely_as_faces_that_get_a_name() -> None:
    reader = FaceReader(PlaceFinder(), CropEmbedder(), assess, sharpen=moved)
    seen = face_near(reader, IMAGE, BOX)
    np.testing.assert_array_equal(seen.points_px, FOUND + 3)
    np.testing.assert_array_equal(seen.points_px, reader.faces(IMAGE)[0].points_px)


def test_what_was_looked_at_already_is_taken_as_it_was() -> None:
    reader = FaceReader(PlaceFinder(), CropEmbedder(), assess, sharpen=moved)
    seen = face_near(reader, IMAGE, BOX, FOUND + 1)
    np.testing.assert_array_equal(seen.points_px, FOUND + 1)
    np.testing.assert_array_equal(seen.box_px, BOX)


def test_where_nothing_is_found_any_more_the_place_itself_is_taken() -> None:
    reader = FaceReader(PlaceFinder(), CropEmbedder(), assess, sharpen=moved)
    seen = face_near(reader, IMAGE, (0, 0, 40, 40))
    np.testing.assert_array_equal(seen.box_px, (0, 0, 40, 40))
    assert np.isnan(seen.points_px).all()


def test_what_is_kept_of_a_small_face_in_a_photo_is_what_the_photo_was_named_by(
    astronaut_bgr: np.ndarray,
) -> None:
    small = cv2.resize(astronaut_bgr, None, fx=0.35, fy=0.35, interpolation=cv2.INTER_AREA)
    photo = cv2.GaussianBlur(small, (0, 0), 1.0)
    frame = Frame(photo, 0, 0.0, 0.0, "small.jpg")
    (face,) = build_photo_pipeline(Settings()).look(frame).faces
    assert face.box_px[3] < 60
    answer = face.answers["identity"]
    assert isinstance(answer, IdentityAnswer)
    assert answer.probe is not None
    kept = PeopleWork().new_face(FaceTarget(frame, face.box_px, None, answer))
    assert float(kept.embedding @ answer.probe.numbers) > 0.999
