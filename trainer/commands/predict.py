"""`facet-train predict`: an exported model's answers on pictures, folders and clips."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from trainer.commands.progress import Events, Reporter, reporter
from vision.errors import FacetError, ImageUnreadable

if TYPE_CHECKING:
    from vision.detectors import Detector
    from vision.recognisers import Recogniser

Row = dict[str, Any]


def predict(
    inputs: Annotated[
        list[Path], typer.Argument(help="Pictures, folders and clips.", metavar="IMAGE|FOLDER|VIDEO…")
    ],
    model: Annotated[Path, typer.Option(help="The exported ONNX file, card inside.", metavar="FILE.onnx")],
    json_to: Annotated[
        str | None,
        typer.Option("--json", help="Write all answers to this file, or - for stdout.", metavar="FILE|-"),
    ] = None,
    every: Annotated[int, typer.Option(help="Of a clip, look at each so many-th frame.", min=1)] = 1,
    detector: Annotated[str, typer.Option(help="What finds the faces.")] = "haar",
    provider: Annotated[str, typer.Option(help="What runs the model: auto, cpu, cuda, …")] = "auto",
) -> None:
    """Say what an exported model answers for each face, by the path that the window takes.

    In a photo without a face that is found, the whole picture answers. What can't be read is named, and left
    out.

    Examples:

      facet-train predict --model smile.onnx photo.jpg

      facet-train predict --model smile.onnx holiday clip.mp4 --every 5 --json answers.json
    """
    # Imported here: ONNX Runtime takes seconds that `--help` need not.
    from trainer.data.inputs import files_of
    from trainer.evaluate.results import write_json
    from vision.detectors import detector_by_name
    from vision.recognisers import Recogniser
    from vision.sessions import open_model

    files = files_of(inputs)
    recogniser = Recogniser(open_model(model, provider=provider))
    finder = detector_by_name(detector)
    # Standard output belongs to the JSON where it goes there.
    console = Console(stderr=json_to == "-")
    rows: list[Row] = []
    unreadable = 0
    with reporter(Events.bar) as report:
        for number, path in enumerate(files, 1):
            try:
                rows += _answers(path, every, recogniser, finder, console)
            except ImageUnreadable as error:
                if len(files) == 1:
                    raise
                unreadable += 1
                report.say("unreadable", f"Left out: {error}")
            _count(report, number, len(files))
    if unreadable == len(files):
        raise FacetError(f"None of {len(files)} files can be read.")
    if json_to is not None:
        write_json(json_to, rows)


def _answers(
    path: Path, every: int, recogniser: "Recogniser", finder: "Detector", console: Console
) -> list[Row]:
    from trainer.data.inputs import is_clip, stills_of
    from trainer.evaluate.prediction import clip_sentence, photo_sentence
    from trainer.evaluate.prediction import predict as predict_still

    rows: list[Row] = []
    sentence = ""
    for still in stills_of(path, every):
        prediction = predict_still(still, recogniser, finder)
        rows.append(prediction.to_json_object())
        sentence = "" if still.moving else photo_sentence(prediction)
    if is_clip(path):
        sentence = clip_sentence(rows)
    console.print(sentence, highlight=False, markup=False, soft_wrap=True)
    return rows


def _count(report: Reporter, done: int, total: int) -> None:
    if total > 1:
        report.count("pictures", done, total)
