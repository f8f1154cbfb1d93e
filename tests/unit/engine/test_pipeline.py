"""The engine's step: with a detector that is told what it sees, and with the real one on a real face."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from desktop.engine.analysis import FrameAnalysis
from desktop.engine.pipeline import Pipeline
from desktop.engine.scheduler import OFFLINE, Schedule
from tests.support.blob_network import blob_network, blobs
from tests.support.fake_engine import (
    BLANK,
    MOODS,
    Box4,
    FakeModel,
    TellingDetector,
    card,
    frame,
    mood_recogniser,
    smile_recogniser,
    told,
)
from vision.assets import shipped_models_root
from vision.detectors import Detections
from vision.errors import FacetError
from vision.face_finder import FaceFinder, finder_by_name
from vision.geometry import as_boxes
from vision.landmarks import LandmarkNetwork
from vision.opencv import cv2
from vision.recognisers import Recogniser
from vision.sessions import open_model

FACE = (100, 60, 80, 80)
LEFT, RIGHT = (20, 40, 60, 60), (200, 40, 60, 60)


def play(pipeline: Pipeline, count: int, start: int = 0, image: np.ndarray = BLANK) -> list[FrameAnalysis]:
    return [pipeline.step(frame(index, image=image)) for index in range(start, start + count)]


def with_faces(*faces: Box4) -> np.ndarray:
    """A picture with something bright where faces are."""
    picture = BLANK.copy()
    for x, y, width, height in faces:
        picture[max(0, y) : y + height, max(0, x) : x + width] = 200
    return picture


def numbers(analysis: FrameAnalysis) -> list[int | None]:
    return [face.track for face in analysis.faces]


def without_times(analyses: Sequence[FrameAnalysis]) -> str:
    rows = [analysis.to_json_object() | {"timings_ms": None} for analysis in analyses]
    return json.dumps(rows)


def test_only_confirmed_faces_are_listed() -> None:
    seen = play(Pipeline(told(FACE), [smile_recogniser()], schedule=OFFLINE), 5)
    assert [numbers(analysis) for analysis in seen] == [[], [], [1], [1], [1]]


def test_a_photo_s_faces_are_listed_at_once_without_track_and_without_memory() -> None:
    pipeline = Pipeline(told(LEFT, RIGHT), [smile_recogniser()])
    looks = [pipeline.look(frame(0)) for _ in range(2)]
    assert [numbers(analysis) for analysis in looks] == [[None, None]] * 2
    assert without_times(looks[:1]) == without_times(looks[1:])
    assert numbers(pipeline.step(frame(1))) == []  # a look leaves no track behind


def test_every_listed_face_has_every_task_and_every_stage_its_time() -> None:
    pipeline = Pipeline(told(LEFT, RIGHT), [smile_recogniser(), mood_recogniser()])
    for analysis in [
        *play(pipeline, 6),
        pipeline.look(frame(9)),
        Pipeline(told(), []).step(frame(0)),
    ]:
        assert {"detect", "total"} <= set(analysis.timings_ms)
        for face in analysis.faces:
            assert list(face.answers) == ["smile", "emotion"]
            assert set(analysis.timings_ms) - {"follow"} == {"detect", "smile", "emotion", "total"}
        stages = sum(ms for stage, ms in analysis.timings_ms.items() if stage != "total")
        assert 0.0 <= stages <= analysis.timings_ms["total"]


@pytest.mark.parametrize("still", [True, False])
def test_a_face_too_small_has_no_answer_and_a_reason(still: bool) -> None:
    small = (100, 60, 19, 19)
    pipeline = Pipeline(told(small), [smile_recogniser(), mood_recogniser()], schedule=OFFLINE)
    analysis = pipeline.look(frame(0)) if still else play(pipeline, 4)[-1]
    (face,) = analysis.faces
    for answer in face.answers.values():
        assert (answer.label, answer.score) == (None, 0.0)
        assert "19" in (answer.reason or "")


def test_a_face_that_becomes_too_small_loses_its_answer_and_gets_it_back() -> None:
    detector = TellingDetector([(100, 60, 24, 24)])
    pipeline = Pipeline(FaceFinder(detector, None), [smile_recogniser()], schedule=OFFLINE)
    labels = []
    for index, side in enumerate([24] * 4 + [18] * 6 + [24] * 6):
        detector.faces = [(100, 60, side, side)]
        labels += [face.answers["smile"].label for face in pipeline.step(frame(index)).faces]
    assert None in labels
    assert labels[0] == labels[-1] == "no smile"


def test_a_face_that_waits_for_its_turn_says_so() -> None:
    faces = [(60 * k, 20, 50, 50) for k in range(5)]
    pipeline = Pipeline(told(*faces), [smile_recogniser()], schedule=Schedule(0.0, faces_a_frame=2))
    analyses = play(pipeline, 6)
    first = next(analysis for analysis in analyses if analysis.faces)
    waiting = [face.answers["smile"] for face in first.faces if face.answers["smile"].label is None]
    assert len(waiting) == 3
    assert all(answer.score == 0.0 and answer.reason for answer in waiting)
    assert all(face.answers["smile"].label for face in analyses[-1].faces)


def test_all_faces_of_a_frame_are_one_batch() -> None:
    recogniser = smile_recogniser()
    pipeline = Pipeline(told(LEFT, RIGHT, (110, 150, 60, 60)), [recogniser], schedule=OFFLINE)
    play(pipeline, 4)
    assert recogniser.session.batches == [3]  # type: ignore[attr-defined]


def happy_when_bright(batch: np.ndarray) -> np.ndarray:
    """Rather sure of it: .85, or of a neutral face (N, 3)."""
    bright = batch.mean(axis=(1, 2, 3)) > 120
    return np.where(bright[:, None], [0.05, 0.85, 0.1], [0.05, 0.1, 0.85]).astype(np.float32)


@pytest.mark.parametrize("fps", [15.0, 30.0])
def test_a_changed_mood_shows_within_700_ms_and_stays(fps: float) -> None:
    model = FakeModel(card("emotion", MOODS, threshold=0.6), happy_when_bright)
    pipeline = Pipeline(told(FACE), [Recogniser(model)])  # type: ignore[arg-type]
    said: list[str | None] = []
    for index in range(90):
        image = BLANK if index < 45 else with_faces(FACE)
        seen = pipeline.step(frame(index, fps=fps, image=image))
        said.append(seen.faces[0].answers["emotion"].label if seen.faces else None)
    came = said.index("happy")
    assert said[44] == "neutral"
    assert (came - 45 + 1) / fps <= 0.7
    assert set(said[came:]) == {"happy"}


def test_a_picture_that_stands_still_is_hardly_searched() -> None:
    for faces, searches in (([FACE], 2), ([], 2)):
        detector = TellingDetector(faces)
        pipeline = Pipeline(FaceFinder(detector, None), [], schedule=Schedule(search_whole_s=1.0))
        play(pipeline, 90)
        detector.searches = 0
        play(pipeline, 121, start=90)
        assert detector.searches == pytest.approx(searches, abs=1)


def flickering(index: int) -> np.ndarray:
    """A lamp at the picture's left edge goes on and off."""
    return with_faces((0, 200, 30, 40)) if index // 5 % 2 else BLANK


