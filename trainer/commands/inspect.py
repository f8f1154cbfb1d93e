"""`facet-train inspect`: what a data set holds, and what would flatter or spoil a model trained on it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from trainer.commands.outputs import EventsOption, JsonOption, stoppable, words_console
from trainer.commands.progress import Events, Reporter, reporter
from trainer.data.layouts.reading import Layout, layout_of, read_layout
from vision.errors import DataUnusable, FacetError

if TYPE_CHECKING:
    from trainer.data.inspection import Inspection


def inspect(
    data: Annotated[Path, typer.Option(help="The folder with the labelled pictures.", metavar="DIR")],
    layout: Annotated[
        Layout | None, typer.Option(help="How the folder is laid out; without it, as it looks.")
    ] = None,
    json_to: JsonOption = None,
    sheet: Annotated[
        Path | None,
        typer.Option(help="Write a sheet with pictures of each label here.", metavar="FILE.png"),
    ] = None,
    people: Annotated[
        str | None,
        typer.Option(
            help="Whom a file's name speaks of (or which session), as a regular expression with one group: "
            "then people on two sides of the split are named too.",
            metavar="REGEX",
        ),
    ] = None,
    mend: Annotated[
        Path | None,
        typer.Option(
            help="Write a table of path, label, split and mended split here, copies on one side.",
            metavar="FILE.csv",
        ),
    ] = None,
    events: EventsOption = Events.bar,
) -> None:
    """Count classes and sizes, name what can't be used, and look for leaks.

    A leak is one photograph in two splits: an exact copy, or one that was resized, encoded again, brightened
    or mirrored. A conflict is one photograph under two labels. With folders, DIR holds class folders, or
    train, test and the like, each with class folders. Nothing in DIR is changed.

    Examples:

      facet-train inspect --data fer2013 --layout fer --sheet fer2013.png

      facet-train inspect --data genki4k --layout genki --json -

      facet-train inspect --data lfw --layout folders --people '(.+)_[0-9]{4}' --mend mended.csv
    """
    # Imported here: SciPy and imagehash take seconds that `--help` need not.
    from trainer.data.inspection import inspect_pictures
    from trainer.data.people import people_pattern

    console = words_console(json_to, events)
    pattern = people_pattern(people) if people is not None else None
    if sheet is not None and sheet.suffix.lower() != ".png":
        raise FacetError(f"--sheet {sheet}: the sheet is a PNG, so its name ends with .png.")
    pictures = read_layout(data, layout or layout_of(data))
    if mend is not None and not any(sample.use for sample in pictures.samples):
        hint = "`facet-train prepare` splits such data, copies on one side."
        raise DataUnusable(data, "has no splits of its own, so there is none to mend", hint=hint)
    with stoppable("Nothing in DIR was changed."), reporter(events) as report:
        inspection = inspect_pictures(
            pictures, pattern, lambda done, total: report.count("pictures", done, total)
        )
        _tell(console, report, inspection, _Targets(json_to, sheet, mend))


@dataclass(frozen=True)
class _Targets:
    json_to: str | None
    sheet: Path | None
    mend: Path | None


def _tell(console: Console, report: Reporter, inspection: "Inspection", targets: _Targets) -> None:
    from trainer.data.inspection_words import count_of, print_inspection
    from trainer.data.mended_split import write_mended
    from trainer.data.sheet import sample_sheet
    from trainer.evaluate.json_file import write_json
    from vision.images import write_image

    # What was found is said before anything is written: a full disk must not cost the minutes that it took.
    print_inspection(console, inspection)
    found = inspection.to_json_object()
    counted = {name: found["leaks"][name] for name in ("n_across_splits", "n_label_conflicts")}
    report.say("inspected", "", n=found["n"], labels=found["labels"], **counted)
    if targets.json_to is not None:
        write_json(targets.json_to, found)
    if targets.sheet is not None:
        write_image(targets.sheet, sample_sheet(inspection))
        _wrote(console, targets.sheet, "pictures of each label")
    if targets.mend is not None:
        moved = write_mended(inspection, targets.mend)
        report.say("mended", "", path=str(targets.mend), moved=moved)
        _wrote(console, targets.mend, f"the mended split, {count_of(moved, 'picture')} moved")


def _wrote(console: Console, path: Path, what: str) -> None:
    console.print(f"{path}: {what}", highlight=False, markup=False, soft_wrap=True)
