"""The check against past speeds: 30 % slower in three repeats fails, a hiccup or a slow machine does not."""

from __future__ import annotations

from collections.abc import Iterable

from tests.benchmarks.check_speed import Ratios, compare, table

PAST = {"search": 10.0, "crop": 1.0}


class Runs:
    """Gives these figures, one dictionary a run, and keeps what was asked for."""

    def __init__(self, *figures: Ratios) -> None:
        self._figures = list(figures)
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, stages: Iterable[str]) -> Ratios:
        self.asked.append(tuple(stages))
        return self._figures.pop(0)


def test_as_fast_as_before_is_measured_once() -> None:
    runs = Runs({"search": 12.9, "crop": 0.5})
    slower, now = compare(PAST, runs)
    assert not slower
    assert runs.asked == [()]
    assert now == {"search": 12.9, "crop": 0.5}


def test_a_stage_that_is_slower_three_times_fails() -> None:
    runs = Runs({"search": 14.0, "crop": 1.0}, {"search": 15.0}, {"search": 13.5})
    slower, _ = compare(PAST, runs)
    assert slower == {"search": 1.35}
    assert runs.asked == [(), ("search",), ("search",)]


def test_a_hiccup_is_forgiven() -> None:
    runs = Runs({"search": 20.0, "crop": 1.4}, {"search": 11.0, "crop": 1.5}, {"crop": 1.2})
    slower, now = compare(PAST, runs)
    assert not slower
    assert runs.asked[-1] == ("crop",)
    assert now == {"search": 11.0, "crop": 1.2}


def test_a_stage_without_a_past_is_shown_and_not_judged() -> None:
    slower, now = compare(PAST, Runs({"search": 10.0, "new one": 99.0}))
    assert not slower
    assert "new" in table(PAST, now).splitlines()[-1]