def test_where_something_moves_it_is_searched_often_and_less_often_once_a_face_is_known() -> None:
    counts = []
    for faces in ([], [FACE]):
        detector = TellingDetector(faces)
        pipeline = Pipeline(FaceFinder(detector, None), [], schedule=Schedule(0.1, 0.4, search_again_s=0.5))
        for index in range(121):
            pipeline.step(frame(index, image=flickering(index)))
        counts.append(detector.searches)
    assert counts[0] == pytest.approx(24, abs=4)
    assert counts[1] == pytest.approx(12, abs=3)


def test_a_known_face_that_moves_is_nothing_to_search_for() -> None:
    detector = TellingDetector([FACE])
    pipeline = Pipeline(FaceFinder(detector, None), [])
    for index in range(61):
        smiling = with_faces((FACE[0] + 20, FACE[1] + 50, 40, 10 + index % 2 * 10))
        pipeline.step(frame(index, image=smiling))
    assert detector.searches <= 5, "the whole, at first"


class PartTeller(TellingDetector):
    """Notes which parts of the picture were searched."""

    def __init__(self, faces: Sequence[Sequence[int]] = ()) -> None:
        super().__init__(faces)
        self.parts: list[np.ndarray] = []

    def detect_within(self, image_bgr: np.ndarray, box_px: np.ndarray) -> Detections:
        self.parts.append(box_px)
        return self.detect(image_bgr)


