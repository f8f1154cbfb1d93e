"""Answers that don't flicker: a time-weighted mean of probabilities, and labels with hysteresis."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vision.model_card import ModelCard
from vision.recognisers import UNSURE, Answer

_SURE_OVER, _UNSURE_UNDER = 0.05, 0.15  # a card's threshold


class AnswerSmoother:
    """One face's answers to one task over time.

    Probabilities decay with the time constant `memory_s`, whatever the frame rate. The label changes only
    when another one is ahead by `lead`: a sigmoid's when it is half of that beyond its bar, or, near 0 and 1,
    half of what room there is. A lead of .1 let a mouth that closes for .3 s, and a smile between two
    answers, change the emotion five times in six seconds (`s32`), .2 once; elsewhere as often as before.
    A softmax's label is answered as unsure until it is `_SURE_OVER` over its card's threshold, and again when
    it is `_UNSURE_UNDER` under it. Most flicker is between a label and "unsure": on 62 s of a talking face
    (1,489 frames) a band from the bar to .1 above it gave 20 changes, this one 15. A label of .8 that follows
    on another of .85 shows after .37 s, one of .75 after .43 s, one of .65 after .63 s.
    """

    def __init__(self, card: ModelCard, *, memory_s: float = 0.3, lead: float = 0.2) -> None:
        self._card = card
        self._memory_s = memory_s
        self._lead = lead
        self._mean: NDArray[np.float64] | None = None
        self._at_s = 0.0
        self._label: str | None = None
        self._unsure = True  # nothing was shown yet
        self._answer = Answer(card.task, None, 0.0, reason="not looked at yet")

    def update(self, probabilities: NDArray[np.float32], at_s: float) -> Answer:
        """Takes the model's probabilities (labels,) of the frame at `at_s`; gives the steady answer."""
        now = probabilities.astype(np.float64)
        if self._mean is None or at_s < self._at_s:
            self._mean = now
        else:
            keep = math.exp(-(at_s - self._at_s) / self._memory_s)
            self._mean = keep * self._mean + (1 - keep) * now
        self._at_s = at_s
        self._answer = self._answer_of(self._mean)
        return self._answer

    def answer(self) -> Answer:
        """The present answer; label None before the first update."""
        return self._answer

    def _answer_of(self, mean: NDArray[np.float64]) -> Answer:
        task = self._card.task
        scores = dict(zip(self._card.output.labels, mean.tolist(), strict=True))
        self._label = self._steady_label(scores)
        if self._card.output.kind == "sigmoid":
            return Answer(task, self._label, scores[self._card.output.labels[1]], scores)
        score = scores[self._label]
        self._unsure = score < self._bar_of(self._label)
        return (
            Answer(task, None, score, scores, UNSURE)
            if self._unsure
            else Answer(task, self._label, score, scores)
        )

    def _bar_of(self, label: str) -> float:
        """What a softmax's label must reach: more where the answer was unsure, less where it was not."""
        bar = self._card.thresholds.get(label, 0.0)
        return bar + min(_SURE_OVER, (1 - bar) / 2) if self._unsure else bar - min(_UNSURE_UNDER, bar / 2)

    def _steady_label(self, scores: dict[str, float]) -> str:
        if self._card.output.kind == "sigmoid":
            negative, positive = self._card.output.labels
            bar = self._card.threshold(positive)
            if self._label is not None:
                lead = min(self._lead / 2, bar / 2, (1 - bar) / 2)
                bar += lead if self._label == negative else -lead
            return positive if scores[positive] >= bar else negative
        best = max(scores, key=scores.__getitem__)
        if self._label is None or scores[best] >= scores[self._label] + self._lead:
            return best
        return self._label
