"""The training loop: steps, averaged weights, one validation an epoch, one checkpoint an epoch.

Plain Keras 3, no backend by name. A run that is killed goes on from its last finished epoch.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from trainer.fit.batches import BatchSource, ahead
from trainer.fit.busy import BusyMeter
from trainer.fit.checkpoint import (
    Checkpoint,
    Weights,
    load_checkpoint,
    optimiser_of,
    put_optimiser,
    put_variables,
    save_checkpoint,
    variables_of,
)
from trainer.fit.replicas import step_of
from trainer.fit.schedule import Schedule

Figures = dict[str, float]
CHECKPOINT_NAME = "checkpoint.npz"


@dataclass(frozen=True)
class FitEvent:
    """Progress: `kind` is "step" or "epoch"; `epoch` counts from 1, `step` from 1 to `steps`."""

    kind: str
    epoch: int
    epochs: int
    step: int
    steps: int
    figures: Figures


@dataclass(frozen=True)
class FitPlan:
    """What decides a fit beside data and network. `average`: the share an averaged weight keeps each step."""

    schedule: Schedule
    seed: int
    average: float = 0.998
    stop_after: int = 0  # epochs without a better score; 0: never
    choose: bool = True  # False: the last epoch's weights, whatever the scores


@dataclass(frozen=True)
class FitResult:
    """The best epoch's averaged weights are in the model; `history` has one entry an epoch."""

    best_epoch: int
    best_score: float
    history: list[Figures]


def fit(
    model: keras.Model,
    source: BatchSource,
    validate: Callable[[keras.Model], tuple[float, Figures]],
    plan: FitPlan,
    folder: Path,
    on_event: Callable[[FitEvent], None],
) -> FitResult:
    """Trains a compiled model and leaves the best averaged weights in it.

    `validate` gives a score (higher is better) and figures for the curves; it sees the averaged weights.
    The checkpoint in `folder` is used where there is one. Raises DataUnusable where it can't be written.
    """
    path = folder / CHECKPOINT_NAME
    state = load_checkpoint(path) or _fresh(model)
    put_variables(model, state.variables)
    if state.optimiser:
        put_optimiser(model, state.optimiser)
    while state.epoch < plan.schedule.epochs and not _stalled(state, plan):
        figures = _one_epoch(model, source, validate, plan, state, on_event)
        save_checkpoint(path, state)
        # Said only now: whoever hears of an epoch may count on it.
        on_event(FitEvent("epoch", state.epoch, plan.schedule.epochs, source.steps, source.steps, figures))
    scores = [entry["score"] for entry in state.history]
    if not plan.choose:
        put_variables(model, state.average)
        return FitResult(len(scores), scores[-1] if scores else -np.inf, state.history)
    put_variables(model, state.best or state.average)
    return FitResult(int(np.argmax(scores)) + 1 if scores else 0, state.best_score, state.history)


def _fresh(model: keras.Model) -> Checkpoint:
    variables = variables_of(model)
    return Checkpoint(0, variables, [v.copy() for v in variables], [], [], -np.inf, [])


def _stalled(state: Checkpoint, plan: FitPlan) -> bool:
    scores = [entry["score"] for entry in state.history]
    return bool(plan.stop_after) and len(scores) - int(np.argmax(scores or [0])) > plan.stop_after


def _one_epoch(
    model: keras.Model,
    source: BatchSource,
    validate: Callable[[keras.Model], tuple[float, Figures]],
    plan: FitPlan,
    state: Checkpoint,
    on_event: Callable[[FitEvent], None],
) -> Figures:
    began = time.monotonic()
    figures = _steps(model, source, plan, state, on_event)
    state.variables, state.optimiser = variables_of(model), optimiser_of(model)
    put_variables(model, state.average)
    score, validated = validate(model)
    score = float(score)
    put_variables(model, state.variables)
    if score > state.best_score:
        state.best_score, state.best = score, [v.copy() for v in state.average]
    figures |= {name: float(value) for name, value in validated.items()}
    figures |= {"score": score, "seconds": time.monotonic() - began}
    state.epoch, state.history = state.epoch + 1, [*state.history, figures]
    return figures


def _steps(
    model: keras.Model,
    source: BatchSource,
    plan: FitPlan,
    state: Checkpoint,
    on_event: Callable[[FitEvent], None],
) -> Figures:
    """One pass over the training data; the figures are the last step's, and how busy the processor was."""
    random = np.random.default_rng([plan.seed, state.epoch])
    model.reset_metrics()
    train, meter = step_of(model), BusyMeter()
    figures: Figures = {}
    with closing(ahead(lambda: source.epoch(random))) as batches:
        for step, batch in enumerate(meter.waited_for(batches), 1):
            model.optimizer.learning_rate = plan.schedule.at(state.epoch + (step - 1) / source.steps)
            figures = train(batch)
            _average(state, model, plan, state.epoch * source.steps + step)
            on_event(FitEvent("step", state.epoch + 1, plan.schedule.epochs, step, source.steps, figures))
    return figures | {"rate": plan.schedule.at(state.epoch + 1)} | meter.figures()


def _average(state: Checkpoint, model: keras.Model, plan: FitPlan, step: int) -> None:
    """Moves the averaged weights towards the current ones; faster in the beginning."""
    keep = min(plan.average, (1 + step) / (10 + step))
    for mean, variable in zip(state.average, model.variables, strict=True):
        now = keras.ops.convert_to_numpy(variable.value)
        if np.issubdtype(mean.dtype, np.floating):
            mean *= keep
            mean += (1 - keep) * now
        else:
            mean[...] = now


def averaged(weights: list[Weights]) -> Weights:
    """The plain mean of several sets of weights of one network."""
    return [np.mean(np.stack(parts), axis=0).astype(parts[0].dtype) for parts in zip(*weights, strict=True)]


def mean_history(histories: list[list[Figures]]) -> list[Figures]:
    """The means of several fits, epoch by epoch, as long as the shortest; figures that all of them have."""
    return [
        {
            name: float(np.mean([entry[name] for entry in entries]))
            for name in entries[0]
            if all(name in entry for entry in entries)
        }
        for entries in zip(*histories, strict=False)
    ]
