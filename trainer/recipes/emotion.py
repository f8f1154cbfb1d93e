"""Seven emotions from FER2013's pictures: data, network, schedule and metrics in one place.

FER2013's labels and FER+'s votes on the same pictures agree on two rows in three, so that no model can be
best at both. One trunk learns from both at once, with a head for each; then each recipe goes on with its own
labels alone, and answers with its own head. Votes are soft targets (Barsoum et al., "Training Deep Networks
for Facial Expression Recognition with Crowd-Sourced Label Distribution", ICMI 2016); the temperature of the
answers is chosen on held-out rows (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017). A
network can be taught again by its own earlier round (Furlanello et al., "Born-Again Neural Networks", ICML
2018).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.data.view_batches import ViewBatches
from trainer.fit.answers import answers_of, log_loss
from trainer.fit.loop import FitPlan, FitResult, fit
from trainer.fit.schedule import Schedule
from trainer.models.emotion_net import build_trunk, mirrored, with_heads, with_softmax
from trainer.recipes.emotion_answers import (
    best_evening,
    best_temperature,
    evened,
    move,
    unsure_bar,
)
from trainer.recipes.emotion_data import EmotionData, read_emotion_data
from trainer.recipes.emotion_settings import FER_NAME, NAME, EmotionSettings
from trainer.recipes.protocol import Fitted, Job
from vision.errors import DataUnusable
from vision.opencv import cv2

TOGETHER = "both labellings"
AGAIN_FOLDER = "again"
LARGER, LARGER_FOLDER = "larger", "larger"
HEADS = {NAME: 0, FER_NAME: 1}  # which head answers for which recipe


def train(job: Job) -> Fitted:
    """Answers as FER+'s voters do. Goes on where a folder holds a checkpoint. Raises DataUnusable.

    What both recipes have in common lies beside the run, in a folder named by what decides it. `job.fer` is
    FER2013's folder where `job.data` is a prepared one.
    """
    return _train(job, NAME)


def train_fer2013(job: Job) -> Fitted:
    """Answers as FER2013's own labels do; else as `train`."""
    return _train(job, FER_NAME)


def _train(job: Job, name: str) -> Fitted:
    data, head, settings = read_emotion_data(job.fer or job.data), HEADS[name], job.settings
    first = replace(job, settings=settings.at_first())
    shared = job.folder.parent / together_name(data, settings)
    both = _learn_together(first, data, shared)
    model = _with_own_head(both, first.settings, head, len(data.names))
    start = model.get_weights()
    result = _learn_alone(first, model, data, name)
    if settings.again_epochs:
        taught = answers_of(mirrored(model), _sized(data.faces, first.settings.size))
        model.set_weights(start)
        result = _learn_alone(first, model, data, name, taught)
    if settings.larger_epochs:
        model, result = _learn_larger(job, both, model, data, name)
    places = job.prepared.places("validation")
    views, truth = job.prepared.views[places], job.prepared.classes()[places]
    answering = mirrored(model) if settings.mirrored else model  # of the same weights
    answers, shares = answers_of(answering, views), data.shares(head)
    evening = best_evening(answers, truth, shares, settings.even_within)
    move(model, evening * np.log(shares), best_temperature(evened(answers, shares, evening), truth))
    answers = answers_of(answering, views)
    bar = unsure_bar(answers, truth)
    return Fitted(
        model=answering,
        history=result.history,
        best_epoch=result.best_epoch,
        chosen_on="held-out rows of Training",
        places=places,
        answers=answers,
        thresholds=dict.fromkeys(data.names, bar),
    )


