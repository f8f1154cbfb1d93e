"""`facet-train models`: the architectures that can be trained, and how large they are."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from trainer.models.counting import Size
    from trainer.models.registry import Architecture

_WIDE = 130  # columns of a terminal in which the longer words have room


def models(
    json_to: Annotated[
        str | None,
        typer.Option("--json", help="Write the list to this file, or - for stdout.", metavar="FILE|-"),
    ] = None,
) -> None:
    """List every architecture with its input, classes and parameters.

    Each is built with random weights and counted: nothing is fetched. A network that comes in several sizes
    stands once for each.

    Examples:

      facet-train models

      facet-train models --json models.json
    """
    # Imported here: TensorFlow takes seconds that `--help` need not.
    from trainer.fit.device import import_quietly

    errors = Console(stderr=True)
    with errors.status("building the networks to count them"):
        import_quietly()
        from trainer.models.counting import size_of
        from trainer.models.registry import architectures

        entries = architectures()
        sizes = [size_of(entry) for entry in entries]
    if json_to is not None:
        from trainer.evaluate.results import write_json

        write_json(json_to, [size.to_json_object() for size in sizes])
    # Standard output belongs to the JSON where it goes there.
    console = errors if json_to == "-" else Console()
    console.print(_table(entries, sizes, wide=console.width >= _WIDE))


def _table(entries: "tuple[Architecture, ...]", sizes: "list[Size]", *, wide: bool) -> Table:
    table = Table(
        "name",
        "classes",
        "input",
        "parameters",
        "trained",
        "for",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for column in table.columns[1:5]:
        column.justify = "right"
    for column in table.columns:
        column.no_wrap = True
    if wide:
        table.add_column("what it is")
    for entry, size in zip(entries, sizes, strict=True):
        height, width, _ = size.input
        figures = (f"{size.classes}", f"{width}×{height}", f"{size.params:,}", f"{size.trainable:,}")
        words = (entry.purpose, entry.about) if wide else (entry.purpose,)
        table.add_row(size.name, *figures, *words)
    return table
