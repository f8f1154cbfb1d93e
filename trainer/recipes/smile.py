"""Smile or no smile, from GENKI-4K: data, network, schedule and metrics in one place.

The well-known student system trained a small convolutional network on 64x64 faces for 180 epochs and
reached 87 %. This keeps its kind of network (convolution blocks with batch normalisation, L2 1e-4, dropout,
augmentation, a decaying rate, NADAM) and mends the rest: one crop for training and live, copies of a picture
on one side of the split, averaged weights, epoch and threshold chosen on validation, the test part used once.
"""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.data.layouts import read_fer
from trainer.data.prepared import Prepared
from trainer.data.splits import assign_folds
from trainer.data.view_batches import ViewBatches, soft_targets
from trainer.fit.answers import answers_of, choose_threshold, log_loss
from trainer.fit.checkpoint import Weights, put_variables, variables_of
from trainer.fit.loop import FitPlan, FitResult, averaged, fit, mean_history
from trainer.fit.schedule import Schedule
from trainer.models.face_cnn import build_trunk, with_sigmoid
from trainer.recipes.face_trunk import trunk_weights
from trainer.recipes.protocol import Fitted, Job
from trainer.recipes.smile_settings import LABELS, TASK, SmileSettings

FER_USES = ("Training",)


def train(job: Job) -> Fitted:
    """Trains, going on where the run's folder holds a checkpoint. The test part is not touched.

    `job.fer`: FER2013 with FER+'s votes, on whose training rows the trunk learns first. Raises DataUnusable.
    """
    prepared, settings, folder, on_event = job.prepared, job.settings, job.folder, job.on_event
    trunk: Weights | None = None
    if job.fer is not None:
        trunk = trunk_weights(read_fer(job.fer, "ferplus", FER_USES), settings, folder.parent, on_event)
    if settings.folds:
        return _train_folds(job, trunk)
    held_out = prepared.places("validation")
    split = (prepared.places("train"), held_out)
    model, result = _member(job, trunk, split, folder, settings.seed, TASK)
    answers = answers_of(model, prepared.views[held_out])
    thresholds = _thresholds(prepared, held_out, answers)
    return Fitted(model, result.history, result.best_epoch, "validation part", held_out, answers, thresholds)


def _train_folds(job: Job, trunk: Weights | None) -> Fitted:
    """One network a fold of train and validation part, each judged on its own; their mean is the model.

    All start from one trunk and one head, so their mean is as good as their vote at the cost of one
    (Wortsman et al., "Model soups", ICML 2022).
    """
    prepared, settings = job.prepared, job.settings
    places = prepared.places("train", "validation")
    rows = [prepared.rows[place] for place in places]
    folds = np.array(
        assign_folds([row.label for row in rows], [row.group for row in rows], settings.folds, settings.seed)
    )
    answers = np.zeros((len(places), 2), np.float32)
    members: list[Weights] = []
    histories: list[list[dict[str, float]]] = []
    best_epochs: list[int] = []
    for fold in range(settings.folds):
        split = (places[folds != fold], places[folds == fold])
        seed = settings.seed + 1000 * (fold + 1)
        folder, stage = job.folder / f"fold-{fold + 1}", f"fold {fold + 1}"
        model, result = _member(job, trunk, split, folder, seed, stage)
        answers[folds == fold] = answers_of(model, prepared.views[split[1]])
        members.append(variables_of(model))
        histories.append(result.history)
        best_epochs.append(result.best_epoch)
    put_variables(model, averaged(members))
    _refresh_statistics(model, _batches(prepared, settings, places), settings.seed)
    chosen_on = f"cross-validation, {settings.folds} folds of train and validation part"
    return Fitted(
        model,
        mean_history(histories),
        round(float(np.mean(best_epochs))),
        chosen_on,
        places,
        answers,
        _thresholds(prepared, places, answers),
    )


def _member(
    job: Job,
    trunk: Weights | None,
    split: tuple[NDArray[np.intp], NDArray[np.intp]],
    folder: Path,
    seed: int,
    stage: str,
) -> tuple[keras.Model, FitResult]:
    """One network trained on the first places of `split`, its epoch chosen on the second."""
    prepared, settings = job.prepared, job.settings
    keras.utils.set_random_seed(settings.seed)
    body = build_trunk(settings.shape)
    if trunk is not None:
        body.set_weights(trunk)
    model = with_sigmoid(body, settings.shape)
    model.compile(keras.optimizers.Nadam(settings.rate), "binary_crossentropy", jit_compile=job.compute.xla)
    folder.mkdir(parents=True, exist_ok=True)
    result = fit(
        model,
        _batches(prepared, settings, split[0]),
        lambda fitted: _validate(fitted, prepared, split[1]),
        FitPlan(
            Schedule(settings.rate, settings.epochs, settings.warmup),
            seed,
            settings.average,
            settings.stop_after,
        ),
        folder,
        lambda event: job.on_event(stage, event),
    )
    return model, result


def _refresh_statistics(model: keras.Model, source: ViewBatches, seed: int) -> None:
    """Batch normalisation's means belong to the weights they were taken under: a mean needs new ones."""
    random = np.random.default_rng(seed)
    for _ in range(2):
        for pictures, _ in source.epoch(random):
            model(pictures, training=True)


def _thresholds(
    prepared: Prepared, places: NDArray[np.intp], answers: NDArray[np.float32]
) -> dict[str, float]:
    return {LABELS[1]: choose_threshold(answers[:, 1], prepared.classes()[places])}


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
    answers, truth = answers_of(model, prepared.views[places]), prepared.classes()[places]
    loss = log_loss(answers, truth)
    return -loss, {"val_loss": loss, "val_accuracy": float(((answers[:, 1] >= 0.5) == (truth == 1)).mean())}
