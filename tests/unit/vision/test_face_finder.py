"""A detector proposes, the network disposes, refines and follows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from tests.support.blob_network import blob_network, blobs
from vision.detectors import Detections
from vision.errors import ModelMissing
from vision.face_finder import FaceFinder, Faces, HaarProposer, finder_by_name, photo_finder
from vision.geometry import as_boxes, empty_boxes

LEFT, RIGHT = (60, 90, 60, 60), (250, 120, 50, 50)


@dataclass
class Proposes:
    """A detector that gives the same boxes for any picture."""

    boxes: list[tuple[int, int, int, int]]
    points_px: np.ndarray | None = None
    name: str = "proposes"
    asked_near: list[tuple[int, ...]] = field(default_factory=list)

    def detect(self, image_bgr):
        scores = np.arange(1, len(self.boxes) + 1, dtype=np.float32)
        return Detections(as_boxes(self.boxes), scores, self.points_px)

    def detect_near(self, image_bgr, box_px):
        self.asked_near.append(tuple(box_px))
        return self.detect(image_bgr)


def test_what_is_no_face_is_left_out_and_what_is_one_is_placed():
    proposed = Proposes([(55, 85, 70, 70), (150, 20, 60, 60), (255, 118, 45, 55)])
    faces = FaceFinder(proposed, blob_network()).find(blobs(LEFT, RIGHT))
    assert len(faces) == 2
    found = faces.boxes_px[np.argsort(faces.boxes_px[:, 0])]
    assert np.abs(found - as_boxes([LEFT, RIGHT])).max() <= 1
    assert np.isfinite(faces.points_px).all()
    assert (faces.scores > 0.5).all()


def test_many_boxes_on_one_face_are_one_face():
    proposed = Proposes([(55, 85, 70, 70), (60, 90, 60, 60), (64, 94, 55, 55), (50, 80, 80, 80)])
    assert len(FaceFinder(proposed, blob_network()).find(blobs(LEFT))) == 1


def test_the_bar_is_the_cards_unless_another_is_asked_for():
    proposed, picture = Proposes([LEFT]), blobs(LEFT)
    assert len(FaceFinder(proposed, blob_network(bar=0.99)).find(picture)) == 1
    assert len(FaceFinder(proposed, blob_network(bar=1.01)).find(picture)) == 1, "alone, and likely"
    nothing = Proposes([LEFT])
    assert len(FaceFinder(nothing, blob_network(bar=1.01)).find(blobs())) == 0


def test_a_detector_with_points_is_believed():
    points = np.full((1, 5, 2), 7.0, np.float32)
    faces = FaceFinder(Proposes([(150, 20, 60, 60)], points), blob_network()).find(blobs(LEFT))
    assert faces.boxes_px.tolist() == [[150, 20, 60, 60]]
    assert (faces.points_px == 7.0).all()


def test_without_a_network_the_boxes_are_the_detectors_the_surest_first_and_without_points():
    faces = FaceFinder(Proposes([LEFT, RIGHT]), None).find(blobs())
    assert faces.boxes_px.tolist() == [list(RIGHT), list(LEFT)]
    assert np.isnan(faces.points_px).all()


def test_nothing_proposed_is_no_face():
    faces = FaceFinder(Proposes([]), blob_network()).find(blobs(LEFT))
    assert len(faces) == 0
    assert faces.boxes_px.dtype == np.int32
    assert faces.largest() is faces


def test_another_finder_looks_only_where_the_first_finds_no_face():
    second = FaceFinder(Proposes([RIGHT]), blob_network())
    nothing = FaceFinder(Proposes([]), blob_network(), otherwise=second)
    assert np.abs(nothing.find(blobs(LEFT, RIGHT)).boxes_px - as_boxes([RIGHT])).max() <= 1
    something = FaceFinder(Proposes([LEFT]), blob_network(), otherwise=second)
    assert np.abs(something.find(blobs(LEFT, RIGHT)).boxes_px - as_boxes([LEFT])).max() <= 1
    assert len(nothing.find(blobs())) == 0


def test_a_second_look_is_yunets_where_it_is_wanted_and_at_hand(monkeypatch):
    points = np.full((2, 5, 2), 7.0, np.float32)

    def by_name(name, **_):
        assert name == "yunet"
        if not at_hand:
            raise ModelMissing("yunet")
        return Proposes([RIGHT, (150, 20, 60, 60)], points)

    monkeypatch.setattr("vision.face_finder.detector_by_name", by_name)
    monkeypatch.setattr("vision.face_finder.HaarProposer", lambda **_: Proposes([]))
    picture, at_hand = blobs(RIGHT), True
    found = photo_finder("haar", blob_network(), second_look=True).find(picture)
    assert np.abs(found.boxes_px - as_boxes([RIGHT])).max() <= 1, (
        "what the network takes for no face is left out"
    )
    assert not (found.points_px == 7.0).any()
    assert len(photo_finder("haar", blob_network(), second_look=False).find(picture)) == 0, "Haar alone"
    at_hand = False
    assert len(photo_finder("haar", blob_network(), second_look=True).find(picture)) == 0


def test_a_face_is_followed_while_it_moves_and_given_up_when_it_is_gone():
    finder = FaceFinder(Proposes([]), blob_network())
    box = as_boxes([(60, 90, 60, 60)])[0]
    for step in range(1, 15):
        faces = finder.near(blobs((60 + 12 * step, 90 + 3 * step, 60, 60)), box)
        assert len(faces) == 1
        assert np.abs(faces.boxes_px[0] - (60 + 12 * step, 90 + 3 * step, 60, 60)).max() <= 2
        box = faces.boxes_px[0]
    assert len(finder.near(blobs(), box)) == 0


def test_another_face_far_away_is_not_the_one_that_is_followed():
    finder = FaceFinder(Proposes([]), blob_network())
    assert len(finder.near(blobs(RIGHT), as_boxes([LEFT])[0])) == 0


def test_all_faces_are_followed_at_once_in_their_order_and_who_is_gone_has_score_0():
    network = blob_network()
    finder = FaceFinder(Proposes([]), network)
    moved = (255, 122, 50, 50)
    faces = finder.follow(blobs(moved, LEFT), as_boxes([LEFT, (150, 20, 60, 60), RIGHT]))
    assert (faces.scores > 0.5).tolist() == [True, False, True]
    assert faces.scores[1] == 0
    assert np.abs(faces.boxes_px - as_boxes([LEFT, (150, 20, 60, 60), moved])).max() <= 1
    assert np.isfinite(faces.points_px[[0, 2]]).all()
    assert len(finder.follow(blobs(LEFT), empty_boxes())) == 0


def test_a_face_that_hardly_moved_is_looked_at_once():
    network = blob_network()
    FaceFinder(Proposes([]), network).follow(blobs(LEFT, RIGHT), as_boxes([LEFT, RIGHT]))
    assert network.session.shown == 2


def test_followed_faces_keep_up_with_their_walk():
    finder = FaceFinder(Proposes([]), blob_network())
    boxes = as_boxes([LEFT, RIGHT])
    for step in range(1, 12):
        now = [(60 + 10 * step, 90, 60, 60), (250 - 2 * step, 120 + 12 * step, 50, 50)]
        boxes = finder.follow(blobs(*now, size=(400, 400)), boxes).boxes_px
        assert np.abs(boxes - as_boxes(now)).max() <= 2


def test_without_a_network_the_detector_follows():
    faces = FaceFinder(Proposes([LEFT]), None).follow(blobs(LEFT), as_boxes([LEFT, RIGHT]))
    assert faces.boxes_px.tolist() == [list(LEFT), list(LEFT)]
    assert (faces.scores > 0).all()


def test_only_parts_are_searched_where_the_detector_can():
    @dataclass
    class Parts(Proposes):
        within: list[tuple[int, ...]] = field(default_factory=list)

        def detect_within(self, image_bgr, box_px):
            self.within.append(tuple(box_px))
            return self.detect(image_bgr)

    parts = as_boxes([(10, 20, 200, 200), (150, 20, 200, 200)])
    proposed = Parts([LEFT])
    found = FaceFinder(proposed, blob_network()).find(blobs(LEFT), parts)
    assert len(found) == 1, "found in both, one face all the same"
    assert proposed.within == [(10, 20, 200, 200), (150, 20, 200, 200)]
    assert len(FaceFinder(Proposes([LEFT]), blob_network()).find(blobs(LEFT), parts)) == 1


def test_another_detector_beside_proposes_in_the_whole_picture_whatever_part_is_searched():
    @dataclass
    class Parts(Proposes):
        def detect_within(self, image_bgr, box_px):
            return self.detect(image_bgr)

    picture = blobs(LEFT, RIGHT)
    finder = FaceFinder(Parts([LEFT]), blob_network(), beside=Proposes([RIGHT, (150, 20, 60, 60)]))
    for within in (None, as_boxes([(10, 20, 200, 200)])):
        found = finder.find(picture, within)
        assert len(found) == 2, "both faces, and what the network takes for none is left out"
        assert np.isfinite(found.points_px).all()


def test_a_face_in_the_dark_is_seen_in_evened_light_where_another_detector_proposes_it():
    dark = blobs(RIGHT) // 5
    assert len(FaceFinder(Proposes([RIGHT]), blob_network()).find(dark)) == 0
    found = FaceFinder(Proposes([]), blob_network(), beside=Proposes([RIGHT])).find(dark)
    assert np.abs(found.boxes_px - as_boxes([RIGHT])).max() <= 1


def test_moving_pictures_have_yunet_beside_haar_where_it_is_at_hand(monkeypatch):
    def at_hand(**_):
        return Proposes([RIGHT])

    def missing(*_):
        raise ModelMissing("yunet")

    monkeypatch.setattr("vision.face_finder.HaarProposer", lambda **_: Proposes([]))
    monkeypatch.setattr("vision.face_finder.yunet_file", lambda: "yunet")
    monkeypatch.setattr("vision.face_finder.YuNetDetector", lambda *_, **__: at_hand())
    picture = blobs(RIGHT)
    assert len(finder_by_name("haar", blob_network(), thorough=False).find(picture)) == 1
    assert len(finder_by_name("haar", blob_network()).find(picture)) == 0, "photos: Haar alone"
    monkeypatch.setattr("vision.face_finder.yunet_file", missing)
    assert len(finder_by_name("haar", blob_network(), thorough=False).find(picture)) == 0


def test_models_that_learned_haars_squares_get_squares_and_haar_by_itself_gives_them():
    tall = as_boxes([(100, 100, 75, 100)])
    (square,) = FaceFinder(Proposes([]), blob_network()).squares(tall)
    assert square[2] == square[3]
    assert abs(square[0] + square[2] / 2 - 137.5) <= 1
    assert FaceFinder(HaarProposer(thorough=False), None).squares(tall).tolist() == tall.tolist()


def test_without_a_network_the_detector_looks_near():
    proposed = Proposes([LEFT])
    faces = FaceFinder(proposed, None).near(blobs(LEFT), as_boxes([LEFT])[0])
    assert proposed.asked_near == [LEFT]
    assert faces.boxes_px.tolist() == [list(LEFT)]


def test_the_largest_face():
    faces = FaceFinder(Proposes([LEFT, RIGHT]), blob_network()).find(blobs(LEFT, RIGHT))
    assert abs(int(faces.largest().boxes_px[0, 0]) - LEFT[0]) <= 1


@pytest.mark.parametrize("thorough", [False, True])
def test_haar_proposes_the_astronauts_face(astronaut_bgr, thorough):
    boxes = HaarProposer(thorough=thorough).detect(astronaut_bgr).boxes_px
    middles = boxes[:, :2] + boxes[:, 2:] / 2
    assert (np.hypot(*(middles - (224, 114)).T) < 25).any()


def test_finders_by_name():
    assert isinstance(finder_by_name("haar", blob_network()).detector, HaarProposer)
    assert not isinstance(finder_by_name("haar", None).detector, HaarProposer)


def test_faces_are_born_valid():
    with pytest.raises(ValueError, match="points"):
        Faces(empty_boxes(), np.zeros(1, np.float32), np.zeros((0, 5, 2), np.float32))
    with pytest.raises(ValueError, match="int32"):
        Faces(np.zeros((0, 4), np.int64))
