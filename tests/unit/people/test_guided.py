"""Guided enrolment: which poses are taken when, what is said meanwhile, and what is kept at the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from desktop.people.calibration import reference_bar
from desktop.people.coverage import coverage_of
from desktop.people.guided import (
    ANOTHER,
    HOLD,
    KNOWN,
    NO_FACE,
    RING,
    SEVERAL,
    Guidance,
    GuidedEnrolment,
    Look,
)
from desktop.people.records import NewFace
from desktop.people.strangers import Crowd, Strangers
from tests.support.drawn_people import DIGEST, drawn_face, embedding
from vision.face_quality import FaceQuality

POSES = {"front": (0, 0), "left": (-25, 0), "right": (25, 0), "up": (0, 15), "down": (0, -15)}


def quality(yaw: float = 0.0, pitch: float = 0.0, *, score: float = 0.9, reasons: tuple = ()) -> FaceQuality:
    return FaceQuality(120.0, 0.1, 120.0, yaw, pitch, 0.0, score, reasons)


def look(at_s: float, pose: str = "front", **values: Any) -> Look:
    smiling = pose == "smile"
    yaw, pitch = POSES["front" if smiling else pose]
    return Look(at_s, 1, quality(yaw, pitch), smiling, **values)


class Sitting:
    """Shows poses ten times a second to an enrolment, and hands it the faces that it asks for."""

    def __init__(self, person: int = 0) -> None:
        self.guide = GuidedEnrolment()
        self.person = person
        self.at_s = 0.0
        self.said: list[Guidance] = []

    def show(self, pose: str, seconds: float) -> Guidance:
        for _ in range(round(seconds * 10)):
            self.at_s += 0.1
            said = self.guide.see(look(self.at_s, pose))
            if said.take is not None:
                face = self.face(len(self.said))
                said = self.guide.offer(face, said.take, self.at_s)
            self.said.append(said)
            if said.finished:
                break
        return self.said[-1]

    def face(self, take: int) -> NewFace:
        return drawn_face(self.person, take)


def test_a_turn_of_the_head_is_enough_and_takes_far_less_than_twenty_seconds() -> None:
    sitting = Sitting()
    for pose in RING:
        last = sitting.show(pose, 1.5)
    assert last.finished
    assert 8 <= last.count <= 12
    assert last.have == RING
    assert sitting.guide.missing == ()
    assert sitting.at_s < 20


def test_a_pose_that_is_held_gives_no_dozen_of_the_same() -> None:
    sitting = Sitting()
    last = sitting.show("front", 10.0)
    assert last.count <= 3
    assert last.wanted == "left"


def test_after_its_time_it_ends_and_names_what_lacks() -> None:
    sitting = Sitting()
    sitting.show("front", 1.0)
    sitting.show("left", 30.0)
    assert sitting.said[-1].finished
    assert sitting.at_s == pytest.approx(20.1, abs=0.2)
    assert sitting.guide.missing == ("right", "up", "down", "smile")
    assert len(sitting.guide.faces) >= 3


@pytest.mark.parametrize(
    ("shown", "wait"),
    [
        (Look(0.0, 0), NO_FACE),
        (Look(0.0, 2, quality()), SEVERAL),
        (Look(0.0, 1, quality(reasons=("too dark",))), "too dark"),
        (Look(0.0, 1, quality(60, reasons=("turned away",))), "turned away"),
        (Look(0.0, 1, quality(60, reasons=("turned away", "out of focus"))), "out of focus"),
        (Look(0.0, 1, quality(score=0.1)), HOLD),
    ],
)
def test_it_says_what_it_waits_for(shown: Look, wait: str) -> None:
    said = GuidedEnrolment().see(shown)
    assert said.wait == wait
    assert said.take is None


def test_somebody_else_is_not_taken() -> None:
    sitting = Sitting()
    sitting.show("front", 0.2)
    stranger = drawn_face(5)
    assert sitting.guide.offer(stranger, "left", 1.0).wait == ANOTHER
    assert len(sitting.guide.faces) == 1


def test_the_same_picture_again_is_not_taken() -> None:
    sitting = Sitting()
    face = sitting.face(0)
    assert sitting.guide.offer(face, "front", 0.0).count == 1
    assert sitting.guide.offer(face, "front", 1.0).wait == HOLD
    assert len(sitting.guide.faces) == 1


def test_a_face_that_belongs_to_someone_stops_it_until_the_user_goes_on() -> None:
    guide = GuidedEnrolment()
    said = guide.offer(drawn_face(0), "front", 0.0, belongs_to="Ada")
    assert (said.wait, said.belongs_to, said.count) == (KNOWN, "Ada", 0)
    assert guide.see(look(1.0)).wait == KNOWN
    guide.go_on_anyway()
    assert guide.see(look(2.0)).take == "front"
    assert guide.offer(drawn_face(0), "front", 2.0, belongs_to="Ada").count == 1


def test_without_points_it_counts_different_pictures() -> None:
    guide = GuidedEnrolment()
    for take in range(8):
        blind = Look(float(take), 1, quality(float(np.nan), float(np.nan)))
        said = guide.see(blind)
        assert said.take == ""
        said = guide.offer(drawn_face(0, take), "", float(take))
    assert said.finished
    assert guide.missing == ()


@pytest.mark.parametrize("offset", [-16, 16])
def test_a_camera_below_or_above_the_eyes_shows_all_poses_all_the_same(offset: float) -> None:
    guide, at_s = GuidedEnrolment(), 0.0
    for pose in RING:
        yaw, pitch = POSES["front" if pose == "smile" else pose]
        for _ in range(15):
            at_s += 0.1
            said = guide.see(Look(at_s, 1, quality(yaw, pitch + offset), pose == "smile"))
            if said.take is not None:
                said = guide.offer(drawn_face(0, round(at_s * 10)), said.take, at_s)
    assert said.finished
    assert guide.missing == ()
    assert coverage_of(guide.faces).missing == ()
    assert [face.smiling for face in guide.faces].count(True) == 1


def test_who_looks_up_later_moves_the_ring_no_more() -> None:
    sitting = Sitting()
    sitting.show("front", 1.5)
    sitting.show("up", 3.0)
    assert sitting.said[-1].have == ("front", "up")
    assert sitting.show("front", 0.5).wanted == "left"


def test_the_bar_for_another_picture_is_the_models_own_and_higher_than_the_names() -> None:
    crowd = Crowd("drawn", np.stack([embedding(1000 + k, 0) for k in range(2000)]))
    strangers = Strangers(DIGEST, (crowd,), {})
    first = drawn_face(0, 0)
    bar = reference_bar(first.embedding, strangers)
    assert (crowd.faces @ first.embedding < bar).mean() > 0.999
    half_alike = replace(first, embedding=embedding_like(first.embedding, (bar + 0.02)))
    asked: list[np.ndarray] = []

    def strict(of: np.ndarray) -> float:
        asked.append(of)
        return bar + 0.04

    for guide, expected in ((GuidedEnrolment(bar=lambda _: bar), 2), (GuidedEnrolment(bar=strict), 1)):
        guide.offer(first, "front", 0.0)
        said = guide.offer(half_alike, "left", 1.0)
        assert said.count == expected
        assert said.wait == ("" if expected == 2 else ANOTHER)
    assert (asked[0] == first.embedding).all()


def test_who_is_surely_the_person_need_not_be_like_the_pictures_of_this_sitting() -> None:
    guide = GuidedEnrolment()
    guide.offer(drawn_face(0, 0), "front", 0.0)
    assert guide.offer(drawn_face(7, 0), "left", 1.0).wait == ANOTHER
    assert guide.offer(drawn_face(7, 0), "left", 1.0, surely=True).count == 2


def embedding_like(one: np.ndarray, cosine: float) -> np.ndarray:
    other = np.random.default_rng(3).standard_normal(len(one))
    other -= one * (one @ other)
    other /= np.linalg.norm(other)
    return np.asarray(cosine * one + np.sqrt(1 - cosine**2) * other, np.float32)
