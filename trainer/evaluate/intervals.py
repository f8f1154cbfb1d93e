"""How far a measured share may be from the truth: intervals that cover it 95 times of 100."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

_DRAWS = 2000
_SEED = 1
_ENDS = (2.5, 97.5)

Interval = tuple[float, float]


@dataclass(frozen=True)
class Intervals:
    """95 % intervals. Of each label's precision and recall: None where nothing was answered, or is there."""

    balanced_accuracy: Interval
    f1: Interval
    precision_per_class: tuple[Interval | None, ...]
    recall_per_class: tuple[Interval | None, ...]


def wilson_interval(right: int, n: int, confidence: float = 0.95) -> Interval:
    """Wilson's score interval of a share (Wilson, "Probable inference…", JASA 1927)."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = right / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    # All right or all wrong: the end is the share itself, which rounding would miss by a hair.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def intervals_of(confusion: NDArray[np.int_]) -> Intervals:
    """Of a matrix with the truth in rows: Wilson's for the labels, the bootstrap's for the means over them.

    Bootstrap: Efron, "Bootstrap methods", Annals of Statistics 1979; percentiles of 2,000 draws with a fixed
    seed, as many pictures of each label as there are.
    """
    balanced, f1 = _drawn(confusion)
    right = np.diag(confusion)
    return Intervals(
        balanced_accuracy=_ends(balanced),
        f1=_ends(f1),
        precision_per_class=_wilson_each(right, confusion.sum(axis=0)),
        recall_per_class=_wilson_each(right, confusion.sum(axis=1)),
    )


def _drawn(confusion: NDArray[np.int_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Balanced accuracy and macro F1 of each draw."""
    there = np.flatnonzero(confusion.sum(axis=1))
    random = np.random.default_rng(_SEED)
    right = np.zeros((_DRAWS, len(confusion)))
    answered = np.zeros((_DRAWS, len(confusion)))
    for label in there:
        columns = np.flatnonzero(confusion[label])
        n = int(confusion[label].sum())
        draws = random.multinomial(n, confusion[label, columns] / n, size=_DRAWS)
        answered[:, columns] += draws
        right[:, label] = draws[:, columns == label].sum(axis=1)
    support = confusion.sum(axis=1)[there]
    recall = right[:, there] / support
    # F1 = 2 right / (borne + answered), the same as the harmonic mean.
    return recall.mean(axis=1), (2 * right[:, there] / (support + answered[:, there])).mean(axis=1)


def _ends(values: NDArray[np.float64]) -> Interval:
    low, high = np.percentile(values, _ENDS)
    return float(low), float(high)


def _wilson_each(right: NDArray[np.int_], of: NDArray[np.int_]) -> tuple[Interval | None, ...]:
    return tuple(wilson_interval(int(hits), int(n)) if n else None for hits, n in zip(right, of, strict=True))
