"""`facet-train inspect`: what a data set holds, and what would flatter or spoil a model trained on it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from trainer.commands.progress import Events, reporter
from trainer.evaluate.command import LayoutName
from vision.errors import DataUnusable, FacetError

if TYPE_CHECKING:
    from trainer.data.inspection import Inspection
    from trainer.data.layouts import LabelledPictures


def inspect(
    data: Annotated[Path, typer.Option(help="The folder with the labelled pictures.", metavar="DIR")],
    layout: Annotated[LayoutName, typer.Option(help="How the folder is laid out.")],
    json_to: Annotated[
        str | None,
        typer.Option(
            "--json", help="Write all that is found to this file, or - for stdout.", metavar="FILE|-"
        ),
    ] = None,
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

    pattern = people_pattern(people) if people is not None else None
    if sheet is not None and sheet.suffix.lower() != ".png":
        raise FacetError(f"--sheet {sheet}: the sheet is a PNG, so its name ends with .png.")
    pictures = _read(data, layout)
    if mend is not None and not any(sample.use for sample in pictures.samples):
        hint = "`facet-train prepare` splits such data, copies on one side."
        raise DataUnusable(data, "has no splits of its own, so there is none to mend", hint=hint)
    with reporter(Events.bar) as report:
        inspection = inspect_pictures(
            pictures, pattern, lambda done, total: report.count("pictures", done, total)
        )
    _tell(inspection, json_to, sheet, mend)


def _read(data: Path, layout: LayoutName) -> "LabelledPictures":
    from trainer.data.layouts import read_fer, read_folders, read_genki
    from trainer.data.layouts.split_folders import is_split, read_split_folders

    if layout is LayoutName.genki:
        return read_genki(data)
    if layout is LayoutName.fer:
        return read_fer(data)
    return read_split_folders(data) if is_split(data) else read_folders(data)


def _tell(inspection: "Inspection", json_to: str | None, sheet: Path | None, mend: Path | None) -> None:
    from trainer.data.inspection_words import count_of, print_inspection
    from trainer.data.mended_split import write_mended
    from trainer.data.sheet import sample_sheet
    from trainer.evaluate.results import write_json
    from vision.images import write_image

    # Standard output belongs to the JSON where it goes there. What was found is said before anything is
    # written: a full disk must not cost the minutes that it took.
    console = Console(stderr=json_to == "-")
    print_inspection(console, inspection)
    if json_to is not None:
        write_json(json_to, inspection.to_json_object())
    if sheet is not None:
        write_image(sheet, sample_sheet(inspection))
        _wrote(console, sheet, "pictures of each label")
    if mend is not None:
        moved = write_mended(inspection, mend)
        _wrote(console, mend, f"the mended split, {count_of(moved, 'picture')} moved")


def _wrote(console: Console, path: Path, what: str) -> None:
    console.print(f"{path}: {what}", highlight=False, markup=False, soft_wrap=True)
