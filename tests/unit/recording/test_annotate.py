"""Overlays for files: drawn into a copy, inside the picture, and saying what is known."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.identity import IdentityAnswer
from desktop.recording.annotate import annotated, caption
from tests.support.fake_session import face, smile
from vision.recognisers import UNSURE, Answer


def analysis(*faces: FaceAnalysis) -> FrameAnalysis:
    return FrameAnalysis("x", 0, 0.0, (320, 240), faces, {})


def test_the_picture_itself_stays_as_it_is() -> None:
    picture = np.full((240, 320, 3), 90, np.uint8)
    picture.flags.writeable = False
    drawn = annotated(picture, analysis(face(1)))
    assert picture.min() == picture.max() == 90
    assert not np.array_equal(drawn, picture)
    assert drawn.shape == picture.shape


def test_without_faces_nothing_is_drawn() -> None:
    picture = np.full((240, 320, 3), 90, np.uint8)
    assert np.array_equal(annotated(picture, analysis()), picture)


def test_what_was_said_of_the_whole_picture_stands_in_its_corner() -> None:
    picture = np.full((240, 320, 3), 90, np.uint8)
    drawn = annotated(picture, analysis(), whole=Answer("scene", "beach", 0.7, {"beach": 0.7, "town": 0.3}))
    changed = np.argwhere((drawn != picture).any(axis=2))
    assert tuple(changed.min(axis=0)) == (0, 0)
    assert (changed.max(axis=0) < (40, 160)).all()
    assert annotated(np.zeros((1, 1, 3), np.uint8), analysis(), whole=smile(0.9)["smile"]).shape == (1, 1, 3)


@pytest.mark.parametrize("box", [(0, 0, 320, 240), (-20, -30, 60, 60), (300, 200, 60, 60), (310, 0, 10, 10)])
@pytest.mark.parametrize("size", [(320, 240), (33, 21), (1, 1)])
def test_any_box_in_any_picture_can_be_drawn(box: tuple[int, int, int, int], size: tuple[int, int]) -> None:
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    assert annotated(picture, analysis(FaceAnalysis(3, box, smile(0.9)))).shape == picture.shape


def test_the_box_is_drawn_where_the_face_is() -> None:
    drawn = annotated(np.zeros((240, 320, 3), np.uint8), analysis(FaceAnalysis(None, (100, 80, 60, 60), {})))
    rows, columns = np.nonzero(drawn.any(axis=2))
    assert (columns.min(), rows.min()) == pytest.approx((100, 80), abs=2)
    assert (columns.max(), rows.max()) == pytest.approx((160, 140), abs=2)


def test_words_of_a_face_at_the_right_edge_are_whole() -> None:
    def words_at(x: int) -> int:
        drawn = annotated(
            np.zeros((240, 320, 3), np.uint8), analysis(FaceAnalysis(7, (x, 100, 40, 40), smile(0.9)))
        )
        return int((drawn[80:99].min(axis=2) > 200).sum())

    assert words_at(270) == words_at(60) > 20


def test_the_words_say_number_answer_and_how_sure() -> None:
    assert caption(FaceAnalysis(7, (0, 0, 9, 9), smile(0.93))) == "7  smile 93%"
    assert caption(FaceAnalysis(None, (0, 0, 9, 9), smile(0.36))) == "no smile (smile 36%)"
    unsure = Answer("emotion", None, 0.41, {"happy": 0.3, "sad": 0.41, "fear": 0.29}, UNSURE)
    assert caption(FaceAnalysis(None, (0, 0, 9, 9), {"emotion": unsure})) == "emotion: unsure (sad 41%)"
    none = Answer("smile", None, 0.0, reason="the face is too small")
    assert caption(FaceAnalysis(2, (0, 0, 9, 9), {"smile": none})) == "2  smile: the face is too small"
    named = smile(0.93) | {"identity": IdentityAnswer("identity", "Ann Lee", 0.7)}
    assert caption(FaceAnalysis(2, (0, 0, 9, 9), named)) == "2  Ann Lee  smile 93%", "as the window has it"
