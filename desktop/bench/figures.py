"""The figures of a measurement: as JSON, and as a table for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from desktop.bench.passes import Pass
from desktop.bench.reference import Recall
from desktop.bench.rival import RivalFigures


@dataclass(frozen=True)
class Figures:
    """What was measured on one clip with one number of faces."""

    clip: str
    faces: int
    passes: Sequence[Pass]
    recall: Recall
    rss_mb: float | None
    first_answer_s: float | None
    notes: tuple[str, ...] = ()
    rival: RivalFigures | None = None

    @property
    def wall_ms(self) -> list[float]:
        """Every frame of every pass."""
        return [ms for one in self.passes for ms in one.wall_ms]

    @property
    def round_wall_ms(self) -> float:
        """Milliseconds a frame, the median of the passes' means."""
        return median(sum(one.wall_ms) / len(one.wall_ms) for one in self.passes)

    @property
    def cpu_ms(self) -> float:
        """Processor milliseconds a frame, the median of the passes' means."""
        return median(one.cpu_ms / len(one.wall_ms) for one in self.passes)

    @property
    def cpu_parts_ms(self) -> dict[str, float]:
        """Where that goes, the mean of all passes: the engine's step, drawing, and all other threads."""
        frames = len(self.wall_ms)
        own = sum(one.own_cpu_ms for one in self.passes)
        drawn = sum(one.draw_cpu_ms for one in self.passes)
        beside = sum(one.cpu_ms for one in self.passes) - own
        return {"step": (own - drawn) / frames, "draw": drawn / frames, "other threads": beside / frames}

    @property
    def stages_ms(self) -> dict[str, float]:
        """Wall milliseconds a frame, the mean of all passes, by stage."""
        frames = len(self.wall_ms)
        names = dict.fromkeys(stage for one in self.passes for stage in one.stages_ms)
        return {name: sum(one.stages_ms.get(name, 0.0) for one in self.passes) / frames for name in names}

    @property
    def ratios(self) -> tuple[float, float] | None:
        """How many times the rival's wall and processor time is ours; None where there was no rival."""
        if self.rival is None:
            return None
        return median(self.rival.wall_ms) / self.round_wall_ms, median(self.rival.cpu_ms) / self.cpu_ms

    def to_json_object(self) -> dict[str, Any]:
        """The object that `facet bench --json` writes."""
        share, ratios = self.recall.share, self.ratios
        return {
            "clip": self.clip,
            "faces": self.faces,
            "frames": len(self.wall_ms),
            "wall_ms": _percentiles(self.wall_ms),
            "cpu_ms_mean": round(self.cpu_ms, 3),
            "stages_ms": {stage: round(ms, 3) for stage, ms in self.stages_ms.items()},
            "recall_faces_per_frame": None if share is None else round(share, 4),
            "rss_mb": None if self.rss_mb is None else round(self.rss_mb, 1),
            "first_answer_s": None if self.first_answer_s is None else round(self.first_answer_s, 3),
            "against": None if self.rival is None else self.rival.to_json_object(),
            "ratio_wall": None if ratios is None else round(ratios[0], 2),
            "ratio_cpu": None if ratios is None else round(ratios[1], 2),
        }

    def to_text(self) -> str:
        """The same for reading on a terminal."""
        wall = _percentiles(self.wall_ms)
        lines = [
            f"{self.clip}, {'1 face' if self.faces == 1 else f'{self.faces} faces'}, 1280x720: "
            f"{len(self.passes)} rounds, {len(self.wall_ms)} frames",
            f"  wall     p50 {wall['p50']:.1f}  p95 {wall['p95']:.1f}  p99 {wall['p99']:.1f}  "
            f"mean {wall['mean']:.1f} ms a frame",
            f"  CPU      mean {self.cpu_ms:.1f} ms a frame: {_listed(self.cpu_parts_ms)}",
            f"  stages   {_listed(self.stages_ms)} ms wall",
            *self._live_lines(),
            f"  recall   {self._recall_words()}",
            f"  memory   {'unknown' if self.rss_mb is None else f'{self.rss_mb:.0f} MB'}",
            f"  start    {self._start_words()}",
            *self._rival_lines(),
            *(f"  note     {note}" for note in self.notes),
        ]
        return "\n".join(lines)

    def _live_lines(self) -> list[str]:
        ages = [age for one in self.passes for age in one.ages_ms]
        if not ages:
            return []
        dropped = sum(one.dropped for one in self.passes)
        due = dropped + len(ages)
        shares = _percentiles(ages)
        return [
            f"  age      p50 {shares['p50']:.1f}  p95 {shares['p95']:.1f}  p99 {shares['p99']:.1f} ms "
            "from due to drawn",
            f"  dropped  {dropped} of {due} frames ({dropped / due:.1%})",
        ]

    def _recall_words(self) -> str:
        share = self.recall.share
        if share is None:
            return "unknown: a whole-frame Haar scan finds no face in this clip"
        return f"{share:.1%} of {self.recall.pairs} faces of a whole-frame Haar scan (1.1/5) are answered"

    def _start_words(self) -> str:
        if self.first_answer_s is None:
            return "no frame was answered"
        return f"{self.first_answer_s:.2f} s from the start of `facet analyse` to the first answered frame"

    def _rival_lines(self) -> list[str]:
        ratios = self.ratios
        if self.rival is None or ratios is None:
            return []
        said = self.rival.to_json_object()
        return [
            f"  against  {said['loop']}: {said['network']}, {said['engine']}",
            f"           {said['wall_ms']:.0f} wall, {said['cpu_ms']:.0f} CPU ms a frame "
            f"({said['faces_per_frame']} faces in each of {said['frames']})",
            f"           Facet takes {ratios[0]:.1f} times less time and {ratios[1]:.1f} times less CPU",
        ]


def _listed(ms: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in ms.items())


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    p50, p95, p99 = (round(float(value), 3) for value in np.percentile(values, [50, 95, 99]))
    return {"p50": p50, "p95": p95, "p99": p99, "mean": round(float(np.mean(values)), 3)}
