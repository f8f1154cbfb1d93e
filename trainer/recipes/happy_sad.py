"""Happy or sad, from a few hundred web photographs: crowds, drawings and silhouettes among them.

The student system trained convolutions 16-32-16 on whole pictures for 20 epochs and measured one batch of a
split that leaked. Ours takes a network that has learned emotions, gives it one sigmoid and goes on gently, on
the face where one is found and on the whole picture for the rest. So few pictures choose nothing: the last
epoch counts, and one network a fold answers for the pictures that it never saw.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from trainer.data.layouts import read_fer
from trainer.data.splits import assign_folds
from trainer.fit.answers import answers_of, choose_threshold
from trainer.fit.checkpoint import Weights, put_variables, variables_of
from trainer.fit.loop import FitPlan, FitResult, averaged, fit, mean_history
from trainer.fit.schedule import Schedule
from trainer.models.answer import sigmoid
from trainer.models.face_cnn import build_trunk
from trainer.recipes.face_trunk import trunk_weights
from trainer.recipes.happy_sad_settings import LABELS, STUDENT, HappySadSettings
from trainer.recipes.pictures import batches, compile_network, validate
from trainer.recipes.pictures import train as train_pictures
from trainer.recipes.protocol import Fitted, Job
from vision.errors import DataUnusable, FacetError

Places = NDArray[np.intp]


def train(job: Job) -> Fitted:
    """Trains; with happy-sad-cnn as the student did. Raises FacetError without anything to start from."""
    settings: HappySadSettings = job.settings
    if settings.network == STUDENT:
        return train_pictures(job)
    begun = _begun(job)
    if settings.folds:
        return _train_folds(job, begun)
    held_out = job.prepared.places("validation")
    model = _network(settings, begun)
    result = _member(job, model, (job.prepared.places("train"), held_out), job.folder, settings.network)
    answers = answers_of(model, job.prepared.views[held_out])
    return _fitted(job, model, result.history, "validation part", held_out, answers)


def _train_folds(job: Job, begun: keras.Model) -> Fitted:
    """One network a fold of train and validation part; the mean of their weights is the model."""
    prepared, settings = job.prepared, job.settings
    places = prepared.places("train", "validation")
    rows = [prepared.rows[place] for place in places]
    folds = np.array(
        assign_folds([row.label for row in rows], [row.group for row in rows], settings.folds, settings.seed)
    )
    answers = np.zeros((len(places), 2), np.float32)
    members: list[Weights] = []
    histories: list[list[dict[str, float]]] = []
    for fold in range(settings.folds):
        model = _network(settings, begun)
        split = (places[folds != fold], places[folds == fold])
        result = _member(job, model, split, job.folder / f"fold-{fold + 1}", f"fold {fold + 1}")
        answers[folds == fold] = answers_of(model, prepared.views[split[1]])
        members.append(variables_of(model))
        histories.append(result.history)
    put_variables(model, averaged(members))
    chosen_on = f"cross-validation, {settings.folds} folds of train and validation part"
    return _fitted(job, model, mean_history(histories), chosen_on, places, answers)


def _fitted(
    job: Job,
    model: keras.Model,
    history: list[dict[str, float]],
    chosen_on: str,
    places: Places,
    answers: NDArray[np.float32],
) -> Fitted:
    bar = choose_threshold(answers[:, 1], job.prepared.classes()[places])
    return Fitted(model, history, len(history), chosen_on, places, answers, {LABELS[1]: bar})


def _member(
    job: Job, model: keras.Model, split: tuple[Places, Places], folder: Path, stage: str
) -> FitResult:
    """One network trained on the first places of `split`; the second are only looked at for the curves."""
    settings = job.settings
    compile_network(model, settings, xla=job.compute.xla)
    folder.mkdir(parents=True, exist_ok=True)
    schedule = Schedule(settings.rate, settings.epochs, settings.warmup)
    return fit(
        model,
        batches(job.prepared, settings, split[0], outputs=1),
        lambda fitted: validate(fitted, job.prepared, split[1]),
        FitPlan(schedule, settings.seed, settings.average, choose=False),
        folder,
        lambda event: job.on_event(stage, event),
    )


def _begun(job: Job) -> keras.Model:
    """The network that has learned faces already, without its head."""
    settings: HappySadSettings = job.settings
    if job.start is not None:
        return headless(job.start, settings.size)
    if job.fer is None:
        raise FacetError(
            "So few photographs need a network that has learned faces.",
            hint="Give --from an emotion model, --fer with FER2013, or --set network=happy-sad-cnn.",
        )
    keras.utils.set_random_seed(settings.seed)
    trunk = build_trunk(settings.shape)
    pictures = read_fer(job.fer, "ferplus", ("Training",))
    trunk.set_weights(trunk_weights(pictures, settings, job.folder.parent, job.on_event))
    return trunk


def headless(path: Path, size: int) -> keras.Model:
    """A trained model up to what its layer "answer" sees, for pictures of `size`.

    Raises DataUnusable where the file is no such model, or sees pictures of another size.
    """
    try:
        whole = keras.models.load_model(path, compile=False)
        answer = whole.get_layer("answer")
    except (OSError, ValueError, TypeError) as error:
        hint = "Give the model.keras of a run of facet-train."
        raise DataUnusable(path, "can't be read as a model of facet-train", hint=hint) from error
    if whole.input_shape[1:] != (size, size, 3):
        side = whole.input_shape[1]
        raise DataUnusable(path, f"sees pictures of {side} pixels, not {size}", hint=f"--set size={side}")
    return keras.Model(whole.input, answer.input, name="begun")


def _network(settings: HappySadSettings, begun: keras.Model) -> keras.Model:
    """The begun network with a fresh head, always the same one; its normalisation keeps what it knows."""
    keras.utils.set_random_seed(settings.seed)
    trunk: Any = keras.models.clone_model(begun)
    trunk.set_weights(begun.get_weights())
    for layer in trunk.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.trainable = False
    x = layers.Dropout(settings.dropout, name="head_dropout")(trunk.output)
    return keras.Model(trunk.input, sigmoid(x), name="happy_sad_face")
