"""`facet-train finetune`: a trained model goes on learning, or a head learns a gallery's people."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from trainer.commands import finetune_options as given
from trainer.commands.finetune_gallery import finetune_gallery, words_of
from trainer.commands.outputs import EventsOption, JsonOption, stoppable, words_console
from trainer.commands.progress import Events, Reporter, reporter
from vision.errors import FacetError

if TYPE_CHECKING:
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes.finetuned import Outcome

_KEPT = "The old model is as it was; nothing was written."
_KEPT_GALLERY = "The gallery is as it was, no model was written; the same command goes on from here."


def finetune(
    run: given.Run,
    data: given.Data = None,
    gallery: given.GalleryFolder = None,
    model: given.Model = None,
    backbone: given.Backbone = None,
    weights: given.Weights = None,
    head: given.Head = None,
    strangers: given.Strangers = None,
    anyway: given.Anyway = False,
    layers: given.Layers = 3,
    rate: given.Rate = None,
    epochs: given.Epochs = None,
    batch: given.BatchSize = None,
    seed: given.Seed = 1,
    json_to: JsonOption = None,
    events: EventsOption = Events.bar,
) -> None:
    """Fine-tune on your own pictures, or on a gallery's people, and keep it only where it is better.

    --data: the last layers of a trained model go on learning. The pictures are split: one part learns, one
    chooses the epoch, one is held out and answered before and after. The new run can be evaluated and
    exported like any other.

    --gallery: a head on a frozen network learns to tell a gallery's people apart: a closed set. It is
    compared with the gallery's own naming of the same held-out pictures, and strangers are asked. The model
    and its card are written; the gallery is never changed.

    What is no better is refused, with exit status 2.

    Examples:

      facet-train finetune --model runs/photos --data more-photos --run runs/photos-tuned

      facet-train finetune --backbone mobilenetv2 --data photos --run runs/photos-tuned --layers 5

      facet-train finetune --gallery people --backbone vgg16 --strangers others --run runs/people

      facet-train finetune --gallery people --backbone sface --strangers others --run runs/people-sface
    """
    _check(data, gallery, model, backbone, strangers is not None or head is not None or anyway)
    console = words_console(json_to, events)
    kept = _KEPT if gallery is None else _KEPT_GALLERY
    with stoppable(kept), reporter(events) as report:
        if gallery is not None:
            named = {"backbone": backbone, "weights": weights, "head": head, "rate": rate, "epochs": epochs}
            named |= {"batch": batch, "seed": seed}
            done: Any = finetune_gallery(gallery, run, strangers, anyway, named, report)
            words = words_of(done, run)
        else:
            plan = {"layers": layers, "rate": rate or 1e-5, "epochs": epochs or 5, "batch": batch or 16}
            start = model or _Backbone(str(backbone), weights)
            done = _finetuned(data or Path(), run, start, plan | {"seed": seed}, report)
            words = _words(done, run)
        _tell(done.to_json_object(), words, run, console, report, json_to)


def _check(
    data: Path | None, gallery: Path | None, model: Path | None, backbone: str | None, gallery_alone: bool
) -> None:
    """Says which options don't go together, before anything heavy is imported."""
    if (data is None) == (gallery is None):
        raise FacetError("Give either --data DIR or --gallery DIR to learn from.")
    if gallery is not None and model is not None:
        raise FacetError("--gallery learns on a frozen network.", hint="Give --backbone, not --model.")
    if gallery is None and (model is None) == (backbone is None):
        raise FacetError("Give either --model RUN or --backbone NAME to start from.")
    if gallery is None and gallery_alone:
        raise FacetError("--head, --strangers and --anyway belong to --gallery.")


def _tell(
    figures: dict[str, Any], words: str, run: Path, console: Console, report: Reporter, json_to: str | None
) -> None:
    from trainer.evaluate.results import write_json

    console.print(words, highlight=False, markup=False, soft_wrap=True)
    report.say("finetuned", "", run=str(run), **figures)
    if json_to is not None:
        write_json(json_to, figures)


@dataclass(frozen=True)
class _Backbone:
    """An ImageNet network to put a head on first."""

    name: str
    weights: Path | None


def _finetuned(
    data: Path, run: Path, start: Path | _Backbone, plan_of: dict[str, Any], report: Reporter
) -> "Outcome":
    # Imported here: TensorFlow takes seconds that `--help` need not.
    from trainer.fit.device import import_quietly

    import_quietly()
    from trainer.fit.finetuning import FineTuning
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes.finetuned import finetune_run

    plan = FineTuning(**plan_of)
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
