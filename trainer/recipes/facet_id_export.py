"""The embedding network as an ONNX file: card, proof that it answers alike, golden samples beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras

from trainer.export.golden import golden_crops, golden_pictures
from trainer.export.onnx_file import npz_bytes, to_onnx
from trainer.export.parity import check_parity
from trainer.export.placing import replace_both
from trainer.export.publish import GOLDEN_FILE, MODEL_FILE, Published
from trainer.export.target import check_replaceable
from trainer.fit.run_folder import RunFolder, versions
from trainer.models.facet_id_net import NUMBERS, SIDE
from trainer.recipes.facet_id_settings import NAME, TASK, FacetIdSettings
from vision.crops import CropSpec
from vision.errors import DataUnusable
from vision.model_card import DataSource, InputSpec, Metric, ModelCard, OutputSpec
from vision.model_making import OfRecipe

CROP = CropSpec(width=SIDE, height=SIDE, align="five_points")
_DESCRIPTION = (
    "Tells people apart: 128 numbers that stand for a face, compared by cosine. Learned from SFace's answers."
)
_LICENCE = "Apache-2.0; trained on research data with answers of OpenCV Zoo's SFace (Apache-2.0)"
_SOURCES = {
    "utkface": ("UTKFace", "mattans/AgeProgression: data/UTKFace", "non-commercial research"),
    "celeba": ("CelebA, half size, a part", "karthikSingireddy/cs389-hw4: celebA", "non-commercial research"),
    "fer2013": ("FER2013", "Kaggle, Challenges in Representation Learning 2013", "research"),
    "celebrities": ("celebrities, aligned", "ElisonSherton/Face-Applications", "non-commercial research"),
    "uncropped-celebrities": (
        "celebrities, uncropped",
        "caernations/celebrity-face-recognition",
        "web photos, local research",
    ),
    "happy-sad": (
        "happy and sad web photos",
        "nicknochnack/ImageClassification",
        "web photos, local research",
    ),
}


def export_run(run: RunFolder, folder: Path, *, version: str = "1") -> Published:
    """Exports a finished run to `folder`/model.onnx, golden.npz beside it, where both answer alike.

    Raises DataUnusable, also where `folder` holds a model of another task, and ParityLost.
    """
    try:
        model = keras.models.load_model(run.model_path, compile=False)
    except (OSError, ValueError) as error:
        raise DataUnusable(run.model_path, "can't be read as a Keras model") from error
    settings = FacetIdSettings.model_validate(run.config()["settings"])
    card = facet_id_card(settings, run.result(), version=version)
    check_replaceable(folder, card)
    content = to_onnx(model, card)
    crops = golden_crops(card.crop)
    answers = check_parity(model, content, crops, golden_pictures())
    replace_both(folder, {GOLDEN_FILE: npz_bytes(crops=crops, answers=answers), MODEL_FILE: content})
    return Published(folder / MODEL_FILE, len(content), card)


def facet_id_card(settings: FacetIdSettings, result: dict[str, Any], *, version: str) -> ModelCard:
    """The card; `result` as the run wrote it, with what was measured afterwards under `tests`."""
    return ModelCard(
        task=TASK,
        name=NAME,
        version=version,
        description=_DESCRIPTION,
        making=(OfRecipe(recipe=NAME),),
        input=InputSpec(width=SIDE, height=SIDE),
        crop=CROP,
        output=OutputSpec(kind="embedding", size=NUMBERS),
        metrics=_metrics(result),
        data=tuple(
            DataSource(name=name, origin=origin, terms=terms, pictures=result["faces"].get(source, 0))
            for source, (name, origin, terms) in _SOURCES.items()
        ),
        licence=_LICENCE,
        seed=settings.seed,
        versions=versions(),
        created=datetime.now(UTC).date().isoformat(),
    )


def _metrics(result: dict[str, Any]) -> tuple[Metric, ...]:
    found = result["validation"]
    where: dict[str, Any] = {"split": "validation", "dataset": "LFW part and GENKI-4K, people unseen"}
    measured = [
        Metric(name="cosine to the teacher", value=found["cosine"], n=found["faces"], **where),
        Metric(name="pairs of one person told at 1 in 1,000", value=found["same"], n=found["pairs"], **where),
    ]
    return (*measured, *(Metric.model_validate(row) for row in result.get("tests", [])))
