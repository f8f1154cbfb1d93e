"""A gallery's people told apart by a network of their own: a head on a frozen network, a closed set.

It is kept only where it names the held-out pictures at least as well as the gallery's own comparison does.
What a stranger gets is measured beside it: one of these names, since it knows no others.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.data.references import References, named_at_present
from trainer.data.strangers import strangers_in
from trainer.evaluate.metrics import Figures, measure, wilson_interval
from trainer.export.over_embedder import head_answers
from trainer.export.placing import GOLDEN_FILE, MODEL_FILE, Proved, place
from trainer.features.cache import Features, cached_features
from trainer.features.heads import Learnt
from trainer.fit.loop import FitEvent
from trainer.fit.run_folder import RunFolder, machine, versions
from trainer.fit.run_plots import confusion_png, curves_png
from trainer.recipes.backbone import MIRRORED, LearntHead, learn_head
from trainer.recipes.closed_set_card import card_of
from trainer.recipes.closed_set_trunks import ClosedSetSettings, Trunk, open_trunk
from trainer.recipes.identity_vgg16_settings import TASK
from vision.errors import DataUnusable, FacetError
from vision.kept_faces import seen_of_kept

BARS = (0.5, 0.9, 0.99)
_FEATURES = "features"  # in the run's folder, not in the cache: they speak of people, and go when it ends
_CONFUSION, _CURVES, _RESULT = "confusion.png", "curves.png", "result.json"

OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Asked:
    """What a closed set is asked for. anyway: keep it even where the present comparison is better.

    erased: whether somebody, or a picture, that it learns from is in the gallery no more.
    """

    settings: ClosedSetSettings
    strangers: Path | None = None
    anyway: bool = False
    erased: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class AtBar:
    """How often a name is given with at least this probability: rightly to known people, and to strangers."""

    probability: float
    known: float
    known_ci95: tuple[float, float]
    strangers: float | None
    strangers_ci95: tuple[float, float] | None


@dataclass(frozen=True)
class Outcome:
    """What held-out pictures and strangers got; `present`: the share the gallery names rightly by itself."""

    n: int
    present: float
    after: Figures
    bars: tuple[AtBar, ...]
    n_strangers: int
    strangers_without_face: int
    best_epoch: int
    chosen_on: str

    def to_json_object(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "present": self.present,
            "accuracy": self.after.accuracy,
            "ci95": list(self.after.ci95),
            "confusion": [list(row) for row in self.after.confusion],
            "bars": [asdict(bar) for bar in self.bars],
            "strangers": {"n": self.n_strangers, "without_face": self.strangers_without_face},
            "best_epoch": self.best_epoch,
            "chosen_on": self.chosen_on,
        }


class NotBetter(FacetError):
    """The network names fewer held-out pictures rightly than the gallery by itself, so it was not kept."""

    def __init__(self, backbone_name: str, outcome: Outcome) -> None:
        n, now, before = outcome.n, outcome.after.accuracy, outcome.present
        super().__init__(
            f"A head on {backbone_name} names {now:.1%} of {n} held-out pictures rightly, the gallery by "
            f"itself {before:.1%}. Nothing was written; the gallery is as it was.",
            hint="Add pictures, try another --backbone, or keep it all the same with --anyway.",
        )
        self.outcome = outcome


class ErasedMeanwhile(FacetError):
    """Someone whom it learned from is to leave no trace, so nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody, or a picture, was erased from the gallery while this network learned from it. It was "
            "ended, and nothing of it was kept.",
            hint="Start it again: it learns those who are there now.",
        )


def finetune_gallery(
    known: References,
    asked: Asked,
    run: RunFolder,
    on_progress: OnProgress,
    on_event: Callable[[str, FitEvent], None],
) -> Outcome:
    """Learns, measures, and writes model.onnx, result.json and the plots into `run`: all, or nothing.

    Features that were computed lie in the run's folder until it ends, so that the same command goes on after
    Ctrl-C. Raises NotBetter, ErasedMeanwhile, DataUnusable, and FacetError where the backbone's weights can't
    be had.
    """
    if (run.path / MODEL_FILE).exists() or run.config_path.exists():
        raise DataUnusable(run.path, "holds a model already", hint="Name another folder with --run.")

    def still_there() -> None:
        if asked.erased():
            raise ErasedMeanwhile

    def progress(what: str, done: int, total: int) -> None:
        still_there()
        on_progress(what, done, total)

    def event(stage: str, told: FitEvent) -> None:
        still_there()
        on_event(stage, told)

    try:
        outcome = _learned_and_written(known, asked, run, progress, event)
        still_there()  # erased while it was written
    except ErasedMeanwhile:
        _forget(run)
        raise
    return outcome


