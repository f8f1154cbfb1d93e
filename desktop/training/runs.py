"""Folders of trainings: what was asked, how far it came, what came out; the trainer's files and a note."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from desktop.training.commands import GALLERY, MODEL_FILE, Order
from desktop.training.events import Epoch, Event, Told, counts_of, event_of
from desktop.training.report import FIGURES, PAGE
from vision.errors import FacetError
from vision.images import write_bytes

NOTE, LOG = "facet.json", "log.txt"
_BIN = ".removed"
RESULT = "result.json"
_CONFIG, _HISTORY, _FEATURES = "config.json", "history.csv", "features"
_BEGINNINGS = ("split", "began")
State = Literal["new", "stopped", "trained", "done"]


class RunNotKept(FacetError):
    """A training's folder could not be made or taken away."""


@dataclass(frozen=True)
class Outcome:
    """What the trainer measured on the pictures kept aside.

    `gallery`: of a gallery's people, the share that the gallery by itself names rightly; None for all else.
    """

    accuracy: float
    ci95: tuple[float, float]
    n: int
    gallery: float | None = None

    @property
    def beats_gallery(self) -> bool:
        """Whether the whole interval lies above what the gallery by itself names rightly."""
        return self.gallery is not None and self.ci95[0] > self.gallery


@dataclass(frozen=True)
class Run:
    """One training. `problem`: why it ended early, in the trainer's own sentence.

    state: "new" has not begun to learn, "stopped" can go on, "trained" lacks its model file or report, "done"
    has all. `counts`: pictures of each part, as far as they are known; `device`: what it ran on, or "".
    """

    folder: Path
    title: str
    order: Order
    began: str
    state: State
    problem: str = ""
    outcome: Outcome | None = None
    history: tuple[Epoch, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    device: str = ""

    @property
    def key(self) -> str:
        """Names it among the others."""
        return self.folder.name

    @property
    def is_of_gallery(self) -> bool:
        """Whether it learns a gallery's people: its model is written at once, and measured."""
        return self.order.recipe == GALLERY

    @property
    def model(self) -> Path:
        """Its ONNX file, there or not."""
        return (self.folder if self.is_of_gallery else self.folder / "export") / MODEL_FILE

    @property
    def report(self) -> Path:
        """The folder of its report."""
        return self.folder / "report"

    @property
    def figures(self) -> Path:
        """The file of its figures."""
        return self.folder / RESULT if self.is_of_gallery else self.report / FIGURES

    @property
    def page(self) -> Path:
        """The report to read in a browser."""
        return self.report / PAGE


def new_run(root: Path, title: str, order: Order, now: datetime) -> Run:
    """Makes the folder of a training that has not begun. Raises RunNotKept."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "training"
    name = f"{plain}-{now:%Y-%m-%d-%H%M%S}"
    folder, number = root / name, 2
    while folder.exists():
        folder, number = root / f"{name}-{number}", number + 1
    run = Run(folder, title, order, now.isoformat(timespec="microseconds"), "new")
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise RunNotKept(
            f"The training can't be kept in {root} ({error.strerror}).", hint="Free some space there."
        ) from error
    write_note(run, "")
    return run


def write_note(run: Run, problem: str) -> None:
    """What was asked, and why it ended. Raises RunNotKept."""
    note = {"title": run.title, "began": run.began, "order": run.order.to_json_object(), "problem": problem}
    try:
        write_bytes(run.folder / NOTE, (json.dumps(note, indent=1, ensure_ascii=False) + "\n").encode())
    except OSError as error:
        raise RunNotKept(
            f"{run.folder} can't be written ({error.strerror}).", hint="Free some space there."
        ) from error


def read_runs(root: Path) -> tuple[Run, ...]:
    """All trainings, the newest first. Folders that hold none are passed over."""
    folders = sorted(root.glob(f"*/{NOTE}")) if root.is_dir() else []
    found = [run for note in folders if (run := read_run(note.parent)) is not None]
    return tuple(sorted(found, key=lambda run: run.began, reverse=True))


def read_run(folder: Path) -> Run | None:
    """A training as it stands; None where there is none that can be read."""
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        order = Order.from_json_object(note["order"])
        title, began, problem = str(note["title"]), str(note["began"]), str(note.get("problem", ""))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    outcome = _outcome(folder / RESULT)
    told = _log_events(folder / LOG)
    run = Run(folder, title, order, began, "new", problem, outcome, _history(folder, told), *_setting(told))
    return replace(run, state=_state(run))


def pictures_of(run: Run) -> Path:
    """The folder that the paths of its report begin from: of data that is unpacked, not the one chosen."""
    told = [event for event in _log_events(run.folder / LOG) if isinstance(event, Told)]
    reported = [event.fields.get("data") for event in told if event.name == "reported"]
    return Path(str(reported[-1])) if reported and reported[-1] else Path(run.order.data)


def remove_run(run: Run) -> Path:
    """Takes a training away; where it lies until `forget_removed`. Raises RunNotKept."""
    kept_in = run.folder.parent / _BIN / run.folder.name
    try:
        kept_in.parent.mkdir(exist_ok=True)
        run.folder.rename(kept_in)
    except OSError as error:
        raise RunNotKept(f"{run.folder} can't be removed ({error.strerror}).") from error
    return kept_in


def put_back(run: Run, kept_in: Path) -> None:
    """Undoes a removal. Raises RunNotKept."""
    try:
        kept_in.rename(run.folder)
    except OSError as error:
        raise RunNotKept(f"{run.folder} can't be put back ({error.strerror}).") from error


def forget_removed(root: Path) -> None:
    """What was taken away is gone for good."""
    shutil.rmtree(root / _BIN, ignore_errors=True)


def _state(run: Run) -> State:
    if run.is_of_gallery:
        begun = (run.folder / _FEATURES).is_dir()
        return "done" if run.model.is_file() else "stopped" if begun else "new"
    if not (run.folder / _CONFIG).is_file():
        return "new"
    if run.outcome is None:
        return "stopped"
    return "done" if run.model.is_file() and run.figures.is_file() else "trained"


def _outcome(path: Path) -> Outcome | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        test = found.get("test", found)  # a gallery's people have no other part
        low, high = test["ci95"]
        present = found.get("present")
        gallery = None if present is None else float(present)
        return Outcome(float(test["accuracy"]), (float(low), float(high)), int(test["n"]), gallery)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _history(folder: Path, told: Sequence[Event]) -> tuple[Epoch, ...]:
    """The epochs that the log tells, the last time where one was done twice; else the trainer's curve."""
    epochs = [event for event in told if isinstance(event, Epoch)]
    logged = tuple({(epoch.stage, epoch.number): epoch for epoch in epochs}.values())
    return logged or _written(folder / _HISTORY)


def _setting(told: Sequence[Event]) -> tuple[Mapping[str, int], str]:
    """Pictures of each part and what it ran on, as its last beginning told them."""
    counts: Mapping[str, int] = {}
    device = ""
    for event in told:
        if isinstance(event, Told) and event.name in _BEGINNINGS:
            counts, device = counts_of(event) or counts, str(event.fields.get("device", "")) or device
    return counts, device


def _log_events(path: Path) -> list[Event]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return []
    return [event_of(line) for line in lines if line.startswith(b"{")]


def _written(path: Path) -> tuple[Epoch, ...]:
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    except (OSError, ValueError):
        return ()
    return tuple(Epoch("", number, len(rows), _figures(row)) for number, row in enumerate(rows, start=1))


def _figures(row: dict[str, str]) -> dict[str, float]:
    numbers = {name: _number(value) for name, value in row.items()}
    return {name: number for name, number in numbers.items() if number is not None}


def _number(value: str | None) -> float | None:
    try:
        return float(value or "")
    except ValueError:
        return None
