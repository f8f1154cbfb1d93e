"""From what an emotion network answers to what it should: evened, as sure as it is right, or unsure."""

from __future__ import annotations

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.fit.answers import coin_toss_bar, log_loss

Answers = NDArray[np.float32]

_BARS = np.round(np.arange(0.2, 0.601, 0.01), 2)
_LEANINGS = np.round(np.arange(0, 0.501, 0.05), 2)
_EVENINGS = np.round(np.arange(0, 1.001, 0.05), 2)


def leant(own: Answers, other: Answers, leaning: float) -> Answers:
    """The geometric mean of two heads' answers (N, K), of which `other` weighs `leaning`."""
    logs = (1 - leaning) * np.log(np.clip(own, 1e-7, 1)) + leaning * np.log(np.clip(other, 1e-7, 1))
    raised = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def best_leaning(own: Answers, other: Answers, truth: NDArray[np.intp]) -> float:
    """How much the head of the other labelling should weigh, by log likelihood at the best temperature."""
    losses = []
    for leaning in _LEANINGS:
        answers = leant(own, other, float(leaning))
        losses.append(log_loss(cooled(answers, best_temperature(answers, truth)), truth))
    return float(_LEANINGS[int(np.argmin(losses))])


def evened(answers: Answers, shares: NDArray[np.float64], evening: float) -> Answers:
    """Answers (N, K) moved from the labels' `shares` (K,) in training towards even ones.

    evening 0 leaves them, 1 answers as if all labels were equally frequent (Menon et al., "Long-tail learning
    via logit adjustment", ICLR 2021).
    """
    raised = np.clip(answers, 1e-6, 1) / shares**evening
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def best_evening(
    answers: Answers, truth: NDArray[np.intp], shares: NDArray[np.float64], within: float
) -> float:
    """The evening with the highest balanced accuracy, among those that cost at most `within` of accuracy."""
    costs, gains = [], []
    for evening in _EVENINGS:
        right = evened(answers, shares, float(evening)).argmax(axis=1) == truth
        costs.append(right.mean())
        gains.append(np.mean([right[truth == label].mean() for label in np.unique(truth)]))
    allowed = np.array(costs) >= costs[0] - within
    return float(_EVENINGS[int(np.argmax(np.where(allowed, gains, -1)))])


def move(model: keras.Model, offset: NDArray[np.float64] | float, temperature: float) -> None:
    """Lessens the logits by `offset` (K,) and divides them by the temperature, in the last layer."""
    answer = model.get_layer("answer")
    kernel, bias = answer.get_weights()
    answer.set_weights([kernel / temperature, (bias - offset) / temperature])


def cooled(answers: Answers, temperature: float) -> Answers:
    """Probabilities (N, K) with their logits divided by the temperature."""
    logits = np.log(np.clip(answers.astype(np.float64), 1e-9, 1)) / temperature
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def best_temperature(answers: Answers, truth: NDArray[np.intp]) -> float:
    """The temperature under which probabilities (N, K) fit the truth (N,) best, by log likelihood."""
    steps = np.exp(np.linspace(np.log(0.4), np.log(2.5), 106))
    losses = [log_loss(cooled(answers, temperature), truth) for temperature in steps]
    return float(steps[int(np.argmin(losses))])


def unsure_bar(answers: NDArray[np.float32], truth: NDArray[np.intp]) -> float:
    """The highest bar below which the likeliest label is wrong at least as often as right."""
    bar = coin_toss_bar(answers, truth, _BARS, fewest=20)
    return float(_BARS[0]) if bar is None else bar
