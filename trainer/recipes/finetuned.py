"""A finished run gone on with on other pictures, as a run of its own, measured before and after."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.data.layouts import LabelledPictures, match_label
from trainer.data.prepared import Prepared, load_prepared, prepare
from trainer.evaluate.metrics import wilson_interval
from trainer.features.folders import read_pictures
from trainer.fit.answers import unsure_bars
from trainer.fit.finetuning import FineTuned, FineTuning, finetune
from trainer.fit.loop import FitEvent
from trainer.fit.run_folder import RESULT, RunFolder, machine, versions
from trainer.recipes.protocol import CardWords
from trainer.recipes.running import order_of, part_figures, save_model
from vision.errors import DataUnusable
from vision.model_card import DataSource
from vision.model_making import FineTunedOn

OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Outcome:
    """Shares of the `n` held-out pictures answered rightly, before and after; ci95 of the latter."""

    n: int
    before: float
    after: float
    ci95: tuple[float, float]
    trained: int
    best_epoch: int

    def to_json_object(self) -> dict[str, Any]:
        return asdict(self) | {"ci95": list(self.ci95)}


def finetune_run(
    start: RunFolder,
    data: Path,
    run: RunFolder,
    plan: FineTuning,
    on_progress: OnProgress,
    on_event: Callable[[str, FitEvent], None],
) -> Outcome:
    """Fine-tunes the model of `start` on the pictures of `data` into `run`, which must not hold a run.

    Raises DataUnusable for pictures with other labels than the model's, MadeWorse where it did not help.
    """
    from trainer.export.keras_file import load_keras

    config, result = start.config(), start.result()
    if run.config_path.exists():
        run.begin({})  # says that a run is there already
    pictures = labelled_alike(read_pictures(data), tuple(labels_of(config)))
    return finetune_pictures(
        load_keras(start.model_path), config, result, pictures, run, plan, on_progress, on_event
    )


def finetune_pictures(
    model: Any,
    config: dict[str, Any],
    result: dict[str, Any],
    pictures: LabelledPictures,
    run: RunFolder,
    plan: FineTuning,
    on_progress: OnProgress,
    on_event: Callable[[str, FitEvent], None],
) -> Outcome:
    """As `finetune_run`, from labelled pictures of any origin: faces out of an archive, say."""
    order = order_of(config)
    run.path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{run.path.name}-", dir=run.path.parent) as beside:
        folder = Path(beside) / "prepared"
        prepare(
            pictures,
            folder,
            order.settings.crop,
            looks_at=order.settings.looks_at,
            seed=plan.seed,
            on_progress=lambda done, total: on_progress("prepare", done, total),
        )
        prepared = load_prepared(folder)
        tuned = finetune(model, prepared, plan, Path(beside), lambda event: on_event("finetune", event))
        kept = run.path / "prepared"
        run.path.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(kept, ignore_errors=True)
        shutil.move(folder, kept)
    outcome = _outcome(tuned, prepared)
    save_model(model, run.model_path)
    thresholds = result.get("thresholds", {})
    if order.settings.looks_at == "picture" and model.output_shape[-1] > 1:
        classes = prepared.classes()[prepared.places("validation")]
        thresholds = unsure_bars(tuned.validation, classes, prepared.labels)
        result = {**result, "thresholds": thresholds}
    run.write_json(RESULT, result | _measured(tuned, prepared, thresholds))
    run.begin(
        config
        | {
            "prepared": str(kept),
            "manifest": prepared.digest,
            "machine": machine(),
            "versions": versions(),
            "finetuned": {
                "data": str(pictures.root),
                "pictures": len(prepared.places("train")),
                "learnt_first": len(load_prepared(Path(config["prepared"])).places("train")),
                "plan": asdict(plan),
                "outcome": outcome.to_json_object(),
            },
        }
    )
    return outcome


def described(describe: Callable[[int], CardWords], config: dict[str, Any], pictures: int) -> CardWords:
    """What a card says of a run that learnt from so many pictures, and of its fine-tuning."""
    tuned = config.get("finetuned")
    if not tuned:
        return describe(pictures)
    words, name = describe(tuned["learnt_first"]), Path(tuned["data"]).resolve().name
    source = DataSource(
        name=name, origin="fine-tuning", terms="as the pictures' owners say", pictures=tuned["pictures"]
    )
    return replace(
        words,
        description=f"{words.description} Then fine-tuned on {name}.",
        dataset=name,
        sources=(*words.sources, source),
        making=(*words.making, FineTunedOn(data=name)) if words.making else (),
    )


def labels_of(config: dict[str, Any]) -> list[str]:
    """The labels that a run's model tells apart, in order."""
    return list(load_prepared(Path(config["prepared"])).labels)


def labelled_alike(pictures: LabelledPictures, labels: tuple[str, ...]) -> LabelledPictures:
    """The pictures under the model's own labels. Raises DataUnusable where they don't match one to one."""
    known = {label: match_label(label, labels) for label in pictures.labels}
    strangers = [label for label, match in known.items() if match is None]
    lacking = set(labels) - {match for match in known.values() if match}
    if strangers or lacking:
        words = (
            f"has other labels than the model: {', '.join(strangers) or 'no ' + ', '.join(sorted(lacking))}"
        )
        hint = f"The model knows: {', '.join(labels)}. For other labels give --backbone in place of --model."
        raise DataUnusable(pictures.root, words, hint=hint)
    samples = tuple(replace(sample, label=known[sample.label] or "") for sample in pictures.samples)
    return replace(pictures, samples=samples, labels=labels)


def _outcome(tuned: FineTuned, prepared: Prepared) -> Outcome:
    classes = prepared.classes()[prepared.places("test")]
    before, after = (_right(answers, classes) for answers in (tuned.before, tuned.after))
    n = len(classes)
    return Outcome(n, before / n, after / n, wilson_interval(after, n), tuned.trained, tuned.best_epoch)


def _right(answers: NDArray[np.float32], classes: NDArray[np.intp]) -> int:
    return int((answers.argmax(axis=1) == classes).sum())


def _measured(tuned: FineTuned, prepared: Prepared, thresholds: dict[str, float]) -> dict[str, Any]:
    parts = {"validation": tuned.validation, "test": tuned.after}
    return {
        **{
            part: part_figures(answers, prepared, prepared.places(part), thresholds)
            for part, answers in parts.items()
        },
        "best_epoch": tuned.best_epoch,
        "chosen_on": "validation part",
        "manifest": prepared.digest,
    }
