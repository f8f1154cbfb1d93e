"""A head of dense layers trained by Keras on cached features: what the student systems put on a backbone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.features.assembled import dense_layers, head_layers
from trainer.features.heads import Learnt
from trainer.fit.loop import FitEvent

Figures = dict[str, float]


@dataclass(frozen=True)
class DensePlan:
    """What decides a head's training. hidden: units between features and answer, 0 for none."""

    hidden: int = 1024
    dropout: float = 0.5
    rate: float = 1e-4
    epochs: int = 30
    batch: int = 100
    stop_after: int = 0
    seed: int = 1


@dataclass(frozen=True)
class DenseHead:
    """The weights of the best epoch, and one entry an epoch."""

    layers: tuple[tuple[NDArray[np.float32], NDArray[np.float32]], ...]
    best_epoch: int
    history: list[Figures]
    validation: NDArray[np.float32]


def train_dense(
    train: Learnt, validation: Learnt, classes: int, plan: DensePlan, on_event: Callable[[FitEvent], None]
) -> DenseHead:
    """Learns with Adam; the epoch with the lowest loss on `validation` is kept.

    It begins anew each time: on cached features that takes a minute, and gives the same.
    """
    keras.utils.set_random_seed(plan.seed)
    features = keras.Input((train.features.shape[1],), name="features")
    sizes = [plan.hidden, classes] if plan.hidden else [classes]
    model = keras.Model(features, head_layers(features, sizes, plan.dropout))
    model.compile(keras.optimizers.Adam(plan.rate), "sparse_categorical_crossentropy")
    random = np.random.default_rng(plan.seed)
    history: list[Figures] = []
    best, best_loss, answers = [layer.get_weights() for layer in dense_layers(model)], np.inf, None
    for epoch in range(1, plan.epochs + 1):
        began = time.monotonic()
        figures = _epoch(model, train, plan, epoch, random, on_event)
        rows = np.asarray(model.predict(validation.features, batch_size=256, verbose=0))
        figures |= _validated(rows, validation.classes) | {"seconds": time.monotonic() - began}
        if figures["val_loss"] < best_loss:
            best, best_loss, answers = (
                [w.get_weights() for w in dense_layers(model)],
                figures["val_loss"],
                rows,
            )
        history.append(figures)
        on_event(FitEvent("epoch", epoch, plan.epochs, 1, 1, figures))
        if plan.stop_after and epoch - _best(history) >= plan.stop_after:
            break
    assert answers is not None
    return DenseHead(tuple((w, b) for w, b in best), _best(history), history, answers)


def _best(history: list[Figures]) -> int:
    return int(np.argmin([entry["val_loss"] for entry in history])) + 1


def _epoch(
    model: keras.Model,
    train: Learnt,
    plan: DensePlan,
    epoch: int,
    random: np.random.Generator,
    on_event: Callable[[FitEvent], None],
) -> Figures:
    order = random.permutation(len(train.classes))
    batches = [order[at : at + plan.batch] for at in range(0, len(order), plan.batch)]
    model.reset_metrics()
    figures: Figures = {}
    for step, batch in enumerate(batches, 1):
        told = model.train_on_batch(train.features[batch], train.classes[batch], return_dict=True)
        figures = {name: float(value) for name, value in told.items()}
        on_event(FitEvent("step", epoch, plan.epochs, step, len(batches), figures))
    return figures


def _validated(rows: NDArray[np.float32], classes: NDArray[np.intp]) -> Figures:
    truth = np.clip(rows[np.arange(len(rows)), classes], 1e-7, 1)
    right = float((rows.argmax(axis=1) == classes).mean())
    return {"val_loss": float(-np.log(truth).mean()), "val_accuracy": right, "score": right}