def together_name(data: EmotionData, settings: EmotionSettings) -> str:
    """The folder's name of the common part: the digest of everything that decides it."""
    words = f"{sorted(settings.together().items())} {data.digest}"
    return f"emotion-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def _learn_together(job: Job, data: EmotionData, folder: Path) -> keras.Model:
    settings: EmotionSettings = job.settings
    keras.utils.set_random_seed(settings.seed)
    classes = len(data.names)
    model = with_heads(build_trunk(settings.shape), settings.shape, classes, len(HEADS))
    model.compile(_optimiser(settings, settings.rate), _both_losses, jit_compile=job.compute.xla)
    folder.mkdir(parents=True, exist_ok=True)
    targets = np.concatenate(
        [data.votes, settings.fer_share * _softened(data.labels, classes, settings.smoothing)], axis=1
    )
    fit(
        model,
        _batches(data, targets, np.flatnonzero(~data.held_out), settings),
        lambda fitted: _validate_both(fitted, data),
        FitPlan(Schedule(settings.rate, settings.epochs, settings.warmup), settings.seed, settings.average),
        folder,
        lambda event: job.on_event(TOGETHER, event),
    )
    return model


def _learn_alone(
    job: Job,
    model: keras.Model,
    data: EmotionData,
    name: str,
    taught: NDArray[np.float32] | None = None,
) -> FitResult:
    """A few epochs with the recipe's own labels, on the pictures that the manifest lets train.

    taught: what an earlier round of the same network answers (N, K), which is then a part of the targets.
    """
    settings, prepared, head = job.settings, job.prepared, HEADS[name]
    targets = data.votes if head == 0 else _softened(data.labels, len(data.names), settings.smoothing)
    folder, epochs, seed = job.folder, settings.tune_epochs, settings.seed + 1
    if taught is not None:
        folder, epochs, seed = folder / AGAIN_FOLDER, settings.again_epochs, seed + 1
        folder.mkdir(exist_ok=True)
        targets = (1 - settings.again_share) * targets + settings.again_share * taught
    may_train = {prepared.rows[place].path for place in prepared.places("train")}
    places = np.flatnonzero(_usable(data, head) & np.array([path in may_train for path in data.paths]))
    if not len(places):
        hint = "Give --fer the folder that the data was prepared from: its table, or its folders."
        raise DataUnusable(job.fer or job.data, "has none of the pictures that train", hint=hint)
    judged = prepared.places("validation")
    views, truth = _sized(prepared.views[judged], settings.size), prepared.classes()[judged]
    model.compile(
        _optimiser(settings, settings.tune_rate), "categorical_crossentropy", jit_compile=job.compute.xla
    )
    return fit(
        model,
        replace(_batches(data, targets, places, settings), mixup=settings.tune_mixup),
        lambda fitted: _validate(answers_of(fitted, views), truth),
        FitPlan(Schedule(settings.tune_rate, epochs, 0.2), seed, settings.average, settings.stop_after),
        folder,
        lambda event: job.on_event(name, event),
    )


def _learn_larger(
    job: Job, both: keras.Model, own: keras.Model, data: EmotionData, name: str
) -> tuple[keras.Model, FitResult]:
    """Goes on at the full size, with both labellings again: `own`, and from `both` the other one's head.

    A network that only averages its last maps takes any size (Tan, Le, "EfficientNetV2", ICML 2021, grow
    theirs while it learns). The better epoch is the one whose own head is right more often.
    """
    settings, prepared, head, classes = job.settings, job.prepared, HEADS[name], len(data.names)
    keras.utils.set_random_seed(settings.seed + 10)
    model = with_heads(build_trunk(settings.shape), settings.shape, classes, len(HEADS))
    for layer in model.layers:
        if layer.weights:
            trained = own.get_layer("answer") if layer.name == f"head_{head + 1}" else None
            if trained is None:
                trained = (both if layer.name.startswith("head_") else own).get_layer(layer.name)
            layer.set_weights(trained.get_weights())
    model.compile(_optimiser(settings, settings.larger_rate), _both_losses, jit_compile=job.compute.xla)
    votes, labels = data.votes, _softened(data.labels, classes, settings.smoothing)
    if head == 0 and settings.again_epochs:
        taught = answers_of(mirrored(own), _sized(data.faces, own.input_shape[1]))
        taught *= _usable(data, head)[:, None]
        votes = (1 - settings.again_share) * votes + settings.again_share * taught
    targets = np.concatenate([settings.larger_votes * votes, settings.larger_labels * labels], axis=1)
    judged = prepared.places("validation")
    views, truth = prepared.views[judged], prepared.classes()[judged]

    def validate(fitted: keras.Model) -> tuple[float, dict[str, float]]:
        alone = _with_own_head(fitted, settings, head, classes)
        return _validate(answers_of(mirrored(alone) if settings.mirrored else alone, views), truth)

    folder = job.folder / LARGER_FOLDER
    folder.mkdir(exist_ok=True)
    result = fit(
        model,
        _batches(data, targets, np.flatnonzero(~data.held_out), settings),
        validate,
        FitPlan(
            Schedule(settings.larger_rate, settings.larger_epochs, 0.5), settings.seed + 10, settings.average
        ),
        folder,
        lambda event: job.on_event(LARGER, event),
    )
    return _with_own_head(model, settings, head, classes), result


