"""What the training page asks of the program. Called in threads only; the program is imported there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.models.own import Removed
    from desktop.training.commands import Order
    from desktop.training.environment import Trainer
    from desktop.training.report import Report
    from desktop.training.runs import Run
    from vision.geometry import Boxes


LookedAt = Literal["picture", "face", "no face"]
AskedBy = Literal["live", "photos", ""]
"""The page that asks a model; "" where only commands do."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """The trainings; those whose model file is among the user's models; the pages that would ask a model.

    `digests`, `asked_by` and `names` (of the model files among the user's) go by a training's key.
    """

    runs: tuple[Run, ...]
    digests: dict[str, str]
    asked_by: Mapping[str, AskedBy] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InUse:
    """A model that was taken among the user's own, and the page that asks it."""

    name: str
    task: str
    digest: str
    asked_by: AskedBy


@dataclass(frozen=True, slots=True)
class Tried:
    """What a model answered on one picture (BGR), the likeliest first; `is_unsure`: not even that is said."""

    name: str
    picture: NDArray[np.uint8]
    scores: tuple[tuple[str, float], ...]
    looked_at: LookedAt
    is_unsure: bool = False


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
        known = {model.digest: model.name for model in model_store().installed()}
        made = [run for run in runs if run.state == "done"]
        digests = {run.key: sha256_of(run.model) for run in made}
        asked = {run.key: _asked_by(run.model) for run in made}
        here = {key: digest for key, digest in digests.items() if digest in known}
        return Shelved(runs, here, asked, {key: known[digest] for key, digest in here.items()})

    def new_run(self, title: str, order: Order) -> Run:
        """A folder for a training. Raises RunNotKept."""
        from desktop.training.runs import new_run

        return new_run(_root(), title, order, datetime.now())

    def remove(self, run: Run) -> Path:
        """Takes a training away; where it lies until it is forgotten. Raises RunNotKept."""
        from desktop.training.runs import remove_run

        return remove_run(run)

    def put_back(self, run: Run, kept_in: Path) -> None:
        """Undoes a removal. Raises RunNotKept."""
        from desktop.training.runs import put_back

        put_back(run, kept_in)

    def forget_removed(self) -> None:
        """What was taken away is gone for good."""
        from desktop.training.runs import forget_removed

        forget_removed(_root())

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
        from desktop.app import model_store
        from desktop.ui.models.work import ModelsWork
        from vision.sessions import read_card, sha256_of

        card, digest = read_card(model), sha256_of(model)
        known = {one.digest: one.name for one in model_store().installed()}
        name = known.get(digest) or ModelsWork().bring(model)
        return InUse(name, card.task, digest, _asked_by(model))

    def take_out(self, digest: str) -> Removed | None:
        """Takes a model from among the user's own; its training keeps its file. Raises ModelNotKept."""
        from desktop.app import model_store
        from desktop.folders import own_models_dir
        from desktop.models.own import remove_model

        own = own_models_dir()
        here = (one.path for one in model_store().installed() if one.digest == digest)
        path = next((path for path in here if path.is_relative_to(own)), None)
        return None if path is None else remove_model(path.parent)

    def put_in_again(self, removed: Removed) -> None:
        """Undoes that. Raises ModelNotKept."""
        from desktop.models.own import put_back

        put_back(removed)

    def try_on(self, model: Path, picture: Path) -> Tried:
        """Asks a model about one picture. Raises FacetError."""
        from vision.images import read_image
        from vision.recognisers import Recogniser
        from vision.sessions import open_model

        image = read_image(picture)
        recogniser = Recogniser(open_model(model, provider="cpu", threads=1))
        looked_at: LookedAt = "picture"
        if recogniser.card.subject == "face":
            box = largest_face(image)
            looked_at = "face" if len(box) else "no face"
        if looked_at == "face":
            answer = recogniser.recognise(image, box)[0]
        else:
            answer = recogniser.recognise_whole(image)
        scores = sorted(answer.scores.items(), key=lambda one: -one[1])
        return Tried(picture.name, image, tuple(scores), looked_at, answer.label is None)


def _asked_by(model: Path) -> AskedBy:
    from desktop.app import FACE_TASKS
    from vision.errors import ModelRefused
    from vision.sessions import read_card

    try:
        card = read_card(model)
    except ModelRefused:
        return ""
    if card.subject == "picture":
        return "photos"
    return "live" if card.task in FACE_TASKS else ""


def largest_face(image: NDArray[np.uint8]) -> Boxes:
    """The square of the largest face of a BGR picture, (1, 4), or (0, 4) where there is none."""
    from desktop.app import model_store
    from desktop.identification import landmark_network
    from vision.face_finder import finder_by_name

    return finder_by_name("haar", landmark_network(model_store(), "cpu")).largest_square(image)


def _square(path: Path, side: int) -> NDArray[np.uint8] | None:
    import numpy as np

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
    return np.asarray(cv2.resize(middle, (side, side), interpolation=way), np.uint8)


def _root() -> Path:
    from desktop.folders import trainings_dir

    return trainings_dir()
