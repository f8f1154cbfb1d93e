"""Smile or no smile, from GENKI-4K: data, network, schedule and metrics in one place.

The well-known student system trained a small convolutional network on 64x64 faces for 180 epochs and
reached 87 %. This keeps its kind of network (convolution blocks with batch normalisation, L2 1e-4, dropout,
augmentation, a decaying rate, NADAM) and mends the rest: one crop for training and live, copies of a picture
on one side of the split, averaged weights, epoch and threshold chosen on validation, the test part used once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.data.layouts import read_fer
from trainer.data.prepared import Prepared
from trainer.data.view_batches import ViewBatches, soft_targets
from trainer.fit.loop import FitEvent, FitPlan, FitResult, fit
from trainer.fit.schedule import Schedule
from trainer.models.face_cnn import build_trunk, with_sigmoid
from trainer.recipes.face_trunk import trunk_weights
from trainer.recipes.smile_settings import SmileSettings

FER_USES = ("Training",)

OnEvent = Callable[[str, FitEvent], None]


def train(
    prepared: Prepared, settings: SmileSettings, folder: Path, fer: Path | None, on_event: OnEvent
) -> tuple[keras.Model, FitResult]:
    """Trains, going on where `folder` holds a checkpoint. The best epoch's averaged weights are in the model.

    `fer`: FER2013 with FER+'s votes, on whose training rows the trunk learns first. Raises DataUnusable.
    """
    keras.utils.set_random_seed(settings.seed)
    trunk = build_trunk(settings.shape)
    if fer is not None:
        pictures = read_fer(fer, "ferplus", FER_USES)
        trunk.set_weights(trunk_weights(pictures, settings, folder / "trunk", on_event))
    model = with_sigmoid(trunk, settings.shape)
    keras.utils.set_random_seed(settings.seed)
    model.compile(keras.optimizers.Nadam(settings.rate), "binary_crossentropy", jit_compile=False)
    plan = FitPlan(Schedule(settings.rate, settings.epochs, settings.warmup), settings.seed, settings.average)
    result = fit(
        model,
        _batches(prepared, settings),
        lambda fitted: _validate(fitted, prepared),
        plan,
        folder,
        lambda event: on_event("smile", event),
    )
    return model, result


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


def _batches(prepared: Prepared, settings: SmileSettings) -> ViewBatches:
    return ViewBatches(
        surroundings=prepared.surroundings,
        targets=soft_targets(prepared.classes(), settings.smoothing),
        places=prepared.places("train"),
        extent=prepared.extent,
        size=settings.size,
        augmentation=settings.augmentation,
        batch=min(settings.batch, len(prepared.places("train"))),
        views=prepared.views,
        still=settings.still,
        mixup=settings.mixup,
    )


def _validate(model: keras.Model, prepared: Prepared) -> tuple[float, dict[str, float]]:
    """The score is the negative log loss: steadier than accuracy on a few hundred pictures."""
    places = prepared.places("validation")
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
