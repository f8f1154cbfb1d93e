"""A trunk that has seen faces before: trained on FER+'s votes, seven emotions, at FER2013's own 48x48."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.data.augmentation import Augmentation
from trainer.data.layouts import LabelledPictures
from trainer.data.view_batches import ViewBatches
from trainer.fit.checkpoint import Weights
from trainer.fit.loop import FitEvent, FitPlan, fit
from trainer.fit.schedule import Schedule
from trainer.models.face_cnn import build_trunk, with_softmax
from trainer.models.face_cnn_shape import FaceCnn
from vision.images import read_image

STAGE = "trunk"
FER_SIDE = 48
_DROPOUT = 0.2
AUGMENTATION = Augmentation(
    shift=0.05,
    scale=0.14,
    wide=0.0,
    rotation_deg=10.0,
    gamma=0.2,
    contrast=0.2,
    brightness=0.15,
    tint=0.06,
    grey=0.4,
    blur=0.05,
    pixelate=0.05,
    noise=0.05,
    jpeg=0.05,
    cutout=0.1,
    cutout_side=0.25,
)
_HELD_OUT = 20  # every twentieth row picks the epoch


class TrunkSettings(Protocol):
    """What the trunk's training is decided by."""

    seed: int
    trunk_epochs: int
    trunk_rate: float
    trunk_batch: int

    @property
    def shape(self) -> FaceCnn: ...


def trunk_weights(
    pictures: LabelledPictures,
    settings: TrunkSettings,
    folder: Path,
    on_event: Callable[[str, FitEvent], None],
) -> Weights:
    """The trained trunk's weights, for a trunk of any input size.

    They are kept under `folder`, in one named by what decides them, so that another run with the same data
    and settings takes them as they are, and an interrupted training goes on. `pictures` are faces already
    and carry vote shares. Raises DataUnusable, ImageUnreadable.
    """
    faces, votes = _arrays(pictures)
    folder = folder / f"trunk-{_digest(faces, votes, settings)}"
    folder.mkdir(parents=True, exist_ok=True)
    shape = replace(settings.shape, size=FER_SIDE, dropout=_DROPOUT)
    keras.utils.set_random_seed(settings.seed)
    trunk = build_trunk(shape)
    model = with_softmax(trunk, shape, votes.shape[1])
    model.compile(keras.optimizers.Nadam(settings.trunk_rate), "categorical_crossentropy", jit_compile=False)
    places = np.arange(len(faces))
    held_out = places % _HELD_OUT == 0
    plan = FitPlan(Schedule(settings.trunk_rate, settings.trunk_epochs), settings.seed)
    fit(
        model,
        _batches(faces, votes, places[~held_out], settings.trunk_batch),
        lambda fitted: _validate(fitted, faces[held_out], votes[held_out]),
        plan,
        folder,
        lambda event: on_event(STAGE, event),
    )
    weights: Weights = trunk.get_weights()
    return weights


def _digest(faces: NDArray[np.uint8], votes: NDArray[np.float32], settings: TrunkSettings) -> str:
    """Twelve hex digits of everything that decides the trunk."""
    chosen = [settings.seed, settings.trunk_epochs, settings.trunk_rate, settings.trunk_batch, _DROPOUT]
    words = f"{chosen} {settings.shape.stem} {settings.shape.stages} {settings.shape.l2} {AUGMENTATION}"
    content = hashlib.sha256(words.encode())
    content.update(faces.tobytes())
    content.update(votes.tobytes())
    return content.hexdigest()[:12]


def _batches(
    faces: NDArray[np.uint8], votes: NDArray[np.float32], places: NDArray[np.intp], batch: int
) -> ViewBatches:
    """FER2013's pictures are tight, grey and many: no surroundings, and little that hides detail."""
    batch = min(batch, len(places))
    return ViewBatches(faces, votes, places, 1.0, faces.shape[1], AUGMENTATION, batch)


def _validate(
    model: keras.Model, faces: NDArray[np.uint8], votes: NDArray[np.float32]
) -> tuple[float, dict[str, float]]:
    answers = model.predict(faces, batch_size=256, verbose=0)
    loss = float(-(votes * np.log(np.clip(answers, 1e-7, 1))).sum(axis=1).mean())
    right = float((answers.argmax(axis=1) == votes.argmax(axis=1)).mean())
    return -loss, {"val_loss": loss, "val_accuracy": right}


def _arrays(pictures: LabelledPictures) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    samples: list[Any] = [sample for sample in pictures.samples if sample.shares is not None]
    faces = np.stack([read_image(sample.path)[:, :, ::-1] for sample in samples])
    return faces, np.array([sample.shares for sample in samples], np.float32)
