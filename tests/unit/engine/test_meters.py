"""Rates and percentiles over the last seconds, by a clock of the test's own."""

from __future__ import annotations

import threading

import pytest

from desktop.engine.meters import Samples


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_nothing_yet_is_zero_and_one_value_has_no_rate() -> None:
    samples = Samples(Clock())
    assert (samples.rate(), samples.percentile(95)) == (0.0, 0.0)
    samples.add(7.0)
    assert (samples.rate(), samples.percentile(50)) == (0.0, 7.0)


def test_the_rate_is_that_of_the_intervals() -> None:
    clock = Clock()
    samples = Samples(clock)
    for _ in range(31):
        samples.add()
        clock.now_s += 1 / 30
    assert samples.rate() == pytest.approx(30.0)


def test_old_values_are_forgotten_also_where_no_new_ones_come() -> None:
    clock = Clock()
    samples = Samples(clock, window_s=5.0)
    for value in (1000.0, 1000.0):
        samples.add(value)
        clock.now_s += 0.1
    clock.now_s += 4.0
    samples.add(1.0)
    assert samples.percentile(100) == 1000.0
    clock.now_s += 2.0
    assert samples.percentile(100) == 1.0
    clock.now_s += 5.0
    assert (samples.percentile(50), samples.rate()) == (0.0, 0.0)


def test_percentiles_lie_between_the_values() -> None:
    samples = Samples(Clock())
    for value in range(101):
        samples.add(float(value))
    assert samples.percentile(50) == pytest.approx(50)
    assert samples.percentile(95) == pytest.approx(95)


def test_values_added_at_one_instant_have_no_rate() -> None:
    samples = Samples(Clock())
    samples.add()
    samples.add()
    assert samples.rate() == 0.0


def test_threads_may_add_while_others_read() -> None:
    samples = Samples(window_s=0.05)
    adding = [threading.Thread(target=lambda: [samples.add(1.0) for _ in range(2000)]) for _ in range(2)]
    for thread in adding:
        thread.start()
    while any(thread.is_alive() for thread in adding):
        assert samples.percentile(50) in (0.0, 1.0)
        assert samples.rate() >= 0.0
    for thread in adding:
        thread.join()
