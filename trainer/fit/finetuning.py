"""Fine-tuning: the last layers of a trained network go on learning, slowly, on other pictures.

Before and after are measured on pictures that neither learning nor choosing saw; a worse network is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.data.prepared import Prepared
from trainer.data.turned_views import TurnedBatches, Turning
from trainer.fit.answers import answers_of, log_loss
from trainer.fit.checkpoint import put_variables, variables_of
from trainer.fit.loop import Figures, FitEvent, FitPlan, fit
from trainer.fit.schedule import Schedule
from vision.errors import FacetError

_MILD = Turning(rotation_deg=8.0, shift=0.04, shear=0.04, zoom=0.08, flip=0.5)


@dataclass(frozen=True)
class FineTuning:
    """What decides it. layers: how many of the last layers with weights learn; the others stay."""

    layers: int = 3
    rate: float = 1e-5
    epochs: int = 5
    batch: int = 16
    seed: int = 1


@dataclass(frozen=True)
class FineTuned:
    """The same pictures answered before and after, (N, labels); `trained` numbers were free to change."""

    before: NDArray[np.float32]
    after: NDArray[np.float32]
    validation: NDArray[np.float32]
    history: list[Figures]
    best_epoch: int
    trained: int


class MadeWorse(FacetError):
    """Fine-tuning made the network worse on held-out pictures, so nothing was written."""

    def __init__(self, before: float, after: float, n: int) -> None:
        super().__init__(
            f"Fine-tuning did not help: {before:.2%} of {n} held-out pictures before, {after:.2%} after. "
            "The old model is kept, nothing was written.",
            hint="Try a smaller --rate, fewer --layers, or more pictures.",
        )


def finetune(
    model: keras.Model,
    prepared: Prepared,
    plan: FineTuning,
    folder: Path,
    on_event: Callable[[FitEvent], None],
) -> FineTuned:
    """Trains the last layers in place, the epoch chosen on the validation part, epoch 0 among them.

    Raises MadeWorse where the test part is answered worse than before.
    """
    keras.utils.set_random_seed(plan.seed)
    classes = prepared.classes()
    judged, held_out = prepared.places("validation"), prepared.places("test")
    before, start = answers_of(model, prepared.views[held_out]), variables_of(model)
    start_loss = log_loss(answers_of(model, prepared.views[judged]), classes[judged])
    trained = free_last_layers(model, plan.layers)
    single = model.output_shape[-1] == 1
    model.compile(
        keras.optimizers.Adam(plan.rate),
        "binary_crossentropy" if single else "categorical_crossentropy",
        jit_compile=False,
    )

    def validate(fitted: keras.Model) -> tuple[float, Figures]:
        answers = answers_of(fitted, prepared.views[judged])
        loss = log_loss(answers, classes[judged])
        return -loss, {"val_loss": loss, "val_accuracy": _accuracy(answers, classes[judged])}

    result = fit(
        model,
        _batches(prepared, plan, single),
        validate,
        FitPlan(Schedule(plan.rate, plan.epochs, warmup=0.5), plan.seed, average=0.99),
        folder,
        on_event,
    )
    best_epoch = result.best_epoch
    if -result.best_score >= start_loss:
        put_variables(model, start)
        best_epoch = 0
    after = answers_of(model, prepared.views[held_out])
    _refuse_worse(before, after, classes[held_out], unchanged=best_epoch == 0)
    validation = answers_of(model, prepared.views[judged])
    return FineTuned(before, after, validation, result.history, best_epoch, trained)


def free_last_layers(model: keras.Model, count: int) -> int:
    """Lets the last `count` layers with weights learn, and no others; how many numbers that frees.

    Batch normalisation stays as it is: its statistics belong to the pictures it learnt from.
    """
    model.trainable = True
    leaves = [leaf for leaf in _leaves(model) if leaf.weights]
    free = [leaf for leaf in leaves if not isinstance(leaf, keras.layers.BatchNormalization)][-count:]
    for leaf in leaves:
        leaf.trainable = any(leaf is one for one in free)
    return int(sum(np.prod(variable.shape) for variable in model.trainable_variables))


def _leaves(model: Any) -> Iterator[Any]:
    for layer in model.layers:
        if getattr(layer, "layers", None):
            yield from _leaves(layer)
        else:
            yield layer


def _batches(prepared: Prepared, plan: FineTuning, single: bool) -> TurnedBatches:
    classes, places = prepared.classes(), prepared.places("train")
    targets = np.eye(len(prepared.labels), dtype=np.float32)[classes]
    batch = min(plan.batch, len(places))
    return TurnedBatches(prepared.views, targets[:, 1:] if single else targets, places, _MILD, batch)


def _accuracy(answers: NDArray[np.float32], classes: NDArray[np.intp]) -> float:
    return float((answers.argmax(axis=1) == classes).mean())


def _refuse_worse(
    before: NDArray[np.float32], after: NDArray[np.float32], classes: NDArray[np.intp], *, unchanged: bool
) -> None:
    """Fewer right answers are worse; as many, less sure of the truth, too; and no change is no gain."""
    was, now = _accuracy(before, classes), _accuracy(after, classes)
    less_sure = now == was and log_loss(after, classes) >= log_loss(before, classes)
    if unchanged or now < was or less_sure:
        raise MadeWorse(was, now, len(classes))
