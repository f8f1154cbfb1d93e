"""Figures of a classifier from truth, decisions and probabilities. No files, no models."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support, top_k_accuracy_score

from trainer.evaluate.intervals import Interval, Intervals, intervals_of, wilson_interval

ECE_BINS = 15
_TOP_KS = (2, 3, 5)

__all__ = ["ClassFigures", "Figures", "Reliability", "measure", "reliability", "wilson_interval"]

Indices = NDArray[np.intp]
Probabilities = NDArray[np.float32]


@dataclass(frozen=True)
class Reliability:
    """Answers whose confidence falls into one bin: how many, how sure on average, how often right."""

    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class ClassFigures:
    """One label's figures; `support` pictures bear it. Precision is 0 where it was never answered."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class Figures:
    """What was measured over `n` pictures.

    precision, recall, f1: macro means over the labels that some picture bears; balanced accuracy is the mean
    recall. confusion: truth in rows. ci95: Wilson's interval of the accuracy. reliability: what the ECE is
    made of. top_k: k -> share of pictures whose truth is among the k most probable; empty for two labels.
    """

    labels: tuple[str, ...]
    n: int
    accuracy: float
    ci95: Interval
    precision: float
    recall: float
    f1: float
    per_class: tuple[ClassFigures, ...]
    confusion: tuple[tuple[int, ...], ...]
    top_k: dict[int, float]
    ece: float
    reliability: tuple[Reliability, ...]

    @property
    def balanced_accuracy(self) -> float:
        return self.recall

    @cached_property
    def intervals(self) -> Intervals:
        """95 % intervals of the other figures; with hundreds of labels it takes a moment."""
        return intervals_of(np.array(self.confusion))


def measure(truth: Indices, decided: Indices, probabilities: Probabilities, labels: Sequence[str]) -> Figures:
    """Figures of `decided` against `truth`, both indices into `labels` (N,); probabilities (N, labels).

    Raises ValueError where there is nothing to measure.
    """
    if not len(truth):
        raise ValueError("nothing to measure")
    places = np.arange(len(labels))
    precision, recall, f1, support = precision_recall_fscore_support(
        truth, decided, labels=places, average=None, zero_division=0.0
    )
    there = support > 0
    right = int((truth == decided).sum())
    confusion = confusion_matrix(truth, decided, labels=places)
    bins = reliability(truth, probabilities)
    return Figures(
        labels=tuple(labels),
        n=len(truth),
        accuracy=right / len(truth),
        ci95=wilson_interval(right, len(truth)),
        precision=float(precision[there].mean()),
        recall=float(recall[there].mean()),
        f1=float(f1[there].mean()),
        per_class=tuple(
            ClassFigures(label, float(precision[i]), float(recall[i]), float(f1[i]), int(support[i]))
            for i, label in enumerate(labels)
        ),
        confusion=tuple(map(tuple, confusion.tolist())),
        top_k=_top_k(truth, probabilities),
        ece=calibration_error_of(bins),
        reliability=bins,
    )


def reliability(
    truth: Indices, probabilities: Probabilities, bins: int = ECE_BINS
) -> tuple[Reliability, ...]:
    """Bins of equal width over the confidence of the most probable label, the lowest first."""
    confidence = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == truth
    # A bin holds its upper edge, so that a confidence of exactly 1 has one.
    bin_of = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    return tuple(_one_bin(confidence[bin_of == i], right[bin_of == i]) for i in range(bins))


def expected_calibration_error(truth: Indices, probabilities: Probabilities, bins: int = ECE_BINS) -> float:
    """ECE of the most probable label (Guo et al., "On calibration of modern neural networks", ICML 2017).

    It speaks of the probabilities, whatever threshold decides: 0 is best, in shares of one.
    """
    return calibration_error_of(reliability(truth, probabilities, bins))


def calibration_error_of(of_bins: Sequence[Reliability]) -> float:
    """The mean gap between confidence and accuracy over the bins, each as heavy as it is full."""
    total = sum(one.count for one in of_bins)
    return sum(one.count * abs(one.accuracy - one.confidence) for one in of_bins) / total


def _one_bin(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> Reliability:
    if not len(right):
        return Reliability(0, 0.0, 0.0)
    return Reliability(len(right), float(confidence.mean()), float(right.mean()))


def _top_k(truth: Indices, probabilities: Probabilities) -> dict[int, float]:
    classes = probabilities.shape[1]
    if classes <= 2:
        return {}
    places = np.arange(classes)
    return {
        k: float(top_k_accuracy_score(truth, probabilities, k=k, labels=places))
        for k in _TOP_KS
        if k < classes
    }
