"""`facet-train predict`: a model's answers on pictures, clips and a camera, or ImageNet's names for them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from trainer.commands.keras_options import CardFile, ColourChoice, LogitsFlag, ScalingChoice, habits_of
from trainer.commands.outputs import EventsOption, JsonOption, stoppable, words_console
from trainer.commands.progress import Events, Reporter, reporter
from trainer.evaluate.command import DetectorOption
from vision.errors import FacetError, ImageUnreadable

if TYPE_CHECKING:
    from trainer.evaluate.prediction import Answerer

Row = dict[str, Any]

InputsArgument = Annotated[
    list[Path] | None, typer.Argument(help="Pictures, folders and clips.", metavar="IMAGE|FOLDER|VIDEO…")
]
ModelOption = Annotated[
    Path | None,
    typer.Option(help="An exported ONNX file, a run's folder, or a .keras or .h5 file.", metavar="FILE|RUN"),
]
CameraOption = Annotated[
    int | None, typer.Option(help="Watch this camera, 0 being the first, until Ctrl-C.", min=0)
]
BackboneOption = Annotated[
    str | None,
    typer.Option(help="In place of --model: networks that know ImageNet's classes.", metavar="NAME,…"),
]
WeightsOption = Annotated[
    list[str] | None,
    typer.Option(help="A backbone's file of weights, with its top; may be repeated.", metavar="[NAME=]FILE"),
]
TopOption = Annotated[
    int, typer.Option(help="With --backbone and --report: how many classes.", min=1, max=20)
]
PageOption = Annotated[
    Path | None,
    typer.Option(
        "--report", help="Write a page with the pictures and the likeliest labels here.", metavar="FILE.html"
    ),
]


def predict(
    inputs: InputsArgument = None,
    model: ModelOption = None,
    camera: CameraOption = None,
    backbone: BackboneOption = None,
    weights: WeightsOption = None,
    top: TopOption = 5,
    every: Annotated[int, typer.Option(help="Of a clip, look at each so many-th frame.", min=1)] = 1,
    detector: DetectorOption = None,
    provider: Annotated[str, typer.Option(help="What runs an ONNX file: auto, cpu, cuda, …")] = "auto",
    card: CardFile = None,
    scaling: ScalingChoice = None,
    colour: ColourChoice = None,
    logits: LogitsFlag = False,
    page: PageOption = None,
    json_to: JsonOption = None,
    events: EventsOption = Events.bar,
) -> None:
    """Say what a model answers for each face, by the path that the window takes.

    In a photo without a face that is found, the whole picture answers. What can't be read is named, and left
    out. With --backbone the most probable of ImageNet's classes are shown side by side, each network's
    weights taken from a public package or fetched by Keras where --weights names no file.

    Examples:

      facet-train predict --model smile.onnx photo.jpg

      facet-train predict --model smile.onnx holiday clip.mp4 --every 5 --json answers.json

      facet-train predict --model runs/smile --camera 0

      facet-train predict --model runs/dogs/model.onnx --report dogs.html walk

      facet-train predict --backbone resnet50,vgg16 --weights vgg16=vgg16.h5 dog.jpg
    """
    console = words_console(json_to, events)
    _check(inputs, model, camera, backbone, weights)
    _check_page(page, camera)
    with reporter(events) as report:
        if backbone is not None:
            with stoppable("The pictures shown are all that was asked."):
                rows = _name_classes(inputs or [], backbone, weights, top, console, report)
                _write(json_to, rows)
                _write_page(page, rows, top, report)
            return
        answerer = _answerer(model, detector, provider, card, habits_of(scaling, colour, logits))
        asked = _Asked(answerer, console, report, json_to, page, top)
        if camera is not None:
            _watch(asked, camera, every)
        else:
            _answer_files(asked, inputs or [], every)


@dataclass(frozen=True)
class _Asked:
    answerer: "Answerer"
    console: Console
    report: Reporter
    json_to: str | None
    page: Path | None
    top: int

    def write(self, rows: list[Row]) -> None:
        """What was answered, as JSON and as a page, where either was asked for."""
        _write(self.json_to, rows)
        _write_page(self.page, rows, self.top, self.report)


def _check_page(page: Path | None, camera: int | None) -> None:
    """Said before minutes are spent."""
    if page is None:
        return
    if camera is not None:
        raise FacetError("--report shows pictures, not what a camera sees.", hint="Use --json.")
    if page.suffix.lower() not in (".html", ".htm"):
        raise FacetError(f"--report {page}: a page's name ends with .html.")


def _check(
    inputs: list[Path] | None,
    model: Path | None,
    camera: int | None,
    backbone: str | None,
    weights: list[str] | None,
) -> None:
    """Raises FacetError where the options don't fit together."""
    if (model is None) == (backbone is None):
        raise FacetError("Either --model or --backbone says who answers.", hint="Give one of them.")
    if weights and backbone is None:
        raise FacetError("--weights belongs to --backbone.", hint="Leave it out.")
    if camera is not None and (inputs or backbone):
        raise FacetError("--camera goes with --model alone.", hint="Leave pictures and --backbone out.")
    if camera is None and not inputs:
        raise FacetError("Nothing says what to look at.", hint="Name pictures, folders or clips.")


