"""What the training page asks of the program. Called in threads only; the program is imported there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.training.commands import Order
    from desktop.training.environment import Trainer
    from desktop.training.report import Report
    from desktop.training.runs import Run


@dataclass(frozen=True, slots=True)
class Shelved:
    """The trainings, and the digests of their model files by key, where they are among the user's models."""

    runs: tuple[Run, ...]
    digests: dict[str, str]


@dataclass(frozen=True, slots=True)
class InUse:
    """A model that was taken among the user's own. on_faces: else it looks at whole pictures."""

    name: str
    task: str
    digest: str
    on_faces: bool
    is_live: bool


class TrainingWork:
    """Each call may take seconds."""

    def trainer(self, chosen: str) -> Trainer:
        """The trainer of the chosen Python, or of this one. Raises TrainerMissing."""
        from desktop.training.environment import find_trainer

        return find_trainer(chosen)

    def python_in(self, chosen: Path) -> Path:
        """The Python of a virtual environment that the user points at. Raises TrainerMissing."""
        from desktop.training.environment import python_in

        return python_in(chosen)

    def shelf(self) -> Shelved:
        """All trainings, read anew."""
        from desktop.app import model_store
        from desktop.training.runs import read_runs
        from vision.sessions import sha256_of

        runs = read_runs(_root())
        known = {model.digest for model in model_store().installed()}
        digests = {run.key: sha256_of(run.model) for run in runs if run.model.is_file()}
        return Shelved(runs, {key: digest for key, digest in digests.items() if digest in known})

    def new_run(self, title: str, order: Order) -> Run:
        """A folder for a training. Raises RunNotKept."""
        from desktop.training.runs import new_run

        return new_run(_root(), title, order, datetime.now())

    def remove(self, run: Run) -> None:
        """Takes a training away for good. Raises RunNotKept."""
        from desktop.training.runs import remove_run

        remove_run(run)

    def report(self, run: Run) -> Report:
        """What was measured. Raises FacetError."""
        from desktop.training.report import read_report

        return read_report(run.figures)

    def mistakes(self, run: Run, names: Sequence[str], side: int) -> list[NDArray[np.uint8] | None]:
        """The pictures of mistakes, small."""
        from desktop.training.runs import pictures_of

        root = pictures_of(run)
        return self.pictures([str(root / name) for name in names], side)

    def pictures(self, paths: Sequence[str], side: int) -> list[NDArray[np.uint8] | None]:
        """The middle squares of pictures, BGR, `side` pixels; None where one can't be read any more."""
        return [_square(Path(path), side) for path in paths]

    def gallery(self) -> str:
        """The folder of the user's people; "" where there is none yet."""
        from desktop.identification import gallery_folder
        from desktop.people.gallery import GALLERY_FILE

        folder = gallery_folder()
        return str(folder) if (folder / GALLERY_FILE).is_file() else ""

    def use(self, model: Path) -> InUse:
        """Takes a model file among the user's own, by the door of the models page. Raises FacetError."""
        from desktop.app import FACE_TASKS, model_store
        from desktop.ui.models.work import ModelsWork
        from vision.sessions import read_card, sha256_of

        card, digest = read_card(model), sha256_of(model)
        known = {one.digest: one.name for one in model_store().installed()}
        name = known.get(digest) or ModelsWork().bring(model)
        on_faces = card.subject == "face"
        return InUse(name, card.task, digest, on_faces, on_faces and card.task in FACE_TASKS)


def _square(path: Path, side: int) -> NDArray[np.uint8] | None:
    from vision.errors import ImageUnreadable
    from vision.images import read_image
    from vision.opencv import cv2

    try:
        picture = read_image(path)
    except ImageUnreadable:
        return None
    height, width = picture.shape[:2]
    least = min(height, width)
    top, left = (height - least) // 2, (width - least) // 2
    middle = picture[top : top + least, left : left + least]
    way = cv2.INTER_AREA if least > side else cv2.INTER_CUBIC
    return cv2.resize(middle, (side, side), interpolation=way)


def _root() -> Path:
    from desktop.folders import data_dir

    return data_dir() / "trainings"
