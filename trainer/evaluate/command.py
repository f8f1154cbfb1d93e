"""`facet-train evaluate`: a model measured on pictures, by the window's own path."""

from collections.abc import Callable
from dataclasses import dataclass
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


class LayoutName(StrEnum):
    genki = "genki"
    folders = "folders"
    fer = "fer"


class LabelsName(StrEnum):
    fer = "fer"
    ferplus = "ferplus"


def evaluate(
    model: Annotated[
        Path,
        typer.Option(
            help="An exported ONNX file, a run's folder, or a .keras or .h5 file.", metavar="FILE|RUN"
        ),
    ],
    task: Annotated[str, typer.Option(help="What the model must answer: smile, emotion, …")],
    data: Annotated[Path, typer.Option(help="The folder with the labelled pictures.", metavar="DIR")],
    layout: Annotated[LayoutName, typer.Option(help="How the folder is laid out.")],
    labels: Annotated[
        LabelsName | None, typer.Option(help="With fer: FER2013's own labels (default) or FER+'s majority.")
    ] = None,
    detector: Annotated[
        str, typer.Option(help="What finds the faces; none: pictures are answered whole, as with fer.")
    ] = "haar",
    provider: Annotated[str, typer.Option(help="What runs an ONNX file: auto, cpu, cuda, …")] = "auto",
    card: CardFile = None,
    scaling: ScalingChoice = None,
    colour: ColourChoice = None,
    logits: LogitsFlag = False,
    report: Annotated[
        Path | None,
        typer.Option(
            help="Write report.html and figures.json into this folder, or the page to this file.",
            metavar="DIR|FILE.html",
        ),
    ] = None,
    json_to: JsonOption = None,
    events: EventsOption = Events.bar,
) -> None:
    """Measure a model without retraining, by the path that the window takes.

    With genki and folders the largest face found in each picture answers; where none is found, the whole
    picture does, and counts. With fer the pictures are faces already. An ONNX file and the Keras model that
    it was made from give the same figures. A Keras file that is not a run's needs --card.

    Examples:

      facet-train evaluate --model assets/models/smile/model.onnx --task smile --data genki4k --layout genki

      facet-train evaluate --model runs/smile --task smile --data genki4k --layout genki --report smile-report

      facet-train evaluate --model m.onnx --task emotion --data fer2013 --layout fer --labels ferplus --json -
    """
    order = _Order(data, layout, labels, detector, report, json_to, events)
    try:
        with stoppable("Nothing was written."):
            _evaluate(order, lambda: _open(model, task, provider, card, (scaling, colour, logits)))
    except FacetError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


@dataclass(frozen=True)
class _Order:
    data: Path
    layout: LayoutName
    labels: LabelsName | None
    detector: str
    report: Path | None
    json_to: str | None
    events: Events


def _evaluate(order: _Order, open_asked: "Callable[[], Recogniser]") -> None:
    # Imported here: scikit-learn and ONNX Runtime take seconds that `--help` need not.
    from trainer.evaluate.results import as_json_object, print_summary, write_json
    from trainer.evaluate.runner import evaluate_pictures

    console = words_console(order.json_to, order.events)
    recogniser = open_asked()
    pictures = read_pictures(order.data, order.layout, order.labels, recogniser.card.output.labels)
    with reporter(order.events) as report:
        evaluation = evaluate_pictures(
            recogniser,
            pictures,
            order.detector,
            on_progress=lambda done, total: report.count("pictures", done, total),
        )
        figures = as_json_object(evaluation, recogniser, pictures, order.detector)
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


def read_pictures(
    data: Path, layout: LayoutName, labels: LabelsName | None, known: "tuple[str, ...]"
) -> "LabelledPictures":
    """The labelled pictures of a folder, class folders named by the labels `known`. Raises DataUnusable."""
    from trainer.data.layouts import read_fer, read_folders, read_genki

    if labels is not None and layout is not LayoutName.fer:
        raise DataUnusable(data, f"--labels {labels} is a choice of the layout fer, not of {layout}")
    if layout is LayoutName.genki:
        return read_genki(data)
    if layout is LayoutName.fer:
        return read_fer(data, "ferplus" if labels is LabelsName.ferplus else "fer")
    return read_folders(data, known)
