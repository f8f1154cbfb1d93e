"""The embedding network from pictures to a run folder, and from there to the model's file.

python -m trainer.recipes.facet_id_run faces --research DIR --lfw WHOLE_LFW --utkface DIR --run runs/facet-id
python -m trainer.recipes.facet_id_run train --run runs/facet-id --apart lfw-embeddings.npz
python -m trainer.recipes.facet_id_run export --run runs/facet-id
"""

from __future__ import annotations

import argparse
import random
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from trainer.data.facet_id_faces import few_of_each, load_faces, make_faces, unlike
from trainer.data.facet_id_sources import (
    FaceFolders,
    people_apart,
    training_pictures,
    validation_pictures,
)
from trainer.fit.device import import_quietly
from trainer.fit.run_folder import RESULT, RunFolder, machine, versions
from trainer.recipes.facet_id_settings import NAME, FacetIdSettings
from vision.assets import shipped_models_root
from vision.embedders import Embedder
from vision.embeddings import Embeddings
from vision.errors import DataUnusable, FacetError, ModelMissing
from vision.model_store import MODEL_FILE
from vision.opencv import cv2
from vision.pinned_models import pulled_models_root
from vision.sessions import open_model
from vision.yunet import YuNetDetector, yunet_file

if TYPE_CHECKING:
    from trainer.fit.loop import FitEvent

Say = Callable[[str], None]
TRAIN, VALIDATION = "faces-train", "faces-validation"
_TEACHER = "sface"
_EACH = 5  # pictures of one person that validation looks at
_SEARCHED_PX = 256  # faces are large in these pictures


@dataclass(frozen=True)
class FacesOrder:
    """Which pictures to cut and to ask the teacher of. `whole_lfw`: whose people no training may show."""

    folders: FaceFolders
    whole_lfw: Path
    run: Path
    settings: FacetIdSettings


def run_faces(order: FacesOrder, say: Say) -> dict[str, int]:
    """Makes the run's faces, as far as they are not there: how many of each part. Raises FacetError."""
    cv2.setNumThreads(1)
    teacher = Embedder(open_model(teacher_file(), provider="cpu", threads=1))
    detector = YuNetDetector(yunet_file(), work_size=_SEARCHED_PX)
    apart = people_apart(order.whole_lfw, order.folders.research)
    parts = {
        VALIDATION: validation_pictures(order.folders),
        TRAIN: training_pictures(order.folders, apart),
    }
    counts = {}
    for name, pictures in parts.items():
        random.Random(order.settings.seed).shuffle(pictures)
        if name == TRAIN:
            pictures = pictures[: order.settings.pictures]
        counts[name] = len(make_faces(pictures, detector, teacher, order.run / name, say))
    return counts


def run_training(run: RunFolder, settings: FacetIdSettings, apart: Path | None, say: Say) -> dict[str, Any]:
    """Trains, and writes the run's files. `apart`: embeddings of a test's faces."""
    from trainer.recipes import facet_id
    from trainer.recipes.running import save_model

    if not run.config_path.exists():
        run.begin(_config(settings))
    settings = FacetIdSettings.model_validate(run.config()["settings"])
    faces, held_out = load_faces(run.path / TRAIN), load_faces(run.path / VALIDATION)
    held_out = held_out.taken(few_of_each(held_out, _EACH))
    rows = np.arange(len(faces))
    if apart is not None:
        rows = unlike(faces, embeddings_in(apart), settings.too_like)
        say(f"{len(faces) - len(rows)} faces are too like one of the test's, and left out")
    model = facet_id.begin(settings)
    fitted = facet_id.train(model, faces, rows, held_out, settings, run.path, _events(say))
    save_model(model, run.model_path)
    after = facet_id.face_figures(facet_id.embeddings_of(model, held_out.crops), held_out)
    teacher = facet_id.face_figures(held_out.taught, held_out)
    result = {
        "best_epoch": fitted.best_epoch,
        "faces": dict(Counter(faces.sources[rows].tolist())),
        "left_out": len(faces) - len(rows),
        "validation": asdict(after),
        "teacher": asdict(teacher),
    }
    run.write_history(fitted.history)
    run.write_json(RESULT, result)
    return result


def teacher_file() -> Path:
    """The teacher as Facet runs it. Raises ModelMissing."""
    path = pulled_models_root() / _TEACHER / MODEL_FILE
    if not path.is_file():
        raise ModelMissing(_TEACHER, hint="`facet models pull sface` brings it.")
    return path


def embeddings_in(path: Path) -> Embeddings:
    """The embeddings that the identity benchmark kept in a file, float32 (N, 128). Raises DataUnusable."""
    try:
        with np.load(path) as kept:
            found: Embeddings = kept["numbers"][kept["found"]]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DataUnusable(path, "holds no embeddings", hint="tests.benchmarks makes such files.") from error
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """`faces`, `train` or `export`; 2 for what the user can mend, with one sentence."""
    given = _parser().parse_args(arguments)
    if given.what != "faces":
        import_quietly()
    try:
        if given.what == "faces":
            folders = FaceFolders(given.research, given.utkface, given.celeba, given.celebrities)
            settings = FacetIdSettings(pictures=given.pictures)
            print(run_faces(FacesOrder(folders, given.lfw, given.run, settings), _print))
        elif given.what == "train":
            settings = FacetIdSettings.model_validate({"epochs": given.epochs, "rate": given.rate})
            print(run_training(RunFolder(given.run), settings, given.apart, _print))
        else:
            from trainer.recipes.facet_id_export import export_run

            published = export_run(RunFolder(given.run), given.out)
            print(f"{published.path}: {published.size_bytes:,} bytes")
    except FacetError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    usual = FacetIdSettings()
    parser = argparse.ArgumentParser(prog="facet_id_run", description="Trains the embedding network.")
    whats = parser.add_subparsers(dest="what", required=True)
    faces = whats.add_parser("faces", help="cuts faces and asks SFace of them; goes on where it was")
    faces.add_argument("--research", type=Path, required=True, help="the folder with lfw, genki4k, fer2013 …")
    faces.add_argument("--lfw", type=Path, required=True, help="the whole LFW: its people are left out")
    faces.add_argument("--utkface", type=Path, help="UTKFace's cropped faces")
    faces.add_argument("--celeba", type=Path, help="CelebA's aligned pictures")
    faces.add_argument("--celebrities", type=Path, help="photos that are not cut to the face, by person")
    faces.add_argument("--pictures", type=int, default=usual.pictures, help="so many, drawn from all")
    train = whats.add_parser("train", help="from the faces to a model; goes on where it was")
    train.add_argument("--apart", type=Path, help="embeddings of a test's faces, to keep apart from")
    train.add_argument("--epochs", type=int, default=usual.epochs)
    train.add_argument("--rate", type=float, default=usual.rate)
    export = whats.add_parser("export", help="from a run folder to model.onnx, its card inside")
    export.add_argument("--out", type=Path, default=shipped_models_root() / NAME)
    for command in (faces, train, export):
        command.add_argument("--run", type=Path, required=True)
    return parser


def _config(settings: FacetIdSettings) -> dict[str, Any]:
    return {
        "recipe": NAME,
        "settings": settings.model_dump(mode="json"),
        "teacher": _TEACHER,
        "machine": machine(),
        "versions": versions(),
    }


def _events(say: Say) -> Callable[[FitEvent], None]:
    def on_event(event: FitEvent) -> None:
        if event.kind == "epoch":
            figures = ", ".join(f"{name} {value:.4f}" for name, value in event.figures.items())
            say(f"epoch {event.epoch} of {event.epochs}: {figures}")

    return on_event


def _print(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
