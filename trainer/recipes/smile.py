"""Smile or no smile, from GENKI-4K: data, network, schedule and metrics in one place.

The well-known student system trained a small convolutional network on 64x64 faces for 180 epochs and
reached 87 %. This keeps its kind of network (convolution blocks with batch normalisation, L2 1e-4, dropout,
augmentation, a decaying rate, NADAM) and mends the rest: one crop for training and live, copies of a picture
on one side of the split, averaged weights, epoch and threshold chosen on validation, the test part used once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.data.layouts import read_fer
from trainer.data.prepared import Prepared
from trainer.data.splits import assign_folds
from trainer.data.view_batches import ViewBatches, soft_targets
from trainer.fit.checkpoint import Weights, put_variables, variables_of
from trainer.fit.loop import FitEvent, FitPlan, FitResult, averaged, fit
from trainer.fit.schedule import Schedule
from trainer.models.face_cnn import build_trunk, with_sigmoid
from trainer.recipes.face_trunk import trunk_weights
from trainer.recipes.smile_settings import TASK, SmileSettings

FER_USES = ("Training",)

OnEvent = Callable[[str, FitEvent], None]


@dataclass(frozen=True)
class Fitted:
    """What training gave: the model, its curve, and the answers that threshold and epoch were chosen on.

    `scores` float32 (M,) are answers for the pictures at `places`, none by a network that trained on it.
    """

    model: keras.Model
    history: list[dict[str, float]]
    best_epoch: int
    chosen_on: str
    places: NDArray[np.intp]
    scores: NDArray[np.float32]


def train(
    prepared: Prepared, settings: SmileSettings, folder: Path, fer: Path | None, on_event: OnEvent
) -> Fitted:
    """Trains, going on where `folder` holds a checkpoint. The test part is not touched.

    `fer`: FER2013 with FER+'s votes, on whose training rows the trunk learns first. Raises DataUnusable.
    """
    trunk: Weights | None = None
    if fer is not None:
        trunk = trunk_weights(read_fer(fer, "ferplus", FER_USES), settings, folder.parent, on_event)
    if settings.folds:
        return _train_folds(prepared, settings, trunk, folder, on_event)
    held_out = prepared.places("validation")
    model, result = _member(
        prepared, settings, trunk, (prepared.places("train"), held_out), folder, settings.seed, TASK, on_event
    )
    scores = probabilities(model, prepared.views[held_out])
    return Fitted(model, result.history, result.best_epoch, "validation part", held_out, scores)


def _train_folds(
    prepared: Prepared, settings: SmileSettings, trunk: Weights | None, folder: Path, on_event: OnEvent
) -> Fitted:
    """One network a fold of train and validation part, each judged on its own; their mean is the model.

    All start from one trunk and one head, so their mean is as good as their vote at the cost of one
    (Wortsman et al., "Model soups", ICML 2022).
    """
    places = prepared.places("train", "validation")
    rows = [prepared.rows[place] for place in places]
    folds = np.array(
        assign_folds([row.label for row in rows], [row.group for row in rows], settings.folds, settings.seed)
    )
    scores = np.zeros(len(places), np.float32)
    members: list[Weights] = []
    histories: list[list[dict[str, float]]] = []
    best_epochs: list[int] = []
    for fold in range(settings.folds):
        split = (places[folds != fold], places[folds == fold])
        seed = settings.seed + 1000 * (fold + 1)
        model, result = _member(
            prepared, settings, trunk, split, folder / f"fold-{fold + 1}", seed, f"fold {fold + 1}", on_event
        )
        scores[folds == fold] = probabilities(model, prepared.views[split[1]])
        members.append(variables_of(model))
        histories.append(result.history)
        best_epochs.append(result.best_epoch)
    put_variables(model, averaged(members))
    _refresh_statistics(model, _batches(prepared, settings, places), settings.seed)
    means = [
        {name: float(np.mean([entry[name] for entry in entries])) for name in entries[0]}
        for entries in zip(*histories, strict=False)
    ]
    chosen_on = f"cross-validation, {settings.folds} folds of train and validation part"
    return Fitted(model, means, round(float(np.mean(best_epochs))), chosen_on, places, scores)


def _member(
    prepared: Prepared,
    settings: SmileSettings,
    trunk: Weights | None,
    split: tuple[NDArray[np.intp], NDArray[np.intp]],
    folder: Path,
    seed: int,
    stage: str,
    on_event: OnEvent,
) -> tuple[keras.Model, FitResult]:
    """One network trained on the first places of `split`, its epoch chosen on the second."""
    keras.utils.set_random_seed(settings.seed)
    body = build_trunk(settings.shape)
    if trunk is not None:
        body.set_weights(trunk)
    model = with_sigmoid(body, settings.shape)
    model.compile(keras.optimizers.Nadam(settings.rate), "binary_crossentropy", jit_compile=False)
    folder.mkdir(parents=True, exist_ok=True)
    result = fit(
        model,
        _batches(prepared, settings, split[0]),
        lambda fitted: _validate(fitted, prepared, split[1]),
        FitPlan(Schedule(settings.rate, settings.epochs, settings.warmup), seed, settings.average),
        folder,
        lambda event: on_event(stage, event),
    )
    return model, result


def _refresh_statistics(model: keras.Model, source: ViewBatches, seed: int) -> None:
    """Batch normalisation's means belong to the weights they were taken under: a mean needs new ones."""
    random = np.random.default_rng(seed)
    for _ in range(2):
        for pictures, _ in source.epoch(random):
            model(pictures, training=True)


