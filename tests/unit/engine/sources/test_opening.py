"""Opening in a thread: the result, the error, or a prompt goodbye."""

from __future__ import annotations

import threading

import pytest

from desktop.engine.sources.opening import Cancelled, Opening
from tests.support.waiting import wait_until


def test_the_result_and_the_error_reach_the_caller() -> None:
    disposed: list[int] = []
    assert Opening(lambda: 7, disposed.append).result() == 7

    def fail() -> int:
        raise ZeroDivisionError("a bug")

    with pytest.raises(ZeroDivisionError, match="a bug"):
        Opening(fail, disposed.append).result()
    assert disposed == []


def test_a_cancelled_opening_returns_and_what_comes_late_is_disposed_of() -> None:
    go_on = threading.Event()
    disposed: list[int] = []

    def slow() -> int:
        go_on.wait()
        return 7

    opening = Opening(slow, disposed.append)
    canceller = threading.Timer(0.05, opening.cancel)
    canceller.start()
    with pytest.raises(Cancelled):
        opening.result()
    canceller.join()
    go_on.set()
    wait_until(lambda: disposed == [7])


def test_what_was_made_and_never_taken_is_disposed_of() -> None:
    disposed: list[int] = []
    made = threading.Event()

    def quick() -> int:
        made.set()
        return 7

    opening = Opening(quick, disposed.append)
    assert made.wait(5.0)
    opening.cancel()
    wait_until(lambda: disposed == [7])
