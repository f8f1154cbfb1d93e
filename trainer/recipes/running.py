"""One recipe trained in one run folder: begun or gone on with, measured once at the end, drawn."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.data.prepared import Prepared, load_prepared, prepare
from trainer.evaluate.metrics import measure
from trainer.fit.answers import answers_of, decided
from trainer.fit.compute import Compute
from trainer.fit.device import computing, in_full_precision
from trainer.fit.loop import FitEvent
from trainer.fit.run_folder import HISTORY, MODEL, RESULT, RunFolder, machine, versions
from trainer.fit.run_plots import confusion_png, curves_png
from trainer.fit.tensorboard import FOLDER, Board
from trainer.recipes.catalogue import recipe
from trainer.recipes.mistakes import training_of
from trainer.recipes.protocol import Fitted, Job, OnEvent, Recipe
from trainer.recipes.settings import RecipeSettings
from vision.errors import DataUnusable

OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Order:
    """What a training is asked to do. `data` may be a data set's folder or a prepared one.

    fer, start: further data and a model to start from, for the recipes that take them.
    """

    recipe: Recipe
    data: Path
    settings: RecipeSettings
    fer: Path | None = None
    start: Path | None = None
    compute: Compute = field(default_factory=Compute)
    tensorboard: bool = False


def begin(run: RunFolder, order: Order, on_progress: OnProgress) -> Prepared:
    """Prepares the data where needed and writes the config. Raises DataUnusable."""
    if run.config_path.exists():
        run.begin({})  # says that a run is there already
    training_of(order.recipe)  # a misspelt one is said before the minutes of preparing
    prepared = _prepared(run, order, on_progress)
    if prepared.crop != order.settings.crop:
        raise DataUnusable(
            order.data,
            f"was prepared for another crop (margin {prepared.crop.margin}, shift {prepared.crop.shift_y}, "
            f"{prepared.crop.width} pixels) than the recipe's",
            hint="Prepare it again, or set the recipe's margin, shift_y and size to these.",
        )
    run.begin(
        {
            "recipe": order.recipe.name,
            "settings": order.settings.model_dump(mode="json"),
            "data": str(order.data.resolve()),
            "fer": str(order.fer.resolve()) if order.fer else None,
            "start": str(order.start.resolve()) if order.start else None,
            "prepared": str(_prepared_folder(run, order).resolve()),
            "manifest": prepared.digest,
            "device": order.compute.device,
            "compute": asdict(order.compute),
            "tensorboard": order.tensorboard,
            "machine": machine(),
            "versions": versions(),
            "began": _now(),
        }
    )
    return prepared


def go_on(run: RunFolder) -> tuple[Order, Prepared]:
    """The order and data of a run that was interrupted. Raises DataUnusable where the data has changed."""
    config = run.config()
    prepared = load_prepared(Path(config["prepared"]))
    if prepared.digest != config["manifest"]:
        raise DataUnusable(
            Path(config["prepared"]),
            "holds other pictures than the run began with",
            hint="Begin a new run with --run.",
        )
    return order_of(config), prepared


def order_of(config: dict[str, Any]) -> Order:
    """What a run's config says was asked for. Raises FacetError for a recipe that there isn't."""
    asked = recipe(config["recipe"])
    settings = asked.settings.model_validate(config["settings"])
    fer, start = (Path(config[name]) if config.get(name) else None for name in ("fer", "start"))
    compute = Compute(**config.get("compute", {"device": config["device"]}))
    board = bool(config.get("tensorboard"))
    return Order(asked, Path(config["data"]), settings, fer, start, compute, board)


def run_training(run: RunFolder, order: Order, prepared: Prepared, on_event: OnEvent) -> dict[str, Any]:
    """Trains to the end, chooses on validation, measures on test, and writes model, result and plots."""
    fitted, answers = _fit(run, order, prepared, on_event)
    measured = part_figures(answers, prepared, prepared.places("test"), fitted.thresholds)
    result: dict[str, Any] = {
        "recipe": order.recipe.name,
        "best_epoch": fitted.best_epoch,
        "thresholds": fitted.thresholds,
        "chosen_on": fitted.chosen_on,
        "epochs": len(fitted.history),
        **_business(fitted.history),
        "validation": part_figures(fitted.answers, prepared, fitted.places, fitted.thresholds),
        "test": measured,
        "manifest": prepared.digest,
        "ended": _now(),
    }
    save_model(in_full_precision(fitted.model), run.model_path)
    run.write_history(fitted.history, HISTORY)
    run.write("curves.png", curves_png(fitted.history, fitted.best_epoch))
    run.write("confusion.png", confusion_png(measured["confusion"], prepared.labels))
    run.write_json(RESULT, result)
    return result


def _fit(
    run: RunFolder, order: Order, prepared: Prepared, on_event: OnEvent
) -> tuple[Fitted, NDArray[np.float32]]:
    """What training gave, and its answers on the test part."""
    with ExitStack() as stack:
        board = stack.enter_context(Board(run.path / FOLDER)) if order.tensorboard else None

        def tell(stage: str, event: FitEvent) -> None:
            if board is not None:
                board.write(stage, event)
            on_event(stage, event)

        stack.enter_context(computing(order.compute))
        job = Job(order.data, prepared, order.settings, run.path, tell, order.fer, order.start, order.compute)
        fitted = order.recipe.train(job)
        return fitted, answers_of(fitted.model, prepared.views[prepared.places("test")])


def _business(history: list[dict[str, float]]) -> dict[str, float]:
    """How busy training kept the machine, over all epochs that say so."""
    told = [entry for entry in history if "waiting" in entry]
    return {
        name: round(float(np.mean([entry[name] for entry in told])), 4)
        for name in ("waiting", "busy")
        if told
    }


def save_model(model: keras.Model, path: Path) -> None:
    """Writes a .keras file beside and renames it. Raises DataUnusable."""
    beside: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{MODEL}.", suffix=".keras", dir=path.parent)
        os.close(handle)
        beside = Path(name)
        model.save(beside)
        os.replace(beside, path)
    except OSError as error:
        raise DataUnusable(
            path,
            f"the model can't be written ({error.strerror})",
            hint="Free some space and use --resume: the training itself is kept.",
        ) from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def _prepared(run: RunFolder, order: Order, on_progress: OnProgress) -> Prepared:
    folder = _prepared_folder(run, order)
    if folder != order.data:
        prepare(
            order.recipe.read_data(order.data),
            folder,
            order.settings.crop,
            looks_at=order.settings.looks_at,
            shares=order.settings.shares,
            seed=order.settings.seed,
            on_progress=lambda done, total: on_progress("prepare", done, total),
        )
    return load_prepared(folder)


def _prepared_folder(run: RunFolder, order: Order) -> Path:
    return order.data if (order.data / "prepared.json").exists() else run.path / "prepared"


def part_figures(
    answers: NDArray[np.float32],
    prepared: Prepared,
    places: NDArray[np.intp],
    thresholds: dict[str, float],
) -> dict[str, Any]:
    answered = decided(answers, prepared.labels, thresholds)
    figures = measure(prepared.classes()[places], answered, answers, prepared.labels)
    return {
        "n": figures.n,
        "n_no_face": sum(not prepared.rows[place].face_found for place in places),
        "accuracy": figures.accuracy,
        "ci95": list(figures.ci95),
        "balanced_accuracy": figures.balanced_accuracy,
        "precision": figures.precision,
        "recall": figures.recall,
        "f1": figures.f1,
        "ece": figures.ece,
        "confusion": [list(row) for row in figures.confusion],
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