def probabilities(model: keras.Model, views: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The probability of a smile for each view: float32 (N,)."""
    if not len(views):
        return np.zeros(0, np.float32)
    return np.asarray(model.predict(views, batch_size=256, verbose=0)[:, 0], np.float32)


def choose_threshold(scores: NDArray[np.float32], classes: NDArray[np.intp]) -> float:
    """The bar with the most right answers; of equal ones the middle of the run nearest one half."""
    bars = np.round(np.arange(0.2, 0.801, 0.01), 2)
    right = np.array([((scores >= bar) == (classes == 1)).mean() for bar in bars])
    best = bars[right >= right.max() - 1e-9]
    return float(best[np.abs(best - 0.5).argmin()])


def _batches(prepared: Prepared, settings: SmileSettings, places: NDArray[np.intp]) -> ViewBatches:
    return ViewBatches(
        surroundings=prepared.surroundings,
        targets=soft_targets(prepared.classes(), settings.smoothing),
        places=places,
        extent=prepared.extent,
        size=settings.size,
        augmentation=settings.augmentation,
        batch=min(settings.batch, len(places)),
        views=prepared.views,
        still=settings.still,
        mixup=settings.mixup,
    )


def _validate(
    model: keras.Model, prepared: Prepared, places: NDArray[np.intp]
) -> tuple[float, dict[str, float]]:
    """The score is the negative log loss: steadier than accuracy on a few hundred pictures."""
    scores, truth = probabilities(model, prepared.views[places]), prepared.classes()[places]
    safe = np.clip(np.where(truth == 1, scores, 1 - scores), 1e-6, 1)
    loss = float(-np.log(safe).mean())
    return -loss, {"val_loss": loss, "val_accuracy": float(((scores >= 0.5) == (truth == 1)).mean())}


def describe(settings: SmileSettings, fer: bool) -> dict[str, Any]:
    """What a card says of the model and its data."""
    first = "The trunk first learned FER+'s votes on FER2013's training rows. " if fer else ""
    return {
        "description": f"Smile or no smile, {settings.size}x{settings.size} faces. {first}"
        "Trained on GENKI-4K; where no face is found, the whole picture answers.",
        "licence": "Weights: Apache-2.0. Trained on research data sets: see `data`.",
    }