def _with_own_head(model: keras.Model, settings: EmotionSettings, head: int, classes: int) -> keras.Model:
    """The trained trunk with one of its heads."""
    single = with_softmax(build_trunk(settings.shape), settings.shape, classes)
    for layer in single.layers:
        if layer.weights:
            own = f"head_{head + 1}" if layer.name == "answer" else layer.name
            layer.set_weights(model.get_layer(own).get_weights())
    return single


def _both_losses(targets: Any, answers: Any) -> Any:
    """The sum of both heads' cross-entropies; how much a row weighs lies in its targets' sum."""
    logs = keras.ops.log(keras.ops.clip(answers, 1e-7, 1.0))
    return -keras.ops.sum(targets * logs, axis=-1)


def _optimiser(settings: EmotionSettings, rate: float) -> keras.optimizers.Optimizer:
    optimiser = keras.optimizers.AdamW(rate, weight_decay=settings.decay, clipnorm=5.0)
    optimiser.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    return optimiser


def _batches(
    data: EmotionData, targets: NDArray[np.float32], places: NDArray[np.intp], settings: EmotionSettings
) -> ViewBatches:
    return ViewBatches(
        data.faces,
        targets,
        places,
        1.0,
        settings.size,
        settings.augmentation,
        min(settings.batch, len(places)),
        mixup=settings.mixup,
    )


def _sized(views: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Square views (N, S, S, 3) at another size."""
    if views.shape[1] == size:
        return views
    return np.stack([np.asarray(cv2.resize(view, (size, size)), np.uint8) for view in views])


def _softened(labels: NDArray[np.intp], classes: int, smoothing: float) -> NDArray[np.float32]:
    hard = np.eye(classes, dtype=np.float32)[labels]
    return np.asarray(hard * (1 - smoothing) + smoothing / classes, np.float32)


def _usable(data: EmotionData, head: int) -> NDArray[np.bool_]:
    return np.asarray(data.votes.sum(axis=1) > 0) if head == 0 else np.ones(len(data.labels), bool)


def _validate_both(model: keras.Model, data: EmotionData) -> tuple[float, dict[str, float]]:
    answers = answers_of(model, _sized(data.faces[data.held_out], model.input_shape[1]))
    classes = len(data.names)
    figures: dict[str, float] = {}
    for name, head in HEADS.items():
        own = _usable(data, head)[data.held_out]
        scores = answers[own, head * classes : (head + 1) * classes]
        truth = (data.votes.argmax(axis=1) if head == 0 else data.labels)[data.held_out][own]
        _, found = _validate(scores, truth)
        figures |= {f"{key}_{name}": value for key, value in found.items()}
    return -sum(figures[f"val_loss_{name}"] for name in HEADS), figures


def _validate(answers: NDArray[np.float32], truth: NDArray[np.intp]) -> tuple[float, dict[str, float]]:
    accuracy = float((answers.argmax(axis=1) == truth).mean())
    return accuracy, {"val_loss": log_loss(answers, truth), "val_accuracy": accuracy}
