"""Options of `facet-train export`, and the questions asked on a terminal for those left out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainer.data.layouts.reading import Layout
from trainer.evaluate.command import LabelsName
from vision.errors import FacetError

if TYPE_CHECKING:
    from trainer.export.card_fields import CardFields

RunOption = Annotated[
    Path | None,
    typer.Option("--run", help="The folder of a finished run (default runs/smile).", metavar="DIR"),
]
ModelOption = Annotated[
    Path | None,
    typer.Option("--model", help="A .keras or .h5 file made elsewhere, in place of --run.", metavar="FILE"),
]
ToOption = Annotated[
    Path | None,
    typer.Option(
        help="The folder to write model.onnx to. Without it, of a run: RUN/export, or where Facet's own "
        "models lie, if it is one of those.",
        metavar="DIR",
    ),
]
VersionOption = Annotated[str, typer.Option("--version", help="The model's version, for its card.")]
TestedOption = Annotated[
    Path | None,
    typer.Option(help="What `evaluate --json` found on the test part, for the card.", metavar="FILE"),
]
OpsetOption = Annotated[int, typer.Option(help="The version of ONNX's operators.", min=13, max=18)]
TaskOption = Annotated[
    str | None, typer.Option(help="What a model made elsewhere answers: smile, emotion, …")
]
LabelsOption = Annotated[
    str | None,
    typer.Option(help="Its labels in the order of its answers; of one number: no, yes.", metavar="A,B,…"),
]
LicenceOption = Annotated[str | None, typer.Option(help="Under which terms it may be used.")]
FieldOption = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        help="Another field of its card: name, description, kind, subject (face or picture), crop.margin, "
        "crop.shift_y, thresholds.LABEL, thresholds_chosen_on; may be repeated.",
        metavar="NAME=VALUE",
    ),
]
Int8Option = Annotated[
    Path | None,
    typer.Option(
        "--int8",
        help="Try 8-bit integers, calibrated and measured on these labelled pictures.",
        metavar="DIR",
    ),
]
LayoutOption = Annotated[Layout, typer.Option(help="For --int8: how DIR is laid out.")]
VotesOption = Annotated[
    LabelsName | None, typer.Option(help="For --int8 with fer: FER2013's own labels or FER+'s.")
]
ToleranceOption = Annotated[
    float, typer.Option(help="For --int8: the share of accuracy that may be lost.", min=0.0, max=0.2)
]

_FIELDS = ("name", "description", "kind", "subject", "thresholds_chosen_on")
_GROUPS = ("crop", "thresholds")
_QUESTIONS = {
    "task": "What does it answer (smile, emotion, …)",
    "labels": "Its labels in the order of its answers, with commas (of one number: no, yes)",
    "licence": "Under which terms may it be used",
}


def fields_asked(
    task: str | None, labels: str | None, licence: str | None, version: str, more: list[str] | None
) -> CardFields:
    """The card's fields from options; what is missing is asked on a terminal.

    Raises FacetError, naming the options, where there is no terminal to ask on or a field is unknown.
    """
    from trainer.export.card_fields import CardFields

    given = {"task": task, "labels": labels, "licence": licence}
    missing = [name for name, value in given.items() if not value]
    if missing and not sys.stdin.isatty():
        options = ", ".join(f"--{name}" for name in missing)
        raise FacetError(
            f"A model made elsewhere doesn't say what its answers mean: {options} left out.",
            hint="Give them, or --card with a card's JSON or an ONNX file that has one.",
        )
    answers = {name: value or typer.prompt(_QUESTIONS[name], err=True) for name, value in given.items()}
    names = tuple(label.strip() for label in answers["labels"].split(",") if label.strip())
    fields = _fields(more)
    return CardFields(answers["task"], names, answers["licence"], version=version, **fields)


def _fields(choices: list[str] | None) -> dict[str, Any]:
    from trainer.export.card_fields import pairs_of

    found: dict[str, Any] = {}
    for name, value in pairs_of(choices, "--field").items():
        group, dot, inner = name.partition(".")
        if dot and group in _GROUPS:
            found.setdefault(group, {})[inner] = _value(value)
        elif name in _FIELDS:
            found[name] = value
        else:
            known = ", ".join((*_FIELDS, "crop.margin", "crop.shift_y", "thresholds.LABEL"))
            raise FacetError(f"--field {name}: the card has no such field.", hint=f"There are: {known}.")
    return found


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
