"""`facet-train evaluate`: an exported model measured on pictures, by the window's own path."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from vision.errors import DataUnusable, FacetError

if TYPE_CHECKING:
    from trainer.data.layouts import LabelledPictures
    from trainer.evaluate.runner import OnProgress
    from vision.recognisers import Recogniser


class LayoutName(StrEnum):
    genki = "genki"
    folders = "folders"
    fer = "fer"


class LabelsName(StrEnum):
    fer = "fer"
    ferplus = "ferplus"


def evaluate(
    model: Annotated[Path, typer.Option(help="The exported ONNX file, card inside.", metavar="FILE.onnx")],
    task: Annotated[str, typer.Option(help="What the model must answer: smile, emotion, …")],
    data: Annotated[Path, typer.Option(help="The folder with the labelled pictures.", metavar="DIR")],
    layout: Annotated[LayoutName, typer.Option(help="How the folder is laid out.")],
    labels: Annotated[
        LabelsName | None, typer.Option(help="With fer: FER2013's own labels (default) or FER+'s majority.")
    ] = None,
    detector: Annotated[str, typer.Option(help="What finds the faces; not used with fer.")] = "haar",
    provider: Annotated[str, typer.Option(help="What runs the model: auto, cpu, cuda, …")] = "auto",
    json_to: Annotated[
        str | None,
        typer.Option("--json", help="Write the figures to this file, or - for stdout.", metavar="FILE|-"),
    ] = None,
) -> None:
    """Measure an exported model without retraining, by the path that the window takes.

    With genki and folders the largest face found in each picture answers; where none is found, the whole
    picture does, and counts. With fer the pictures are faces already.

    Examples:

      facet-train evaluate --model assets/models/smile/model.onnx --task smile --data genki4k --layout genki

      facet-train evaluate --model m.onnx --task emotion --data fer2013 --layout fer --labels ferplus --json -
    """
    try:
        _evaluate(model, task, data, layout, labels, detector, provider, json_to)
    except FacetError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _evaluate(
    model: Path,
    task: str,
    data: Path,
    layout: LayoutName,
    labels: LabelsName | None,
    detector: str,
    provider: str,
    json_to: str | None,
) -> None:
    # Imported here: scikit-learn and ONNX Runtime take seconds that `--help` need not.
    from trainer.evaluate.results import as_json_object, print_summary, write_json
    from trainer.evaluate.runner import evaluate_pictures

    recogniser = _open(model, task, provider)
    pictures = _read(data, layout, labels, recogniser)
    with _progress() as on_progress:
        evaluation = evaluate_pictures(recogniser, pictures, detector, on_progress=on_progress)
    if json_to is not None:
        write_json(json_to, as_json_object(evaluation, recogniser, pictures, detector))
    # Standard output belongs to the JSON where it goes there.
    print_summary(Console(stderr=json_to == "-"), evaluation, recogniser, pictures)


def _open(model: Path, task: str, provider: str) -> "Recogniser":
    import os

    from vision.recognisers import Recogniser
    from vision.sessions import open_model

    recogniser = Recogniser(open_model(model, provider=provider, threads=os.cpu_count() or 1))
    if recogniser.task != task:
        hint = f"Give --task {recogniser.task} or another model."
        raise FacetError(f"{model}: the model answers '{recogniser.task}', not '{task}'.", hint=hint)
    return recogniser


def _read(
    data: Path, layout: LayoutName, labels: LabelsName | None, recogniser: "Recogniser"
) -> "LabelledPictures":
    from trainer.data.layouts import read_fer, read_folders, read_genki

    if labels is not None and layout is not LayoutName.fer:
        raise DataUnusable(data, f"--labels {labels} is a choice of the layout fer, not of {layout}")
    if layout is LayoutName.genki:
        return read_genki(data)
    if layout is LayoutName.fer:
        return read_fer(data, "ferplus" if labels is LabelsName.ferplus else "fer")
    return read_folders(data, recogniser.card.output.labels)


@contextmanager
def _progress() -> "Iterator[OnProgress]":
    """A progress bar on a terminal, on standard error; nothing elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        bar = progress.add_task("pictures")
        yield lambda done, total: progress.update(bar, completed=done, total=total)
