"""`facet-train recipes`: what can be trained, on which data, and how well the student systems and ours do."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from trainer.recipes.settings import RecipeSettings

_LINES = ("data", "network", "student", "ours", "needs")


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
        {
            "name": one.name,
            "task": one.task,
            **vars(one.facts),
            "settings": list(one.settings.model_fields),
            "defaults": {name: field.default for name, field in _simple(one.settings)},
            "takes": sorted(one.takes),
            "backbones": _backbones() if "backbone" in one.settings.model_fields else [],
        }
        for one in all_recipes()
    ]
    if json_to is not None:
        from trainer.evaluate.results import write_json

        write_json(json_to, entries)
    # Standard output belongs to the JSON where it goes there.
    console = Console(stderr=json_to == "-")
    # A block for each, which any width has room for.
    for entry in entries:
        console.print(f"[bold]{entry['name']}[/bold]  [dim]answers {entry['task']}[/dim]")
        block = Table(box=None, show_header=False, padding=(0, 0, 0, 2))
        block.add_column(no_wrap=True, style="dim")
        block.add_column(overflow="fold")
        for line in _LINES:
            block.add_row(line, str(entry[line]))
        console.print(block)
        console.print()


def _simple(settings: "type[RecipeSettings]") -> "list[tuple[str, FieldInfo]]":
    """The settings whose defaults JSON can hold as they are."""
    plain = (int, float, str, bool)
    return [(name, one) for name, one in settings.model_fields.items() if isinstance(one.default, plain)]


def _backbones() -> list[dict[str, object]]:
    """What `--backbone` takes. fetched: a pinned package has its weights; else Keras' own are asked for."""
    from trainer.models.backbones import backbones

    return [
        {"name": one.name, "side": one.side, "licence": one.licence, "fetched": one.packaged is not None}
        for one in backbones()
    ]
