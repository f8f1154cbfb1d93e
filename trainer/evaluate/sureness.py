"""How often a model says that it is unsure, and how right it is where it doesn't."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainer.evaluate.intervals import Interval, wilson_interval
from trainer.evaluate.metrics import Indices, Probabilities
from vision.model_card import ModelCard
from vision.recognisers import unsure


@dataclass(frozen=True)
class Sureness:
    """`share` of all answers is unsure. accuracy, ci95: of the `n_sure` others, None where there are none."""

    n_unsure: int
    n_sure: int
    accuracy: float | None
    ci95: Interval | None

    @property
    def share(self) -> float:
        return self.n_unsure / (self.n_unsure + self.n_sure)


def sureness(
    card: ModelCard, truth: Indices, decided: Indices, probabilities: Probabilities
) -> Sureness | None:
    """By the card's thresholds, as the recogniser decides; None where the card has none, or a sigmoid."""
    if card.output.kind != "softmax" or not card.thresholds:
        return None
    labels = card.output.labels
    likeliest = probabilities[np.arange(len(decided)), decided]
    sure = np.array(
        [not unsure(card, labels[i], float(share)) for i, share in zip(decided, likeliest, strict=True)]
    )
    right, n = int((truth == decided)[sure].sum()), int(sure.sum())
    accuracy, ci95 = (right / n, wilson_interval(right, n)) if n else (None, None)
    return Sureness(len(sure) - n, n, accuracy, ci95)
