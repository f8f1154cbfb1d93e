"""The landmark network from pictures to a run folder, and from there to the model's file.

python -m trainer.recipes.landmarks_run train --research DIR --teacher YUNET.onnx --run runs/landmarks
python -m trainer.recipes.landmarks_run export --run runs/landmarks
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from trainer.data.landmark_hard import hard_squares
from trainer.data.landmark_sources import LandmarkPicture, SourceFolders, Split, landmark_pictures
from trainer.data.landmark_squares import Squares, cut_squares
from trainer.data.landmark_teacher import Teacher
from trainer.fit.device import import_quietly
from trainer.fit.run_folder import RESULT, RunFolder, machine, versions
from trainer.recipes.landmarks_settings import NAME, LandmarksSettings
from vision.assets import shipped_models_root
from vision.errors import FacetError

if TYPE_CHECKING:
    from trainer.fit.loop import FitEvent

Say = Callable[[str], None]
_SAY_EVERY = 250


@dataclass(frozen=True)
class Order:
    """What a training is asked to do. A run that was interrupted goes on where it was."""

    folders: SourceFolders
    teacher: Path
    run: Path
    settings: LandmarksSettings


def run_training(order: Order, say: Say) -> dict[str, Any]:
    """Cuts squares, trains, mines hard negatives, trains again, measures, and writes the run's files."""
    from trainer.recipes import landmarks
    from trainer.recipes.landmarks_export import with_network
    from trainer.recipes.running import save_model

    run = RunFolder(order.run)
    if not run.config_path.exists():
        run.begin(_config(order))
    pictures = landmark_pictures(order.folders)
    parts: tuple[Split, ...] = ("train", "validation", "test")
    squares = {split: _squares(order, pictures, split, say) for split in parts}
    held_out, settings = squares["validation"], order.settings
    model, fitted = landmarks.train(
        squares["train"], held_out, settings, order.run / "first", _events(say, "first")
    )
    if settings.second_epochs:
        with with_network(model, settings) as network:
            hard = _kept(order.run / "squares-hard", lambda: _hard(order, pictures, network, say))
        more = Squares.joined([squares["train"], hard])
        model, fitted = landmarks.train_again(
            model, more, held_out, settings, order.run / "second", _events(say, "second")
        )
    save_model(model, run.model_path)
    result = {"best_epoch": fitted.best_epoch, "squares": _counts(squares)}
    for split in ("validation", "test"):
        views, targets = landmarks.validation_views(squares[split], settings)
        answers = np.asarray(model.predict(views, batch_size=256, verbose=0))
        result[split] = asdict(landmarks.view_figures(answers, targets))
    run.write_json(RESULT, result)
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """`train` or `export`; 2 for what the user can mend, with one sentence."""
    given = _parser().parse_args(arguments)
    import_quietly()
    try:
        if given.what == "export":
            from trainer.recipes.landmarks_export import export_run

            published = export_run(RunFolder(given.run), given.out, threshold=given.threshold)
            print(f"{published.path}: {published.size_bytes:,} bytes")
            return 0
        folders = SourceFolders(given.research, given.celebrities, given.imagenette)
        result = run_training(Order(folders, given.teacher, given.run, LandmarksSettings()), _print)
        print(result["test"])
    except FacetError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="landmarks_run", description="Trains the landmark network.")
    whats = parser.add_subparsers(dest="what", required=True)
    train = whats.add_parser("train", help="from pictures to a run folder; goes on where it was")
    train.add_argument("--research", type=Path, required=True, help="the folder with lfw, genki4k, fer2013 …")
    train.add_argument("--celebrities", type=Path, help="photos that are not cut to the face, by person")
    train.add_argument("--imagenette", type=Path, help="Imagenette's folder")
    train.add_argument("--teacher", type=Path, required=True, help="YuNet's ONNX file")
    export = whats.add_parser("export", help="from a run folder to model.onnx, its card inside")
    export.add_argument("--out", type=Path, default=shipped_models_root() / NAME)
    export.add_argument("--threshold", type=float, default=0.5, help="the score from which it is a face")
    for command in (train, export):
        command.add_argument("--run", type=Path, required=True)
    return parser


def _config(order: Order) -> dict[str, Any]:
    return {
        "recipe": NAME,
        "settings": order.settings.model_dump(mode="json"),
        "teacher": order.teacher.name,
        "machine": machine(),
        "versions": versions(),
    }


def _squares(order: Order, pictures: list[LandmarkPicture], split: Split, say: Say) -> Squares:
    chosen = [picture for picture in pictures if picture.split == split]

    def cut() -> Squares:
        return cut_squares(chosen, Teacher(order.teacher), order.settings.seed, _counted(say, split))

    return _kept(order.run / f"squares-{split}", cut)


def _hard(order: Order, pictures: list[LandmarkPicture], network: Any, say: Say) -> Squares:
    train = [picture for picture in pictures if picture.split == "train"]
    return hard_squares(train, network, Teacher(order.teacher), _counted(say, "hard negatives"))


def _kept(folder: Path, make: Callable[[], Squares]) -> Squares:
    """What an earlier try made, or made now."""
    if not folder.exists():
        make().save(folder)
    return Squares.load(folder)


def _counts(squares: dict[Split, Squares]) -> dict[str, dict[str, int]]:
    return {
        split: {"faces": int(part.positive.sum()), "others": int((~part.positive).sum())}
        for split, part in squares.items()
    }


def _counted(say: Say, what: str) -> Callable[[int, int], None]:
    def on_progress(done: int, total: int) -> None:
        if done % _SAY_EVERY == 0:
            say(f"{what}: {done} of {total} pictures")

    return on_progress


def _events(say: Say, stage: str) -> Callable[[FitEvent], None]:
    def on_event(event: FitEvent) -> None:
        if event.kind == "epoch":
            figures = ", ".join(f"{name} {value:.4f}" for name, value in event.figures.items())
            say(f"{stage}: epoch {event.epoch} of {event.epochs}: {figures}")

    return on_event


def _print(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
