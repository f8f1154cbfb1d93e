"""Seven emotions from FER2013's pictures: data, network, schedule and metrics in one place.

FER2013's labels and FER+'s votes on the same pictures agree on two rows in three, so that no model can be
best at both. One trunk learns from both at once, with a head for each; then each recipe goes on with its own
labels alone, and answers with its own head. Votes are soft targets (Barsoum et al., "Training Deep Networks
for Facial Expression Recognition with Crowd-Sourced Label Distribution", ICMI 2016); the temperature of the
answers is chosen on held-out rows (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.data.view_batches import ViewBatches
from trainer.fit.loop import FitEvent, FitPlan, FitResult, fit
from trainer.fit.schedule import Schedule
from trainer.models.emotion_net import build_trunk, with_heads, with_softmax
from trainer.recipes.emotion_data import EmotionData
from trainer.recipes.emotion_settings import FER_NAME, NAME, EmotionSettings

TOGETHER = "both labellings"
HEADS = {NAME: 0, FER_NAME: 1}  # which head answers for which recipe

OnEvent = Callable[[str, FitEvent], None]


@dataclass(frozen=True)
class Fitted:
    """What training gave. `scores` float32 (M, 7) are answers for the held-out rows at `places`."""

    model: keras.Model
    history: list[dict[str, float]]
    best_epoch: int
    chosen_on: str
    places: NDArray[np.intp]
    scores: NDArray[np.float32]


def train(
    data: EmotionData, settings: EmotionSettings, name: str, shared: Path, folder: Path, on_event: OnEvent
) -> Fitted:
    """Trains the recipe `name`, going on where a folder holds a checkpoint.

    The part that both recipes have in common lies under `shared`, in a folder named by what decides it.
    """
    head = HEADS[name]
    model = _learn_together(data, settings, shared / together_name(data, settings), on_event)
    single = _with_own_head(model, settings, head, len(data.names))
    result = _learn_alone(single, data, settings, head, folder, on_event)
    places = np.flatnonzero(_usable(data, head) & data.held_out)
    single = cooled(
        single, best_temperature(_answers(single, data.faces[places]), _truth(data, head)[places])
    )
    scores = _answers(single, data.faces[places])
    return Fitted(single, result.history, result.best_epoch, "held-out rows of Training", places, scores)


def together_name(data: EmotionData, settings: EmotionSettings) -> str:
    """The folder's name of the common part: the digest of everything that decides it."""
    own = settings.model_dump(mode="json", exclude={"tune_epochs", "tune_rate", "margin", "shift_y"})
    return f"emotion-{hashlib.sha256(f'{own} {data.digest}'.encode()).hexdigest()[:12]}"


def _learn_together(
    data: EmotionData, settings: EmotionSettings, folder: Path, on_event: OnEvent
) -> keras.Model:
    keras.utils.set_random_seed(settings.seed)
    classes = len(data.names)
    model = with_heads(build_trunk(settings.shape), settings.shape, classes, len(HEADS))
    model.compile(_optimiser(settings, settings.rate), _both_losses, jit_compile=False)
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
        lambda event: on_event(TOGETHER, event),
    )
    return model


def _learn_alone(
    model: keras.Model,
    data: EmotionData,
    settings: EmotionSettings,
    head: int,
    folder: Path,
    on_event: OnEvent,
) -> FitResult:
    classes = len(data.names)
    model.compile(_optimiser(settings, settings.tune_rate), "categorical_crossentropy", jit_compile=False)
    targets = data.votes if head == 0 else _softened(data.labels, classes, settings.smoothing)
    usable = _usable(data, head)
    held_out = np.flatnonzero(usable & data.held_out)
    folder.mkdir(parents=True, exist_ok=True)
    return fit(
        model,
        _batches(data, targets, np.flatnonzero(usable & ~data.held_out), settings),
        lambda fitted: _validate(fitted, data, head, held_out),
        FitPlan(Schedule(settings.tune_rate, settings.tune_epochs, 0.2), settings.seed + 1, settings.average),
        folder,
        lambda event: on_event(NAME if head == 0 else FER_NAME, event),
    )


def _with_own_head(model: keras.Model, settings: EmotionSettings, head: int, classes: int) -> keras.Model:
    """The trained trunk with one of its heads."""
    trunk = build_trunk(settings.shape)
    single = with_softmax(trunk, settings.shape, classes)
    for layer in single.layers:
        if layer.name == "answer":
            layer.set_weights(model.get_layer(f"head_{head + 1}").get_weights())
        elif layer.weights:
            layer.set_weights(model.get_layer(layer.name).get_weights())
    return single


def best_temperature(scores: NDArray[np.float32], truth: NDArray[np.intp]) -> float:
    """The temperature under which probabilities (N, K) fit the truth (N,) best, by log likelihood."""
    logits = np.log(np.clip(scores.astype(np.float64), 1e-9, 1))
    steps = np.exp(np.linspace(np.log(0.4), np.log(2.5), 106))
    losses = []
    for temperature in steps:
        scaled = logits / temperature
        scaled -= np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        losses.append(-scaled[np.arange(len(truth)), truth].mean())
    return float(steps[int(np.argmin(losses))])


def cooled(model: keras.Model, temperature: float) -> keras.Model:
    """The model with the temperature folded into its last layer's weights."""
    answer = model.get_layer("answer")
    answer.set_weights([weights / temperature for weights in answer.get_weights()])
    return model


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


def _softened(labels: NDArray[np.intp], classes: int, smoothing: float) -> NDArray[np.float32]:
    hard = np.eye(classes, dtype=np.float32)[labels]
    return np.asarray(hard * (1 - smoothing) + smoothing / classes, np.float32)


def _usable(data: EmotionData, head: int) -> NDArray[np.bool_]:
    return np.asarray(data.votes.sum(axis=1) > 0) if head == 0 else np.ones(len(data.labels), bool)


def _truth(data: EmotionData, head: int) -> NDArray[np.intp]:
    return data.votes.argmax(axis=1) if head == 0 else data.labels


def _answers(model: keras.Model, faces: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(model.predict(faces, batch_size=256, verbose=0), np.float32)


def _validate_both(model: keras.Model, data: EmotionData) -> tuple[float, dict[str, float]]:
    places = np.flatnonzero(data.held_out)
    answers = _answers(model, data.faces[places])
    classes = len(data.names)
    figures: dict[str, float] = {}
    for name, head in HEADS.items():
        own = _usable(data, head)[places]
        scores = answers[own, head * classes : (head + 1) * classes]
        figures |= _figures(scores, _truth(data, head)[places][own], f"_{name}")
    return -sum(figures[f"val_loss_{name}"] for name in HEADS), figures


def _validate(
    model: keras.Model, data: EmotionData, head: int, places: NDArray[np.intp]
) -> tuple[float, dict[str, float]]:
    figures = _figures(_answers(model, data.faces[places]), _truth(data, head)[places], "")
    return figures["val_accuracy"], figures


def _figures(scores: NDArray[np.float32], truth: NDArray[np.intp], suffix: str) -> dict[str, float]:
    chances = np.clip(scores[np.arange(len(truth)), truth], 1e-6, 1)
    right = scores.argmax(axis=1) == truth
    return {f"val_loss{suffix}": float(-np.log(chances).mean()), f"val_accuracy{suffix}": float(right.mean())}