def _learned_and_written(
    known: References,
    asked: Asked,
    run: RunFolder,
    on_progress: OnProgress,
    on_event: Callable[[str, FitEvent], None],
) -> Outcome:
    settings = asked.settings
    trunk = open_trunk(settings)
    features = _features(known, settings.mirrored, trunk, run, on_progress)
    learnt = learn_head(
        settings,
        _learnt(known, features, "train", both=settings.mirrored),
        _learnt(known, features, "validation", both=False),
        len(known.names),
        lambda event: on_event("head", event),
    )
    outcome = _measured(known, asked, trunk, learnt, features, run, on_progress)
    if outcome.after.accuracy < outcome.present and not asked.anyway:
        shutil.rmtree(run.path / _FEATURES, ignore_errors=True)
        raise NotBetter(settings.backbone, outcome)
    proved = trunk.proved(learnt, card_of(known, settings, trunk, outcome.to_json_object()))
    if asked.erased():
        raise ErasedMeanwhile
    _write(run, known, asked, proved, learnt, outcome)
    return outcome


def _forget(run: RunFolder) -> None:
    """Deletes all that was written; the folder too, where nothing else lies in it."""
    shutil.rmtree(run.path / _FEATURES, ignore_errors=True)
    for name in (MODEL_FILE, GOLDEN_FILE, _RESULT, _CURVES, _CONFUSION):
        (run.path / name).unlink(missing_ok=True)
    with suppress(OSError):
        run.path.rmdir()


def _features(
    known: References, both: bool, trunk: Trunk, run: RunFolder, on_progress: OnProgress
) -> dict[bool, Features]:
    """Features of all pictures as they are (False), and of their mirror images (True) where asked for."""

    def of(mirrored: bool) -> Features:
        step = -1 if mirrored else 1
        return cached_features(
            trunk.source,
            trunk.crop,
            [sha256 + (MIRRORED if mirrored else "") for sha256 in known.sha256s],
            lambda place: np.ascontiguousarray(seen_of_kept(known.crops[place], trunk.crop)[0][:, ::step]),
            lambda done, total: on_progress("mirrored" if mirrored else "pictures", done, total),
            root=run.path / _FEATURES,
        )

    return {mirrored: of(mirrored) for mirrored in ((False, True) if both else (False,))}


def _learnt(known: References, features: dict[bool, Features], part: str, *, both: bool) -> Learnt:
    places = known.places(part)
    plain = Learnt(features[False][places], known.classes[places])
    return plain.with_(Learnt(features[True][places], known.classes[places])) if both else plain


def _measured(
    known: References,
    asked: Asked,
    trunk: Trunk,
    learnt: LearntHead,
    features: dict[bool, Features],
    run: RunFolder,
    on_progress: OnProgress,
) -> Outcome:
    test = known.places("test")
    truth, answers = known.classes[test], head_answers(learnt.layers, features[False][test])
    figures = measure(truth, np.asarray(answers.argmax(axis=1), np.intp), answers, known.names)
    asked_strangers, without = np.zeros(0, np.float32), 0
    if asked.strangers is not None:
        found = strangers_in(
            asked.strangers, trunk.crop, lambda done, total: on_progress("strangers", done, total)
        )
        rows = cached_features(
            trunk.source,
            trunk.crop,
            found.sha256s,
            lambda place: found.crops[place],
            lambda done, total: on_progress("strangers' features", done, total),
            root=run.path / _FEATURES,
        )
        asked_strangers, without = head_answers(learnt.layers, rows).max(axis=1), found.without_face
    right = np.where(answers.argmax(axis=1) == truth, answers.max(axis=1), 0.0)
    return Outcome(
        n=len(test),
        present=float((named_at_present(known) == truth).mean()),
        after=figures,
        bars=tuple(_at_bar(bar, right, asked_strangers) for bar in BARS),
        n_strangers=len(asked_strangers),
        strangers_without_face=without,
        best_epoch=learnt.best_epoch,
        chosen_on=learnt.chosen_on,
    )


def _at_bar(bar: float, right: NDArray[Any], strangers: NDArray[np.float32]) -> AtBar:
    named, n = int((right >= bar).sum()), len(right)
    wrong, m = int((strangers >= bar).sum()), len(strangers)
    return AtBar(
        bar,
        named / n,
        wilson_interval(named, n),
        wrong / m if m else None,
        wilson_interval(wrong, m) if m else None,
    )


def _write(
    run: RunFolder, known: References, asked: Asked, proved: Proved, learnt: LearntHead, outcome: Outcome
) -> None:
    facts = {
        "task": TASK,
        "closed_set": True,
        "people": list(known.names),
        "pictures": known.counts(),
        "present_model": known.digest,
        **outcome.to_json_object(),
        "settings": asked.settings.model_dump(mode="json"),
        "parity": {"on_tensors": proved.parity.on_tensors, "end_to_end": proved.parity.end_to_end},
        "machine": machine(),
        "versions": versions(),
    }
    run.write(_CONFUSION, confusion_png(outcome.after.confusion, known.names))
    if asked.settings.head == "dense":
        run.write(_CURVES, curves_png(learnt.history, learnt.best_epoch))
    run.write_json(_RESULT, facts)
    place(proved, run.path)  # last: a folder with a model is whole
    shutil.rmtree(run.path / _FEATURES, ignore_errors=True)
