"""One job at a time beside its caller: never two, a result once, errors handed on, and threads that end."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from desktop.engine.beside import Beside

NAME = "beside-test"


@pytest.fixture
def beside() -> Iterator[Beside[int]]:
    beside: Beside[int] = Beside(NAME)
    yield beside
    beside.close()
    assert threads() == []


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith(NAME)]


def ended(beside: Beside[int]) -> None:
    """Waits until the job that runs has ended, taken or not."""
    running = beside._running
    assert isinstance(running, Future)
    running.exception(timeout=20)


def test_no_thread_before_the_first_job(beside: Beside[int]) -> None:
    assert threads() == []
    assert beside.take() is None
    assert not beside.busy
    beside.forget()
    beside.close()


def test_a_result_is_taken_once_and_then_the_next_may_begin(beside: Beside[int]) -> None:
    where = []

    def job() -> int:
        where.append(threading.current_thread().name)
        return 7

    assert beside.begin(job)
    ended(beside)
    assert beside.busy, "nobody has taken it yet"
    assert not beside.begin(job)
    assert beside.take() == 7
    assert beside.take() is None
    assert not beside.busy
    assert beside.begin(job)
    ended(beside)
    assert beside.take() == 7
    assert len(where) == 2
    assert len(set(where)) == 1, "one thread for all"
    assert where[0].startswith(NAME)


def test_nothing_is_taken_and_nothing_begins_while_one_runs(beside: Beside[int]) -> None:
    let, other = threading.Event(), []
    assert beside.begin(lambda: int(let.wait(20)))
    assert beside.take() is None
    assert not beside.begin(lambda: len(other))
    let.set()
    ended(beside)
    assert beside.take() == 1


def test_what_was_forgotten_is_not_given_and_makes_way(beside: Beside[int]) -> None:
    let = threading.Event()
    beside.begin(lambda: int(let.wait(20)))
    beside.forget()
    assert not beside.begin(lambda: 2), "one job at a time, wanted or not"
    let.set()
    ended(beside)
    assert beside.take() is None
    assert beside.begin(lambda: 3)
    ended(beside)
    assert beside.take() == 3, "only what was under way was forgotten"


def test_an_error_comes_to_who_takes_and_the_next_job_runs(beside: Beside[int]) -> None:
    def fail() -> int:
        raise ValueError("no picture")

    beside.begin(fail)
    ended(beside)
    with pytest.raises(ValueError, match="no picture"):
        beside.take()
    assert beside.begin(lambda: 4)
    ended(beside)
    assert beside.take() == 4


def test_closing_waits_for_the_job_and_it_can_be_used_again(beside: Beside[int]) -> None:
    let, done = threading.Event(), []
    beside.begin(lambda: done.append(let.wait(20)) or 5)  # type: ignore[func-returns-value]
    threading.Timer(0.05, let.set).start()
    beside.close()
    assert done == [True]
    assert threads() == []
    assert beside.take() is None
    assert beside.begin(lambda: 6)
    ended(beside)
    assert beside.take() == 6


@pytest.mark.skipif(sys.platform != "linux", reason="single threads have a priority on Linux alone")
def test_it_gives_way_to_whoever_asked(beside: Beside[int]) -> None:
    beside.begin(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
    ended(beside)
    assert beside.take() == min(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) + 10, 19)
