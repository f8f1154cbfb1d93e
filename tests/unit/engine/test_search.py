"""Whole searches, in the caller's thread or beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from desktop.engine.pipeline import Pipeline
from desktop.engine.scheduler import Schedule
from desktop.engine.search import DirectSearch, SearchBeside
from tests.support.fake_engine import BLANK, TellingDetector, frame, smile_recogniser, told
from vision.detectors import Detections
from vision.face_finder import FaceFinder

FACE = (100, 60, 80, 80)


class HeldDetector(TellingDetector):
    """Its whole search goes on until `go_on` is set."""

    def __init__(self, faces: list[tuple[int, int, int, int]]) -> None:
        super().__init__(faces)
        self.go_on = threading.Event()
        self.begun = threading.Event()

    def detect(self, image_bgr: np.ndarray) -> Detections:
        self.begun.set()
        assert self.go_on.wait(5.0)
        return super().detect(image_bgr)


@pytest.fixture
def held() -> Iterator[tuple[HeldDetector, SearchBeside]]:
    detector = HeldDetector([FACE])
    search = SearchBeside(FaceFinder(detector, None), clock=lambda: 0.0)
    yield detector, search
    detector.go_on.set()
    search.close()


def test_a_direct_search_is_done_at_once_and_taken_once() -> None:
    search = DirectSearch(told(FACE))
    assert search.take() is None
    assert search.begin(BLANK)
    found = search.take()
    assert found is not None
    assert found.boxes_px.tolist() == [list(FACE)]
    assert search.take() is None


def test_a_search_beside_keeps_nobody_waiting(held: tuple[HeldDetector, SearchBeside]) -> None:
    detector, search = held
    assert search.begin(BLANK)
    assert search.take() is None
    assert not search.begin(BLANK)
    detector.go_on.set()
    assert wait_and_take(search) is not None
    assert search.take() is None
    assert detector.searches == 1


def wait_and_take(search: SearchBeside) -> Detections | None:
    assert search._searches._running is not None
    search._searches._running.exception(timeout=5.0)
    return search.take()


def test_what_was_found_before_the_pictures_changed_is_not_taken(
    held: tuple[HeldDetector, SearchBeside],
) -> None:
    detector, search = held
    search.begin(BLANK)
    search.forget()
    detector.go_on.set()
    assert wait_and_take(search) is None
    assert search.begin(BLANK)
    assert wait_and_take(search) is not None


def test_what_a_detector_raises_is_raised_where_it_is_taken() -> None:
    class Failing(TellingDetector):
        def detect(self, image_bgr: np.ndarray) -> Detections:
            raise ZeroDivisionError

    search = SearchBeside(FaceFinder(Failing(), None))
    search.begin(BLANK)
    with pytest.raises(ZeroDivisionError):
        wait_and_take(search)
    search.close()


def test_steps_go_on_while_the_whole_picture_is_searched(held: tuple[HeldDetector, SearchBeside]) -> None:
    detector, search = held
    pipeline = Pipeline(told(FACE), [smile_recogniser()], search=search, schedule=Schedule(0.0, 0.0))
    for index in range(5):
        assert pipeline.step(frame(index)).faces == ()
    detector.go_on.set()
    assert search._searches._running is not None
    search._searches._running.exception(timeout=5.0)
    for index in range(5, 12):
        analysis = pipeline.step(frame(index))
    assert [face.track for face in analysis.faces] == [1]
    pipeline.close()


def test_after_a_search_it_rests_as_long_as_the_search_took() -> None:
    now_s = [0.0]

    class Slow(TellingDetector):
        def detect(self, image_bgr: np.ndarray) -> Detections:
            now_s[0] += 0.2
            return super().detect(image_bgr)

    search = SearchBeside(FaceFinder(Slow([FACE]), None), clock=lambda: now_s[0])
    assert search.begin(BLANK)
    assert wait_and_take(search) is not None
    now_s[0] += 0.15
    assert not search.begin(BLANK)
    now_s[0] += 0.1
    assert search.begin(BLANK)
    search.close()


def test_a_late_find_counts_only_where_the_face_still_is(held: tuple[HeldDetector, SearchBeside]) -> None:
    detector, search = held
    near = TellingDetector([FACE])
    pipeline = Pipeline(FaceFinder(near, None), [], search=search, schedule=Schedule(0.0, 0.0))
    pipeline.step(frame(0))
    assert detector.begun.wait(5.0)
    near.faces = []  # it has left since
    detector.go_on.set()
    assert search._searches._running is not None
    search._searches._running.exception(timeout=5.0)
    detector.faces = []
    assert all(pipeline.step(frame(index)).faces == () for index in range(1, 8))
    pipeline.close()
