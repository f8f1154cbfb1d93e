"""The slot that holds the newest value: what it drops it counts, what it holds is never old."""

from __future__ import annotations

import threading
import time

from desktop.engine.latest import Latest


def test_the_newest_value_is_taken_once() -> None:
    slot: Latest[int] = Latest()
    assert slot.take() is None
    for number in (1, 2, 3):
        slot.put(number)
    assert slot.take() == 3
    assert slot.take() is None
    assert slot.dropped == 2


def test_a_value_that_was_taken_or_cleared_is_not_counted_as_dropped() -> None:
    slot: Latest[int] = Latest()
    slot.put(1)
    slot.take()
    slot.put(2)
    slot.clear()
    slot.put(3)
    assert (slot.take(), slot.dropped) == (3, 0)


def test_under_two_threads_values_only_grow_and_every_one_is_taken_or_counted() -> None:
    slot: Latest[int] = Latest()
    taken: list[int] = []

    def take_all() -> None:
        while (value := slot.take(timeout_s=None)) is not None:
            taken.append(value)

    taker = threading.Thread(target=take_all)
    taker.start()
    for number in range(1, 20_001):
        slot.put(number)
    assert slot.wait_until_taken(5.0)
    slot.close()
    taker.join()
    assert taken == sorted(set(taken))
    assert taken[-1] == 20_000
    assert len(taken) + slot.dropped == 20_000


def test_waiting_ends_with_a_value_or_the_time() -> None:
    slot: Latest[str] = Latest()
    before = time.monotonic()
    assert slot.take(timeout_s=0.05) is None
    assert time.monotonic() - before >= 0.05
    later = threading.Timer(0.02, slot.put, ["here"])
    later.start()
    assert slot.take(timeout_s=5.0) == "here"
    later.join()


def test_close_wakes_who_waits_and_refuses_values() -> None:
    slot: Latest[int] = Latest()
    answers: list[int | None] = []
    waiting = threading.Thread(target=lambda: answers.append(slot.take(timeout_s=None)))
    waiting.start()
    slot.close()
    waiting.join(5.0)
    assert answers == [None]
    slot.put(1)
    assert slot.take() is None


def test_closing_wakes_who_waits_for_a_taker() -> None:
    slot: Latest[int] = Latest()
    slot.put(1)
    assert not slot.wait_until_taken(0.01)
    closing = threading.Timer(0.02, slot.close)
    closing.start()
    assert slot.wait_until_taken(5.0)
    closing.join()
