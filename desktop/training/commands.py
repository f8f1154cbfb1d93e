"""The command lines of `facet-train` that the window uses, as lists of words after the command's name."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_EVENTS = ("--events", "jsonl")
GALLERY = "gallery"
"""In place of a recipe's name: a head that tells a gallery's people apart. `Order.data` is the gallery."""
MODEL_FILE = "model.onnx"


@dataclass(frozen=True)
class Order:
    """What to train. None and "" leave it to the recipe.

    second: FER2013's folder, for recipes that take it; of a gallery photos of strangers. `choices`: further
    settings as name=value.
    """

    recipe: str
    data: str
    backbone: str = ""
    device: str = "auto"
    epochs: int | None = None
    batch: int | None = None
    rate: float | None = None
    seed: int | None = None
    stop_after: int | None = None
    second: str = ""
    choices: tuple[str, ...] = ()

    def to_json_object(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self) | {"choices": list(self.choices)}

    @classmethod
    def from_json_object(cls, found: dict[str, Any]) -> Order:
        """The order that was written. Raises TypeError for other values."""
        return cls(**{**found, "choices": tuple(found.get("choices", ()))})


def begin_words(order: Order, run: Path) -> list[str]:
    """Begin a training."""
    return _gallery_words(order, run) if order.recipe == GALLERY else _train_words(order, run)


def _gallery_words(order: Order, run: Path) -> list[str]:
    words = ["finetune", "--gallery", order.data, "--run", str(run), *_numbers(order)]
    words += ["--backbone", order.backbone] if order.backbone else []
    words += ["--strangers", order.second] if order.second else []
    return [*words, *_EVENTS]


def _train_words(order: Order, run: Path) -> list[str]:
    words = ["train", "--recipe", order.recipe, "--data", order.data, "--run", str(run)]
    words += ["--device", order.device, *_numbers(order)]
    words += ["--backbone", order.backbone] if order.backbone else []
    words += [] if order.stop_after is None else ["--stop-after", str(order.stop_after)]
    words += ["--fer", order.second] if order.second else []
    for choice in order.choices:
        words += ["--set", choice]
    return [*words, *_EVENTS]


def _numbers(order: Order) -> list[str]:
    named = {"epochs": order.epochs, "batch": order.batch, "rate": order.rate, "seed": order.seed}
    return [word for name, value in named.items() if value is not None for word in (f"--{name}", str(value))]


def resume_words(run: Path, device: str) -> list[str]:
    """Go on with a training from its last whole epoch."""
    return ["train", "--resume", "--run", str(run), "--device", device, *_EVENTS]


def inspect_words(data: str, found: Path) -> list[str]:
    """Look at a folder; what is found is written to `found`."""
    return ["inspect", "--data", data, "--json", str(found), *_EVENTS]


def mend_words(data: str, table: Path) -> list[str]:
    """Write the folder's split, copies on one side, as a table."""
    return ["inspect", "--data", data, "--mend", str(table), *_EVENTS]


def export_words(run: Path, to: Path) -> list[str]:
    """Make a finished run an ONNX file with its card inside."""
    return ["export", "--run", str(run), "--to", str(to), *_EVENTS]


def report_words(run: Path, model: Path, to: Path) -> list[str]:
    """Measure a finished run on what it kept aside."""
    return ["report", "--run", str(run), "--model", str(model), "--to", str(to), *_EVENTS]
