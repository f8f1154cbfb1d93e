"""The command lines of `facet-train` that the window uses, as lists of words after the command's name."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_EVENTS = ("--events", "jsonl")
MODEL_FILE = "model.onnx"


@dataclass(frozen=True)
class Order:
    """What to train. None and "" leave it to the recipe.

    second: FER2013's folder, for recipes that take it. `choices`: further settings as name=value.
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


def train_words(order: Order, run: Path) -> list[str]:
    """Begin a training."""
    words = ["train", "--recipe", order.recipe, "--data", order.data, "--run", str(run)]
    words += ["--device", order.device]
    for option, value in (
        ("--backbone", order.backbone or None),
        ("--epochs", order.epochs),
        ("--batch", order.batch),
        ("--rate", order.rate),
        ("--seed", order.seed),
        ("--stop-after", order.stop_after),
        ("--fer", order.second or None),
    ):
        words += [] if value is None else [option, str(value)]
    for choice in order.choices:
        words += ["--set", choice]
    return [*words, *_EVENTS]


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
