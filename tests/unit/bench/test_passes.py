"""A timed pass: every frame flat out, the newest when live; what is counted and what is left out."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from desktop.bench.passes import flat_out, live
from tests.unit.bench.drawn_clip import Engine, drawn_reel


class Time:
    """A clock that only sleeping and working move."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.slept_s = 0.0

    def clock(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.slept_s += seconds
        self.now_s += seconds

    def work(self, ms: float) -> None:
        self.now_s += ms / 1e3


def test_flat_out_takes_every_frame_and_names_the_stages(tmp_path: Path) -> None:
    time_ = Time()
    engine = Engine(work=lambda: time_.work(4))
    done = flat_out(drawn_reel(tmp_path, 5), engine, clock=time_.clock)
    assert engine.seen == list(range(5))
    assert engine.resets == 1
    assert done.wall_ms == pytest.approx([4.0] * 5)
    assert {stage: ms / 5 for stage, ms in done.stages_ms.items()} == pytest.approx(
        {"detect": 2.0, "smile": 1.0, "other": 0.5, "draw": 0.0}
    )
    assert done.ages_ms == []
    assert sorted(done.faces) == list(range(5))


def test_live_waits_for_each_frame_and_tells_its_age(tmp_path: Path) -> None:
    time_ = Time()
    done = live(
        drawn_reel(tmp_path, 6), Engine(work=lambda: time_.work(10)), clock=time_.clock, sleep=time_.sleep
    )
    assert done.dropped == 0
    assert done.ages_ms == pytest.approx([10.0] * 6)
    assert time_.slept_s == pytest.approx(5 / 30 - 5 * 0.01)


def test_live_drops_what_a_slow_engine_has_no_time_for(tmp_path: Path) -> None:
    time_ = Time()
    engine = Engine(work=lambda: time_.work(80))
    done = live(drawn_reel(tmp_path, 9), engine, clock=time_.clock, sleep=time_.sleep)
    # 80 ms a frame from 0 on: at 80, 160, 240 and 320 ms the newest that is due.
    assert engine.seen == [0, 2, 4, 7, 8]
    assert done.dropped == 4
    assert max(done.ages_ms[:-1]) < 80 + 1e3 / 30 + 1, "the last one had no newer to give way to"


def test_side_threads_are_counted_and_reading_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reel = drawn_reel(tmp_path, 3)

    def spin(seconds: float) -> None:
        until = time.thread_time() + seconds
        while time.thread_time() < until:
            pass

    def beside() -> None:
        thread = threading.Thread(target=spin, args=(0.02,))
        thread.start()
        thread.join()

    read = type(reel).image
    monkeypatch.setattr(type(reel), "image", lambda self, index: (spin(0.05), read(self, index))[1])
    done = flat_out(reel, Engine(work=beside))
    assert 3 * 20 <= done.cpu_ms < 3 * 50, "three threads, and none of the reading"
    assert done.own_cpu_ms < done.cpu_ms - 3 * 15
