"""A training while it runs: its phase, how far, how long still, its curve so far. Clocks are handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from desktop.training.events import Epoch, Event, Progress, Told, counts_of

Phase = Literal["starting", "learning", "exporting", "measuring"]
_LEAST_S = 2.0


@dataclass
class LiveTraining:
    """What the events have told so far. `ending`: it was asked to end."""

    phase: Phase = "starting"
    stage: str = ""
    done: int = 0
    total: int = 0
    epochs: list[Epoch] = field(default_factory=list)
    device: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    gate: Mapping[str, Any] = field(default_factory=dict)
    ending: bool = False
    _first_done: int = 0
    _first_s: float = 0.0
    _last_s: float = 0.0

    def begin(self, phase: Phase) -> None:
        """Another process works on it now."""
        self.phase, self.stage, self.done, self.total = phase, "", 0, 0

    def take(self, event: Event, at_s: float) -> None:
        """One event of the process, at a monotonic time."""
        if isinstance(event, Progress):
            self._progress(event, at_s)
        elif isinstance(event, Epoch):
            self.phase = "learning"
            earlier = (one for one in self.epochs if (one.stage, one.number) != (event.stage, event.number))
            self.epochs = [*earlier, event]
        elif isinstance(event, Told) and event.name == "began":
            self.phase = "learning"
            self.device = str(event.fields.get("device", ""))
            self.counts = counts_of(event)
        elif isinstance(event, Told) and event.name == "split":
            self.counts = counts_of(event)
        elif isinstance(event, Told) and event.name == "finetuned":
            self.gate = dict(event.fields)

    @property
    def share(self) -> float | None:
        """How much of the stage is done, 0 to 1; None while that is not known."""
        return min(1.0, self.done / self.total) if self.total else None

    @property
    def left_s(self) -> float | None:
        """How long this stage will still take, at the pace so far; None while that is a guess."""
        passed_s, passed = self._last_s - self._first_s, self.done - self._first_done
        if passed_s < _LEAST_S or passed <= 0 or self.done >= self.total:
            return None
        return passed_s * (self.total - self.done) / passed

    @property
    def last(self) -> Epoch | None:
        """The newest epoch."""
        return self.epochs[-1] if self.epochs else None

    def _progress(self, event: Progress, at_s: float) -> None:
        if self.phase == "starting":
            self.phase = "learning"
        if event.stage != self.stage or event.done < self.done:
            self.stage, self._first_done, self._first_s = event.stage, event.done, at_s
        self.done, self.total, self._last_s = event.done, event.total, at_s
