"""What a training process says, line by line: progress, epochs, the end. All else is words for the log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` in a stage."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Epoch:
    """An epoch has ended. Figures by name: loss, accuracy, val_accuracy, busy, seconds and others."""

    stage: str
    number: int
    of: int
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """Another event, by its name, with its fields."""

    name: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """A line that is no event."""

    text: str


Event = Progress | Epoch | Told | Words


class WholeLines:
    """Bytes in, whole lines out; a line may come in pieces. Empty ones are left out."""

    def __init__(self) -> None:
        self._rest = b""

    def take(self, content: bytes) -> list[bytes]:
        """The lines that are whole now."""
        *lines, self._rest = (self._rest + content).split(b"\n")
        return [line for line in lines if line.strip()]

    def end(self) -> list[bytes]:
        """What stands after the last line's end."""
        rest, self._rest = self._rest, b""
        return [rest] if rest.strip() else []


def event_of(line: bytes) -> Event:
    """One line. Never raises: what can't be understood is words."""
    text = line.decode("utf-8", "replace").rstrip()
    try:
        found = json.loads(text)
        name = str(found["event"])
        if name == "progress":
            return Progress(str(found["stage"]), int(found["done"]), int(found["total"]))
        if name == "epoch":
            return Epoch(str(found["stage"]), int(found["epoch"]), int(found["epochs"]), _figures(found))
    except (ValueError, KeyError, TypeError, RecursionError):
        return Words(text)
    return Told(name, {key: value for key, value in found.items() if key != "event"})


def counts_of(event: Told) -> dict[str, int]:
    """Pictures of each part, where the event tells them; else none."""
    counts = event.fields.get("counts")
    if not isinstance(counts, Mapping):
        return {}
    return {str(part): count for part, count in counts.items() if isinstance(count, int)}


def _figures(found: dict[str, Any]) -> dict[str, float]:
    named = ((key, value) for key, value in found.items() if key not in ("event", "stage", "epoch", "epochs"))
    return {key: float(value) for key, value in named if isinstance(value, (int, float))}
