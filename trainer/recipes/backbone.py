"""A head on a frozen backbone: features once, through ONNX Runtime, seconds of learning, one network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.data.prepared import Prepared
from trainer.features.assembled import assembled
from trainer.features.cache import Features, cached_features
from trainer.features.dense_head import DensePlan, train_dense
from trainer.features.extractor import Extractor, open_extractor
from trainer.features.heads import Learnt, fit_head
from trainer.fit.answers import unsure_bars
from trainer.fit.loop import FitEvent
from trainer.models.backbones import backbone
from trainer.recipes.backbone_settings import BackboneSettings
from trainer.recipes.protocol import Fitted, Job
from vision.crops import CropSpec

MIRRORED = "-mirrored"


class HeadSettings(Protocol):
    """What decides a head beside its features."""

    @property
    def head(self) -> str: ...
    @property
    def hidden(self) -> int: ...
    @property
    def dropout(self) -> float: ...
    @property
    def rate(self) -> float: ...
    @property
    def epochs(self) -> int: ...
    @property
    def batch(self) -> int: ...
    @property
    def stop_after(self) -> int: ...
    @property
    def seed(self) -> int: ...


@dataclass(frozen=True)
class LearntHead:
    """A head's dense layers, and what was found on the validation part."""

    layers: Any
    history: list[dict[str, float]]
    best_epoch: int
    chosen_on: str
    validation: NDArray[np.float32]


def train(job: Job) -> Fitted:
    """A head on cached features, assembled with its backbone. The test part is not touched.

    Raises FacetError where the backbone's weights can't be had.
    """
    settings: BackboneSettings = job.settings
    extractor = open_extractor(
        backbone(settings.backbone), settings.features, side=settings.side, weights=settings.weights
    )
    learnt = learn_head(
        settings,
        _part(job, extractor, "train"),
        _part(job, extractor, "validation"),
        len(job.prepared.labels),
        lambda event: job.on_event("head", event),
    )
    places = job.prepared.places("validation")
    bars = unsure_bars(learnt.validation, job.prepared.classes()[places], job.prepared.labels)
    return Fitted(
        with_backbone(settings, extractor, learnt),
        learnt.history,
        learnt.best_epoch,
        learnt.chosen_on,
        places,
        learnt.validation,
        bars if settings.looks_at == "picture" else {},
    )


def learn_head(
    settings: HeadSettings,
    train: Learnt,
    validation: Learnt,
    classes: int,
    on_event: Callable[[FitEvent], None],
) -> LearntHead:
    """The head that the settings name: dense layers by epochs, or a linear one at once."""
    if settings.head == "dense":
        return _dense(settings, train, validation, classes, on_event)
    return _linear(settings, train, validation)


def with_backbone(settings: BackboneSettings, extractor: Extractor, learnt: LearntHead) -> keras.Model:
    """The whole network, pictures to probabilities."""
    return assembled(
        extractor.backbone,
        settings.features,
        learnt.layers,
        settings.weights,
        settings.side,
        settings.dropout,
    )


def prepared_features(
    job: Job, extractor: Extractor, places: NDArray[np.intp], *, mirrored: bool = False
) -> Features:
    """The features of prepared pictures at these places, or of their mirror images."""
    prepared: Prepared = job.prepared
    step = -1 if mirrored else 1
    return cached_features(
        extractor,
        # A whole picture's crop has no margin: comparing and training find each other's features.
        CropSpec(width=extractor.side, height=extractor.side)
        if job.settings.looks_at == "picture"
        else prepared.crop,
        [_key(prepared, place, mirrored) for place in places],
        lambda number: prepared.views[places[number], :, ::step],
        lambda done, total: job.on_event("features", FitEvent("step", 1, 1, done, total, {})),
    )


def _key(prepared: Prepared, place: int, mirrored: bool) -> str:
    row = prepared.rows[place]
    box = "-".join(map(str, row.box_px)) if row.face_found else ""
    return row.sha256 + (f"-{box}" if box else "") + (MIRRORED if mirrored else "")


def _part(job: Job, extractor: Extractor, part: str) -> Learnt:
    """Features and classes of a part; of the training part, where it is asked for, mirrored ones too."""
    places = job.prepared.places(part)
    classes = job.prepared.classes()[places]
    plain = Learnt(prepared_features(job, extractor, places), classes)
    if not (job.settings.mirrored and part == "train"):
        return plain
    return plain.with_(Learnt(prepared_features(job, extractor, places, mirrored=True), classes))


def _linear(settings: HeadSettings, train: Learnt, validation: Learnt) -> LearntHead:
    """The strength is chosen on the validation part, then both parts are learnt from."""
    judged = fit_head(settings.head, train, validation, settings.seed)
    final = fit_head(settings.head, train, validation, settings.seed, refit=True)
    answers = judged.probabilities(validation.features)
    truth = np.clip(answers[np.arange(len(answers)), validation.classes], 1e-7, 1)
    right = float((answers.argmax(axis=1) == validation.classes).mean())
    figures = {"val_loss": float(-np.log(truth).mean()), "val_accuracy": right, "score": right}
    return LearntHead(final.layers, [figures], 1, f"validation part, {judged.chosen}", answers)


def _dense(
    settings: HeadSettings,
    train: Learnt,
    validation: Learnt,
    classes: int,
    on_event: Callable[[FitEvent], None],
) -> LearntHead:
    plan = DensePlan(
        settings.hidden,
        settings.dropout,
        settings.rate,
        settings.epochs,
        settings.batch,
        settings.stop_after,
        settings.seed,
    )
    head = train_dense(train, validation, classes, plan, on_event)
    return LearntHead(head.layers, head.history, head.best_epoch, "validation part", head.validation)
