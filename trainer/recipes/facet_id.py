"""Our own embedding from a teacher's answers: a small network learns to say of a face what SFace says.

The loss is the distance of each face's embedding from the teacher's and, over the pairs of a batch, of their
cosines (Park, Kim, Lu, Cho, "Relational knowledge distillation", CVPR 2019): who is like whom is what counts.
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

from trainer.data.facet_id_faces import Faces
from trainer.data.facet_id_views import FaceBatches
from trainer.fit.loop import FitEvent, FitPlan, FitResult, fit
from trainer.fit.schedule import Schedule
from trainer.models.facet_id_net import FacetIdShape, build
from trainer.recipes.facet_id_settings import FacetIdSettings

OnEvent = Callable[[FitEvent], None]
_AVERAGE = 0.995
_STRANGERS = 1e-3  # the share of strangers' pairs that may count as one person's


@dataclass(frozen=True)
class FaceFigures:
    """How good embeddings are on people that training never saw.

    cosine: of each face's embedding to the teacher's, on average. same: the share of one person's pairs of
    pictures that score above all but a thousandth of the pairs of two people; `pairs` of them.
    """

    cosine: float
    same: float
    faces: int
    pairs: int


def begin(settings: FacetIdSettings) -> keras.Model:
    """The network before training."""
    keras.utils.set_random_seed(settings.seed)
    return build(FacetIdShape(settings.stem, settings.stages, settings.pairs))


def train(
    model: keras.Model,
    faces: Faces,
    rows: NDArray[np.intp],
    held_out: Faces,
    settings: FacetIdSettings,
    folder: Path,
    on_event: OnEvent,
) -> FitResult:
    """Trains `model` on those rows, going on from `folder`'s checkpoint; the best epoch is by `held_out`."""
    keras.utils.set_random_seed(settings.seed)
    model.compile(
        keras.optimizers.Adam(settings.rate, global_clipnorm=1.0),
        loss_of(settings.relations_weight),
        jit_compile=False,
    )
    model.optimizer.build(model.trainable_variables)  # within the first step it would take far longer
    folder.mkdir(parents=True, exist_ok=True)
    return fit(
        model,
        FaceBatches(faces, rows, settings.batch),
        lambda fitted: _validate(fitted, held_out),
        FitPlan(Schedule(settings.rate, settings.epochs, warmup=0.5), settings.seed, average=_AVERAGE),
        folder,
        on_event,
    )


def loss_of(relations_weight: float) -> Callable[[Any, Any], Any]:
    """One minus the cosine to the teacher, and the squared errors of the cosines within the batch."""

    def loss(wanted: Any, answer: Any) -> Any:
        alone = 1 - ops.sum(wanted * answer, axis=1)
        among = ops.matmul(answer, ops.transpose(answer)) - ops.matmul(wanted, ops.transpose(wanted))
        return alone + relations_weight * ops.mean(among**2, axis=1)

    return loss


def embeddings_of(model: keras.Model, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """float32 (N, 128)."""
    return np.asarray(model.predict(crops, batch_size=64, verbose=0), np.float32)


def face_figures(found: NDArray[np.float32], held_out: Faces) -> FaceFigures:
    """Compares embeddings (N, 128) of the held-out faces with the teacher's, and with each other."""
    cosine = float((found * held_out.taught).sum(axis=1).mean())
    named = np.flatnonzero(held_out.people != "")
    one, other = np.triu_indices(len(named), 1)
    scores = (found[named] @ found[named].T)[one, other]
    same = held_out.people[named][one] == held_out.people[named][other]
    if not same.any() or same.all():
        return FaceFigures(cosine, 0.0, len(found), int(same.sum()))
    bar = np.quantile(scores[~same], 1 - _STRANGERS)
    return FaceFigures(cosine, float((scores[same] > bar).mean()), len(found), int(same.sum()))


def _validate(model: keras.Model, held_out: Faces) -> tuple[float, dict[str, float]]:
    found = face_figures(embeddings_of(model, held_out.crops), held_out)
    return found.cosine, {"val_cosine": found.cosine, "val_same": found.same}
