"""From a network's output to probabilities for every label, and to the label decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import keras

Answers = NDArray[np.float32]

_BARS = np.round(np.arange(0.05, 0.601, 0.01), 2)  # what is surer is said
_FEWEST = 10  # of fewer nothing can be told
_HARDLY_ANY = 0.05  # of the answers about its own classes: as many as the emotions lose
_VALUES_AT_ONCE = 2**22  # of the pictures in a batch: 256 of 64x64, 27 of 224x224


def answers_of(model: keras.Model, views: NDArray[np.uint8], batch: int | None = None) -> Answers:
    """A probability for each label of each view: float32 (N, K); of one sigmoid both, (N, 2).

    `batch`: how many at once; without it as many as a large network has memory for.
    """
    outputs = model.output_shape[-1]
    if not len(views):
        return np.zeros((0, max(2, outputs)), np.float32)
    batch = batch or max(8, min(256, _VALUES_AT_ONCE // views[0].size))
    return both(np.asarray(model.predict(views, batch_size=batch, verbose=0), np.float32))


def both(output: Answers) -> Answers:
    """A sigmoid's (N, 1) as the probabilities of both labels (N, 2); others as they are."""
    return np.concatenate([1 - output, output], axis=1) if output.shape[1] == 1 else output


def decided(answers: Answers, labels: Sequence[str], thresholds: Mapping[str, float]) -> NDArray[np.intp]:
    """The index of the label that each row is taken for: as `facet-train evaluate` decides.

    Of two labels, one threshold alone is that of a sigmoid; else the most probable label is it: below their
    bars the others are unsure.
    """
    if answers.shape[1] == 2 and set(thresholds) == {labels[1]}:
        return (answers[:, 1] >= thresholds[labels[1]]).astype(np.intp)
    return np.asarray(answers.argmax(axis=1), np.intp)


def choose_threshold(scores: Answers, classes: NDArray[np.intp]) -> float:
    """The bar with the most right answers; of equal ones the middle of the run nearest one half.

    `scores` (N,): the probability of the second of two labels.
    """
    bars = np.round(np.arange(0.2, 0.801, 0.01), 2)
    right = np.array([((scores >= bar) == (classes == 1)).mean() for bar in bars])
    best = bars[right >= right.max() - 1e-9]
    return float(best[np.abs(best - 0.5).argmin()])


def unsure_bars(answers: Answers, classes: NDArray[np.intp], labels: Sequence[str]) -> dict[str, float]:
    """The bar below which no answer is given, the same for every label; empty where too few can tell.

    The highest below which the likeliest label was wrong at least as often as right, or below which at most
    one in twenty was: so unsure of its own classes a model hardly ever is, but of other things it may be.
    """
    top, few = answers.max(axis=1), len(answers) * _HARDLY_ANY
    if len(answers) < _FEWEST:
        return {}
    tossed = coin_toss_bar(answers, classes, _BARS, fewest=_FEWEST)
    bar = max([tossed or 0.0, *(float(bar) for bar in _BARS if (top < bar).sum() <= few)])
    return dict.fromkeys(labels, bar) if bar else {}


def coin_toss_bar(
    answers: Answers, classes: NDArray[np.intp], bars: NDArray[np.float64], *, fewest: int
) -> float | None:
    """The highest of `bars` below which the likeliest label was wrong at least as often as right.

    None where there is none that `fewest` of the answers (N, K) are below.
    """
    top, right = answers.max(axis=1), answers.argmax(axis=1) == classes
    found = [bar for bar in bars if (top < bar).sum() >= fewest and right[top < bar].mean() <= 0.5]
    return float(max(found)) if found else None


def log_loss(answers: Answers, classes: NDArray[np.intp]) -> float:
    """The mean negative log probability of the true label."""
    return float(-np.log(np.clip(answers[np.arange(len(classes)), classes], 1e-6, 1)).mean())
