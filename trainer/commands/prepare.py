"""`facet-train prepare`: find faces, crop, split."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.commands.options import settings_of
from trainer.commands.progress import Events, Reporter, reporter

if TYPE_CHECKING:
    from trainer.data.prepared import PrepareReport


def prepare(
    data: Annotated[
        Path, typer.Option(help="The data set's folder, as its publisher lays it out.", metavar="DIR")
    ],
    out: Annotated[Path, typer.Option(help="The folder to write; an older one is replaced.", metavar="DIR")],
    recipe: Annotated[
        str, typer.Option(help="What the pictures are for; `facet-train recipes` lists them.", metavar="NAME")
    ] = "smile",
    detector: Annotated[str, typer.Option(help="What finds the faces.")] = "haar",
    seed: Annotated[int, typer.Option(help="Decides who trains, validates and tests.")] = 1,
    choices: Annotated[
        list[str] | None,
        typer.Option("--set", help="A setting of the recipe, as margin=0.2.", metavar="NAME=VALUE"),
    ] = None,
    held_out: Annotated[
        Path | None,
        typer.Option(
            help="Also copy the test part here by class, for `evaluate --layout folders`.", metavar="DIR"
        ),
    ] = None,
    events: Annotated[Events, typer.Option(help="Progress as a bar or as JSON lines.")] = Events.bar,
) -> None:
    """Find the faces of a data set, crop them as the window will, and split them by content.

    Copies of a picture, near and mirrored ones too, stay on one side. Where no face is found the whole
    picture is taken, and marked in the manifest. Pictures that can't be read are named and left out.

    Example:

      facet-train prepare --recipe smile --data genki4k --out runs/smile-data
    """
    # Imported here: these take seconds that `--help` need not.
    from trainer.data.held_out import write_held_out
    from trainer.data.prepared import load_prepared
    from trainer.data.prepared import prepare as prepare_pictures
    from trainer.recipes.catalogue import recipe as recipe_by_name

    chosen = recipe_by_name(recipe)
    settings = settings_of(chosen.settings, choices)
    with reporter(events) as report:
        done = prepare_pictures(
            chosen.read_data(data),
            out,
            settings.crop,
            looks_at=settings.looks_at,
            detector_name=detector,
            seed=seed,
            on_progress=lambda count, total: report.count("prepare", count, total),
        )
        for error in done.unreadable:
            report.say("unreadable", f"Left out: {error}", path=str(error.path), reason=error.reason)
        _say_prepared(report, out, done)
        if held_out is not None:
            count = write_held_out(load_prepared(out), data, held_out)
            report.say(
                "held_out", f"{held_out}: {count} pictures of the test part", path=str(held_out), n=count
            )


def _say_prepared(report: Reporter, out: Path, done: "PrepareReport") -> None:
    parts = "; ".join(
        f"{split}: " + ", ".join(f"{count} {label}" for label, count in labels.items())
        for split, labels in done.counts.items()
    )
    report.say(
        "prepared",
        f"{out}: {parts}. No face found in {done.without_face}: the whole picture is taken. "
        f"{done.groups_of_duplicates} groups of copies kept together.",
        path=str(out),
        counts=done.counts,
        without_face=done.without_face,
        groups_of_duplicates=done.groups_of_duplicates,
        manifest=done.digest,
    )
