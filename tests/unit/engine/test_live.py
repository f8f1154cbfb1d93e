"""A live session on sources that a test plays: orders, losses, failures, and an end without threads."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from desktop.engine.capture import Captured
from desktop.engine.live import LiveSession
from desktop.engine.live_events import (
    LiveView,
    SessionFailed,
    SourceEnded,
    SourceLostEvent,
    SourceOpened,
    SourceRecovered,
)
from desktop.engine.pipeline import Pipeline
from desktop.engine.scheduler import Schedule
from desktop.engine.sources.base import Frame
from tests.support.fake_engine import (
    FakeCamera,
    FakeClip,
    OneWayClip,
    TellingDetector,
    smile_recogniser,
    told,
)
from tests.support.watcher import SOON_S, Start, settled, stop_within
from vision.errors import FacetError, SourceUnavailable
from vision.face_finder import FaceFinder


class SlowDetector(TellingDetector):
    """Takes its time, and can be made to wait for a word."""

    def __init__(self, took_s: float) -> None:
        super().__init__()
        self.took_s = took_s

    def detect(self, image_bgr: object) -> object:  # type: ignore[override]
        time.sleep(self.took_s)
        return super().detect(image_bgr)  # type: ignore[arg-type]


class FailingDetector(TellingDetector):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def detect(self, image_bgr: object) -> object:  # type: ignore[override]
        raise self.error


def test_a_clip_opens_plays_and_ends(start: Start) -> None:
    clip = FakeClip(count=20)
    seen = start(clip)
    seen.wait_for_event(SourceEnded)
    seen.wait(lambda: bool(seen.indices) and seen.indices[-1] == 19)
    assert [type(event) for event in seen.events] == [SourceOpened, SourceEnded]
    assert seen.events[0].info.name == "video"  # type: ignore[union-attr]
    assert seen.indices == sorted(set(seen.indices))
    assert seen.session is not None
    stop_within(seen.session, 1.0)
    assert clip.closed >= 1
    seen.session.stop()


def test_facts_are_there_once_it_is_open() -> None:
    session = LiveSession(FakeClip(), Pipeline(told(), []), on_update=int, on_event=lambda _: None)
    assert session.info is None
    assert session.take_latest() is None
    session.stop()


def test_paused_it_shows_nothing_and_a_step_shows_exactly_one(start: Start) -> None:
    seen = start(FakeClip(count=1000))
    seen.wait_for_views(3)
    assert seen.session is not None
    seen.session.pause()
    assert seen.session.paused
    seen.quiet_for(0.2) if settled(seen) else None
    for _ in range(4):
        before = seen.indices[-1]
        count = len(seen.views)
        seen.session.step()
        seen.wait_for_views(count + 1)
        assert seen.indices[-1] == before + 1
        seen.quiet_for(0.05)
    seen.session.resume()
    seen.wait_for_views(len(seen.views) + 5)


def test_a_seek_goes_there_also_while_paused_and_is_looked_at_as_a_photo(start: Start) -> None:
    detector = TellingDetector([(10, 10, 30, 30)])
    seen = start(FakeClip(count=1000, fps=100.0), Pipeline(FaceFinder(detector, None), [smile_recogniser()]))
    seen.wait(lambda: bool(seen.views) and bool(seen.views[-1].analysis.faces))
    assert seen.session is not None
    seen.session.pause()
    settled(seen)
    count = len(seen.views)
    seen.session.seek(5.0)
    seen.wait_for_views(count + 1)
    assert seen.indices[-1] == 500
    assert [face.track for face in seen.views[-1].analysis.faces] == [None]
    seen.quiet_for(0.05)
    seen.session.resume()
    seen.wait(lambda: [face.track for face in seen.views[-1].analysis.faces] == [1])


def test_a_seek_after_the_end_plays_on_and_ends_again(start: Start) -> None:
    seen = start(FakeClip(count=10))
    seen.wait_for_event(SourceEnded)
    assert seen.session is not None
    seen.session.seek(0.0)
    seen.wait_for_event(SourceEnded, 2)


def test_a_loop_begins_again_and_can_be_switched_off_and_on(start: Start) -> None:
    clip = FakeClip(count=10)
    seen = start(clip, loop=True)
    seen.wait(lambda: clip.reads > 35)
    assert not seen.of(SourceEnded)
    assert seen.session is not None
    seen.session.set_loop(False)
    seen.wait_for_event(SourceEnded)
    reads = clip.reads
    seen.session.set_loop(True)
    seen.wait(lambda: clip.reads > reads + 15)


def test_a_loop_over_what_can_not_go_back_ends_and_does_not_spin(start: Start) -> None:
    source = OneWayClip(count=5)
    seen = start(source, loop=True)
    seen.wait_for_event(SourceEnded)
    reads = source.reads
    threading.Event().wait(0.1)
    assert source.reads == reads


def test_slow_analysis_drops_frames_and_never_queues(start: Start) -> None:
    slow = FaceFinder(SlowDetector(0.05), None)
    seen = start(
        FakeCamera(gap_s=0.002), Pipeline(slow, [], schedule=Schedule(search_whole_s=0.0, look_s=0.0))
    )
    ages = []
    for count in range(2, 12):
        seen.wait_for_views(count)
        ages.append(time.monotonic() - seen.views[-1].frame.captured_at_s)
    assert seen.session is not None
    meters = seen.session.meters()
    assert meters.dropped > 20
    # A frame waits for at most one analysis and then takes its own.
    assert max(ages[-5:]) < 0.4
    assert meters.capture_fps > 2 * meters.analysis_fps


class StillCamera(FakeCamera):
    """Shows the same picture again and again, and notes when it is told to leave some out."""

    def __init__(self) -> None:
        super().__init__(gap_s=0.03)
        self.told: list[bool] = []

    def read(self) -> Frame | None:
        frame = super().read()
        return frame and replace(frame, image_bgr=np.full((48, 64, 3), 90, np.uint8))

    def spare(self, sparing: bool) -> None:
        if sparing != (self.told or [False])[-1]:
            self.told.append(sparing)


def test_a_source_that_stands_still_is_told_to_spare_until_somebody_wants_every_picture(start: Start) -> None:
    camera = StillCamera()
    seen = start(camera, Pipeline(told(), []))
    seen.wait(lambda: camera.told == [True])
    assert seen.session is not None
    seen.session.observe(lambda _view, _run: None)
    seen.wait(lambda: camera.told == [True, False])


def test_every_view_is_announced_once(start: Start) -> None:
    seen = start(FakeClip(count=40))
    seen.wait_for_event(SourceEnded)
    seen.wait(lambda: seen.indices[-1] == 39)
    assert seen.updates == len(seen.views)


def test_a_listener_that_never_takes_finds_the_newest(start: Start) -> None:
    session_views: list[LiveView] = []
    done = threading.Event()
    session = LiveSession(
        FakeClip(count=30),
        Pipeline(told(), []),
        on_update=lambda: None,
        on_event=lambda event: done.set() if isinstance(event, SourceEnded) else None,
    )
    session.start()
    assert done.wait(SOON_S)
    assert session._frames.wait_until_taken(SOON_S)
    deadline = time.monotonic() + SOON_S
    while time.monotonic() < deadline and (not session_views or session_views[-1].frame.index < 29):
        view = session.take_latest()
        session_views += [view] if view else []
    session.stop()
    assert session_views[-1].frame.index == 29
    assert len(session_views) <= 2


# Loss and return


def test_a_lost_camera_is_told_with_the_delay_and_comes_back_by_itself(start: Start) -> None:
    camera = FakeCamera()
    seen = start(camera, retries=True)
    seen.wait_for_views(3)
    camera.plugged = False
    unplugged = time.monotonic()
    seen.wait_for_event(SourceLostEvent)
    assert time.monotonic() - unplugged < 2.0
    lost = seen.of(SourceLostEvent)[0]
    assert "unplugged" in lost.message  # type: ignore[union-attr]
    assert 0 < lost.retry_in_s <= 2.0  # type: ignore[union-attr]
    seen.wait_for_event(SourceLostEvent, 2)
    assert seen.of(SourceLostEvent)[1].retry_in_s >= lost.retry_in_s  # type: ignore[union-attr]
    camera.plugged = True
    views, plugged = len(seen.views), time.monotonic()
    seen.wait_for_event(SourceRecovered)
    seen.wait_for_views(views + 3)
    assert time.monotonic() - plugged < 5.0


def test_a_camera_that_is_not_there_yet_is_waited_for(start: Start) -> None:
    camera = FakeCamera(plugged=False)
    seen = start(camera, retries=True)
    seen.wait_for_event(SourceLostEvent)
    camera.plugged = True
    assert seen.session is not None
    seen.session.retry_now()
    seen.wait_for_event(SourceOpened)
    assert not seen.of(SourceRecovered)
    seen.wait_for_views(1)


def test_a_file_that_can_not_be_opened_fails_the_session_with_its_sentence(start: Start) -> None:
    class Unopenable(FakeClip):
        def open(self) -> None:
            raise SourceUnavailable("clip.mp4", "the file is empty", hint="Choose another one.")

    seen = start(Unopenable())
    seen.wait_for_event(SessionFailed)
    assert seen.events == [SessionFailed("clip.mp4: the file is empty. Choose another one.")]


class Refusing(FakeCamera):
    """A stream that does not accept the password."""

    def open(self) -> None:
        if not self.plugged:
            raise SourceUnavailable("http://cam/", "wrong password", permanent=True)
        super().open()


def test_a_wrong_password_is_not_tried_again(start: Start) -> None:
    seen = start(Refusing(plugged=False), retries=True)
    seen.wait_for_event(SessionFailed)
    assert seen.events == [SessionFailed("http://cam/: wrong password.")]


def test_a_stream_that_worked_is_tried_again_whatever_its_server_says(start: Start) -> None:
    camera = Refusing()
    seen = start(camera, retries=True)
    seen.wait_for_views(1)
    camera.plugged = False
    seen.wait_for_event(SourceLostEvent, 2)
    assert not seen.of(SessionFailed)


def test_a_looping_clip_whose_file_went_away_fails_and_does_not_spin(start: Start) -> None:
    class Vanishing(FakeClip):
        def seek(self, at_s: float) -> None:
            self.place = self.count

    clip = Vanishing(count=3)
    seen = start(clip, loop=True)
    seen.wait_for_event(SessionFailed)
    assert clip.reads <= 6
    assert "can't be read any more" in seen.events[-1].message  # type: ignore[union-attr]


def test_a_clip_of_one_frame_loops_at_its_own_rate(start: Start) -> None:
    clip = FakeClip(count=1, fps=10.0)
    seen = start(clip, loop=True)
    seen.wait_for_views(1)
    began, before = time.monotonic(), clip.reads
    seen.wait(lambda: clip.reads >= before + 8)
    assert time.monotonic() - began > 0.25


def test_a_bug_in_a_source_fails_the_session_and_is_logged(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(FakeClip):
        def read(self) -> Frame | None:
            raise ZeroDivisionError("in the driver")

    clip = Broken()
    seen = start(clip)
    seen.wait_for_event(SessionFailed)
    assert "log" in seen.events[-1].message  # type: ignore[union-attr]
    assert "in the driver" in caplog.text
    assert "in the driver" not in seen.events[-1].message  # type: ignore[union-attr]


@pytest.mark.parametrize("error", [FacetError("The model is broken."), ZeroDivisionError("in a model")])
def test_a_pipeline_that_raises_fails_the_session_and_lets_go_of_the_camera(
    start: Start, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    camera = FakeCamera()
    seen = start(camera, Pipeline(FaceFinder(FailingDetector(error), None), []))
    seen.wait_for_event(SessionFailed)
    (failed,) = seen.of(SessionFailed)
    told = failed.message  # type: ignore[union-attr]
    assert told == "The model is broken." if isinstance(error, FacetError) else "log" in told
    for thread in threading.enumerate():
        if thread.name.startswith("facet-"):
            thread.join(SOON_S)
    assert not any(thread.name.startswith("facet-") for thread in threading.enumerate())
    assert camera._closing.is_set()


# Stopping


def test_it_stops_at_once_while_paused(start: Start) -> None:
    seen = start(FakeClip(count=1000))
    seen.wait_for_views(1)
    assert seen.session is not None
    seen.session.pause()
    stop_within(seen.session, 0.5)


def test_it_stops_at_once_at_the_end_of_a_clip(start: Start) -> None:
    seen = start(FakeClip(count=3))
    seen.wait_for_event(SourceEnded)
    assert seen.session is not None
    stop_within(seen.session, 0.5)


def test_it_stops_at_once_while_it_waits_to_try_again(start: Start) -> None:
    seen = start(FakeCamera(plugged=False), retries=True)
    seen.wait_for_event(SourceLostEvent, 2)
    assert seen.session is not None
    stop_within(seen.session, 0.5)


def test_it_stops_while_a_slow_clip_waits_for_its_next_frame(start: Start) -> None:
    seen = start(FakeClip(count=10, fps=0.2))
    seen.wait_for_views(1)
    assert seen.session is not None
    stop_within(seen.session, 0.5)


def test_a_source_that_blocks_is_told_to_let_go(start: Start) -> None:
    camera = FakeCamera()
    seen = start(camera)
    seen.wait_for_views(1)
    camera.hangs = True
    settled(seen)
    assert seen.session is not None
    stop_within(seen.session, 1.0)
    assert not seen.of(SourceLostEvent)


def test_a_source_that_blocks_for_two_seconds_whatever_happens_is_waited_for(start: Start) -> None:
    class Deaf(FakeCamera):
        def read(self) -> Frame | None:
            threading.Event().wait(2.0 if self.hangs else 0.005)
            return super().read()

    camera = Deaf()
    seen = start(camera)
    seen.wait_for_views(1)
    camera.hangs = True
    assert seen.session is not None
    stop_within(seen.session, 4.5)


def test_nothing_is_told_after_the_stop(start: Start) -> None:
    for _ in range(20):
        seen = start(FakeClip(count=4, fps=1000.0))
        seen.wait_for_event(SourceOpened)
        assert seen.session is not None
        seen.session.stop()
        told = (len(seen.events), seen.updates)
        assert (len(seen.events), seen.updates) == told
        assert not seen.of(SessionFailed)


def test_a_source_that_opens_just_after_it_was_closed_is_closed_again(start: Start) -> None:
    class Late(FakeCamera):
        opening = threading.Event()
        first_close = threading.Event()

        def open(self) -> None:
            self.opening.set()
            self.first_close.wait(SOON_S)
            super().open()
            self._closing.wait(SOON_S)

        def close(self) -> None:
            super().close()
            self.first_close.set()

    camera = Late()
    seen = start(camera)
    assert camera.opening.wait(SOON_S)
    assert seen.session is not None
    stop_within(seen.session, 2.0)


# Meters


def test_meters_tell_rates_ages_and_who_runs_the_models(start: Start) -> None:
    seen = start(FakeClip(count=1000, fps=50.0), Pipeline(told(), [smile_recogniser()]))
    assert seen.session is not None
    for count in range(1, 30):
        seen.wait_for_views(count)
        seen.session.note_painted(seen.views[-1].frame)
    meters = seen.session.meters()
    assert meters.capture_fps == pytest.approx(50, rel=0.25)
    assert 0 < meters.analysis_fps <= meters.capture_fps * 1.05
    assert meters.painted_fps > 0
    assert 0 < meters.age_p50_ms <= meters.age_p95_ms < 1000
    assert 0 <= meters.detect_ms <= meters.total_ms
    assert meters.provider == "cpu"


def test_a_captured_frame_is_told_from_the_same_frame_of_another_run() -> None:
    frame = FakeClip().read()
    assert frame is not None
    assert Captured(frame, 1, False) != Captured(frame, 2, False)
