"""The landmark network as an ONNX file: card, proof that it answers alike, golden samples beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.evaluate.metrics import wilson_interval
from trainer.export.golden import golden_crops
from trainer.export.onnx_file import npz_bytes, to_onnx
from trainer.export.parity import TOLERANCE, ParityLost
from trainer.export.placing import replace_both
from trainer.export.publish import GOLDEN_FILE, MODEL_FILE, Published
from trainer.export.target import check_replaceable
from trainer.fit.run_folder import RunFolder, versions
from trainer.models.landmark_net import ANSWERS
from trainer.recipes.landmarks_settings import NAME, TASK, LandmarksSettings
from vision.errors import DataUnusable
from vision.landmarks import LandmarkNetwork
from vision.model_card import DataSource, InputSpec, Metric, ModelCard, OutputSpec
from vision.model_making import OfRecipe
from vision.sessions import open_model

_DESCRIPTION = (
    "Says of any box how sure it is that it holds a face, where eyes, nose and corners of the mouth are, and "
    "where the face's own box is. Learned from YuNet's labels."
)
_RESEARCH = "research; the pictures are not part of the model"
_SOURCES = (
    ("LFW", "UncleSon21/Face_Recognition: half of the people given"),
    ("GENKI-4K", "http://mplab.ucsd.edu, The MPLab GENKI-4K Dataset"),
    ("FER2013", "Kaggle, Challenges in Representation Learning 2013"),
    ("celebrities, aligned", "ElisonSherton/Face-Applications"),
    ("celebrities, uncropped", "caernations/celebrity-face-recognition"),
    ("happy and sad web photos", "nicknochnack/ImageClassification"),
    ("Imagenette", "thunderInfy/imagenette"),
    ("Tiny ImageNet", "rangeetpan/IMagenet"),
    ("Stanford Dogs", "kassya-rosa/IA_Racas_Caninas"),
)


@contextmanager
def with_network(model: keras.Model, settings: LandmarksSettings) -> Iterator[LandmarkNetwork]:
    """The trained model as the desktop would run it, for as long as the context lasts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / MODEL_FILE
        path.write_bytes(to_onnx(model, landmarks_card(settings, version="0")))
        yield LandmarkNetwork(open_model(path, provider="cpu"))


def export_run(run: RunFolder, folder: Path, *, threshold: float, version: str = "1") -> Published:
    """Exports a finished run to `folder`/model.onnx, golden.npz beside it, where both answer alike.

    Raises DataUnusable, also where `folder` holds a model of another task, and ParityLost.
    """
    try:
        model = keras.models.load_model(run.model_path, compile=False)
    except (OSError, ValueError) as error:
        raise DataUnusable(run.model_path, "can't be read as a Keras model") from error
    settings = LandmarksSettings.model_validate(run.config()["settings"])
    card = landmarks_card(settings, version=version, threshold=threshold, result=run.result())
    check_replaceable(folder, card)
    content = to_onnx(model, card)
    crops = golden_crops(card.crop)
    answers = _same_answers(model, content, crops)
    replace_both(folder, {GOLDEN_FILE: npz_bytes(crops=crops, answers=answers), MODEL_FILE: content})
    return Published(folder / MODEL_FILE, len(content), card)


def landmarks_card(
    settings: LandmarksSettings,
    *,
    version: str,
    threshold: float | None = None,
    result: dict[str, Any] | None = None,
) -> ModelCard:
    """The card; `result` as the run wrote it."""
    chosen_on = "validation part: score of whole pictures, see docs/results/detection.md"
    return ModelCard(
        task=TASK,
        name=NAME,
        version=version,
        description=_DESCRIPTION,
        making=(OfRecipe(recipe=NAME),),
        input=InputSpec(width=settings.size, height=settings.size),
        crop=settings.crop,
        output=OutputSpec(kind="points", size=ANSWERS, labels=("face",)),
        thresholds={} if threshold is None else {"face": threshold},
        thresholds_chosen_on="" if threshold is None else chosen_on,
        metrics=_metrics(result) if result else (),
        data=tuple(DataSource(name=n, origin=o, terms=_RESEARCH, pictures=0) for n, o in _SOURCES),
        licence="Apache-2.0; trained on research data with labels by YuNet (MIT)",
        seed=settings.seed,
        versions=versions(),
        created=datetime.now(UTC).date().isoformat(),
    )


def _metrics(result: dict[str, Any]) -> tuple[Metric, ...]:
    test = result["test"]
    where: dict[str, Any] = {"dataset": "views of LFW and GENKI-4K, teacher's labels", "split": "test"}
    n = test["faces"] + test["others"]
    return (
        Metric(name="auc", value=test["auc"], n=n, **where),
        Metric(name="nme", value=test["nme"], n=test["faces"], **where),
        Metric(name="iou", value=test["iou"], n=test["faces"], **where),
        Metric(
            name="accuracy",
            value=test["accuracy"],
            n=n,
            ci95=wilson_interval(round(test["accuracy"] * n), n),
            **where,
        ),
    )


def _same_answers(model: keras.Model, content: bytes, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / MODEL_FILE
        path.write_bytes(content)
        answers = open_model(path, provider="cpu").run(crops)
    difference = float(np.abs(answers - np.asarray(model.predict(crops, verbose=0))).max())
    if not difference <= TOLERANCE:
        raise ParityLost("on tensors", difference)
    return answers