def test_a_second_face_is_boxed_within_300_ms_and_only_its_place_is_searched() -> None:
    detector = PartTeller([LEFT])
    pipeline = Pipeline(FaceFinder(detector, None), [])
    play(pipeline, 10, image=with_faces(LEFT))
    detector.parts.clear()
    detector.faces = [LEFT, RIGHT]
    counts = [len(seen.faces) for seen in play(pipeline, 20, start=10, image=with_faces(LEFT, RIGHT))]
    assert counts.index(2) / 30 <= 0.3
    for x, y, width, height in detector.parts:
        assert LEFT[0] + LEFT[2] < x <= RIGHT[0]
        assert y <= RIGHT[1]
        assert x + width >= RIGHT[0] + RIGHT[2]
        assert y + height >= RIGHT[1] + RIGHT[3]


class WholeFaces(PartTeller):
    """Finds a face only where all of it is searched."""

    def detect_within(self, image_bgr: np.ndarray, box_px: np.ndarray) -> Detections:
        self.parts.append(box_px)
        left, top, right, bottom = *box_px[:2], *(box_px[:2] + box_px[2:])
        inside = [
            face
            for face in self.faces
            if face[0] >= left
            and face[1] >= top
            and face[0] + face[2] <= right
            and face[1] + face[3] <= bottom
        ]
        return self._found(inside)


def test_of_two_who_come_at_once_neither_waits_for_the_other() -> None:
    def wide(*faces: Box4) -> np.ndarray:
        picture = np.full((300, 1000, 3), 90, np.uint8)
        for x, y, width, height in faces:
            picture[y : y + height, x : x + width] = 200
        return picture

    known, first, second = (460, 40, 80, 80), (20, 200, 60, 60), (900, 30, 60, 60)
    detector = WholeFaces([known])
    pipeline = Pipeline(FaceFinder(detector, None), [])
    play(pipeline, 40, image=wide(known))
    detector.parts.clear()
    detector.faces = [known, first, second]
    counts = [len(seen.faces) for seen in play(pipeline, 20, start=40, image=wide(known, first, second))]
    assert counts.index(3) / 30 <= 0.3
    assert 2 not in counts


@pytest.mark.parametrize("begins", [40, 41, 42])
@pytest.mark.parametrize("step_px", [3, 6, 12])
def test_a_second_face_that_comes_in_by_the_side_is_boxed_within_300_ms(begins: int, step_px: int) -> None:
    """From the frame in which all of it is in the picture."""
    detector = WholeFaces([LEFT])
    pipeline = Pipeline(FaceFinder(detector, None), [])
    play(pipeline, begins, image=with_faces(LEFT))
    whole = boxed = None
    for index in range(begins, begins + 60):
        come = (max(RIGHT[0], BLANK.shape[1] - step_px * (index - begins)), *RIGHT[1:])
        detector.faces = [LEFT, come]
        if whole is None and come[0] + come[2] <= BLANK.shape[1]:
            whole = index
        seen = pipeline.step(frame(index, image=with_faces(LEFT, come)))
        if boxed is None and len(seen.faces) == 2:
            boxed = index
    assert whole is not None
    assert boxed is not None
    assert (boxed - whole) / 30 <= 0.3


def test_all_known_faces_are_followed_in_one_batch_and_the_models_get_their_squares() -> None:
    network = blob_network()
    pipeline = Pipeline(FaceFinder(TellingDetector([LEFT, RIGHT]), network), [smile_recogniser()])
    session = network.session
    runs: list[int] = []
    run = session.run
    session.run = lambda crops: (runs.append(len(crops)), run(crops))[1]  # type: ignore[method-assign]
    seen = play(pipeline, 6, image=blobs(LEFT, RIGHT, size=(320, 240)))
    assert [len(analysis.faces) for analysis in seen[2:]] == [2] * 4
    assert runs[-4:] == [2] * 4
    boxes = as_boxes([face.box_px for face in seen[-1].faces])
    assert np.abs(boxes - as_boxes([LEFT, RIGHT])).max() <= 2
    assert all(face.answers["smile"].label == "smile" for face in seen[-1].faces)


@pytest.mark.parametrize(("bar", "first"), [(0.5, 0), (1.01, 1)])
def test_a_face_that_detector_and_network_agree_on_is_listed_sooner(bar: float, first: int) -> None:
    finder = FaceFinder(TellingDetector([FACE]), blob_network(bar), min_score=0.5)
    seen = play(Pipeline(finder, []), 3, image=blobs(FACE, size=(320, 240)))
    assert [len(analysis.faces) for analysis in seen] == [0] * first + [1] * (3 - first)


