"""Orders to a running source: exact pauses and steps, and a clip's own pace."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from desktop.engine.transport import Transport

SOON_S = 5.0


class Reader:
    """A capture thread in small: takes turns, waits until due, notes which frames it gave."""

    def __init__(self, transport: Transport, fps: float) -> None:
        self.transport = transport
        self.given: list[int] = []
        self.at: list[float] = []
        self._fps = fps
        self._more = threading.Condition()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def wait_for(self, count: int) -> None:
        with self._more:
            assert self._more.wait_for(lambda: len(self.given) >= count, SOON_S)

    def stop(self) -> None:
        self.transport.stop()
        self._thread.join(SOON_S)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        index = 0
        while self.transport.wait_for_turn():
            place = self.transport.take_seek()
            index = index if place is None else round(place * self._fps)
            if self.transport.wait_until_due(index / self._fps):
                with self._more:
                    self.given.append(index)
                    self.at.append(time.monotonic())
                    self._more.notify_all()
            index += 1


@pytest.fixture
def reader_of(request: pytest.FixtureRequest) -> Callable[[float], Reader]:
    def make(fps: float) -> Reader:
        reader = Reader(Transport(), fps)
        request.addfinalizer(reader.stop)
        return reader

    return make


@pytest.mark.parametrize(("fps", "count"), [(100.0, 40), (4.0, 4), (1.25, 2)])
def test_a_clip_plays_at_its_own_pace(reader_of: Callable[[float], Reader], fps: float, count: int) -> None:
    reader = reader_of(fps)
    reader.wait_for(count)
    took_s = reader.at[count - 1] - reader.at[0]
    assert took_s == pytest.approx((count - 1) / fps, rel=0.2, abs=0.1)


def test_after_a_pause_no_frame_comes_that_was_waiting(reader_of: Callable[[float], Reader]) -> None:
    reader = reader_of(20.0)
    reader.wait_for(3)
    reader.transport.pause()
    count = len(reader.given)
    threading.Event().wait(0.2)  # four frames' time, to see that nothing happens in it
    assert len(reader.given) <= count + 1
    count = len(reader.given)
    reader.transport.resume()
    reader.wait_for(count + 3)
    assert reader.given == list(range(len(reader.given)))


def test_each_step_gives_exactly_one_frame_and_at_once(reader_of: Callable[[float], Reader]) -> None:
    reader = reader_of(2.0)
    reader.wait_for(1)
    reader.transport.pause()
    for number in range(1, 6):
        asked = time.monotonic()
        reader.transport.step()
        reader.wait_for(number + 1)
        assert time.monotonic() - asked < 0.3
    assert reader.given == [0, 1, 2, 3, 4, 5]
    threading.Event().wait(0.1)
    assert len(reader.given) == 6


def test_a_step_pauses_what_was_running(reader_of: Callable[[float], Reader]) -> None:
    reader = reader_of(5.0)
    reader.wait_for(2)
    reader.transport.step()
    reader.wait_for(3)
    assert reader.transport.paused
    threading.Event().wait(0.3)
    assert len(reader.given) == 3


def test_seeking_while_paused_shows_one_frame_there(reader_of: Callable[[float], Reader]) -> None:
    reader = reader_of(10.0)
    reader.wait_for(2)
    reader.transport.pause()
    before = len(reader.given)
    reader.transport.seek(7.0)
    reader.wait_for(before + 1)
    assert reader.given[-1] == 70
    threading.Event().wait(0.15)
    assert len(reader.given) == before + 1
    reader.transport.resume()
    reader.wait_for(before + 2)
    assert reader.given[-1] == 71


def test_seeking_drops_the_frame_that_waited_to_be_shown(reader_of: Callable[[float], Reader]) -> None:
    reader = reader_of(1.0)
    reader.wait_for(1)
    asked = time.monotonic()
    reader.transport.seek(30.0)
    reader.wait_for(2)
    assert reader.given == [0, 30]
    assert time.monotonic() - asked < 0.5


def test_a_seek_before_the_start_is_the_start() -> None:
    transport = Transport()
    transport.seek(-3.0)
    assert transport.take_seek() == 0.0
    assert transport.take_seek() is None
    transport.seek(4.0)
    transport.seek_unless_asked(0.0)
    assert transport.take_seek() == 4.0


class Clock:
    now_s = 50.0

    def __call__(self) -> float:
        return self.now_s


def test_a_clip_that_fell_far_behind_goes_on_from_where_it_is() -> None:
    clock = Clock()
    transport = Transport(clock=clock)
    assert transport.wait_until_due(0.0)
    clock.now_s += 3600.0  # the machine slept
    began = time.monotonic()
    for index in range(1, 100):
        assert transport.wait_until_due(index * 0.04)
        clock.now_s += 0.041
    assert time.monotonic() - began < 1.0


def test_nobody_waits_for_a_gap_of_minutes() -> None:
    transport = Transport()
    assert transport.wait_until_due(0.0)
    began = time.monotonic()
    assert transport.wait_until_due(600.0)
    assert time.monotonic() - began < 1.0


@pytest.mark.parametrize("wait", ["turn", "due", "order", "retry", "held"])
def test_stop_ends_every_wait(wait: str) -> None:
    transport = Transport()
    transport.wait_for_turn()
    transport.wait_until_due(0.0)
    if wait in ("turn", "held"):
        transport.pause()
    waits: dict[str, Callable[[], object]] = {
        "turn": transport.wait_for_turn,
        "due": lambda: transport.wait_until_due(9.0),
        "order": transport.wait_for_order,
        "retry": lambda: transport.wait_before_retry(60.0),
        "held": lambda: transport.wait_until_due(9.0),
    }
    answers: list[object] = []
    thread = threading.Thread(target=lambda: answers.append(waits[wait]()))
    thread.start()
    transport.stop()
    thread.join(SOON_S)
    assert not thread.is_alive()
    assert not answers[0]
    assert transport.stopping


def test_a_retry_asked_for_ends_the_wait_before_it() -> None:
    transport = Transport()
    thread = threading.Thread(target=transport.wait_before_retry, args=(60.0,))
    thread.start()
    transport.retry_now()
    thread.join(SOON_S)
    assert not thread.is_alive()


def test_a_loop_switched_on_ends_the_wait_at_the_end_where_the_source_can_go_back() -> None:
    for loops in (True, False):
        transport = Transport()
        thread = threading.Thread(target=lambda t, on: t.wait_for_order(loops=on), args=(transport, loops))
        thread.start()
        transport.set_loop(True)
        thread.join(SOON_S if loops else 0.1)
        assert thread.is_alive() is not loops
        transport.stop()
        thread.join(SOON_S)


def test_orders_from_many_threads_break_nothing(reader_of: Callable[[float], Reader]) -> None:
    reader = reader_of(500.0)
    transport = reader.transport
    orders = [transport.pause, transport.resume, transport.step, lambda: transport.seek(0.5)]
    giving = [threading.Thread(target=lambda o=order: [o() for _ in range(300)]) for order in orders]
    for thread in giving:
        thread.start()
    for thread in giving:
        thread.join()
    transport.resume()
    reader.wait_for(len(reader.given) + 5)
