"""What `facet-train train` and `tune` can be told."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vision.errors import FacetError

if TYPE_CHECKING:
    from trainer.recipes.protocol import Recipe


class Device(StrEnum):
    auto = "auto"
    cpu = "cpu"
    gpu = "gpu"


Run = Annotated[Path | None, typer.Option(help="The run's folder; runs/RECIPE without it.", metavar="DIR")]
Data = Annotated[Path | None, typer.Option(help="The data set's folder, or a prepared one.", metavar="DIR")]
RecipeName = Annotated[
    str | None,
    typer.Option(
        help="What to train; `facet-train recipes` lists them. Without it, what the data looks like: of "
        "class folders, folder.",
        metavar="NAME",
    ),
]
Backbone = Annotated[
    str | None,
    typer.Option(
        help="Train a head on this frozen ImageNet network; without --recipe on any class folders.",
        metavar="NAME",
    ),
]
Weights = Annotated[
    Path | None,
    typer.Option(help="The backbone's weights, in place of those that are fetched.", metavar="FILE"),
]
Fer = Annotated[
    Path | None,
    typer.Option(
        help="FER2013 with FER+'s votes: the network learns on its training rows first.", metavar="DIR"
    ),
]
Start = Annotated[
    Path | None,
    typer.Option("--from", help="A trained model whose weights to start from.", metavar="MODEL.keras"),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the run from its last epoch.")]
Epochs = Annotated[int | None, typer.Option(help="How often every picture is seen.")]
BatchSize = Annotated[int | None, typer.Option(help="Pictures a step.")]
Rate = Annotated[float | None, typer.Option(help="The highest learning rate.")]
Seed = Annotated[int | None, typer.Option(help="Decides the split, the first weights and the views.")]
StopAfter = Annotated[
    int | None, typer.Option(help="End after so many epochs without a better one; 0 for never.")
]
Choices = Annotated[
    list[str] | None,
    typer.Option("--set", help="Another setting of the recipe, as dropout=0.3.", metavar="NAME=VALUE"),
]
OnDevice = Annotated[Device, typer.Option(help="What to train on; all GPUs there are share each batch.")]
Mixed = Annotated[
    bool, typer.Option("--mixed-precision", help="Compute in 16 bit where it is safe: faster on a GPU.")
]
Xla = Annotated[
    bool, typer.Option("--xla", help="Compile the training step as a whole: slow to begin, then faster.")
]
Tensorboard = Annotated[
    bool, typer.Option("--tensorboard", help="Also write event files for TensorBoard into the run's folder.")
]
JsonTo = Annotated[
    str | None,
    typer.Option("--json", help="Write the result to this file, or - for stdout.", metavar="FILE|-"),
]


def check_resume(resume: bool, *, data: Path | None, **others: Any) -> None:
    """Raises FacetError without `data` to begin with, and for any other option beside --resume."""
    if not resume and data is None:
        hint = "Give --data DIR, or --resume --run DIR to go on with a run."
        raise FacetError("Nothing says what to train on.", hint=hint)
    given = {"data": data, **others}
    typed = [
        f"--{name.replace('_', '-')}"
        for name, value in given.items()
        if value is not None and value is not False
    ]
    if resume and typed:
        raise FacetError(
            f"{', '.join(typed)} can't be given beside --resume: a run goes on as it began.",
            hint="Leave it out, or begin another run: without --resume, with another --run DIR.",
        )


def refuse_untaken(chosen: "Recipe", fer: Path | None, start: Path | None) -> None:
    """Raises FacetError for data or a model that the recipe has no use for."""
    for option, name, value in (("--fer", "fer", fer), ("--from", "start", start)):
        if value is not None and name not in chosen.takes:
            from trainer.recipes.catalogue import recipes

            takers = [other.name for other in recipes() if name in other.takes]
            raise FacetError(
                f"{option} {value}: the recipe {chosen.name} has no use for it.",
                hint=f"Leave it out, or use one of: {', '.join(takers)}.",
            )
        if value is not None and not value.exists():
            raise FacetError(f"{option} {value}: there is no such file or folder.")
