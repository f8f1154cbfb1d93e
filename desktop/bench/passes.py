"""One pass of the engine over stored frames: as fast as it goes, or each frame when it is due."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from desktop.bench.reel import Reel
from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.sources.base import Frame
from desktop.recording.annotate import annotated

Clock = Callable[[], float]


class Engine(Protocol):
    """The pipeline, as far as it is measured."""

    def reset(self) -> None: ...

    def step(self, frame: Frame) -> FrameAnalysis: ...


@dataclass
class Pass:
    """What one pass took. Milliseconds; wall of each frame, sums of stages and of processor time.

    `cpu_ms` is of the whole process, `own_cpu_ms` of the analysing thread, `draw_cpu_ms` of that for drawing.
    `ages_ms` (live): from the moment when a frame was due until it was drawn. `faces`: by frame index.
    """

    wall_ms: list[float] = field(default_factory=list)
    stages_ms: dict[str, float] = field(default_factory=dict)
    cpu_ms: float = 0.0
    own_cpu_ms: float = 0.0
    draw_cpu_ms: float = 0.0
    ages_ms: list[float] = field(default_factory=list)
    dropped: int = 0
    faces: dict[int, tuple[FaceAnalysis, ...]] = field(default_factory=dict)

    def add(self, index: int, analysis: FrameAnalysis, wall_ms: float, draw_ms: float) -> None:
        """Takes one frame."""
        self.wall_ms.append(wall_ms)
        self.faces[index] = analysis.faces
        for stage, ms in stages(analysis.timings_ms, draw_ms).items():
            self.stages_ms[stage] = self.stages_ms.get(stage, 0.0) + ms


def stages(timings_ms: Mapping[str, float], draw_ms: float) -> dict[str, float]:
    """The engine's stages with what lies between them, and drawing."""
    named = {stage: ms for stage, ms in timings_ms.items() if stage != "total"}
    rest = timings_ms.get("total", 0.0) - sum(named.values())
    return {**named, "other": max(0.0, rest), "draw": draw_ms}


def flat_out(reel: Reel, engine: Engine, *, clock: Clock = time.perf_counter) -> Pass:
    """Every frame, one after the other."""
    done = Pass()
    engine.reset()
    with _Processor(done) as processor:
        for index in range(len(reel)):
            with processor.left_out():
                frame = reel.frame(index)
            _one(done, engine, frame, clock)
    return done


def live(
    reel: Reel,
    engine: Engine,
    *,
    clock: Clock = time.perf_counter,
    sleep: Callable[[float], None] = time.sleep,
) -> Pass:
    """Each frame when it is due; where the engine is late the newest one counts, the others are dropped."""
    done = Pass()
    engine.reset()
    with _Processor(done) as processor:
        began_s, index = clock() - reel.at_s[0], 0
        while index < len(reel):
            if (wait_s := began_s + reel.at_s[index] - clock()) > 0:
                sleep(wait_s)
            newest, now_s = index, clock()
            while newest + 1 < len(reel) and began_s + reel.at_s[newest + 1] <= now_s:
                newest += 1
            done.dropped += newest - index
            with processor.left_out():
                frame = reel.frame(newest)
            _one(done, engine, frame, clock)
            done.ages_ms.append((clock() - began_s - reel.at_s[newest]) * 1e3)
            index = newest + 1
    return done


def _one(done: Pass, engine: Engine, frame: Frame, clock: Clock) -> None:
    started = clock()
    analysis = engine.step(frame)
    stepped, drawing_s = clock(), time.thread_time()
    annotated(frame.image_bgr, analysis)
    ended = clock()
    done.draw_cpu_ms += (time.thread_time() - drawing_s) * 1e3
    done.add(frame.index, analysis, (ended - started) * 1e3, (ended - stepped) * 1e3)


class _Processor:
    """Processor time of the whole process, side threads and all, but for what is left out in this thread."""

    def __init__(self, done: Pass) -> None:
        self._done = done
        self._out_s = 0.0

    def __enter__(self) -> _Processor:
        self._all_s, self._own_s = time.process_time(), time.thread_time()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.cpu_ms = (time.process_time() - self._all_s - self._out_s) * 1e3
        self._done.own_cpu_ms = (time.thread_time() - self._own_s - self._out_s) * 1e3

    def left_out(self) -> _LeftOut:
        """What happens in this block is not counted; it must run in this thread alone."""
        return _LeftOut(self)

    def leave_out(self, seconds: float) -> None:
        self._out_s += seconds


class _LeftOut:
    def __init__(self, processor: _Processor) -> None:
        self._processor = processor

    def __enter__(self) -> None:
        self._started_s = time.thread_time()

    def __exit__(self, *_: object) -> None:
        self._processor.leave_out(time.thread_time() - self._started_s)
