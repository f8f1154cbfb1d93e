"""`facet-train finetune`: the last layers of a trained model go on learning on your pictures."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.commands.outputs import stoppable, words_console
from trainer.commands.progress import Events, Reporter, reporter
from vision.errors import FacetError

if TYPE_CHECKING:
    from trainer.fit.finetuning import FineTuning
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes.finetuned import Outcome

_KEPT = "The old model is as it was; nothing was written."


def finetune(
    data: Annotated[Path, typer.Option(help="The pictures to learn from, in class folders.", metavar="DIR")],
    run: Annotated[Path, typer.Option(help="The folder for the new run.", metavar="DIR")],
    model: Annotated[
        Path | None, typer.Option(help="The folder of a finished run to go on from.", metavar="RUN")
    ] = None,
    backbone: Annotated[
        str | None,
        typer.Option(
            help="In place of --model: a head on this ImageNet network is made first.", metavar="NAME"
        ),
    ] = None,
    weights: Annotated[
        Path | None, typer.Option(help="The backbone's weights, if not those fetched.", metavar="FILE")
    ] = None,
    layers: Annotated[
        int, typer.Option(help="How many of the last layers with weights learn.", min=1, max=500)
    ] = 3,
    rate: Annotated[float, typer.Option(help="The learning rate; small.", min=1e-8, max=0.1)] = 1e-5,
    epochs: Annotated[int, typer.Option(help="How often every picture is seen.", min=1)] = 5,
    batch: Annotated[int, typer.Option(help="Pictures a step.", min=2)] = 16,
    seed: Annotated[int, typer.Option(help="Decides the split and the views.")] = 1,
    json_to: Annotated[
        str | None,
        typer.Option("--json", help="Write the figures to this file, or - for stdout.", metavar="FILE|-"),
    ] = None,
    events: Annotated[Events, typer.Option(help="Progress as a bar or as JSON lines.")] = Events.bar,
) -> None:
    """Fine-tune a trained model on your own pictures, and keep it only where it is better.

    The pictures are split: one part learns, one chooses the epoch, one is held out. The held-out part is
    answered before and after; a model that is no better is refused, with exit status 2. The new run can be
    evaluated and exported like any other.

    Examples:

      facet-train finetune --model runs/photos --data more-photos --run runs/photos-tuned

      facet-train finetune --backbone mobilenetv2 --data photos --run runs/photos-tuned --layers 5
    """
    if (model is None) == (backbone is None):
        raise FacetError("Give either --model RUN or --backbone NAME to start from.")
    console = words_console(json_to, events)
    with stoppable(_KEPT), reporter(events) as report:
        # Imported here: TensorFlow takes seconds that `--help` need not.
        from trainer.evaluate.results import write_json
        from trainer.fit.device import import_quietly

        import_quietly()
        from trainer.fit.finetuning import FineTuning

        plan = FineTuning(layers, rate, epochs, batch, seed)
        done = _finetuned(data, run, model or _Backbone(str(backbone), weights), plan, report)
        figures = done.to_json_object()
        console.print(_words(done, run), highlight=False, markup=False, soft_wrap=True)
        report.say("finetuned", "", run=str(run), **figures)
        if json_to is not None:
            write_json(json_to, figures)


@dataclass(frozen=True)
class _Backbone:
    """An ImageNet network to put a head on first."""

    name: str
    weights: Path | None


def _finetuned(
    data: Path, run: Path, start: Path | _Backbone, plan: "FineTuning", report: Reporter
) -> "Outcome":
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes.finetuned import finetune_run

    run.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{run.name}-head-", dir=run.parent) as beside:
        if isinstance(start, _Backbone):
            begun = _head(RunFolder(Path(beside) / "head"), data, start, plan.seed, report)
        else:
            begun = RunFolder(start)
        return finetune_run(begun, data, RunFolder(run), plan, report.count, report.fit)


def _head(folder: "RunFolder", data: Path, start: _Backbone, seed: int, report: Reporter) -> "RunFolder":
    """A run with a head on the frozen backbone, which the fine-tuning then starts from."""
    from trainer.recipes.backbone_settings import RECIPE, BackboneSettings
    from trainer.recipes.running import Order, begin, run_training

    order = Order(RECIPE, data, BackboneSettings(backbone=start.name, weights=start.weights, seed=seed))
    run_training(folder, order, begin(folder, order, report.count), report.fit)
    return folder


def _words(done: "Outcome", run: Path) -> str:
    low, high = done.ci95
    return (
        f"{done.n} held-out pictures: {done.before:.2%} before, {done.after:.2%} after (95 % interval "
        f"{low:.2%} to {high:.2%}); {done.trained:,} numbers learned, epoch {done.best_epoch}. "
        f"Export it: facet-train export --run {run}"
    )
