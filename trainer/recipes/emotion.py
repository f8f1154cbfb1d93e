"""Seven emotions from FER2013's pictures: data, network, schedule and metrics in one place.

FER2013's labels and FER+'s votes on the same pictures agree on two rows in three, so that no model can be
best at both. One network learns from both at once, with a head for each, and each recipe answers with its
own head, which leans on the other one as far as that helps. Votes are soft targets (Barsoum et al., "Training
Deep Networks for Facial Expression Recognition with Crowd-Sourced Label Distribution", ICMI 2016). Pictures
grow while it learns, since a network that only averages its last maps takes any size (Tan, Le,
"EfficientNetV2", ICML 2021). The temperature of the answers is chosen on held-out rows (Guo et al., "On
Calibration of Modern Neural Networks", ICML 2017).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.data.view_batches import ViewBatches
from trainer.fit.answers import answers_of, log_loss
from trainer.fit.loop import Figures, FitPlan, FitResult, fit
from trainer.fit.schedule import Schedule
from trainer.models.emotion_net import build_trunk, mirrored, with_heads, with_softmax
from trainer.recipes.emotion_answers import (
    best_evening,
    best_leaning,
    best_temperature,
    evened,
    move,
    unsure_bar,
)
from trainer.recipes.emotion_data import EmotionData, read_emotion_data
from trainer.recipes.emotion_settings import FER_NAME, NAME, EmotionSettings, Part
from trainer.recipes.protocol import Fitted, Job
from vision.errors import DataUnusable
from vision.opencv import cv2

HEADS = {NAME: 0, FER_NAME: 1}  # which head answers for which recipe


def train(job: Job) -> Fitted:
    """Answers as FER+'s voters do. Goes on where a folder holds a checkpoint. Raises DataUnusable.

    The network that both recipes share lies beside the run, in a folder named by what decides it.
    `job.fer` is FER2013's folder where `job.data` is a prepared one.
    """
    return _train(job, NAME)


def train_fer2013(job: Job) -> Fitted:
    """Answers as FER2013's own labels do; else as `train`."""
    return _train(job, FER_NAME)


def _train(job: Job, name: str) -> Fitted:
    data, head, settings = read_emotion_data(job.fer or job.data), HEADS[name], job.settings
    if not {job.prepared.rows[place].path for place in job.prepared.places("train")} & set(data.paths):
        hint = "Give --fer the folder that the data was prepared from: its table, or its folders."
        raise DataUnusable(job.fer or job.data, "has none of the pictures that train", hint=hint)
    both, result = _learn_together(job, data, job.folder.parent / together_name(data, settings))
    places = job.prepared.places("validation")
    views, truth = job.prepared.views[places], job.prepared.classes()[places]
    leaning = best_leaning(*_both_answers(both, views, head, settings.mirrored), truth)
    model = _with_one_head(both, settings, head, len(data.names), leaning)
    answering = mirrored(model) if settings.mirrored else model  # of the same weights
    answers, shares = answers_of(answering, views), data.shares(head)
    evening = best_evening(answers, truth, shares, settings.even_within)
    move(model, evening * np.log(shares), best_temperature(evened(answers, shares, evening), truth))
    answers = answers_of(answering, views)
    bar = unsure_bar(answers, truth)
    return Fitted(
        model=answering,
        history=[_of_head(entry, name) for entry in result.history],
        best_epoch=result.best_epoch,
        chosen_on="held-out rows of Training",
        places=places,
        answers=answers,
        thresholds=dict.fromkeys(data.names, bar),
    )


def _of_head(figures: Figures, name: str) -> Figures:
    """One epoch's figures, of this recipe's head, under the names that curves are drawn by."""
    return figures | {key: figures[f"{key}_{name}"] for key in ("val_loss", "val_accuracy")}


def together_name(data: EmotionData, settings: EmotionSettings) -> str:
    """The folder's name of the shared network: the digest of everything that decides it."""
    words = f"{sorted(settings.together().items())} {data.digest}"
    return f"emotion-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def _learn_together(job: Job, data: EmotionData, folder: Path) -> tuple[keras.Model, FitResult]:
    """Both heads on one trunk, part after part: the network, and how its last part went."""
    *before, full = enumerate(job.settings.parts)
    start: keras.Model | None = None
    for number, part in before:
        start, _ = _learn_part(job, data, folder, number, part, start)
    return _learn_part(job, data, folder, *full, start)


