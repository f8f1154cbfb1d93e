"""How good a trained model is: the figures that `facet-train report` wrote, as plain values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vision.errors import FacetError

FIGURES, PAGE = "figures.json", "report.html"


@dataclass(frozen=True)
class Mistake:
    """One wrong answer; `path` from the data's folder on."""

    path: str
    truth: str
    answered: str
    probability: float


@dataclass(frozen=True)
class Bar:
    """From this probability on: the shares of known people named rightly, and of strangers named at all."""

    probability: float
    known: float
    strangers: float | None


@dataclass(frozen=True)
class ClosedSet:
    """A network that knows some people alone. `before`: what the gallery by itself names rightly."""

    before: float
    n_strangers: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Report:
    """Figures on n pictures that the model did not learn from; `confusion`: truth in rows."""

    task: str
    n: int
    accuracy: float
    ci95: tuple[float, float]
    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    balanced: float = 0.0
    mistakes: tuple[Mistake, ...] = ()
    closed_set: ClosedSet | None = None


def read_report(path: Path) -> Report:
    """The figures in a file. Raises FacetError where there are none that can be read."""
    try:
        return report_from(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FacetError(
            "The figures of this training can't be read.", hint="Start the training again."
        ) from error


def report_from(entry: dict[str, Any]) -> Report:
    """From the JSON object. Raises KeyError, TypeError or ValueError for another one."""
    low, high = entry["ci95"]
    closed = bool(entry.get("closed_set"))
    labels = tuple(map(str, entry["people" if closed else "labels"]))
    confusion = tuple(tuple(int(count) for count in row) for row in entry["confusion"])
    if len(confusion) != len(labels):
        raise ValueError("a row for each label is wanted")
    return Report(
        task=str(entry["task"]),
        n=int(entry["n"]),
        accuracy=float(entry["accuracy"]),
        ci95=(float(low), float(high)),
        labels=labels,
        confusion=confusion,
        balanced=float(entry.get("balanced_accuracy", 0.0)),
        mistakes=tuple(
            Mistake(str(one["path"]), str(one["truth"]), str(one["answered"]), float(one["probability"]))
            for one in entry.get("mistakes", ())
        ),
        closed_set=_closed_set(entry) if closed else None,
    )


def _closed_set(entry: dict[str, Any]) -> ClosedSet:
    bars = (Bar(one["probability"], one["known"], one["strangers"]) for one in entry["bars"])
    return ClosedSet(float(entry["present"]), int(entry["strangers"]["n"]), tuple(bars))
