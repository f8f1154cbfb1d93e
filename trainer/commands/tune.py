"""`facet-train tune`: try settings of a recipe, chosen on the validation part alone."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from trainer.commands import train_options as given
from trainer.commands.data_words import say_data
from trainer.commands.options import settings_of
from trainer.commands.outputs import EventsOption, stoppable, words_console
from trainer.commands.progress import Events, Reporter, reporter
from trainer.commands.recipe_choice import recipe_for

if TYPE_CHECKING:
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes.knobs import Knob
    from trainer.recipes.running import Order
    from trainer.recipes.tuning import Trial

Knobs = Annotated[
    list[str] | None,
    typer.Option(
        "--try",
        help="What to turn, as rate=1e-4..1e-2 or batch=32,64; a name alone takes the recipe's own range. "
        "Without it: rate and batch.",
        metavar="NAME[=RANGE]",
    ),
]
Trials = Annotated[int, typer.Option(help="How many trainings in all, earlier ones counted.", min=1)]


def tune(
    run: given.Run = None,
    data: given.Data = None,
    recipe: given.RecipeName = None,
    knobs: Knobs = None,
    trials: Trials = 12,
    fer: given.Fer = None,
    start: given.Start = None,
    resume: given.Resume = False,
    epochs: given.Epochs = None,
    batch: given.BatchSize = None,
    rate: given.Rate = None,
    seed: given.Seed = None,
    stop_after: given.StopAfter = None,
    choices: given.Choices = None,
    device: given.OnDevice = given.Device.auto,
    json_to: given.JsonTo = None,
    events: EventsOption = Events.bar,
) -> None:
    """Try settings and say which are best on the validation part, as a command.

    The test part is not looked at. Learning rate, epochs, batch size and any other setting can be turned.
    What was tried lies in the run's folder: after Ctrl-C or harder, --resume goes on, also with more
    --trials.

    Examples:

      facet-train tune --recipe cifar100 --data cifar-100-python --try rate --try l2 --epochs 10

      facet-train tune --recipe smile --data genki4k --run runs/tuned --try rate=1e-4..1e-2 --try batch=32,64

      facet-train tune --resume --run runs/tuned --trials 30
    """
    console = words_console(json_to, events)
    named = {"epochs": epochs, "batch": batch, "rate": rate, "seed": seed, "stop_after": stop_after}
    others = {"recipe": recipe, "try": knobs, "fer": fer, "from": start, "set": choices}
    given.check_resume(resume, data=data, **others, **named)
    meant = recipe_for(data, recipe)
    folder = run or Path("runs") / f"{meant.name}-tuned"
    kept = f"What was tried is kept; go on with: facet-train tune --resume --run {folder}"
    with stoppable("Nothing was begun."):
        if data is None:
            order, turned, run_folder, chosen = _gone_on(folder)
        else:
            order, turned, run_folder, chosen = _begun(
                folder, meant.name, data, knobs or [], choices or [], named
            )
            given.refuse_untaken(order.recipe, fer, start)
            order = replace(order, fer=fer, start=start)
    with stoppable(kept), reporter(events) as report:
        if meant.said:
            report.say("assumed", meant.said, recipe=meant.name)
        found = _tune(run_folder, order, turned, chosen, trials, device, resume, report)
        command = _command(order, found[0], chosen)
        report.say("best", "", command=command, **found[0].to_json_object())
    _tell(console, found, command, json_to)


def _begun(
    folder: Path,
    name: str,
    data: Path,
    asked: list[str],
    choices: list[str],
    named: dict[str, Any],
) -> "tuple[Order, tuple[Knob, ...], RunFolder, dict[str, Any]]":
    from trainer.recipes.catalogue import recipe
    from trainer.recipes.knobs import knobs_of

    chosen = recipe(name)
    settings = settings_of(chosen.settings, choices, **named)
    turned = knobs_of(chosen, settings, asked)
    unset = settings.model_dump(mode="json", exclude_unset=True)
    given_words = {word.partition("=")[0].partition(".")[0] for word in choices}
    told = {key: value for key, value in unset.items() if key in given_words or named.get(key) is not None}
    order, run_folder = _ordered(folder, chosen.name, data, settings)
    return order, turned, run_folder, told


def _ordered(folder: Path, name: str, data: Path, settings: Any) -> "tuple[Order, RunFolder]":
    from trainer.fit.device import import_quietly

    import_quietly()
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes.catalogue import recipe
    from trainer.recipes.running import Order

    return Order(recipe(name), data, settings), RunFolder(folder)


def _gone_on(folder: Path) -> "tuple[Order, tuple[Knob, ...], RunFolder, dict[str, Any]]":
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes.knobs import Knob

    hint = "Begin one: facet-train tune --data DIR --run " + str(folder)
    asked = RunFolder(folder).read_json("tuning.json", "there is no tuning to go on with", hint=hint)
    from trainer.fit.device import import_quietly

    import_quietly()
    from trainer.recipes.running import order_of

    turned = tuple(Knob.from_json_object(knob) for knob in asked["knobs"])
    return order_of(RunFolder(folder).config()), turned, RunFolder(folder), asked["given"]


def _tune(
    folder: "RunFolder",
    order: "Order",
    knobs: "tuple[Knob, ...]",
    told: dict[str, Any],
    trials: int,
    device: given.Device,
    resume: bool,
    report: Reporter,
) -> "list[Trial]":
    from trainer.fit.compute import Compute
    from trainer.fit.device import choose_device, gpus
    from trainer.recipes.running import begin, go_on
    from trainer.recipes.tuning import tune as try_settings

    used = choose_device(device.value)
    order = replace(order, compute=Compute(used, replicas=gpus() if used == "gpu" else 1))
    if resume:
        _, prepared = go_on(folder)
    else:
        with stoppable("Nothing was begun."):
            prepared = begin(folder, order, report.count)
        say_data(report, prepared)
        content = {"knobs": [knob.to_json_object() for knob in knobs], "given": told}
        folder.write_json("tuning.json", content)
    return try_settings(
        folder, order, prepared, knobs, trials, report.fit, lambda trial: _say_trial(report, trial, trials)
    )


def _say_trial(report: Reporter, trial: "Trial", trials: int) -> None:
    values = ", ".join(f"{name} {_short(value)}" for name, value in trial.values.items())
    words = f"trial {trial.number}: {values}: log loss {trial.loss:.4f}, accuracy {trial.accuracy:.2%}"
    report.say("trial", words, of=trials, **trial.to_json_object())


def _command(order: "Order", best: "Trial", told: dict[str, Any]) -> str:
    from trainer.recipes.tuning import command_of

    return command_of(order, best, told)


def _tell(console: Console, found: "list[Trial]", command: str, json_to: str | None) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    names = list(found[0].values)
    for column in ("trial", *names, "log loss", "accuracy", "best epoch"):
        table.add_column(column, justify="right")
    for trial in found:
        figures = (f"{trial.loss:.4f}", f"{trial.accuracy:.2%}", f"{trial.best_epoch}")
        table.add_row(f"{trial.number}", *(_short(trial.values[name]) for name in names), *figures)
    console.print(table)
    console.print("Best on the validation part; train with it:")
    console.print(command, highlight=False, markup=False, soft_wrap=True)
    if json_to is not None:
        from trainer.evaluate.results import write_json

        trials = [trial.to_json_object() for trial in found]
        write_json(json_to, {"best": trials[0], "command": command, "trials": trials})


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
