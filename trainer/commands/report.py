"""`facet-train report`: a finished run measured on its own test part, as a page and figures."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainer.commands.outputs import EventsOption, JsonOption, stoppable, words_console
from trainer.commands.progress import Events, reporter

if TYPE_CHECKING:
    from trainer.data.layouts import LabelledPictures

_SAID = ("task", "n", "accuracy", "ci95")


def report(
    run: Annotated[Path, typer.Option(help="The finished run's folder.", metavar="RUN")],
    model: Annotated[
        Path | None,
        typer.Option(help="The ONNX file made from it; without it the run's own network.", metavar="FILE"),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(help="Where report.html and figures.json go; RUN/report else.", metavar="DIR|FILE.html"),
    ] = None,
    json_to: JsonOption = None,
    events: EventsOption = Events.bar,
) -> None:
    """Measure a finished run on its test part, picture by picture, with its worst mistakes.

    The pictures are those that the run kept aside: it learned from none of them. They are read again from
    the run's data folder, by the path that the window takes.

    Examples:

      facet-train report --run runs/photos

      facet-train report --run runs/photos --model models/photos/model.onnx --to photos-report
    """
    asked = _Asked(run, model or run, to or run / "report", json_to)
    with stoppable("Nothing was written."):
        _report(asked, events)


@dataclass(frozen=True)
class _Asked:
    run: Path
    model: Path
    to: Path
    json_to: str | None


def _report(asked: _Asked, events: Events) -> None:
    # Imported here: scikit-learn and ONNX Runtime take seconds that `--help` need not.
    import os

    from trainer.evaluate.opening import open_recogniser
    from trainer.evaluate.report.page import write_report
    from trainer.evaluate.results import as_json_object, print_summary, write_json
    from trainer.evaluate.runner import evaluate_pictures
    from trainer.fit.run_folder import RunFolder

    console = words_console(asked.json_to, events)
    folder = RunFolder(asked.run)
    config, _ = folder.finished()
    with reporter(events) as told:
        pictures = kept_aside(config)
        recogniser = open_recogniser(asked.model, threads=os.cpu_count() or 1)
        evaluation = evaluate_pictures(
            recogniser, pictures, on_progress=lambda done, total: told.count("pictures", done, total)
        )
        figures = as_json_object(evaluation, recogniser, pictures)
        print_summary(console, evaluation, recogniser, pictures)
        page = write_report(asked.to, evaluation, recogniser, pictures, figures)
        said = {name: figures[name] for name in _SAID}
        told.say("reported", f"{page}: the report", path=str(page), data=str(pictures.root), **said)
    if asked.json_to is not None:
        write_json(asked.json_to, figures)


def kept_aside(config: dict[str, Any]) -> "LabelledPictures":
    """The pictures of a run's test part, read from its data folder. Raises DataUnusable if none is left."""
    from dataclasses import replace

    from trainer.data.prepared import load_prepared
    from trainer.recipes.catalogue import recipe

    prepared = load_prepared(Path(config["prepared"]))
    test = {row.path for row in prepared.rows if row.split == "test"}
    data = Path((config.get("finetuned") or config)["data"])
    pictures = recipe(config["recipe"]).read_data(data)
    samples = tuple(
        sample for sample in pictures.samples if sample.path.relative_to(pictures.root).as_posix() in test
    )
    return replace(pictures, samples=samples, skipped=())