def _answerer(
    model: Path | None, detector: str | None, provider: str, card: Path | None, habits: Any
) -> "Answerer":
    # Imported here: ONNX Runtime takes seconds that `--help` need not.
    from trainer.evaluate.looking import detector_for, finder_for
    from trainer.evaluate.opening import open_recogniser
    from trainer.evaluate.prediction import Answerer

    assert model is not None  # `_check` has looked
    recogniser = open_recogniser(model, provider=provider, card=card, habits=habits)
    name = detector_for(recogniser, detector)
    return Answerer(recogniser, None if name is None else finder_for(name))


def _answer_files(asked: _Asked, inputs: list[Path], every: int) -> None:
    from trainer.data.inputs import files_of

    files = files_of(inputs)
    rows: list[Row] = []
    unreadable = 0
    try:
        for number, path in enumerate(files, 1):
            try:
                rows += _answers(asked, path, every)
            except ImageUnreadable as error:
                if len(files) == 1:
                    raise
                unreadable += 1
                asked.report.say("unreadable", f"Left out: {error}", path=str(path), reason=error.reason)
            if len(files) > 1:
                asked.report.count("pictures", number, len(files))
    except KeyboardInterrupt as interrupt:
        if rows:
            asked.write(rows)
        typer.echo(f"Stopped. The answers for {number - 1} of {len(files)} files are kept.", err=True)
        raise typer.Exit(130) from interrupt
    if unreadable == len(files):
        raise FacetError(f"None of {len(files)} files can be read.")
    asked.write(rows)


def _answers(asked: _Asked, path: Path, every: int) -> list[Row]:
    from trainer.data.inputs import is_clip, stills_of
    from trainer.evaluate.prediction import clip_sentence, photo_sentence

    rows: list[Row] = []
    sentence = ""
    for still in stills_of(path, every):
        prediction = asked.answerer.predict(still)
        rows.append(prediction.to_json_object())
        sentence = "" if still.moving else photo_sentence(prediction)
        asked.report.say("answer", "", **rows[-1])
    _say(asked.console, clip_sentence(rows) if is_clip(path) else sentence)
    return rows


def _watch(asked: _Asked, camera: int, every: int) -> None:
    """Ctrl-C is the usual end: what was answered until then is written."""
    from trainer.data.inputs import stills_of_camera
    from trainer.evaluate.prediction import clip_sentence, frame_sentence

    rows: list[Row] = []
    before = ""
    try:
        for still in stills_of_camera(camera, every):
            prediction = asked.answerer.predict(still)
            rows.append(prediction.to_json_object())
            asked.report.say("answer", "", **rows[-1])
            said = frame_sentence(prediction)
            if said != before:
                _say(asked.console, f"{still.at_s:7.1f} s  {said}")
            before = said
    except KeyboardInterrupt:
        pass
    if rows:
        _say(asked.console, clip_sentence(rows))
    _write(asked.json_to, rows)


def _name_classes(
    inputs: list[Path], backbone: str, weights: list[str] | None, top: int, console: Console, report: Reporter
) -> list[Row]:
    from trainer.data.inputs import files_of, is_clip
    from trainer.evaluate.imagenet_names import open_namers, print_names, weights_by_name

    names = [name.strip() for name in backbone.split(",") if name.strip()]
    files = [path for path in files_of(inputs) if not is_clip(path)]
    if not files:
        raise FacetError(
            "--backbone looks at pictures, and none was named.", hint="Name pictures or folders."
        )
    chosen = weights_by_name(names, weights or [])
    namers = open_namers(names, chosen, lambda name: report.say("opening", f"opening {name}", backbone=name))
    rows: list[Row] = []
    for number, path in enumerate(files, 1):
        try:
            found = [namer.name(path, top) for namer in namers]
        except ImageUnreadable as error:
            if len(files) == 1:
                raise
            report.say("unreadable", f"Left out: {error}", path=str(path), reason=error.reason)
            continue
        rows.append({"source": str(path), "backbones": {one.backbone: one.to_json_object() for one in found}})
        print_names(console, path, found)
        report.say("answer", "", **rows[-1])
        report.count("pictures", number, len(files))
    if not rows:
        raise FacetError(f"None of {len(files)} files can be read.")
    return rows


def _write(json_to: str | None, rows: list[Row]) -> None:
    from trainer.evaluate.json_file import write_json

    if json_to is not None:
        write_json(json_to, rows)


def _write_page(page: Path | None, rows: list[Row], top: int, report: Reporter) -> None:
    if page is None:
        return
    from trainer.evaluate.report.answers import write_answers

    shown = write_answers(page, rows, top)
    report.say("written", f"{page}: {shown} of {len(rows)} answers, with their pictures", path=str(page))


def _say(console: Console, sentence: str) -> None:
    console.print(sentence, highlight=False, markup=False, soft_wrap=True)
