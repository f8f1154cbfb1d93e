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


def read_report(folder: Path) -> Report:
    """The report in a folder. Raises FacetError where there is none that can be read."""
    try:
        return report_from(json.loads((folder / FIGURES).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FacetError(
            "The figures of this training can't be read.", hint="“Measure again” writes them anew."
        ) from error


def report_from(entry: dict[str, Any]) -> Report:
    """From the JSON object. Raises KeyError, TypeError or ValueError for another one."""
    low, high = entry["ci95"]
    labels = tuple(map(str, entry["labels"]))
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
    )
