"""`facet-train train`: begin a run, or go on with one."""

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.commands.options import settings_of
from trainer.commands.progress import Events, Reporter, reporter
from vision.errors import FacetError

if TYPE_CHECKING:
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes.running import Order


class Device(StrEnum):
    auto = "auto"
    cpu = "cpu"
    gpu = "gpu"


def train(
    run: Annotated[
        Path | None, typer.Option(help="The run's folder; runs/RECIPE without it.", metavar="DIR")
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="The data set's folder, or a prepared one.", metavar="DIR")
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(help="What to train; `facet-train recipes` lists them. Else smile.", metavar="NAME"),
    ] = None,
    backbone: Annotated[
        str | None,
        typer.Option(
            help="Train a head on this frozen ImageNet network; without --recipe on any class folders.",
            metavar="NAME",
        ),
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option(help="The backbone's weights, in place of those that are fetched.", metavar="FILE"),
    ] = None,
    fer: Annotated[
        Path | None,
        typer.Option(
            help="FER2013 with FER+'s votes: the network learns on its training rows first.", metavar="DIR"
        ),
    ] = None,
    start: Annotated[
        Path | None,
        typer.Option("--from", help="A trained model whose weights to start from.", metavar="MODEL.keras"),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run from its last epoch.")] = False,
    epochs: Annotated[int | None, typer.Option(help="How often every picture is seen.")] = None,
    batch: Annotated[int | None, typer.Option(help="Pictures a step.")] = None,
    rate: Annotated[float | None, typer.Option(help="The highest learning rate.")] = None,
    seed: Annotated[
        int | None, typer.Option(help="Decides the split, the first weights and the views.")
    ] = None,
    stop_after: Annotated[
        int | None, typer.Option(help="End after so many epochs without a better one; 0 for never.")
    ] = None,
    choices: Annotated[
        list[str] | None,
        typer.Option("--set", help="Another setting of the recipe, as dropout=0.3.", metavar="NAME=VALUE"),
    ] = None,
    device: Annotated[Device, typer.Option(help="What to train on.")] = Device.auto,
    events: Annotated[Events, typer.Option(help="Progress as a bar or as JSON lines.")] = Events.bar,
) -> None:
    """Train a model. Everything that decides the result is kept in the run's folder.

    The epoch and the threshold are chosen on the validation part, the test part is measured once at the end.
    A run that was interrupted, with Ctrl-C or harder, goes on with --resume.

    Examples:

      facet-train train --recipe smile --data genki4k --run runs/smile

      facet-train train --backbone mobilenetv2 --data photos --run runs/photos

      facet-train train --resume --run runs/smile
    """
    from trainer.fit.device import import_quietly
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes.catalogue import recipe as recipe_by_name

    if not resume and data is None:
        raise FacetError(
            "Nothing says what to train on.", hint="Give --data DIR, or --resume to go on with a run."
        )
    recipe = recipe or ("backbone" if backbone else "smile")
    folder = RunFolder(run or Path("runs") / recipe)
    chosen = recipe_by_name(recipe)
    given = {"epochs": epochs, "batch": batch, "rate": rate, "seed": seed, "stop_after": stop_after}
    settings = settings_of(chosen.settings, choices, **given, backbone=backbone, weights=weights)
    if resume:
        folder.config()  # said before TensorFlow's slow start
    import_quietly()
    from trainer.recipes.running import Order

    order = None if data is None else Order(chosen, data, settings, fer, start)
    with reporter(events) as report:
        try:
            _train(folder, None if resume else order, device, report)
        except KeyboardInterrupt as interrupt:
            words = (
                "Stopped. The last whole epoch is kept; "
                f"go on with: facet-train train --resume --run {folder.path}"
            )
            report.say("stopped", words, run=str(folder.path))
            raise typer.Exit(130) from interrupt


def _train(folder: "RunFolder", order: "Order | None", device: Device, report: Reporter) -> None:
    """Begins with `order`, or goes on with what `folder` holds."""
    from dataclasses import replace

    from trainer.fit.compute import Compute
    from trainer.fit.device import choose_device
    from trainer.recipes.running import begin, go_on, run_training

    began = time.monotonic()
    used = choose_device(device.value)
    if order is None:
        order, prepared = go_on(folder)
    else:
        order = replace(order, compute=Compute(used))
        prepared = begin(folder, order, report.count)
    counts = {split: len(prepared.places(split)) for split in ("train", "validation", "test")}
    report.say(
        "began", f"{folder.path}: {counts}, on the {used}", run=str(folder.path), counts=counts, device=used
    )
    result = run_training(folder, order, prepared, report.fit)
    test = result["test"]
    low, high = test["ci95"]
    bars = "".join(f", threshold of {label} {bar}" for label, bar in result["thresholds"].items())
    report.say(
        "ended",
        f"Test accuracy {test['accuracy']:.2%} (95 % interval {low:.2%} to {high:.2%}, n = {test['n']})"
        f"{bars}, epoch {result['best_epoch']}, {time.monotonic() - began:.0f} s. "
        f"Export it: facet-train export --run {folder.path}",
        run=str(folder.path),
        **result,
    )
