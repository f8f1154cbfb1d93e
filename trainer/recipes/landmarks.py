"""Face or not, five points and box, from a teacher's labels: loss, schedule and metrics in one place.

A small network learns on squares around faces that YuNet is sure of, and around Haar's false alarms on the
same pictures. After a first round it is shown more windows of Haar's, and those that it took for faces join
the training (hard negatives, as in Sung, Poggio, "Example-based learning for view-based human face
detection", PAMI 1998).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from trainer.data.landmark_squares import Squares
from trainer.data.landmark_views import (
    BOX,
    FACE,
    FACE_COUNTS,
    FACE_SIDE,
    PLACES_COUNT,
    POINTS,
    LandmarkBatches,
)
from trainer.fit.loop import FitEvent, FitPlan, FitResult, fit
from trainer.fit.schedule import Schedule
from trainer.models.landmark_net import LandmarkShape, build
from trainer.recipes.landmarks_settings import MARGIN, LandmarksSettings

OnEvent = Callable[[FitEvent], None]
_SMALL = 0.01  # errors below this share of the face's side count squared
_AVERAGE = 0.995  # an epoch has few steps
_VIEWS = 4096  # validation looks at so many squares, once each


@dataclass(frozen=True)
class ViewFigures:
    """How good the answers on validation views are.

    auc: area under the ROC curve of face against none. nme: mean distance of the five points from the
    teacher's, as a share of the face's side (root of its area). iou: mean overlap of the boxes.
    accuracy: of face or not, at a probability of one half.
    """

    auc: float
    accuracy: float
    nme: float
    iou: float
    faces: int
    others: int


def train(
    squares: Squares, held_out: Squares, settings: LandmarksSettings, folder: Path, on_event: OnEvent
) -> tuple[keras.Model, FitResult]:
    """One round: trains, going on where `folder` holds a checkpoint; the best epoch is by `held_out`."""
    return _round(squares, held_out, settings, folder, on_event, None)


def train_again(
    first: keras.Model,
    squares: Squares,
    held_out: Squares,
    settings: LandmarksSettings,
    folder: Path,
    on_event: OnEvent,
) -> tuple[keras.Model, FitResult]:
    """The second round: from the first network's weights on, `squares` with hard negatives among them."""
    return _round(squares, held_out, settings, folder, on_event, first)


def _round(
    squares: Squares,
    held_out: Squares,
    settings: LandmarksSettings,
    folder: Path,
    on_event: OnEvent,
    first: keras.Model | None,
) -> tuple[keras.Model, FitResult]:
    keras.utils.set_random_seed(settings.seed)
    model = build(LandmarkShape(size=settings.size))
    if first is not None:
        model.set_weights(first.get_weights())
    rate = settings.rate if first is None else settings.second_rate
    epochs = settings.epochs if first is None else settings.second_epochs
    model.compile(keras.optimizers.Adam(rate), loss_of(settings), jit_compile=False)
    source = LandmarkBatches(squares, np.arange(len(squares)), settings.size, MARGIN, settings.batch)
    views, targets = validation_views(held_out, settings)
    folder.mkdir(parents=True, exist_ok=True)
    result = fit(
        model,
        source,
        lambda fitted: _validate(fitted, views, targets),
        FitPlan(Schedule(rate, epochs), settings.seed + (first is not None), average=_AVERAGE),
        folder,
        on_event,
    )
    return model, result


def loss_of(settings: LandmarksSettings) -> Callable[[Any, Any], Any]:
    """Cross-entropy of face or not, and the places' errors in sides of the face, where they count."""

    def loss(wanted: Any, answer: Any) -> Any:
        face = ops.clip(answer[:, 0], 1e-6, 1 - 1e-6)
        truth = wanted[:, FACE]
        surprise = -(truth * ops.log(face) + (1 - truth) * ops.log(1 - face))
        unit = ops.maximum(wanted[:, FACE_SIDE], 0.05)
        points = _errors(answer[:, 1:11] - wanted[:, POINTS], unit)
        box = _errors(answer[:, 11:15] - wanted[:, BOX], unit)
        places = wanted[:, PLACES_COUNT] * (settings.points_weight * points + settings.box_weight * box)
        return wanted[:, FACE_COUNTS] * surprise + places

    return loss


def _errors(difference: Any, unit: Any) -> Any:
    relative = difference / unit[:, None]
    return ops.mean(ops.sqrt(relative**2 + _SMALL**2) - _SMALL, axis=1)


def validation_views(
    squares: Squares, settings: LandmarksSettings
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """The same views each time: placed at random, colours as they are."""
    random = np.random.default_rng(7)
    places = np.sort(random.permutation(len(squares))[:_VIEWS])
    batches = LandmarkBatches(squares, places, settings.size, MARGIN, colours=None)
    return batches.views(places, random)


def view_figures(answers: NDArray[np.float32], targets: NDArray[np.float32]) -> ViewFigures:
    """Compares answers (N, 15) with targets (N, TARGETS)."""
    counted = targets[:, FACE_COUNTS] > 0
    truth, scores = targets[counted, FACE] > 0.5, answers[counted, 0]
    face = (targets[:, FACE] > 0.5) & (targets[:, PLACES_COUNT] > 0)
    off = (answers[face, 1:11] - targets[face, POINTS]).reshape(-1, 5, 2)
    nme = np.hypot(off[..., 0], off[..., 1]).mean(axis=1) / targets[face, FACE_SIDE]
    overlaps = _overlaps(answers[face, 11:15], targets[face, BOX])
    return ViewFigures(
        auc=_auc(scores[truth], scores[~truth]),
        accuracy=float(((scores >= 0.5) == truth).mean()),
        nme=float(nme.mean()) if face.any() else 1.0,
        iou=float(overlaps.mean()) if face.any() else 0.0,
        faces=int(truth.sum()),
        others=int((~truth).sum()),
    )


def _validate(
    model: keras.Model, views: NDArray[np.uint8], targets: NDArray[np.float32]
) -> tuple[float, dict[str, float]]:
    answers = np.asarray(model.predict(views, batch_size=256, verbose=0))
    found = view_figures(answers, targets)
    # A hundredth of the area is worth as much as a hundredth of the face's side.
    score = found.auc - 2 * found.nme + found.iou
    return score, {"val_auc": found.auc, "val_nme": found.nme, "val_iou": found.iou}


def _auc(faces: NDArray[np.float32], others: NDArray[np.float32]) -> float:
    """The chance that a face scores above something else (Mann and Whitney's statistic)."""
    if not len(faces) or not len(others):
        return 0.5
    ordered = np.sort(others)
    below = np.searchsorted(ordered, faces, "left") + np.searchsorted(ordered, faces, "right")
    return float(below.mean() / 2 / len(others))


def _overlaps(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Intersection over union of boxes (N, 4), pair by pair."""
    left_top = np.maximum(a[:, :2], b[:, :2])
    right_bottom = np.minimum(a[:, :2] + a[:, 2:], b[:, :2] + b[:, 2:])
    shared = np.prod(np.clip(right_bottom - left_top, 0, None), axis=1)
    whole = np.prod(a[:, 2:], axis=1) + np.prod(b[:, 2:], axis=1) - shared
    return np.asarray(shared / np.maximum(whole, 1e-9), np.float32)
