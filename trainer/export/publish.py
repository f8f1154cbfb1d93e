"""From a run folder to the model's place among the assets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras

from trainer.data.prepared import load_prepared
from trainer.export.golden import golden_crops, golden_pictures
from trainer.export.onnx_file import npz_bytes, to_onnx, write_model
from trainer.export.parity import check_parity
from trainer.fit.run_folder import RunFolder
from trainer.recipes import smile, smile_settings
from vision.errors import DataUnusable
from vision.model_card import DataSource, InputSpec, Metric, ModelCard, OutputSpec

MODEL_FILE, GOLDEN_FILE = "model.onnx", "golden.npz"
GENKI = "GENKI-4K (http://mplab.ucsd.edu, The MPLab GENKI-4K Dataset)"


@dataclass(frozen=True)
class Published:
    """What was written."""

    path: Path
    size_bytes: int
    card: ModelCard


def export_run(run: RunFolder, folder: Path, *, version: str = "1", tested: Path | None = None) -> Published:
    """Exports a finished run's model to `folder`/model.onnx with golden.npz beside it.

    Both are written only when Keras and ONNX Runtime agree. `tested`: what `evaluate --json` found
    on the test part, for the card in place of the run's own figures. Raises DataUnusable, ParityLost.
    """
    config, result = run.config(), run.result()
    if tested is not None:
        result = {**result, "test": _tested(tested, result)}
    model = _load(run)
    card = smile_card(config, result, version)
    content = to_onnx(model, card)
    crops = golden_crops(card.crop)
    answers = check_parity(model, content, crops, golden_pictures())
    write_model(folder / GOLDEN_FILE, npz_bytes(crops=crops, answers=answers))
    write_model(folder / MODEL_FILE, content)
    return Published(folder / MODEL_FILE, len(content), card)


def smile_card(config: dict[str, Any], result: dict[str, Any], version: str) -> ModelCard:
    """The card of a smile run."""
    settings = smile_settings.SmileSettings.model_validate(config["settings"])
    prepared = load_prepared(Path(config["prepared"]))
    words = smile.describe(settings, fer=bool(config["fer"]))
    trained_on = len(prepared.places("train", *(["validation"] if settings.folds else [])))
    return ModelCard(
        task=smile_settings.TASK,
        name=smile_settings.NAME,
        version=version,
        description=words["description"],
        input=InputSpec(width=settings.size, height=settings.size),
        crop=settings.crop,
        output=OutputSpec(kind="sigmoid", size=1, labels=smile_settings.LABELS),
        thresholds={smile_settings.LABELS[1]: result["threshold"]},
        thresholds_chosen_on=f"GENKI-4K, {result['chosen_on']}, n = {result['validation']['n']}",
        metrics=_metrics(result),
        data=_sources(trained_on, bool(config["fer"])),
        licence=words["licence"],
        seed=settings.seed,
        versions=config["versions"],
        created=datetime.now(UTC).date().isoformat(),
    )


def _metrics(result: dict[str, Any]) -> tuple[Metric, ...]:
    found = []
    for split, name in (("test", "test"), ("validation", result["chosen_on"])):
        part = result[split]
        low, high = part["ci95"]
        where = {"dataset": "GENKI-4K", "split": name, "n": part["n"]}
        found.append(Metric(name="accuracy", value=part["accuracy"], ci95=(low, high), **where))
        found.append(Metric(name="balanced_accuracy", value=part["balanced_accuracy"], **where))
        found.append(Metric(name="f1", value=part["f1"], **where))
    return tuple(found)


def _tested(path: Path, result: dict[str, Any]) -> dict[str, Any]:
    """Figures of the whole path, raw picture to answer, with the detector of today."""
    try:
        figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        fits = figures["task"] == smile_settings.TASK and figures["n"] == result["test"]["n"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataUnusable(path, "holds no figures of `facet-train evaluate --json`") from error
    if not fits:
        reason = f"was measured on other pictures than the {result['test']['n']} of the run's test part"
        raise DataUnusable(path, reason, hint="`facet-train prepare --held-out DIR` writes that part out.")
    return figures


def _sources(pictures: int, fer: bool) -> tuple[DataSource, ...]:
    genki = DataSource(name="GENKI-4K", origin=GENKI, terms="research; cite it", pictures=pictures)
    faces = DataSource(
        name="FER2013 with FER+ votes",
        origin="Kaggle, Challenges in Representation Learning 2013; votes: Barsoum et al., ICMI 2016",
        terms="Kaggle competition terms; FER+ votes by Microsoft",
        pictures=26778,
    )
    return (genki, faces) if fer else (genki,)


def _load(run: RunFolder) -> keras.Model:
    try:
        return keras.models.load_model(run.model_path, compile=False)
    except (OSError, ValueError) as error:
        raise DataUnusable(
            run.model_path, "can't be read as a Keras model", hint="Run `facet-train train` to its end first."
        ) from error
