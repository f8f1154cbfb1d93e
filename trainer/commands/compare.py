"""`facet-train compare`: backbones and heads on one split, as a table, a plot, JSON and a page."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.commands.outputs import stoppable, words_console
from trainer.commands.progress import Events, Reporter, reporter
from vision.errors import FacetError

if TYPE_CHECKING:
    from rich.console import Console

    from trainer.features.comparison import Entrant, Line
    from trainer.features.pictures import SplitPictures

_DEFAULT = ["mobilenetv2", "efficientnet-lite0", "resnet50", "vgg16"]
_KEPT = "Features that were computed are kept, so that the next time goes on from there."


def compare(
    data: Annotated[
        Path, typer.Option(help="A folder of class folders, or Stanford Dogs' own.", metavar="DIR")
    ],
    backbone: Annotated[
        list[str] | None,
        typer.Option(help="A backbone to compare; again for more. Without: four.", metavar="NAME"),
    ] = None,
    head: Annotated[
        list[str] | None,
        typer.Option(
            help="logistic, whitened, forest or dense; again for more. Without: all.", metavar="NAME"
        ),
    ] = None,
    weights: Annotated[
        list[str] | None,
        typer.Option(help="A file of weights for a backbone, as xception=FILE.h5.", metavar="NAME=FILE"),
    ] = None,
    side: Annotated[
        int | None,
        typer.Option(help="Pixels of the square each backbone sees; its own else.", min=32, max=1024),
    ] = None,
    seed: Annotated[int, typer.Option(help="Decides the split and the heads' chances.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(help="Write compare.json, compare.png and compare.html here.", metavar="DIR"),
    ] = None,
    json_to: Annotated[
        str | None,
        typer.Option("--json", help="Write all figures to this file, or - for stdout.", metavar="FILE|-"),
    ] = None,
    events: Annotated[Events, typer.Option(help="Progress as a bar or as JSON lines.")] = Events.bar,
) -> None:
    """Compare frozen ImageNet backbones on one split of your pictures.

    Each backbone looks at each picture once, through ONNX Runtime; its features are kept, and the heads learn
    on them in seconds. Copies of a picture stay in one part. A head's strength is chosen on the validation
    part; the test part is asked once.

    Examples:

      facet-train compare --data stanford-dogs --out runs/compare-dogs

      facet-train compare --data people --backbone mobilenetv2 --backbone vgg16 --head logistic --json -

      facet-train compare --data photos --backbone xception --weights xception=xception_notop.h5
    """
    with stoppable(_KEPT), reporter(events) as report:
        asked = _Asked(data, backbone or _DEFAULT, head, weights or [], side, seed)
        _compare(asked, out, json_to, words_console(json_to, events), report)


@dataclass(frozen=True)
class _Asked:
    """What is compared: on which pictures, and between whom."""

    data: Path
    backbones: list[str]
    heads: list[str] | None
    weights: list[str]
    side: int | None
    seed: int


def _compare(
    asked: _Asked, out: Path | None, json_to: str | None, console: "Console", report: Reporter
) -> None:
    # Imported here: scikit-learn and ONNX Runtime take seconds that `--help` need not.
    from trainer.evaluate.results import write_json
    from trainer.features.comparison import as_json_object
    from trainer.features.comparison import compare as compare_backbones
    from trainer.features.comparison_words import WIDE, table_of
    from trainer.features.folders import read_pictures
    from trainer.features.heads import HEADS
    from trainer.features.pictures import split_pictures

    began = time.monotonic()
    entrants = _entrants(asked.backbones, asked.weights, asked.side)
    heads = _known(asked.heads or list(HEADS), HEADS)
    pictures = split_pictures(
        read_pictures(asked.data),
        asked.seed,
        on_progress=lambda done, total: report.count("reading", done, total),
    )
    _say_split(report, pictures)
    lines = compare_backbones(
        pictures, entrants, heads, report.count, lambda words: report.say("speed", words)
    )
    took_s = time.monotonic() - began
    figures = as_json_object(pictures, lines, took_s)
    console.print(table_of(lines, wide=console.width >= WIDE))
    words = f"{figures['split']['test']} test pictures, {took_s:.0f} s; ms: a picture in ONNX Runtime."
    report.say("compared", words, **figures)
    if json_to is not None:
        write_json(json_to, figures)
    if out is not None:
        _write(out, pictures, lines, figures, report)


def _known(heads: list[str], there_are: tuple[str, ...]) -> list[str]:
    unknown = [name for name in heads if name not in there_are]
    if unknown:
        raise FacetError(f"There is no head '{unknown[0]}'.", hint=f"There are: {', '.join(there_are)}.")
    return list(dict.fromkeys(heads))


def _entrants(names: list[str], weights: list[str], side: int | None) -> "list[Entrant]":
    from trainer.features.comparison import Entrant
    from trainer.models.backbones import backbone

    files: dict[str, Path] = {}
    for choice in weights:
        name, equals, file = choice.partition("=")
        if not equals or name not in names:
            raise FacetError(
                f"--weights {choice}: a file is given as NAME=FILE for a backbone that is compared."
            )
        files[name] = Path(file)
    return [Entrant(backbone(name), files.get(name), side) for name in dict.fromkeys(names)]


def _say_split(report: Reporter, pictures: "SplitPictures") -> None:
    counts = ", ".join(f"{part} {count}" for part, count in pictures.counts().items())
    report.say(
        "split",
        f"{pictures.root}: {len(pictures.labels)} classes; {counts}; seed {pictures.seed}; "
        f"{pictures.copies} groups of copies kept together.",
        counts=pictures.counts(),
        classes=len(pictures.labels),
        groups_of_copies=pictures.copies,
    )
    if pictures.skipped:
        first = pictures.skipped[0]
        words = f"Left out: {len(pictures.skipped)} files, the first {first.path} ({first.reason})."
        report.say("left_out", words, n=len(pictures.skipped))
    if pictures.warning:
        report.say("warning", f"Beware: {pictures.warning}", reason="imagenet")


def _write(
    out: Path, pictures: "SplitPictures", lines: "list[Line]", figures: dict[str, object], report: Reporter
) -> None:
    import json

    from trainer.features.comparison_words import page_of, plot_of
    from trainer.fit.run_folder import RunFolder

    folder = RunFolder(out)
    folder.write("compare.json", (json.dumps(figures, indent=1) + "\n").encode())
    plot = plot_of(lines, pictures.root.resolve().name)
    folder.write("compare.png", plot)
    folder.write("compare.html", page_of(lines, figures, plot).encode())
    report.say("written", f"{out}: compare.json, compare.png, compare.html", path=str(out))
