"""Progress of long work: a bar for people, one JSON object a line for programs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from trainer.fit.loop import FitEvent

_STEP_EVENTS_EVERY_S = 0.5


class Events(StrEnum):
    """How progress is told."""

    bar = "bar"
    jsonl = "jsonl"


class Reporter:
    """Tells stages, steps and epochs. With jsonl nothing but JSON goes to standard output."""

    def __init__(self, events: Events, progress: Progress) -> None:
        self._jsonl = events is Events.jsonl
        self._progress = progress
        self._bars: dict[str, TaskID] = {}
        self._last_step_s = 0.0

    def say(self, event: str, words: str, **fields: Any) -> None:
        """One event: `words` for people, `fields` for programs."""
        if self._jsonl:
            print(json.dumps({"event": event, **fields}), file=sys.stdout, flush=True)
        elif words:
            self._progress.console.print(words, highlight=False, markup=False, soft_wrap=True)

    def count(self, stage: str, done: int, total: int) -> None:
        """`done` of `total` in a stage."""
        self._bar(stage, done, total)
        now = time.monotonic()
        if self._jsonl and (done == total or now - self._last_step_s > _STEP_EVENTS_EVERY_S):
            self._last_step_s = now
            self.say("progress", "", stage=stage, done=done, total=total)

    def fit(self, stage: str, event: FitEvent) -> None:
        """A step or the end of an epoch."""
        if event.kind == "step":
            self.count(stage, (event.epoch - 1) * event.steps + event.step, event.epochs * event.steps)
            return
        figures = {name: round(value, 5) for name, value in event.figures.items()}
        words = ", ".join(f"{name} {value:.4g}" for name, value in figures.items() if name != "score")
        self.say(
            "epoch",
            f"{stage} {event.epoch}/{event.epochs}: {words}",
            stage=stage,
            epoch=event.epoch,
            epochs=event.epochs,
            **figures,
        )

    def _bar(self, stage: str, done: int, total: int) -> None:
        if stage not in self._bars:
            self._bars[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(self._bars[stage], completed=done)


@contextmanager
def reporter(events: Events) -> Iterator[Reporter]:
    """A reporter whose bar is on standard error, and only on a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    hidden = events is Events.jsonl or not console.is_terminal
    with Progress(*columns, console=console, disable=hidden, transient=True) as progress:
        yield Reporter(events, progress)
