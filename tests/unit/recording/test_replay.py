"""Replay: the same models answer the same, others differ, and every difference is listed with its place."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from desktop.commands.analyse import Request, analyse
from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.live_events import LiveView
from desktop.engine.sources.base import Frame
from desktop.engine.sources.video import VideoSource
from desktop.recording import library
from desktop.recording.corrections import name_track
from desktop.recording.recorder import Recorder
from desktop.recording.recording import Recording
from desktop.recording.replay import replay
from desktop.recording.session_file import PICTURE_FILE
from tests.support.recordings import picture, record, view, who
from tests.support.waiting import wait_until
from vision.errors import FacetError
from vision.recognisers import Answer

BOX = (40, 50, 60, 60)


def nobody_listens(done: int, whole: int) -> None:
    """Progress goes nowhere."""


class BrightFace:
    """Sees one face from the third picture on, and a smile in it if it is bright."""

    def __init__(self, threshold: float, box: tuple[int, int, int, int]) -> None:
        self._threshold = threshold
        self._box = box
        self._seen = 0

    def reset(self) -> None:
        self._seen = 0

    def step(self, frame: Frame) -> FrameAnalysis:
        self._seen += 1
        x, y, width, height = self._box
        share = float(frame.image_bgr[y : y + height, x : x + width].mean()) / 255
        label = "smile" if share >= self._threshold else "no smile"
        answer = Answer("smile", label, share, {"no smile": 1 - share, "smile": share})
        faces = (FaceAnalysis(1, self._box, {"smile": answer}),) if self._seen >= 3 else ()
        return FrameAnalysis(frame.source, frame.index, frame.at_s, (frame.width, frame.height), faces, {})


def recorded(pipeline: BrightFace, count: int = 30) -> Path:
    """A face that grows brighter, as this pipeline sees it."""
    views = []
    for number in range(count):
        shade = min(255, 40 + 7 * number)
        shown = view(number, image=picture(square={40: (shade,) * 3}))
        views.append(LiveView(shown.frame, pipeline.step(shown.frame)))
    return record(views)


def telling(threshold: float = 0.5, box: tuple[int, int, int, int] = BOX) -> BrightFace:
    return BrightFace(threshold, box)


def test_the_same_models_answer_the_same() -> None:
    with Recording(recorded(telling())) as recording:
        done = replay(recording, telling(), nobody_listens, lambda: False)
    assert done.changes == ()
    assert (done.share_equal, done.frames, done.whole) == (1.0, 30, True)
    assert done.compared["smile"] == 28  # a face is seen from the third picture on


def test_another_threshold_changes_answers_from_a_time_to_a_time() -> None:
    with Recording(recorded(telling())) as recording:
        told: list[int] = []
        done = replay(recording, telling(0.9), lambda at, _: told.append(at), lambda: False)
        (change,) = done.changes
        assert (change.task, change.track, change.before, change.now) == ("smile", 1, "smile", "no smile")
        assert recording.frames[change.place].time_s == change.start_s
        before = recording.analysis(change.place).faces[0].answers["smile"]
        assert 0.5 <= before.score < 0.9
        assert change.end_s > change.start_s
        assert change.frames == done.compared["smile"] - done.equal["smile"]
        assert told[0] == 0


def test_a_face_that_is_not_found_any_more_is_listed_too() -> None:
    with Recording(recorded(telling())) as recording:
        done = replay(recording, telling(box=(200, 120, 60, 60)), nobody_listens, lambda: False)
    assert {(one.task, one.track, one.before, one.now) for one in done.changes} == {
        ("face", 1, "face", None),
        ("face", None, None, "face"),
    }


class SaysWho:
    """Sees the face that was recorded, and says who it is."""

    def __init__(self, name: str) -> None:
        self._name = name

    def reset(self) -> None:
        """Nothing is remembered."""

    def step(self, frame: Frame) -> FrameAnalysis:
        faces = (FaceAnalysis(1, BOX, {"identity": who(self._name, 7)}),)
        return FrameAnalysis(frame.source, frame.index, frame.at_s, (frame.width, frame.height), faces, {})


def test_what_was_corrected_counts_as_recorded() -> None:
    asked = SaysWho("Ada")
    shown = [view(number, image=picture(square={40: (200,) * 3})) for number in range(5)]
    folder = record([LiveView(one.frame, asked.step(one.frame)) for one in shown])
    name_track(folder, 1, "Eve", 8)
    with Recording(folder) as recording:
        assert replay(recording, SaysWho("Eve"), nobody_listens, lambda: False).changes == ()
        (change,) = replay(recording, asked, nobody_listens, lambda: False).changes
        assert (change.before, change.now) == ("Eve", "Ada")


def test_a_replay_can_be_stopped() -> None:
    with Recording(recorded(telling())) as recording:
        answers = iter([False] * 5 + [True] * 100)
        done = replay(recording, telling(), nobody_listens, lambda: next(answers))
    assert (done.frames, done.whole) == (5, False)


def test_without_a_picture_nothing_runs_again() -> None:
    folder = record([view(n) for n in range(3)], with_picture=False)
    with Recording(folder) as recording, pytest.raises(FacetError, match="no picture"):
        replay(recording, telling(), nobody_listens, lambda: False)


@pytest.mark.needs_data
def test_analyse_of_the_recorded_video_agrees_with_the_recording(shared_data: Path, tmp_path: Path) -> None:
    """The same step on the clip's own pictures and on the recorded ones, which were packed as JPEG."""
    from desktop.app import EngineOptions, build_pipeline

    pipeline = build_pipeline(EngineOptions())
    source = VideoSource(shared_data / "videos" / "liveportrait_driving_d20.mp4")
    source.open()
    recorder = Recorder(library.new_folder(tmp_path), source.info, with_picture=True)
    for number in range(60):
        frame = source.read()
        assert frame is not None
        recorder.take(LiveView(frame, pipeline.step(frame)), 0)
        wait_until(lambda due=number + 1: recorder.state.frames == due)
    source.close()
    recorder.stop()
    analyse(Request([str(recorder.folder / PICTURE_FILE)], jsonl=str(tmp_path / "rows.jsonl")))
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert len(rows) == 60
    apart, scores = [], []
    with Recording(recorder.folder) as recording:
        for place, row in enumerate(rows):
            known = recording.analysis(place)
            assert row["at_s"] == pytest.approx(known.at_s, abs=0.0011)
            assert [one["track"] for one in row["faces"]] == [one.track for one in known.faces]
            for new, old in zip(row["faces"], known.faces, strict=True):
                apart.append(np.abs(np.subtract(new["box"], old.box_px)).max() / old.box_px[2])
                for task in ("smile", "emotion"):
                    assert new[task]["label"] == old.answers[task].label
                    scores.append(abs(new[task]["score"] - old.answers[task].score))
    assert len(apart) > 50
    assert np.median(apart) < 0.03
    assert max(apart) < 0.15
    assert np.median(scores) < 0.03
    assert max(scores) < 0.2
