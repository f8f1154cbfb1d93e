"""`facet-train train`: begin a run, or go on with one."""

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.commands import train_options as given
from trainer.commands.data_words import say_data
from trainer.commands.options import settings_of
from trainer.commands.outputs import EventsOption, stoppable, words_console
from trainer.commands.progress import Events, Reporter, reporter
from trainer.commands.recipe_choice import recipe_for
from trainer.fit.compute import Compute

if TYPE_CHECKING:
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes.running import Order


def train(
    run: given.Run = None,
    data: given.Data = None,
    recipe: given.RecipeName = None,
    backbone: given.Backbone = None,
    weights: given.Weights = None,
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
    mixed: given.Mixed = False,
    xla: given.Xla = False,
    tensorboard: given.Tensorboard = False,
    json_to: given.JsonTo = None,
    events: EventsOption = Events.bar,
) -> None:
    """Train a model. Everything that decides the result is kept in the run's folder.

    The epoch and the threshold are chosen on the validation part, the test part is measured once at the end.
    A run that was interrupted, with Ctrl-C or harder, goes on with --resume. Of each epoch "waiting" is the
    share of time in which the network had no data to work on, "busy" how busy the processors were.

    Examples:

      facet-train train --recipe smile --data genki4k --run runs/smile

      facet-train train --recipe cifar100 --data cifar-100-python --set network=cifar100-elu-cnn --epochs 20

      facet-train train --backbone mobilenetv2 --data photos --run runs/photos

      facet-train train --resume --run runs/smile
    """
    words_console(json_to, events)  # says what can't share standard output
    named: dict[str, Any] = {"epochs": epochs, "batch": batch, "rate": rate, "seed": seed}
    named |= {"stop_after": stop_after, "backbone": backbone, "weights": weights}
    others = {"recipe": recipe, "fer": fer, "from": start, "set": choices}
    switches = {"mixed_precision": mixed, "xla": xla, "tensorboard": tensorboard}
    given.check_resume(resume, data=data, **others, **named, **switches)
    chosen = recipe_for(data, recipe, backbone)
    with stoppable("Nothing was begun."):
        folder, order = _asked(run, data, chosen.name, choices, named, fer, start)
        order = order and replace(order, tensorboard=tensorboard)
    kept = f"The last whole epoch is kept; go on with: facet-train train --resume --run {folder.path}"
    with stoppable(kept), reporter(events) as report:
        if chosen.said:
            report.say("assumed", chosen.said, recipe=chosen.name)
        result = _train(folder, order, device, Compute(mixed=mixed, xla=xla), report)
    if json_to is not None:
        from trainer.evaluate.results import write_json

        write_json(json_to, result)


def _asked(
    run: Path | None,
    data: Path | None,
    name: str,
    choices: list[str] | None,
    named: dict[str, Any],
    fer: Path | None,
    start: Path | None,
) -> "tuple[RunFolder, Order | None]":
    """The run's folder and what to do in it, checked before TensorFlow's slow start."""
    from trainer.fit.device import import_quietly
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes.catalogue import recipe

    folder = RunFolder(run or Path("runs") / name)
    chosen = recipe(name)
    settings = settings_of(chosen.settings, choices, **named)
    given.refuse_untaken(chosen, fer, start)
    if data is None:
        folder.config()
    import_quietly()
    from trainer.recipes.running import Order

    return folder, None if data is None else Order(chosen, data, settings, fer, start)


def _train(
    folder: "RunFolder", order: "Order | None", device: given.Device, compute: Compute, report: Reporter
) -> dict[str, Any]:
    """Begins with `order`, or goes on with what `folder` holds."""
    from trainer.fit.device import choose_device, gpus
    from trainer.recipes.running import begin, go_on, run_training

    began = time.monotonic()
    used = choose_device(device.value)
    replicas = gpus() if used == "gpu" else 1
    if order is None:
        order, prepared = go_on(folder)
        order = replace(order, compute=replace(order.compute, device=used, replicas=replicas))
    else:
        order = replace(order, compute=replace(compute, device=used, replicas=replicas))
        with stoppable("Nothing was begun."):
            prepared = begin(folder, order, report.count)
        say_data(report, prepared)
    counts = {split: len(prepared.places(split)) for split in ("train", "validation", "test")}
    where = f"{replicas} GPUs" if replicas > 1 else f"the {used}"
    parts = "{train:,} pictures to train on, {validation:,} to validate, {test:,} to test".format(**counts)
    report.say(
        "began", f"{folder.path}: {parts}, on {where}", run=str(folder.path), counts=counts, device=used
    )
    result = run_training(folder, order, prepared, report.fit)
    report.say("ended", _ended(folder, result, time.monotonic() - began), run=str(folder.path), **result)
    return result


def _ended(folder: "RunFolder", result: dict[str, Any], took_s: float) -> str:
    test = result["test"]
    low, high = test["ci95"]
    chosen = result["thresholds"]
    bars = "".join(f", threshold of {label} {bar}" for label, bar in chosen.items())
    if len(chosen) > 1 and len(set(chosen.values())) == 1:
        bars = f", unsure below {next(iter(chosen.values()))}"
    waiting = f", {result['waiting']:.0%} of it waiting for data" if "waiting" in result else ""
    return (
        f"Test accuracy {test['accuracy']:.2%} (95 % interval {low:.2%} to {high:.2%}, n = {test['n']})"
        f"{bars}, epoch {result['best_epoch']}, {took_s:.0f} s{waiting}. "
        f"Curves and confusion matrix are in {folder.path}. Export it: facet-train export --run {folder.path}"
    )
