"""`facet-train evaluate`: a model measured on pictures, by the window's own path."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from trainer.commands.keras_options import (
    CardFile,
    ColourChoice,
    ColourName,
    LogitsFlag,
    ScalingChoice,
    ScalingName,
    habits_of,
)
from trainer.commands.outputs import EventsOption, JsonOption, stoppable, words_console
from trainer.commands.progress import Events, reporter
from trainer.data.layouts.reading import Layout
from vision.errors import DataUnusable, FacetError

if TYPE_CHECKING:
    from trainer.data.layouts import LabelledPictures
    from trainer.evaluate.runner import Evaluation
    from vision.recognisers import Recogniser

_SAID = (
    "task",
    "n",
    "n_no_face",
    "accuracy",
    "ci95",
    "balanced_accuracy",
    "precision",
    "recall",
    "f1",
    "ece",
)


class LabelsName(StrEnum):
    fer = "fer"
    ferplus = "ferplus"


DetectorOption = Annotated[
    str | None,
    typer.Option(
        help="What finds the faces, or none. Without it: haar, or none where the card speaks of pictures."
    ),
]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        help="Write report.html and figures.json into this folder, or the page to this file.",
        metavar="DIR|FILE.html",
    ),
]


def evaluate(
    model: Annotated[
        Path, typer.Option(help="An ONNX file, a run's folder, or a .keras or .h5 file.", metavar="FILE|RUN")
    ],
    task: Annotated[str, typer.Option(help="What the model must answer: smile, emotion, …")],
    data: Annotated[Path, typer.Option(help="The folder with the labelled pictures.", metavar="DIR")],
    layout: Annotated[Layout, typer.Option(help="How the folder is laid out.")],
    labels: Annotated[
        LabelsName | None, typer.Option(help="With fer: FER2013's own labels (default) or FER+'s majority.")
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="Of a layout with splits this one alone: test, PublicTest, …")
    ] = None,
    detector: DetectorOption = None,
    provider: Annotated[str, typer.Option(help="What runs an ONNX file: auto, cpu, cuda, …")] = "auto",
    card: CardFile = None,
    scaling: ScalingChoice = None,
    colour: ColourChoice = None,
    logits: LogitsFlag = False,
    report: ReportOption = None,
    json_to: JsonOption = None,
    events: EventsOption = Events.bar,
) -> None:
    """Measure a model without retraining, by the path that the window takes.

    The largest face found in each picture answers; where none is found, the whole picture does, and counts.
    With fer the pictures are faces already. An ONNX file and the Keras model that it was made from give the
    same figures. A Keras file that is not a run's needs --card.

    Examples:

      facet-train evaluate --model assets/models/smile/model.onnx --task smile --data genki4k --layout genki

      facet-train evaluate --model runs/smile --task smile --data genki4k --layout genki --report smile-report

      facet-train evaluate --model m.onnx --task emotion --data fer2013 --layout fer --labels ferplus --json -
    """
    order = _Order(Selection(data, layout, labels, split), detector, report, json_to, events)
    try:
        with stoppable("Nothing was written."):
            _evaluate(order, lambda: _open(model, task, provider, card, (scaling, colour, logits)))
    except FacetError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


@dataclass(frozen=True)
class Selection:
    """Which labelled pictures: of which folder, by which labels, of which of its splits."""

    data: Path
    layout: Layout
    labels: LabelsName | None = None
    split: str | None = None


@dataclass(frozen=True)
class _Order:
    pictures: Selection
    detector: str | None
    report: Path | None
    json_to: str | None
    events: Events


def _evaluate(order: _Order, open_asked: "Callable[[], Recogniser]") -> None:
    # Imported here: scikit-learn and ONNX Runtime take seconds that `--help` need not.
    from trainer.evaluate.results import as_json_object, print_summary, write_json
    from trainer.evaluate.runner import evaluate_pictures

    console = words_console(order.json_to, order.events)
    recogniser = open_asked()
    pictures = read_pictures(order.pictures, recogniser.card.output.labels)
    with reporter(order.events) as report:
        evaluation = evaluate_pictures(
            recogniser,
            pictures,
            order.detector,
            on_progress=lambda done, total: report.count("pictures", done, total),
        )
        figures = as_json_object(evaluation, recogniser, pictures)
        # Said before anything is written: a full disk must not cost the minutes that it took.
        print_summary(console, evaluation, recogniser, pictures)
        report.say("evaluated", "", **{name: figures[name] for name in _SAID})
        if order.json_to is not None:
            write_json(order.json_to, figures)
        if order.report is not None:
            _write_report(order.report, evaluation, recogniser, pictures, figures, console)


def _write_report(
    target: Path,
    evaluation: "Evaluation",
    recogniser: "Recogniser",
    pictures: "LabelledPictures",
    figures: "dict[str, Any]",
    console: Console,
) -> None:
    from trainer.evaluate.report.page import write_report

    page = write_report(target, evaluation, recogniser, pictures, figures)
    console.print(f"{page}: the report", highlight=False, markup=False, soft_wrap=True)


def _open(
    model: Path,
    task: str,
    provider: str,
    card: Path | None,
    habits: "tuple[ScalingName | None, ColourName | None, bool]",
) -> "Recogniser":
    import os

    from trainer.evaluate.opening import open_recogniser

    recogniser = open_recogniser(
        model, provider=provider, threads=os.cpu_count() or 1, card=card, habits=habits_of(*habits)
    )
    if recogniser.task != task:
        hint = f"Give --task {recogniser.task} or another model."
        raise FacetError(f"{model}: the model answers '{recogniser.task}', not '{task}'.", hint=hint)
    return recogniser


def read_pictures(asked: Selection, known: "tuple[str, ...]") -> "LabelledPictures":
    """The pictures that are asked for, class folders named by the labels `known`. Raises DataUnusable."""
    from trainer.data.layouts import read_fer, read_folders
    from trainer.data.layouts.reading import read_layout
    from trainer.data.layouts.split_folders import is_split

    if asked.labels is not None and asked.layout is not Layout.fer:
        reason = f"--labels {asked.labels} is a choice of the layout fer, not of {asked.layout}"
        raise DataUnusable(asked.data, reason)
    if asked.layout is Layout.fer:
        pictures = read_fer(asked.data, "ferplus" if asked.labels is LabelsName.ferplus else "fer")
    elif asked.layout is Layout.folders and not (asked.data.is_dir() and is_split(asked.data)):
        pictures = read_folders(asked.data, known)
    else:
        pictures = read_layout(asked.data, asked.layout)
    return pictures if asked.split is None else _split_of(pictures, asked.split)


def _split_of(pictures: "LabelledPictures", split: str) -> "LabelledPictures":
    there = tuple(dict.fromkeys(sample.use for sample in pictures.samples if sample.use))
    samples = tuple(one for one in pictures.samples if (one.use or "").casefold() == split.casefold())
    if not samples:
        hint = f"There are: {', '.join(there)}." if there else "Its layout has no splits."
        raise DataUnusable(pictures.root, f"has no split '{split}'", hint=hint)
    return replace(pictures, samples=samples)
