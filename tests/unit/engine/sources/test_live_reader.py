"""The reading thread: newest wins, hangs are noticed in time, and it always ends."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from desktop.engine.sources.base import Image
from desktop.engine.sources.live_reader import LiveReader
from tests.support.waiting import wait_until
from vision.errors import SourceLost, SourceUnavailable


class FakeGrabber:
    """Gives `count` pictures whose shade is their number, then hangs until interrupted, or fails."""

    def __init__(
        self, count: int, *, then: Exception | None = None, open_error: Exception | None = None
    ) -> None:
        self.count = count
        self.then = then
        self.open_error = open_error
        self.given = 0
        self.closed = 0
        self.skipped = 0
        self.skips = True
        self.hangs = threading.Event()
        self.go_on = threading.Event()

    def open(self) -> None:
        if self.open_error is not None:
            raise self.open_error

    def grab(self) -> Image | None:
        if self.given < self.count:
            self.given += 1
            return np.full((2, 2, 3), self.given - 1, np.uint8)
        if self.then is not None:
            raise self.then
        self.hangs.set()
        self.go_on.wait()
        return None

    def skip(self) -> bool:
        self.skipped += 1
        time.sleep(0.01)
        return self.skips

    def close(self) -> None:
        self.closed += 1

    def interrupt(self) -> None:
        self.go_on.set()


def _reader(grabber: FakeGrabber, *, every_frame: bool = False) -> LiveReader:
    return LiveReader("fake", grabber, stall_s=0.2, every_frame=every_frame)


def test_the_newest_wins_and_numbers_tell_what_was_dropped() -> None:
    grabber = FakeGrabber(50)
    reader = _reader(grabber)
    reader.start(2.0)
    assert grabber.hangs.wait(5.0)
    frame = reader.next()
    assert frame is not None
    assert (frame.index, int(frame.image_bgr[0, 0, 0]), frame.source) == (49, 49, "fake")
    reader.stop()
    assert grabber.closed == 1


def test_nothing_is_dropped_where_every_frame_is_wanted() -> None:
    grabber = FakeGrabber(200, then=SourceLost("fake", "over"))
    reader = _reader(grabber, every_frame=True)
    reader.start(2.0)
    frames = [reader.next() for _ in range(200)]
    assert [frame.index for frame in frames if frame is not None] == list(range(200))
    with pytest.raises(SourceLost, match="over"):
        reader.next()
    reader.stop()


def test_times_grow_from_zero() -> None:
    reader = _reader(FakeGrabber(20), every_frame=True)
    reader.start(2.0)
    frames = [reader.next() for _ in range(20)]
    times = [frame.at_s for frame in frames if frame is not None]
    assert times[0] == 0.0
    assert times == sorted(times)
    assert all(frame.captured_at_s <= time.monotonic() for frame in frames if frame is not None)
    reader.stop()


def test_a_hang_is_a_loss() -> None:
    reader = _reader(FakeGrabber(1))
    reader.start(2.0)
    reader.next()
    asked_s = time.monotonic()
    with pytest.raises(SourceLost, match="no picture came"):
        reader.next()
    assert time.monotonic() - asked_s < 0.5
    reader.stop()


def test_a_hang_before_the_first_picture_is_unavailable() -> None:
    reader = _reader(FakeGrabber(0))
    with pytest.raises(SourceUnavailable, match="no picture came") as caught:
        reader.start(0.2)
    assert not isinstance(caught.value, SourceLost)
    reader.stop()


def test_a_loss_before_the_first_picture_is_unavailable() -> None:
    reader = _reader(FakeGrabber(0, then=SourceLost("fake", "it ended")))
    with pytest.raises(SourceUnavailable, match="it ended") as caught:
        reader.start(2.0)
    assert not isinstance(caught.value, SourceLost)
    reader.stop()


@pytest.mark.parametrize("error", [SourceUnavailable("fake", "not there"), ZeroDivisionError("a bug")])
def test_errors_of_opening_reach_the_caller(error: Exception) -> None:
    grabber = FakeGrabber(0, open_error=error)
    reader = _reader(grabber)
    with pytest.raises(type(error), match=str(error)):
        reader.start(2.0)
    reader.stop()
    assert grabber.closed == 1


def test_a_bug_while_reading_is_not_swallowed() -> None:
    reader = _reader(FakeGrabber(1, then=ZeroDivisionError("a bug")), every_frame=True)
    reader.start(2.0)
    reader.next()
    with pytest.raises(ZeroDivisionError):
        reader.next()
    reader.stop()


def test_stopping_wakes_a_waiting_reader() -> None:
    grabber = FakeGrabber(1)
    reader = LiveReader("fake", grabber, stall_s=30.0)
    reader.start(2.0)
    reader.next()
    stopper = threading.Timer(0.05, reader.stop)
    stopper.start()
    assert reader.next() is None
    stopper.join()


def test_stopping_wakes_a_full_queue() -> None:
    grabber = FakeGrabber(1000)
    reader = _reader(grabber, every_frame=True)
    reader.start(2.0)
    wait_until(lambda: grabber.given > 30)
    assert grabber.given < 100, "it waits for its reader"
    reader.stop()


def test_a_thread_that_hangs_is_left_behind() -> None:
    class Deaf(FakeGrabber):
        def interrupt(self) -> None:
            """As a driver that hangs."""

    grabber = Deaf(1)
    reader = _reader(grabber)
    reader.start(2.0)
    asked_s = time.monotonic()
    reader.stop(wait_s=0.1)
    assert time.monotonic() - asked_s < 1.0
    assert grabber.closed == 0
    grabber.go_on.set()
    wait_until(lambda: grabber.closed == 1)


def test_a_reader_that_spares_decodes_ten_pictures_a_second() -> None:
    grabber = FakeGrabber(1_000_000)
    reader = _reader(grabber)
    reader.sparing = True
    reader.start(2.0)
    numbers = []
    until_s = time.monotonic() + 0.5
    while time.monotonic() < until_s:
        frame = reader.next()
        assert frame is not None
        numbers.append(frame.index)
    reader.stop()
    assert len(numbers) <= 8
    assert numbers[-1] > 2 * len(numbers), "pictures that are left out are counted too"


def test_a_picture_that_cannot_be_skipped_is_asked_for_as_ever() -> None:
    grabber = FakeGrabber(3)
    grabber.skips = False
    reader = _reader(grabber)
    reader.sparing = True
    reader.start(2.0)
    assert grabber.hangs.wait(5.0)
    assert grabber.given == 3
    reader.stop()
