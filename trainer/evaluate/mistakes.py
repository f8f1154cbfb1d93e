"""The worst mistakes of an evaluation: wrong answers, those given most surely first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.evaluate.looking import Look, View
from trainer.evaluate.runner import Evaluation, Prediction


@dataclass(frozen=True)
class Mistake:
    """One wrong answer, with its probability and that of the truth."""

    path: Path
    truth: str
    answered: str
    probability: float
    probability_of_truth: float
    face_found: bool

    def to_json_object(self, root: Path) -> dict[str, Any]:
        """Plain values; the path from the data's folder on."""
        inside = self.path.relative_to(root) if self.path.is_relative_to(root) else self.path
        return {
            "path": inside.as_posix(),
            "truth": self.truth,
            "answered": self.answered,
            "probability": round(self.probability, 4),
            "probability_of_truth": round(self.probability_of_truth, 4),
            "face_found": self.face_found,
        }


def worst_mistakes(evaluation: Evaluation, most: int) -> list[Mistake]:
    """At most `most`, ordered by how far the answer's probability is above the truth's."""
    wrong = [p for p in evaluation.predictions if p.decided != p.truth]
    wrong.sort(key=_lead, reverse=True)
    return [_mistake(prediction, evaluation.figures.labels) for prediction in wrong[:most]]


def seen_of(mistakes: list[Mistake], look: Look) -> list[NDArray[np.uint8] | None]:
    """What the model saw of each, RGB (height, width, 3); None where the picture can't be read any more."""
    views = (look(mistake.path) for mistake in mistakes)
    return [view.crop[0] if isinstance(view, View) else None for view in views]


def _lead(prediction: Prediction) -> float:
    return prediction.probabilities[prediction.decided] - prediction.probabilities[prediction.truth]


def _mistake(prediction: Prediction, labels: tuple[str, ...]) -> Mistake:
    return Mistake(
        prediction.path,
        labels[prediction.truth],
        labels[prediction.decided],
        prediction.probabilities[prediction.decided],
        prediction.probabilities[prediction.truth],
        prediction.face_found,
    )
