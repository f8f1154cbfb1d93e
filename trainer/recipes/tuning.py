"""Trying settings: Optuna proposes, a recipe trains, the validation part judges.

The test part is not touched. The study lies in the run's folder, so that one which was killed goes on: the
trial that was cut off is tried again first, from its own checkpoint.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import optuna
from optuna.trial import TrialState
from sqlalchemy.exc import SQLAlchemyError

from trainer.data.prepared import Prepared
from trainer.fit.answers import decided, log_loss
from trainer.fit.device import computing
from trainer.fit.run_folder import RunFolder
from trainer.recipes.knobs import Knob, turned
from trainer.recipes.protocol import Job, OnEvent
from trainer.recipes.running import Order
from vision.errors import DataUnusable

STUDY, TABLE = "tune.db", "tune.json"
_NAME = "tune"


@dataclass(frozen=True)
class Trial:
    """One that ended: its number from 1, the knobs' values, and what the validation part says of it."""

    number: int
    values: dict[str, Any]
    loss: float
    accuracy: float
    best_epoch: int

    def to_json_object(self) -> dict[str, Any]:
        return asdict(self)


def tune(
    run: RunFolder,
    order: Order,
    prepared: Prepared,
    knobs: tuple[Knob, ...],
    trials: int,
    on_event: OnEvent,
    on_trial: Callable[[Trial], None],
) -> list[Trial]:
    """Tries until `trials` have ended, those of earlier calls counted; all of them, the best first.

    The best is the one with the lowest log loss on the validation part. Raises DataUnusable where the study
    can't be kept.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with _study(run.path / STUDY, order.settings.seed) as study:
        ended = _ended(study)
        for trial in ended:
            on_trial(trial)
        while len(ended) < trials:
            proposed = study.ask()
            values = {knob.name: _suggest(proposed, knob) for knob in knobs}
            trial = _try(run, order, prepared, values, on_event, proposed)
            study.tell(proposed, trial.loss)
            ended.append(trial)
            on_trial(trial)
        ended.sort(key=lambda trial: trial.loss)
        run.write_json(TABLE, {"trials": [trial.to_json_object() for trial in ended]})
        return ended


def command_of(order: Order, trial: Trial, given: dict[str, Any]) -> str:
    """The command that trains with a trial's values, and with the settings `given` beside."""
    words = ["facet-train", "train", "--recipe", order.recipe.name, "--data", str(order.data)]
    for option, value in (("--fer", order.fer), ("--from", order.start)):
        words += [option, str(value)] if value else []
    for name, value in (given | trial.values).items():
        words += ["--set", f"{name}={value if isinstance(value, str) else json.dumps(value)}"]
    return shlex.join(words)


@contextmanager
def _study(path: Path, seed: int) -> Iterator[optuna.Study]:
    """The study in that file; trials that a killed process left unfinished are first in the queue again."""
    storage: optuna.storages.RDBStorage | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        storage = optuna.storages.RDBStorage(f"sqlite:///{path}")
        study = optuna.create_study(storage=storage, study_name=_NAME, load_if_exists=True)
        # Another seed for each beginning: the same one would propose the same trials again.
        study.sampler = optuna.samplers.TPESampler(seed=seed + len(study.trials), n_startup_trials=5)
        for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            study.tell(trial.number, state=TrialState.FAIL)
            study.enqueue_trial(trial.params)
        yield study
    except (SQLAlchemyError, optuna.exceptions.StorageInternalError, OSError) as error:
        raise DataUnusable(
            path,
            "the study can't be kept there; what it held is kept",
            hint="Free some space and give the command again.",
        ) from error
    finally:
        if storage is not None:
            storage.remove_session()
            storage.engine.dispose()


def _ended(study: optuna.Study) -> list[Trial]:
    return [
        Trial(
            trial.number + 1,
            dict(trial.params),
            float(trial.values[0]),
            float(trial.user_attrs["accuracy"]),
            int(trial.user_attrs["best_epoch"]),
        )
        for trial in study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    ]


def _suggest(trial: optuna.Trial, knob: Knob) -> Any:
    if knob.choices:
        return trial.suggest_categorical(knob.name, knob.choices)
    if knob.whole:
        return trial.suggest_int(knob.name, int(knob.low), int(knob.high), log=knob.log)
    return trial.suggest_float(knob.name, knob.low, knob.high, log=knob.log)


def _try(
    run: RunFolder,
    order: Order,
    prepared: Prepared,
    values: dict[str, Any],
    on_event: OnEvent,
    proposed: optuna.Trial,
) -> Trial:
    """One training, in a folder named by its values, so that one which was cut off goes on."""
    number = proposed.number + 1
    settings = turned(order.settings, values)
    name = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]
    folder = run.path / f"trial-{name}"
    folder.mkdir(parents=True, exist_ok=True)

    def tell(stage: str, event: Any) -> None:
        on_event(f"trial {number}", event)

    with computing(order.compute):
        job = Job(order.data, prepared, settings, folder, tell, order.fer, order.start, order.compute)
        fitted = order.recipe.train(job)
    truth = prepared.classes()[fitted.places]
    answers = decided(fitted.answers, prepared.labels, fitted.thresholds)
    accuracy = float((answers == truth).mean())
    proposed.set_user_attr("accuracy", accuracy)
    proposed.set_user_attr("best_epoch", fitted.best_epoch)
    return Trial(number, values, log_loss(fitted.answers, truth), accuracy, fitted.best_epoch)