def test_a_crop_that_stays_the_same_is_asked_about_twice_a_second_only() -> None:
    recogniser = smile_recogniser()
    play(Pipeline(told(FACE), [recogniser], schedule=OFFLINE), 62)
    assert len(recogniser.session.batches) == pytest.approx(4, abs=1)  # type: ignore[attr-defined]


def test_a_dear_model_looks_at_one_face_a_frame_and_twice_a_second() -> None:
    passed_s = [0.0]

    def slow(batch: np.ndarray) -> np.ndarray:
        passed_s[0] += 0.2 * len(batch)
        return np.full((len(batch), 1), 0.9, np.float32)

    recogniser = Recogniser(FakeModel(card(), slow))  # type: ignore[arg-type]
    pipeline = Pipeline(told(LEFT, RIGHT), [recogniser], clock=lambda: passed_s[0])
    for index in range(62):
        last = pipeline.step(frame(index, image=np.full_like(BLANK, 3 * index)))
    batches = recogniser.session.batches  # type: ignore[attr-defined]
    assert set(batches[1:]) == {1}
    assert sum(batches) == pytest.approx(8, abs=2), "two faces, two seconds"
    assert [face.answers["smile"].label for face in last.faces] == ["smile", "smile"]


def test_a_detector_that_misses_a_frame_is_not_a_face_that_left() -> None:
    detector = TellingDetector([FACE])
    pipeline = Pipeline(FaceFinder(detector, None), [smile_recogniser()], schedule=OFFLINE)
    play(pipeline, 5)
    detector.faces = []
    (face,) = pipeline.step(frame(5)).faces
    assert (face.track, face.held) == (1, True)
    assert face.answers["smile"].label == "no smile"
    detector.faces = [FACE]
    (face,) = pipeline.step(frame(6)).faces
    assert (face.track, face.held) == (1, False)
    assert face.seen_for_s == pytest.approx(0.2)


def test_a_face_that_left_is_gone_within_a_second_and_its_memory_too() -> None:
    detector = TellingDetector([FACE])
    pipeline = Pipeline(FaceFinder(detector, None), [smile_recogniser()], schedule=OFFLINE)
    play(pipeline, 5)
    detector.faces = []
    assert play(pipeline, 40, start=5)[-1].faces == ()
    assert not pipeline._answering._known
    assert not pipeline._answering._answered_s


def test_two_faces_that_become_one_are_listed_once() -> None:
    """One passes behind the other: no two numbers may sit on the face that is left."""
    detector = TellingDetector()
    pipeline = Pipeline(FaceFinder(detector, None), [], schedule=OFFLINE)
    for index in range(60):
        x = min(4 * index, 100)
        front, behind = (20 + x, 60, 80, 80), (220 - x, 64, 80, 80)
        detector.faces = [front] if abs(front[0] - behind[0]) < 40 else [front, behind]
        analysis = pipeline.step(frame(index))
        assert len(analysis.faces) <= 2
    assert numbers(analysis) == [1]


def test_reset_begins_with_number_one_again() -> None:
    pipeline = Pipeline(told(FACE), [smile_recogniser()], schedule=OFFLINE)
    play(pipeline, 5)
    pipeline.reset()
    assert [numbers(analysis) for analysis in play(pipeline, 3)] == [[], [], [1]]


def test_boxes_lie_inside_the_picture() -> None:
    detector = TellingDetector([(-10, -20, 80, 80), (290, 200, 80, 80)])
    pipeline = Pipeline(FaceFinder(detector, None), [smile_recogniser()], schedule=OFFLINE)
    for face in [*play(pipeline, 4)[-1].faces, *pipeline.look(frame(9)).faces]:
        x, y, width, height = face.box_px
        assert x >= 0
        assert y >= 0
        assert x + width <= BLANK.shape[1]
        assert y + height <= BLANK.shape[0]


def test_a_smile_shows_through_the_whole_step_and_does_not_flicker() -> None:
    pipeline = Pipeline(told(FACE), [smile_recogniser(threshold=0.5)], schedule=OFFLINE)
    random = np.random.default_rng(4)
    labels = []
    for index in range(120):
        shade = int(127 + random.integers(-40, 40) + (80 if index >= 60 else -30))
        picture = np.full((240, 320, 3), np.clip(shade, 0, 255), np.uint8)
        labels += [face.answers["smile"].label for face in pipeline.step(frame(index, image=picture)).faces]
    changes = [k for k, (a, b) in enumerate(pairwise(labels)) if a != b]
    assert len(changes) == 1
    assert 0 < changes[0] + 2 - 60 + 1 <= 21


