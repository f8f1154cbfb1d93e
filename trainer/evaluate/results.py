"""An evaluation as one JSON object and as a short table."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from trainer.data.layouts import LabelledPictures
from trainer.evaluate.json_file import write_json
from trainer.evaluate.metrics import Figures
from trainer.evaluate.mistakes import worst_mistakes
from trainer.evaluate.runner import Evaluation
from vision.recognisers import Recogniser

__all__ = ["as_json_object", "print_summary", "write_json"]

_FIRST = 5
_ROWS = 20
_MISTAKES = 50


def as_json_object(
    evaluation: Evaluation, recogniser: Recogniser, pictures: LabelledPictures
) -> dict[str, Any]:
    """The figures under the names that other programs read; shares are of one."""
    figures, card = evaluation.figures, recogniser.card
    return {
        "task": card.task,
        "n": figures.n,
        "n_no_face": evaluation.n_no_face,
        "accuracy": figures.accuracy,
        "ci95": list(figures.ci95),
        "balanced_accuracy": figures.balanced_accuracy,
        "precision": figures.precision,
        "recall": figures.recall,
        "f1": figures.f1,
        "ece": figures.ece,
        "top_k": {str(k): share for k, share in figures.top_k.items()},
        "unsure": _unsure(evaluation),
        "labels": list(figures.labels),
        "confusion": [list(row) for row in figures.confusion],
        "per_class": {
            one.label: {
                "precision": one.precision,
                "recall": one.recall,
                "f1": one.f1,
                "support": one.support,
            }
            for one in figures.per_class
        },
        "intervals": _intervals(figures),
        "reliability": [vars(one) for one in figures.reliability],
        "mistakes": [one.to_json_object(pictures.root) for one in worst_mistakes(evaluation, _MISTAKES)],
        "data": pictures.root.resolve().name,
        "left_out": pictures.skipped_by_reason(),
        "unreadable": {
            "n": len(evaluation.unreadable),
            "first": [error.path.name for error in evaluation.unreadable[:_FIRST]],
        },
        "detector": evaluation.detector,
        "margin": card.crop.margin,
        "thresholds": card.thresholds,
        "model": {
            "name": card.name,
            "version": card.version,
            "sha256": recogniser.session.digest,
            "provider": recogniser.session.provider.used,
        },
    }


def _unsure(evaluation: Evaluation) -> dict[str, Any] | None:
    """Answers below their threshold count by their likeliest label; here they are told apart."""
    sure = evaluation.sureness
    if sure is None:
        return None
    return {
        "share": sure.share,
        "n": sure.n_unsure,
        "accuracy_of_sure": sure.accuracy,
        "ci95_of_sure": None if sure.ci95 is None else list(sure.ci95),
    }


def _intervals(figures: Figures) -> dict[str, Any]:
    """95 % intervals of what `ci95` doesn't speak of."""
    found = figures.intervals
    return {
        "balanced_accuracy": found.balanced_accuracy,
        "f1": found.f1,
        "precision_per_class": dict(zip(figures.labels, found.precision_per_class, strict=True)),
        "recall_per_class": dict(zip(figures.labels, found.recall_per_class, strict=True)),
    }


def print_summary(
    console: Console, evaluation: Evaluation, recogniser: Recogniser, pictures: LabelledPictures
) -> None:
    """A row a label, the weakest first where there are many, and one line with what matters most."""
    figures, card = evaluation.figures, recogniser.card
    console.print(_table(figures))
    low, high = figures.ci95
    console.print(
        f"{card.name} {card.version} on {pictures.root.resolve().name}: accuracy {figures.accuracy:.2%} "
        f"(95 % interval {low:.2%} to {high:.2%}, n = {figures.n}), "
        f"balanced {figures.balanced_accuracy:.2%}, F1 {figures.f1:.3f}, ECE {figures.ece:.3f}",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
    for line in _remarks(evaluation, pictures):
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def _table(figures: Figures) -> Table:
    table = Table("label", "pictures", "precision", "recall", "F1", "most often taken for")
    order = list(range(len(figures.labels)))
    if len(order) > _ROWS:
        table.title = f"the {_ROWS} weakest of {len(order)} labels"
        order = sorted(order, key=lambda place: figures.per_class[place].f1)[:_ROWS]
    for place in order:
        one = figures.per_class[place]
        shares = (f"{share:.3f}" for share in (one.precision, one.recall, one.f1))
        table.add_row(escape(one.label), str(one.support), *shares, escape(_taken_for(figures, place)))
    return table


def _taken_for(figures: Figures, place: int) -> str:
    row = figures.confusion[place]
    wrong = [other for other, count in enumerate(row) if count and other != place]
    wrong.sort(key=lambda other: row[other], reverse=True)
    return ", ".join(f"{figures.labels[other]} {row[other]}" for other in wrong[:2])


def _remarks(evaluation: Evaluation, pictures: LabelledPictures) -> list[str]:
    remarks = []
    sure = evaluation.sureness
    if sure is not None:
        rest = "" if sure.accuracy is None else f" Of the others {sure.accuracy:.2%} are right."
        remarks.append(f"Unsure: {sure.n_unsure} answers ({sure.share:.2%}), counted by the likeliest.{rest}")
    if evaluation.n_no_face:
        remarks.append(f"No face found in {evaluation.n_no_face} pictures: the whole picture answered.")
    if evaluation.unreadable:
        names = ", ".join(error.path.name for error in evaluation.unreadable[:_FIRST])
        more = ", …" if len(evaluation.unreadable) > _FIRST else ""
        remarks.append(f"{len(evaluation.unreadable)} pictures can't be read and don't count: {names}{more}.")
    for reason, count in pictures.skipped_by_reason().items():
        remarks.append(f"Left out: {count}, {reason}.")
    return remarks
