"""Cuts in a film: what they are, that they end what is held, and that the next shot is searched at once."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.engine.analysis import FrameAnalysis
from desktop.engine.cuts import Cuts
from desktop.engine.pipeline import Pipeline
from desktop.engine.search import DirectSearch
from tests.support.fake_engine import TellingDetector, frame, smile_recogniser
from vision.face_finder import FaceFinder, Faces
from vision.opencv import cv2

FACE, OTHER = (100, 60, 80, 80), (20, 40, 60, 60)


def shot(number: int, width: int = 320, height: int = 180) -> np.ndarray:
    """A picture with light and dark parts, another one for each number."""
    few = np.random.default_rng(number).integers(0, 256, (5, 8, 3), np.uint8)
    return np.asarray(cv2.resize(few, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def cuts_in(*pictures: np.ndarray) -> list[bool]:
    cuts = Cuts()
    return [cuts.is_cut(picture) for picture in pictures]


@pytest.mark.parametrize("size", [(1280, 720), (320, 180), (90, 160), (37, 211)])
def test_the_first_picture_of_another_shot_is_a_cut(size: tuple[int, int]) -> None:
    shots = [shot(number // 3, *size) for number in range(30)]
    assert cuts_in(*shots) == [number % 3 == 0 and number > 0 for number in range(30)]


@pytest.mark.parametrize("gain", [0.4, 0.7, 1.2])
def test_another_light_is_no_cut(gain: float) -> None:
    before = shot(1) // 4 * 3
    assert cuts_in(before, np.clip(before * gain, 0, 255).astype(np.uint8)) == [False, False]


def test_a_camera_that_turns_and_noise_are_no_cut() -> None:
    wide, noise = shot(2, 2400, 720), np.random.default_rng(0)
    turned = [wide[:, 40 * step : 40 * step + 1280] for step in range(20)]
    noisy = [np.clip(view + noise.normal(0, 12, view.shape), 0, 255).astype(np.uint8) for view in turned]
    assert not any(cuts_in(*noisy))


def test_somebody_who_walks_through_is_no_cut() -> None:
    pictures = []
    for step in range(20):
        picture = shot(3, 640, 360)
        cv2.rectangle(picture, (20 * step, 60), (20 * step + 180, 360), (20, 20, 20), -1)
        pictures.append(picture)
    assert not any(cuts_in(*pictures))


@pytest.mark.parametrize("light", [0, 255])
def test_a_picture_without_anything_in_it_tells_nothing_and_the_next_one_does(light: int) -> None:
    empty = np.full_like(shot(1), light)
    assert cuts_in(shot(1), empty, shot(1), empty, empty, shot(2)) == [False] * 5 + [True]
    assert cuts_in(empty, shot(1)) == [False, False]


def test_a_picture_of_another_size_is_a_cut_and_a_single_pixel_is_borne() -> None:
    assert cuts_in(shot(1), shot(1, 180, 320)) == [False, True]
    assert cuts_in(np.zeros((1, 1, 3), np.uint8), shot(1)[:1, :1]) == [False, False]


def faces(analyses: list[FrameAnalysis]) -> list[list[int | None]]:
    return [[face.track for face in analysis.faces] for analysis in analyses]


def films(
    detector: TellingDetector, frames: int, cut: int, then: list[tuple[int, int, int, int]], *, shots: int = 2
) -> list[FrameAnalysis]:
    """A film in which `then` are the faces from the frame `cut` on, where another of two shots begins."""
    pipeline = Pipeline(FaceFinder(detector, None), [smile_recogniser()])
    seen = []
    for index in range(frames):
        if index == cut:
            detector.faces = list(then)
        seen.append(pipeline.step(frame(index, image=shot(index >= cut if shots == 2 else 0))))
    return seen


@pytest.mark.parametrize("cut", [31, 32, 33])
def test_a_face_that_a_cut_takes_away_goes_at_once(cut: int) -> None:
    seen = faces(films(TellingDetector([FACE]), 60, cut, []))
    assert seen[cut - 1 : cut + 1] == [[1], []]
    assert not any(seen[cut:])


def test_a_face_that_is_lost_within_a_shot_is_held_for_a_moment() -> None:
    seen = faces(films(TellingDetector([FACE]), 60, 31, [], shots=1))
    assert seen[31:38] == [[1]] * 7
    assert not any(seen[40:])


@pytest.mark.parametrize("cut", [31, 32, 33])
def test_the_next_shot_is_searched_in_its_first_frame(cut: int) -> None:
    detector = TellingDetector()
    films(detector, cut, cut, [])
    before = detector.searches
    detector = TellingDetector()
    seen = films(detector, cut + 1, cut, [OTHER])
    assert detector.searches == before + 1
    assert seen[-1].faces == (), "without a network a face is confirmed by its third find"
    again = faces(films(TellingDetector(), cut + 3, cut, [OTHER]))
    assert again[-1] == [1]


def test_where_the_next_shot_has_a_face_elsewhere_it_is_another_track() -> None:
    seen = faces(films(TellingDetector([FACE]), 60, 31, [OTHER]))
    assert seen[30:33] == [[1], [], []]
    assert seen[33] == [2]


class LateSearch(DirectSearch):
    """What it finds is taken only when it is `done`."""

    behind = True
    done = False

    def take(self) -> Faces | None:
        return super().take() if self.done else None


def test_what_is_found_in_the_shot_before_is_no_face_of_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    detector = TellingDetector([FACE])
    finder = FaceFinder(detector, None)
    search = LateSearch(finder)
    pipeline = Pipeline(finder, [], search=search)
    pipeline.step(frame(0, image=shot(0)))
    monkeypatch.setattr(search, "begin", lambda *_: False)  # a search under way lets no other begin
    search.done = True
    analyses = [pipeline.step(frame(index, image=shot(1))) for index in range(1, 10)]
    assert not any(analysis.faces for analysis in analyses)
    assert detector.searches == 1


def test_a_film_of_single_pictures_is_searched_ten_times_a_second() -> None:
    detector = TellingDetector()
    pipeline = Pipeline(FaceFinder(detector, None), [])
    for index in range(90):
        pipeline.step(frame(index, image=shot(index)))
    assert 25 <= detector.searches <= 31
