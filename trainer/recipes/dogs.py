"""Dog breeds: the student's small network trained from nothing, or a head on a frozen backbone."""

from __future__ import annotations

import keras
import numpy as np

from trainer.data.turned_views import TurnedBatches
from trainer.fit.answers import answers_of, log_loss, unsure_bars
from trainer.fit.loop import Figures, FitPlan, fit
from trainer.fit.schedule import Schedule
from trainer.models import dogs_scratch_cnn
from trainer.recipes import backbone
from trainer.recipes.dogs_settings import DogsSettings
from trainer.recipes.protocol import Fitted, Job

_MOMENTUM = 0.9  # with a dozen steps an epoch Keras' .99 would judge by statistics of long ago
_AVERAGE = 0.95


def train(job: Job) -> Fitted:
    """Trains the network that the settings name. The test part is not touched. Raises FacetError."""
    if job.settings.network == "scratch":
        return _from_nothing(job)
    return backbone.train(job)


def _from_nothing(job: Job) -> Fitted:
    """NADAM, random views, averaged weights; the epoch is chosen on the validation part."""
    settings: DogsSettings = job.settings
    prepared, classes = job.prepared, job.prepared.classes()
    keras.utils.set_random_seed(settings.seed)
    model = dogs_scratch_cnn.build(
        len(prepared.labels),
        settings.dropout,
        settings.side,
        "whiten" if settings.whiten else "unit",
        _MOMENTUM,
    )
    model.compile(keras.optimizers.Nadam(settings.rate), "categorical_crossentropy", jit_compile=False)
    train_places, places = prepared.places("train"), prepared.places("validation")
    source = TurnedBatches(
        prepared.views,
        np.eye(len(prepared.labels), dtype=np.float32)[classes],
        train_places,
        settings.turning,
        min(settings.batch, len(train_places)),
    )

    def validate(fitted: keras.Model) -> tuple[float, Figures]:
        answers = answers_of(fitted, prepared.views[places])
        loss = log_loss(answers, classes[places])
        right = float((answers.argmax(axis=1) == classes[places]).mean())
        return -loss, {"val_loss": loss, "val_accuracy": right}

    schedule = Schedule(settings.rate, settings.epochs)
    plan = FitPlan(schedule, settings.seed, average=_AVERAGE, stop_after=settings.stop_after)
    result = fit(model, source, validate, plan, job.folder, lambda event: job.on_event("dogs", event))
    answers = answers_of(model, prepared.views[places])
    bars = unsure_bars(answers, classes[places], prepared.labels)
    return Fitted(model, result.history, result.best_epoch, "validation part", places, answers, bars)
