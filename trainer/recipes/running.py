"""One recipe trained in one run folder: begun or gone on with, measured once at the end, drawn."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.data.prepared import Prepared, load_prepared, prepare
from trainer.evaluate.metrics import measure
from trainer.fit.loop import FitEvent
from trainer.fit.run_folder import HISTORY, MODEL, RESULT, RunFolder, machine, versions
from trainer.fit.run_plots import confusion_png, curves_png
from trainer.recipes import smile, smile_settings
from vision.errors import DataUnusable

OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Order:
    """What a training is asked to do. `data` may be a data set's folder or a prepared one."""

    data: Path
    fer: Path | None
    settings: smile_settings.SmileSettings
    device: str = "cpu"


def begin(run: RunFolder, order: Order, on_progress: OnProgress) -> Prepared:
    """Prepares the data where needed and writes the config. Raises DataUnusable."""
    if run.config_path.exists():
        run.begin({})  # says that a run is there already
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
            "recipe": smile_settings.NAME,
            "settings": order.settings.model_dump(mode="json"),
            "data": str(order.data),
            "fer": str(order.fer) if order.fer else None,
            "prepared": str(_prepared_folder(run, order)),
            "manifest": prepared.digest,
            "device": order.device,
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
    settings = smile_settings.SmileSettings.model_validate(config["settings"])
    fer = Path(config["fer"]) if config["fer"] else None
    return Order(Path(config["data"]), fer, settings, config["device"]), prepared


def run_training(
    run: RunFolder, order: Order, prepared: Prepared, on_event: Callable[[str, FitEvent], None]
) -> dict[str, Any]:
    """Trains to the end, chooses on validation, measures on test, and writes model, result and plots."""
    fitted = smile.train(prepared, order.settings, run.path, order.fer, on_event)
    threshold = smile.choose_threshold(fitted.scores, prepared.classes()[fitted.places])
    test = prepared.places("test")
    measured = _figures(smile.probabilities(fitted.model, prepared.views[test]), prepared, test, threshold)
    result: dict[str, Any] = {
        "recipe": smile_settings.NAME,
        "best_epoch": fitted.best_epoch,
        "threshold": threshold,
        "chosen_on": fitted.chosen_on,
        "validation": _figures(fitted.scores, prepared, fitted.places, threshold),
        "test": measured,
        "manifest": prepared.digest,
        "ended": _now(),
    }
    save_model(fitted.model, run.model_path)
    run.write_history(fitted.history, HISTORY)
    run.write("curves.png", curves_png(fitted.history, fitted.best_epoch))
    run.write("confusion.png", confusion_png(measured["confusion"], prepared.labels))
    run.write_json(RESULT, result)
    return result


def save_model(model: keras.Model, path: Path) -> None:
    """Writes a .keras file beside and renames it. Raises DataUnusable."""
    handle, beside = tempfile.mkstemp(prefix=f".{MODEL}.", suffix=".keras", dir=path.parent)
    os.close(handle)
    try:
        model.save(beside)
        os.replace(beside, path)
    except OSError as error:
        raise DataUnusable(
            path, f"the model can't be written ({error.strerror})", hint="Free some space."
        ) from error
    finally:
        Path(beside).unlink(missing_ok=True)


def _prepared(run: RunFolder, order: Order, on_progress: OnProgress) -> Prepared:
    folder = _prepared_folder(run, order)
    if folder != order.data:
        prepare(
            smile_settings.read_data(order.data),
            folder,
            order.settings.crop,
            seed=order.settings.seed,
            on_progress=lambda done, total: on_progress("prepare", done, total),
        )
    return load_prepared(folder)


def _prepared_folder(run: RunFolder, order: Order) -> Path:
    return order.data if (order.data / "prepared.json").exists() else run.path / "prepared"


def _figures(
    scores: NDArray[np.float32], prepared: Prepared, places: NDArray[np.intp], threshold: float
) -> dict[str, Any]:
    both = np.stack([1 - scores, scores], axis=1)
    figures = measure(
        prepared.classes()[places], (scores >= threshold).astype(np.intp), both, prepared.labels
    )
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
