"""Backbones and heads measured on one split: time of fit, accuracy on each part, recall, size, speed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from trainer.evaluate.metrics import measure
from trainer.features.cache import Features, cached_features
from trainer.features.extractor import Extractor, open_extractor
from trainer.features.heads import Head, Learnt, fit_head
from trainer.features.pictures import SplitPictures
from trainer.fit.run_folder import machine
from trainer.models.backbones import Backbone
from vision.crops import CropSpec

OnProgress = Callable[[str, int, int], None]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Line:
    """One backbone with one head. Accuracies and recall (the mean over classes, on test) are shares of one.

    features_s: what computing the features took this time, 0 where all were kept. ms_a_picture: the backbone
    in ONNX Runtime, two threads, in batches of four, as measured when it was exported.
    """

    backbone: str
    head: str
    chosen: str
    fit_s: float
    features_s: float
    train: float
    validation: float
    test: float
    test_ci95: tuple[float, float]
    recall: float
    params: int
    head_params: int
    ms_a_picture: float
    n_test: int

    def to_json_object(self) -> dict[str, Any]:
        return asdict(self) | {"test_ci95": list(self.test_ci95)}


@dataclass(frozen=True)
class Entrant:
    """A backbone to compare, with the file of weights that was given for it."""

    backbone: Backbone
    weights: Path | None = None
    side: int | None = None


def compare(
    pictures: SplitPictures,
    entrants: list[Entrant],
    heads: list[str],
    on_progress: OnProgress,
    say: Say,
) -> list[Line]:
    """A line for each backbone and head, all on the same split; heads learn on the training part alone.

    Raises FacetError where a backbone's weights can't be had.
    """
    lines = []
    for entrant in entrants:
        extractor = open_extractor(entrant.backbone, side=entrant.side, weights=entrant.weights)
        say(extractor.speed_words())
        features, spent_s = timed_features(extractor, pictures, on_progress)
        for number, name in enumerate(heads, 1):
            head = fit_head(name, *_learnt(features, pictures), pictures.seed)
            lines.append(_line(extractor, head, features, pictures, spent_s))
            on_progress(f"{entrant.backbone.name} heads", number, len(heads))
    return lines


def timed_features(
    extractor: Extractor, pictures: SplitPictures, on_progress: OnProgress
) -> tuple[Features, float]:
    """The features of all pictures in order, and the seconds that computing them took."""
    spec = CropSpec(width=extractor.side, height=extractor.side)
    began = time.perf_counter()
    features = cached_features(
        extractor,
        spec,
        pictures.sha256s,
        lambda place: pictures.crop(place, spec),
        lambda done, total: on_progress(f"{extractor.backbone.name} features", done, total),
    )
    return features, time.perf_counter() - began


def _learnt(features: Features, pictures: SplitPictures) -> tuple[Learnt, Learnt]:
    train, validation = pictures.places("train"), pictures.places("validation")
    return (
        Learnt(features[train], pictures.classes[train]),
        Learnt(features[validation], pictures.classes[validation]),
    )


def _line(
    extractor: Extractor, head: Head, features: Features, pictures: SplitPictures, spent_s: float
) -> Line:
    accuracy = {}
    for part in ("train", "validation"):
        places = pictures.places(part)
        answers = head.probabilities(features[places])
        accuracy[part] = float((answers.argmax(axis=1) == pictures.classes[places]).mean())
    places = pictures.places("test")
    answers = head.probabilities(features[places])
    decided = np.asarray(answers.argmax(axis=1), np.intp)
    figures = measure(pictures.classes[places], decided, answers, pictures.labels)
    return Line(
        extractor.backbone.name,
        head.name,
        head.chosen,
        round(head.fit_s, 3),
        round(spent_s, 2),
        accuracy["train"],
        accuracy["validation"],
        figures.accuracy,
        figures.ci95,
        figures.recall,
        int(extractor.facts["params"]),
        head.params,
        float(extractor.facts["onnxruntime_ms"]),
        figures.n,
    )


def as_json_object(pictures: SplitPictures, lines: list[Line], took_s: float) -> dict[str, Any]:
    """All that a reader needs to judge and repeat it."""
    return {
        "data": pictures.root.resolve().name,
        "labels": list(pictures.labels),
        "split": pictures.counts(),
        "seed": pictures.seed,
        "groups_of_copies": pictures.copies,
        "left_out": len(pictures.skipped),
        "digest": pictures.digest,
        "warning": pictures.warning,
        "machine": machine(),
        "took_s": round(took_s, 1),
        "lines": [line.to_json_object() for line in lines],
    }