def test_the_frame_is_not_drawn_into() -> None:
    given = frame(0)
    before = given.image_bgr.copy()
    pipeline = Pipeline(told(FACE), [smile_recogniser()])
    pipeline.step(given)
    pipeline.look(given)
    assert np.array_equal(given.image_bgr, before)


def test_an_error_of_a_model_is_not_swallowed() -> None:
    def fail(batch: object) -> np.ndarray:
        raise FacetError("The model failed.")

    recogniser = smile_recogniser()
    recogniser.session._answers = fail  # type: ignore[attr-defined]
    with pytest.raises(FacetError, match="failed"):
        Pipeline(told(FACE), [recogniser]).look(frame(0))


# The real detector on a real face that moves through pictures of 1280x720.


def moving(portrait_bgr: np.ndarray, index: int, speed: int = 6) -> np.ndarray:
    """The portrait slides to the right over a dark wall."""
    picture = np.zeros((720, 1280, 3), np.uint8)
    x = 40 + speed * index
    picture[120:632, x : x + 512] = portrait_bgr
    return picture


def real_finder() -> FaceFinder:
    session = open_model(shipped_models_root() / "landmarks" / "model.onnx", provider="cpu")
    return finder_by_name("haar", LandmarkNetwork(session), thorough=False)


def play_portrait(
    portrait_bgr: np.ndarray, indices: Sequence[int], schedule: Schedule
) -> list[FrameAnalysis]:
    pipeline = Pipeline(real_finder(), [smile_recogniser()], schedule=schedule)
    return [pipeline.step(frame(index, image=moving(portrait_bgr, index))) for index in indices]


@pytest.mark.parametrize("schedule", [OFFLINE, Schedule()], ids=["offline", "live"])
def test_a_real_face_that_moves_keeps_its_one_number(astronaut_bgr: np.ndarray, schedule: Schedule) -> None:
    analyses = play_portrait(astronaut_bgr, range(60), schedule)
    listed = [analysis for analysis in analyses if analysis.faces]
    assert len(listed) >= 54
    assert {face.track for analysis in listed for face in analysis.faces} == {1}
    for analysis in listed:
        (face,) = analysis.faces
        x, y, width, height = face.box_px
        # Eileen Collins' nose tip lies at about (226, 131) of the portrait.
        nose_x, nose_y = 40 + 6 * analysis.frame + 226, 120 + 131
        assert x + 0.2 * width < nose_x < x + 0.8 * width
        assert y + 0.2 * height < nose_y < y + 0.8 * height
        assert 70 <= width <= 220


def test_a_real_face_that_is_covered_is_let_go(astronaut_bgr: np.ndarray) -> None:
    pipeline = Pipeline(real_finder(), [smile_recogniser()])
    for index in range(10):
        seen = pipeline.step(frame(index, image=moving(astronaut_bgr, 5)))
    assert len(seen.faces) == 1
    covered = moving(np.full_like(astronaut_bgr, 100), 5)
    gone = [pipeline.step(frame(index, image=covered)).faces == () for index in range(10, 25)]
    assert gone[-1]
    assert gone.index(True) / 30 <= 0.35


def test_the_same_frames_give_the_same_answers(astronaut_bgr: np.ndarray) -> None:
    runs = [play_portrait(astronaut_bgr, range(0, 30, 2), OFFLINE) for _ in range(2)]
    assert without_times(runs[0]) == without_times(runs[1])


def test_after_a_reset_the_same_frames_give_the_same_answers(astronaut_bgr: np.ndarray) -> None:
    pipeline = Pipeline(
        real_finder(), [smile_recogniser()], schedule=Schedule(search_whole_s=0.0, look_s=0.0)
    )
    runs = []
    for _ in range(2):
        pipeline.reset()
        runs.append([pipeline.step(frame(k, image=moving(astronaut_bgr, k))) for k in range(5)])
    assert without_times(runs[0]) == without_times(runs[1])


def test_a_real_photo_is_looked_at_once(astronaut_bgr: np.ndarray) -> None:
    pipeline = Pipeline(real_finder(), [smile_recogniser(), mood_recogniser()])
    analysis = pipeline.look(frame(0, image=cv2.resize(astronaut_bgr, (1024, 1024))))
    assert analysis.size == (1024, 1024)
    (face,) = analysis.faces
    assert face.track is None
    assert face.answers["emotion"].label == "happy"
