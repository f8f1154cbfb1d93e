"""`facet-train prepare`: read a public layout, find faces, crop, split, and write a manifest."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainer.commands.data_words import say_conflicts
from trainer.commands.options import settings_of
from trainer.commands.outputs import EventsOption, JsonOption, stoppable, words_console
from trainer.commands.progress import Events, Reporter, reporter
from trainer.commands.recipe_choice import recipe_for
from trainer.data.layouts import LabelledPictures, Skipped
from trainer.data.layouts.reading import Layout, read_layout
from trainer.data.manifest import read_manifest
from trainer.data.splits import Shares
from vision.crops import CropSpec
from vision.errors import DataUnusable, FacetError

if TYPE_CHECKING:
    from trainer.data.prepared import PrepareReport

_FACES = (Layout.genki, Layout.lfw)  # layouts of photographs of people
_MOST_NAMED = 10


class Subject(StrEnum):
    face = "face"
    box = "box"
    picture = "picture"


Data = Annotated[
    Path, typer.Option(help="The data set's folder, as its publisher lays it out.", metavar="DIR")
]
Out = Annotated[Path, typer.Option(help="The folder to write; an older one is replaced.", metavar="DIR")]
RecipeName = Annotated[
    str | None,
    typer.Option(
        help="What the pictures are for: says layout and crop. `facet-train recipes` lists them. Without it, "
        "what the data looks like: of class folders, folder.",
        metavar="NAME",
    ),
]
LayoutOption = Annotated[
    Layout | None, typer.Option(help="How the folder is laid out, where no recipe says it.")
]
CropOption = Annotated[
    Subject | None,
    typer.Option(
        help="With --layout: crop the largest face, the annotated box, or the whole picture. Without it: "
        "the face with genki and lfw, else the whole picture."
    ),
]
Size = Annotated[int, typer.Option(help="With --layout: the crop's side in pixels.", min=8, max=1024)]
Margin = Annotated[float, typer.Option(help="With --layout: added on each side, as a share of the box.")]
AtLeast = Annotated[
    int, typer.Option(help="Leave out classes with fewer pictures, as most people of LFW.", min=1)
]
Choices = Annotated[
    list[str] | None,
    typer.Option("--set", help="A setting of the recipe, as margin=0.2.", metavar="NAME=VALUE"),
]
HeldOut = Annotated[
    Path | None,
    typer.Option(
        help="Also copy the test part here by class, for `evaluate --layout folders`.", metavar="DIR"
    ),
]


def prepare(
    data: Data,
    out: Out,
    recipe: RecipeName = None,
    layout: LayoutOption = None,
    crop: CropOption = None,
    size: Size = 64,
    margin: Margin = 0.0,
    at_least: AtLeast = 1,
    detector: Annotated[str, typer.Option(help="What finds the faces.")] = "haar",
    seed: Annotated[int, typer.Option(help="Decides who trains, validates and tests.")] = 1,
    choices: Choices = None,
    held_out: HeldOut = None,
    json_to: JsonOption = None,
    events: EventsOption = Events.bar,
) -> None:
    """Read a data set, crop it as the window will, split it by content, and write a manifest.

    Copies of a picture, near and mirrored ones too, stay on one side. A publisher's own test part stays one.
    Where no face is found the whole picture is taken, and marked in the manifest. Pictures that can't be read
    are named and left out.

    Examples:

      facet-train prepare --recipe smile --data genki4k --out runs/smile-data

      facet-train prepare --layout stanford-dogs --crop box --size 128 --data stanford-dogs --out runs/dogs

      facet-train prepare --layout lfw --at-least 20 --data lfw --out runs/lfw
    """
    words_console(json_to, events)  # says what can't share standard output
    chosen = None
    if layout is None:
        chosen = recipe_for(data, recipe)
        plan = _of_recipe(chosen.name, choices)
    else:
        plan = _of_layout(layout, crop, size, margin)
    if layout is not None and (recipe or choices):
        raise FacetError("--layout says how to read and crop, so --recipe and --set have no place beside it.")
    with stoppable("Nothing was written; an older folder is as it was."), reporter(events) as report:
        if chosen is not None and chosen.said:
            report.say("assumed", chosen.said, recipe=chosen.name)
        pictures = _enough(plan.read(data), at_least)
        done = _prepare(pictures, out, plan, detector, seed, report)
        if held_out is not None:
            _write_held_out(out, pictures.root, held_out, report)
    if json_to is not None:
        from trainer.evaluate.results import write_json

        write_json(json_to, _facts(out, done))


@dataclass(frozen=True)
class _Plan:
    """How to read, to crop and to split."""

    read: Callable[[Path], LabelledPictures]
    crop: CropSpec
    subject: Subject
    shares: Shares


def _of_recipe(name: str, choices: list[str] | None) -> _Plan:
    from trainer.recipes.catalogue import recipe

    chosen = recipe(name)
    settings = settings_of(chosen.settings, choices)
    return _Plan(chosen.read_data, settings.crop, Subject(settings.looks_at), settings.shares)


def _of_layout(layout: Layout, crop: Subject | None, size: int, margin: float) -> _Plan:
    subject = crop or (Subject.face if layout in _FACES else Subject.picture)
    if subject is Subject.box and layout is not Layout.stanford_dogs:
        raise FacetError(f"--crop box: the layout {layout} has no annotated boxes; stanford-dogs has.")
    margin = 0.0 if subject is Subject.picture else margin
    spec = CropSpec(width=size, height=size, margin=margin)
    return _Plan(lambda data: read_layout(data, layout), spec, subject, Shares())


def _enough(pictures: LabelledPictures, at_least: int) -> LabelledPictures:
    """Without the classes that have fewer pictures. Raises DataUnusable where none is left."""
    if at_least <= 1:
        return pictures
    labels = tuple(label for label, count in pictures.counts().items() if count >= at_least)
    if not labels:
        raise DataUnusable(pictures.root, f"no class has {at_least} pictures", hint="Ask for fewer.")
    kept = frozenset(labels)
    few = tuple(
        Skipped(sample.path, "of a class with too few pictures")
        for sample in pictures.samples
        if sample.label not in kept
    )
    samples = tuple(sample for sample in pictures.samples if sample.label in kept)
    return replace(pictures, samples=samples, labels=labels, skipped=pictures.skipped + few)


def _prepare(
    pictures: LabelledPictures, out: Path, plan: _Plan, detector: str, seed: int, report: Reporter
) -> "PrepareReport":
    # Imported here: these take seconds that `--help` need not.
    from trainer.data.prepared import MANIFEST
    from trainer.data.prepared import prepare as prepare_pictures

    if plan.subject is Subject.box and not any(sample.box_px for sample in pictures.samples):
        hint = "Put the publisher's Annotation folder beside Images, or leave --crop box out."
        raise DataUnusable(pictures.root, "has no annotated boxes", hint=hint)
    done = prepare_pictures(
        pictures,
        out,
        plan.crop,
        detector_name=detector,
        looks_at=plan.subject.value,
        shares=plan.shares,
        seed=seed,
        on_progress=lambda count, total: report.count("prepare", count, total),
    )
    for error in done.unreadable:
        report.say("unreadable", f"Left out: {error}", path=str(error.path), reason=error.reason)
    for reason, count in pictures.skipped_by_reason().items():
        report.say("skipped", f"Left out: {count}, {reason}", reason=reason, n=count)
    say_conflicts(report, read_manifest(out / MANIFEST))
    _say_prepared(report, out, done, plan.subject)
    return done


def _write_held_out(out: Path, root: Path, held_out: Path, report: Reporter) -> None:
    from trainer.data.held_out import write_held_out
    from trainer.data.prepared import load_prepared

    count = write_held_out(load_prepared(out), root, held_out)
    report.say(
        "held_out",
        f"{held_out}: {count} picture{'' if count == 1 else 's'} of the test part",
        path=str(held_out),
        n=count,
    )


def _facts(out: Path, done: "PrepareReport") -> dict[str, Any]:
    return {
        "path": str(out),
        "counts": done.counts,
        "without_face": done.without_face,
        "groups_of_duplicates": done.groups_of_duplicates,
        "left_out_copies": done.left_out_copies,
        "unreadable": [str(error.path) for error in done.unreadable],
        "manifest": done.digest,
    }


def _say_prepared(report: Reporter, out: Path, done: "PrepareReport", subject: Subject) -> None:
    words = [f"{out}: " + "; ".join(_part(split, labels) for split, labels in done.counts.items())]
    if subject is Subject.face:
        words.append(f"No face found in {done.without_face}: the whole picture is taken")
    groups, copies = done.groups_of_duplicates, done.left_out_copies
    words.append(f"{groups} group{'' if groups == 1 else 's'} of copies kept together")
    if copies:
        words.append(f"{copies} cop{'y' if copies == 1 else 'ies'} of held-out pictures left out")
    report.say("prepared", ". ".join(words) + ".", **_facts(out, done))


def _part(split: str, labels: dict[str, int]) -> str:
    if len(labels) > _MOST_NAMED:
        return f"{split}: {sum(labels.values())} of {len(labels)} classes"
    return f"{split}: " + ", ".join(f"{count} {label}" for label, count in labels.items())
