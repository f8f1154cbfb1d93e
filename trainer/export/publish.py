"""From a run folder to the model's place among the assets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras
from pydantic import ValidationError

from trainer.data.prepared import load_prepared
from trainer.export.keras_file import load_keras
from trainer.export.placing import GOLDEN_FILE, MODEL_FILE, place, prove
from trainer.export.target import check_replaceable
from trainer.fit.run_folder import RunFolder
from trainer.recipes.finetuned import described
from trainer.recipes.mistakes import unfit_for_a_card
from trainer.recipes.protocol import CardWords
from trainer.recipes.running import Order, order_of
from vision.errors import DataUnusable
from vision.model_card import InputSpec, Metric, ModelCard, OutputSpec

__all__ = ["GOLDEN_FILE", "MODEL_FILE", "Published", "card_of", "export_run", "model_and_card"]


@dataclass(frozen=True)
class Published:
    """What was written."""

    path: Path
    size_bytes: int
    card: ModelCard


def export_run(run: RunFolder, folder: Path, *, version: str = "1", tested: Path | None = None) -> Published:
    """Exports a finished run's model to `folder`/model.onnx with golden.npz beside it.

    Both are written only when Keras and ONNX Runtime agree. `tested`: what `evaluate --json` found
    on the test part, for the card in place of the run's own figures. Raises DataUnusable, also where
    `folder` holds a model of another task or other labels, and ParityLost.
    """
    model, card = model_and_card(run, version=version, tested=tested)
    check_replaceable(folder, card)
    proved = prove(model, card)
    return Published(place(proved, folder), len(proved.content), proved.card)


def model_and_card(
    run: RunFolder, *, version: str = "1", tested: Path | None = None
) -> tuple[keras.Model, ModelCard]:
    """A finished run's network and what its card will say. Raises DataUnusable."""
    config, result = run.finished()
    if tested is not None:
        result = {**result, "test": _tested(tested, result, order_of(config).recipe.task)}
    model = load_keras(run.model_path)
    return model, card_of(config, result, version, outputs=model.output_shape[-1])


def card_of(config: dict[str, Any], result: dict[str, Any], version: str, *, outputs: int) -> ModelCard:
    """The card of a finished run whose network answers `outputs` numbers.

    Raises FacetError, naming the recipe's file, where its words or figures don't fit a card.
    """
    order = order_of(config)
    try:
        return _card_of(order, config, result, version, outputs)
    except ValidationError as error:
        raise unfit_for_a_card(order.recipe, error) from error


def _card_of(
    order: Order, config: dict[str, Any], result: dict[str, Any], version: str, outputs: int
) -> ModelCard:
    prepared = load_prepared(Path(config["prepared"]))
    both = getattr(order.settings, "folds", 0) or getattr(order.settings, "trained_on_both", False)
    learnt = len(prepared.places("train", *(["validation"] if both else [])))
    words = described(
        lambda pictures: order.recipe.describe(order.settings, config, pictures), config, learnt
    )
    crop = order.settings.crop
    return ModelCard(
        task=words.task,
        name=words.name,
        version=version,
        description=words.description,
        making=words.making,
        input=InputSpec(width=crop.width, height=crop.height),
        crop=crop,
        subject="face" if order.settings.looks_at == "face" else "picture",
        output=OutputSpec(
            kind="sigmoid" if outputs == 1 else "softmax", size=outputs, labels=prepared.labels
        ),
        **_thresholds(result, words, prepared.labels),
        metrics=_metrics(result, words.dataset),
        data=words.sources,
        licence=words.licence,
        seed=order.settings.seed,
        versions=config["versions"],
        created=datetime.now(UTC).date().isoformat(),
    )


def _thresholds(result: dict[str, Any], words: CardWords, labels: tuple[str, ...]) -> dict[str, Any]:
    # Runs of the smile recipe had one threshold before recipes could have several.
    chosen = result["thresholds"] if "thresholds" in result else {labels[1]: result["threshold"]}
    if not chosen:
        return {}
    where = f"{words.dataset}, {result['chosen_on']}, n = {result['validation']['n']}"
    return {"thresholds": chosen, "thresholds_chosen_on": where}


def _metrics(result: dict[str, Any], dataset: str) -> tuple[Metric, ...]:
    found = []
    for split, name in (("test", "test"), ("validation", result["chosen_on"])):
        part = result[split]
        low, high = part["ci95"]
        where = {"dataset": dataset, "split": name, "n": part["n"]}
        found.append(Metric(name="accuracy", value=part["accuracy"], ci95=(low, high), **where))
        found.append(Metric(name="balanced_accuracy", value=part["balanced_accuracy"], **where))
        found.append(Metric(name="f1", value=part["f1"], **where))
    return tuple(found)


def _tested(path: Path, result: dict[str, Any], task: str) -> dict[str, Any]:
    """Figures of the whole path, raw picture to answer, with the detector of today."""
    try:
        figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        fits = figures["task"] == task and figures["n"] == result["test"]["n"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataUnusable(path, "holds no figures of `facet-train evaluate --json`") from error
    if not fits:
        reason = f"was measured on other pictures than the {result['test']['n']} of the run's test part"
        raise DataUnusable(path, reason, hint="`facet-train prepare --held-out DIR` writes that part out.")
    return figures
