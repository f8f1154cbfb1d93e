"""`facet-train train`: begin a run, or go on with one."""

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.commands.options import Recipe, settings_of
from trainer.commands.progress import Events, Reporter, reporter
from vision.errors import FacetError

if TYPE_CHECKING:
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes.smile_settings import SmileSettings


class Device(StrEnum):
    auto = "auto"
    cpu = "cpu"
    gpu = "gpu"


def train(
    run: Annotated[Path, typer.Option(help="The run's folder.", metavar="DIR")] = Path("runs/smile"),
    data: Annotated[
        Path | None, typer.Option(help="The data set's folder, or a prepared one.", metavar="DIR")
    ] = None,
    recipe: Annotated[Recipe, typer.Option(help="What to train.")] = Recipe.smile,
    fer: Annotated[
        Path | None,
        typer.Option(
            help="FER2013 with FER+'s votes: the network learns on its training rows first.", metavar="DIR"
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run from its last epoch.")] = False,
    epochs: Annotated[int | None, typer.Option(help="How often every picture is seen.")] = None,
    batch: Annotated[int | None, typer.Option(help="Pictures a step.")] = None,
    rate: Annotated[float | None, typer.Option(help="The highest learning rate.")] = None,
    seed: Annotated[
        int | None, typer.Option(help="Decides the split, the first weights and the views.")
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

      facet-train train --resume --run runs/smile
    """
    from trainer.fit.device import import_quietly
    from trainer.fit.run_folder import RunFolder

    folder = RunFolder(run)
    if not resume and data is None:
        raise FacetError(
            "Nothing says what to train on.", hint="Give --data DIR, or --resume to go on with a run."
        )
    settings = settings_of(choices, epochs=epochs, batch=batch, rate=rate, seed=seed)
    if resume:
        folder.config()  # said before TensorFlow's slow start
    import_quietly()
    with reporter(events) as report:
        try:
            _train(folder, data, fer, resume, settings, device, report)
        except KeyboardInterrupt as interrupt:
            words = (
                f"Stopped. The last whole epoch is kept; go on with: facet-train train --resume --run {run}"
            )
            report.say("stopped", words, run=str(run))
            raise typer.Exit(130) from interrupt


def _train(
    folder: "RunFolder",
    data: Path | None,
    fer: Path | None,
    resume: bool,
    settings: "SmileSettings",
    device: Device,
    report: Reporter,
) -> None:
    from trainer.fit.device import choose_device

    began = time.monotonic()
    used = choose_device(device.value)
    from trainer.recipes.running import Order, begin, go_on, run_training

    if resume:
        order, prepared = go_on(folder)
    else:
        assert data is not None  # `train` has looked
        order = Order(data, fer, settings, used)
        prepared = begin(folder, order, report.count)
    counts = {split: len(prepared.places(split)) for split in ("train", "validation", "test")}
    report.say(
        "began", f"{folder.path}: {counts}, on the {used}", run=str(folder.path), counts=counts, device=used
    )
    result = run_training(folder, order, prepared, report.fit)
    test = result["test"]
    low, high = test["ci95"]
    report.say(
        "ended",
        f"Test accuracy {test['accuracy']:.2%} (95 % interval {low:.2%} to {high:.2%}, n = {test['n']}), "
        f"threshold {result['threshold']}, epoch {result['best_epoch']}, {time.monotonic() - began:.0f} s. "
        f"Export it: facet-train export --run {folder.path}",
        run=str(folder.path),
        **result,
    )
