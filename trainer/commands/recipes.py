"""`facet-train recipes`: what can be trained, on which data, and how good the student systems and ours are."""

from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

_COLUMNS = ("name", "task", "data", "network", "student", "ours", "needs")


def recipes(
    json_to: Annotated[
        str | None,
        typer.Option("--json", help="Write the list to this file, or - for stdout.", metavar="FILE|-"),
    ] = None,
) -> None:
    """List every recipe with its task, data and network, and the figures of the student system and ours.

    Examples:

      facet-train recipes

      facet-train recipes --json -
    """
    from trainer.recipes.catalogue import recipes as all_recipes

    entries = [
        {"name": one.name, "task": one.task, **vars(one.facts), "settings": list(one.settings.model_fields)}
        for one in all_recipes()
    ]
    if json_to is not None:
        from trainer.evaluate.results import write_json

        write_json(json_to, entries)
    # Standard output belongs to the JSON where it goes there.
    console = Console(stderr=json_to == "-")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for column in _COLUMNS:
        table.add_column(column, no_wrap=column == "name", overflow="fold")
    for entry in entries:
        table.add_row(*(str(entry[column]) for column in _COLUMNS))
    console.print(table)