def _learn_part(
    job: Job, data: EmotionData, folder: Path, number: int, part: Part, start: keras.Model | None
) -> tuple[keras.Model, FitResult]:
    """One part, from the weights of `start`: the averaged weights of its last epoch."""
    settings: EmotionSettings = job.settings
    seed, classes = settings.seed + number, len(data.names)
    keras.utils.set_random_seed(seed)
    shape = replace(settings.shape, size=part.size)
    model = with_heads(build_trunk(shape), shape, classes, len(HEADS))
    if start is not None:
        model.set_weights(start.get_weights())
    model.compile(_optimiser(settings, part.rate), _both_losses, jit_compile=job.compute.xla)
    labels = _softened(data.labels, classes, settings.smoothing)
    targets = np.concatenate([settings.votes_share * data.votes, settings.labels_share * labels], axis=1)
    own = folder / part.name.replace(" ", "-")
    own.mkdir(parents=True, exist_ok=True)
    schedule = Schedule(part.rate, part.epochs, settings.warmup)
    result = fit(
        model,
        _batches(data, targets, part, settings),
        partial(_validate_both, data=data),
        FitPlan(schedule, seed, settings.average, choose=False),
        own,
        partial(job.on_event, part.name),
    )
    return model, result


def _both_answers(
    both: keras.Model, views: NDArray[np.uint8], head: int, mirror: bool
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What the head says of the views and what the other one does, (N, K) each; `mirror`: of both images."""
    answers = answers_of(both, views)
    if mirror:
        answers = np.sqrt(answers * answers_of(both, np.ascontiguousarray(views[:, :, ::-1])))
    first, second = np.split(answers, len(HEADS), axis=1)
    return (first, second) if head == 0 else (second, first)


def _with_one_head(
    both: keras.Model, settings: EmotionSettings, head: int, classes: int, leaning: float
) -> keras.Model:
    """The trained trunk with one head that leans on the other one: what `leant` answers, in one layer."""
    single = with_softmax(build_trunk(settings.shape), settings.shape, classes)
    heads = [both.get_layer(f"head_{number + 1}").get_weights() for number in (head, 1 - head)]
    for layer in single.layers:
        if layer.name == "answer":
            layer.set_weights(
                [(1 - leaning) * own + leaning * other for own, other in zip(*heads, strict=True)]
            )
        elif layer.weights:
            layer.set_weights(both.get_layer(layer.name).get_weights())
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
    data: EmotionData, targets: NDArray[np.float32], part: Part, settings: EmotionSettings
) -> ViewBatches:
    places = np.flatnonzero(data.learns)
    return ViewBatches(
        data.faces,
        targets,
        places,
        1.0,
        part.size,
        part.augmentation,
        min(settings.batch, len(places)),
        mixup=part.mixup,
    )


def _sized(views: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Square views (N, S, S, 3) at another size."""
    if views.shape[1] == size:
        return views
    return np.stack([np.asarray(cv2.resize(view, (size, size)), np.uint8) for view in views])


def _softened(labels: NDArray[np.intp], classes: int, smoothing: float) -> NDArray[np.float32]:
    hard = np.eye(classes, dtype=np.float32)[labels]
    return np.asarray(hard * (1 - smoothing) + smoothing / classes, np.float32)


def _validate_both(model: keras.Model, data: EmotionData) -> tuple[float, dict[str, float]]:
    answers = answers_of(model, _sized(data.faces[data.held_out], model.input_shape[1]))
    classes = len(data.names)
    figures: dict[str, float] = {}
    for name, head in HEADS.items():
        own = data.has_truth(head)[data.held_out]
        scores = answers[own, head * classes : (head + 1) * classes]
        truth = (data.votes.argmax(axis=1) if head == 0 else data.labels)[data.held_out][own]
        _, found = _validate(scores, truth)
        figures |= {f"{key}_{name}": value for key, value in found.items()}
    return -sum(figures[f"val_loss_{name}"] for name in HEADS), figures


def _validate(answers: NDArray[np.float32], truth: NDArray[np.intp]) -> tuple[float, dict[str, float]]:
    accuracy = float((answers.argmax(axis=1) == truth).mean())
    return accuracy, {"val_loss": log_loss(answers, truth), "val_accuracy": accuracy}
