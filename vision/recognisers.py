"""From crops to answers: a model's card and session behind one call. The trainer evaluates with it too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vision.crops import Crops, crop_faces, crop_whole
from vision.errors import ModelRefused
from vision.geometry import Boxes
from vision.model_card import ModelCard
from vision.sessions import ProviderTruth

UNSURE = "unsure"  # the reason of an answer whose most probable label doesn't reach the card's threshold


@dataclass(frozen=True)
class Answer:
    """What a model says of one face.

    `label` is None where there is no answer, and `reason` says why. `score` is the probability of the
    positive label for a sigmoid whatever the label, and of the most probable one for a softmax; `scores` has
    every label, also of an answer that is unsure.
    """

    task: str
    label: str | None
    score: float
    scores: Mapping[str, float] = field(default_factory=dict)
    reason: str | None = None

    @property
    def scored(self) -> str | None:
        """The label that `score` is of, also where the answer is another or unsure; None without scores."""
        labels = reversed(list(self.scores))  # of two alike the positive one, which stands last
        return next((label for label in labels if self.scores[label] == self.score), self.label)


class OpenModel(Protocol):
    """What a recogniser asks: an ONNX Runtime session, or the trainer's own network behind the same calls."""

    @property
    def path(self) -> Path: ...
    @property
    def card(self) -> ModelCard: ...
    @property
    def digest(self) -> str: ...
    @property
    def provider(self) -> ProviderTruth: ...

    def run(self, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Answers (N, size) for crops uint8 (N, height, width, 3), RGB."""
        ...


class Recogniser:
    """One model that answers a question about faces: crops by its card, one batch a call."""

    def __init__(self, session: OpenModel) -> None:
        """Raises ModelRefused for an embedding and for points: those are no answers yet."""
        if session.card.output.kind == "points":
            raise ModelRefused(session.path, "output.kind", "points answer no question by themselves")
        if session.card.output.kind == "embedding":
            raise ModelRefused(session.path, "output.kind", "an embedding answers no question by itself")
        self.session = session

    @property
    def card(self) -> ModelCard:
        return self.session.card

    @property
    def task(self) -> str:
        return self.session.card.task

    def recognise(self, image_bgr: NDArray[np.uint8], boxes_px: Boxes) -> list[Answer]:
        """One answer a box (N, 4) of a BGR picture."""
        return self.answer(self.crops(image_bgr, boxes_px))

    def crops(self, image_bgr: NDArray[np.uint8], boxes_px: Boxes) -> Crops:
        """What the model sees of each box (N, 4) of a BGR picture."""
        return crop_faces(image_bgr, boxes_px, self.card.crop)

    def recognise_whole(self, image_bgr: NDArray[np.uint8]) -> Answer:
        """The answer for a picture that is a face already, or in which none was found."""
        return self.answer(crop_whole(image_bgr, self.card.crop))[0]

    def answer(self, crops: Crops) -> list[Answer]:
        """One answer a crop; crops uint8 (N, height, width, 3), RGB, as `vision.crops` makes them."""
        return [self.answer_of(row) for row in self.probabilities(crops)]

    def probabilities(self, crops: Crops) -> NDArray[np.float32]:
        """The probability of every label, in the card's order: float32 (N, labels)."""
        values = self.session.run(crops)
        if self.card.output.kind == "sigmoid":
            return np.concatenate([1 - values, values], axis=1)
        return values

    def answer_of(self, probabilities: NDArray[np.float32]) -> Answer:
        """The answer that a row of probabilities (labels,) amounts to, by the card's thresholds."""
        labels = self.card.output.labels
        scores = {label: float(value) for label, value in zip(labels, probabilities, strict=True)}
        if self.card.output.kind == "sigmoid":
            negative, positive = labels
            yes = scores[positive] >= self.card.threshold(positive)
            return Answer(self.task, positive if yes else negative, scores[positive], scores)
        best = labels[int(np.argmax(probabilities))]
        if unsure(self.card, best, scores[best]):
            return Answer(self.task, None, scores[best], scores, UNSURE)
        return Answer(self.task, best, scores[best], scores)


def unsure(card: ModelCard, label: str, probability: float) -> bool:
    """Whether a softmax's most probable label is below its bar. A label without a threshold has none."""
    return probability < card.thresholds.get(label, 0.0)
