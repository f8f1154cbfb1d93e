"""Whole pictures learned from scratch: what the recipes for CIFAR-100, Tiny ImageNet and any folder share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.data.prepared import Prepared
from trainer.data.view_batches import ViewBatches
from trainer.fit.answers import answers_of, both, choose_threshold, log_loss, unsure_bars
from trainer.fit.batches import Batch
from trainer.fit.loop import FitPlan, fit
from trainer.fit.schedule import Schedule
from trainer.models.registry import architecture
from trainer.models.wide_resnet import build as build_wide_resnet
from trainer.models.wide_resnet_shape import WideShape
from trainer.recipes.picture_settings import WIDE_RESNET, PictureSettings, check_network
from trainer.recipes.protocol import Fitted, Job


@dataclass(frozen=True)
class UpsideDown:
    """A BatchSource's batches with a share of the pictures turned upside down."""

    source: ViewBatches
    share: float

    @property
    def steps(self) -> int:
        return self.source.steps

    def epoch(self, random: np.random.Generator) -> Iterator[Batch]:
        for pictures, targets in self.source.epoch(random):
            turned = random.random(len(pictures)) < self.share
            pictures[turned] = pictures[turned, ::-1]
            yield pictures, targets


def train(job: Job) -> Fitted:
    """Trains the network that the settings name; epoch and threshold are chosen on the validation part."""
    prepared, settings = job.prepared, job.settings
    keras.utils.set_random_seed(settings.seed)
    model = build_network(settings, len(prepared.labels))
    compile_network(model, settings, xla=job.compute.xla)
    held_out = prepared.places("validation")
    result = fit(
        model,
        batches(prepared, settings, prepared.places("train"), outputs=model.output_shape[-1]),
        lambda fitted: validate(fitted, prepared, held_out),
        plan_of(settings),
        job.folder,
        lambda event: job.on_event(settings.network, event),
    )
    answers = answers_of(model, prepared.views[held_out])
    thresholds = thresholds_of(model, prepared, held_out, answers)
    return Fitted(model, result.history, result.best_epoch, "validation part", held_out, answers, thresholds)


def build_network(settings: PictureSettings, classes: int) -> keras.Model:
    """The network that the settings name, with random weights. Raises FacetError where it doesn't fit."""
    check_network(settings.network, settings.size)
    if settings.network.endswith(WIDE_RESNET):
        shape = WideShape(
            settings.size,
            settings.depth,
            settings.width,
            settings.stem_stride,
            settings.l2,
            settings.dropout,
            settings.drop_path,
        )
        return build_wide_resnet(classes, shape)
    return architecture(settings.network).build(classes)


def compile_network(model: keras.Model, settings: PictureSettings, *, xla: bool) -> None:
    """Gives the model its optimiser and loss."""
    optimisers = {
        "adam": lambda: keras.optimizers.Adam(settings.rate),
        "nadam": lambda: keras.optimizers.Nadam(settings.rate),
        "sgd": lambda: keras.optimizers.SGD(settings.rate, momentum=0.9, nesterov=True),
    }
    loss = "binary_crossentropy" if model.output_shape[-1] == 1 else "categorical_crossentropy"
    model.compile(optimisers[settings.optimiser](), loss, jit_compile=xla)


def plan_of(settings: PictureSettings) -> FitPlan:
    """The schedule, the seed and when to stop."""
    schedule = Schedule(settings.rate, settings.epochs, settings.warmup)
    return FitPlan(schedule, settings.seed, settings.average, settings.stop_after)


def batches(
    prepared: Prepared, settings: PictureSettings, places: NDArray[np.intp], *, outputs: int
) -> ViewBatches | UpsideDown:
    """Random views of the pictures at `places`, for a network that answers `outputs` numbers."""
    source = ViewBatches(
        surroundings=prepared.surroundings,
        targets=targets(prepared.classes(), len(prepared.labels), settings.smoothing, outputs),
        places=places,
        extent=prepared.extent,
        size=settings.size,
        augmentation=settings.augmentation,
        batch=min(settings.batch, len(places)),
        views=prepared.views,
        still=settings.still,
        mixup=settings.mixup,
    )
    return UpsideDown(source, settings.flip_vertical) if settings.flip_vertical else source


def targets(classes: NDArray[np.intp], count: int, smoothing: float, outputs: int) -> NDArray[np.float32]:
    """One row a picture, (N, outputs): the true class, a part of which is dealt out to all of them."""
    rows = np.eye(count, dtype=np.float32)[classes] * (1 - smoothing) + smoothing / count
    return rows[:, 1:] if outputs == 1 else rows


def validate(
    model: keras.Model, prepared: Prepared, places: NDArray[np.intp]
) -> tuple[float, dict[str, float]]:
    """The score is the negative log loss: steadier than accuracy on a few hundred pictures."""
    answers, truth = answers_of(model, prepared.views[places]), prepared.classes()[places]
    loss = log_loss(answers, truth)
    return -loss, {"val_loss": loss, "val_accuracy": float((answers.argmax(axis=1) == truth).mean())}


def thresholds_of(
    model: keras.Model, prepared: Prepared, places: NDArray[np.intp], answers: NDArray[np.float32]
) -> dict[str, float]:
    """The bar of the second of two labels where one sigmoid answers; else that below which it is unsure."""
    classes = prepared.classes()[places]
    if model.output_shape[-1] != 1:
        return unsure_bars(answers, classes, prepared.labels)
    return {prepared.labels[1]: choose_threshold(both(answers)[:, 1], classes)}
