"""Which models `facet analyse` asks, and in plain words why a task can't be answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.app import FACE_TASKS
from desktop.folders import own_models_dir
from desktop.models.astray import astray
from vision.embedders import TASK as IDENTITY
from vision.errors import FacetError, ModelRefused
from vision.model_store import MODEL_FILE, InstalledModel, ModelStore

_ROW_PARTS = ("track", "box", IDENTITY)  # what else stands in a face's row: no task of a model is called so


@dataclass(frozen=True)
class Asked:
    """Tasks about faces, in order, and the model that whole pictures are shown; None where none is."""

    faces: Sequence[str] = ()
    picture: InstalledModel | None = None


def asked_tasks(store: ModelStore, models: Path | None, tasks: Sequence[str] | None) -> Asked:
    """What is asked of the models at hand, or of those of the folder `models` alone.

    Without `tasks` all of that folder's; of the usual folders what the window asks, and the user's own
    models about faces. Raises FacetError for a task without a model, and for two about whole pictures.
    """
    faces, pictures = _face_tasks(store), _by_task(store.about_pictures())
    if tasks is None and models is None:
        own = {model.task for model in store.about_faces() if model.path.is_relative_to(own_models_dir())}
        return Asked([task for task in faces if task in own or task in FACE_TASKS])
    if tasks is None:
        # Beside models about faces several of whole pictures are left alone: `left_out` says so.
        wide = list(pictures) if len(pictures) == 1 or not faces else []
        return Asked(faces, _only(pictures, wide))
    wanted = list(dict.fromkeys(tasks))
    for task in wanted:
        if task not in faces and task not in pictures:
            raise _unanswered(task, store, models)
    wide = [task for task in wanted if task not in faces]
    return Asked([task for task in wanted if task in faces], _only(pictures, wide))


def left_out(store: ModelStore, models: Path | None = None) -> list[FacetError]:
    """Why model files of the folder `models`, or of the user's own, are not asked."""
    if models is not None and (models / MODEL_FILE).is_file() and not (store.installed() or store.refused()):
        return [_single(models)]
    misnamed = [_misnamed(model) for model in store.about_faces() if model.task in _ROW_PARTS]
    return [*store.refused(), *misnamed, *astray(models or own_models_dir())]


def several_wide(store: ModelStore, asked: Asked) -> FacetError | None:
    """Says that models of whole pictures were not asked, where nobody said which."""
    pictures = _by_task(store.about_pictures())
    if len(pictures) < 2 or asked.picture is not None:
        return None
    return _choose_one(pictures)


def nothing_to_ask(store: ModelStore, models: Path, skipped: Sequence[FacetError]) -> FacetError:
    """Why no model of a folder answers; one of `skipped` where that is why."""
    if skipped:
        return skipped[-1]
    silent = store.installed()
    if not silent:
        return FacetError(
            f"{models}: there is no model in this folder.",
            hint="It holds one folder a model, with model.onnx inside.",
        )
    named = ", ".join(f"{model.name} ({model.task})" for model in silent)
    return FacetError(
        f"{models}: its models give no answers by themselves: {named}.",
        hint="Add --gallery DIR to say who each face is, or choose a folder with other models.",
    )


def _unanswered(task: str, store: ModelStore, models: Path | None) -> FacetError:
    """Why there is no answer to a task that was named."""
    for error in store.refused():
        if isinstance(error, ModelRefused) and error.path.parent.name == task:
            return error
    if task == IDENTITY:
        return FacetError(
            f"'{task}' is no task for --tasks.", hint="Add --gallery DIR to say who each face is."
        )
    at_hand = [*_face_tasks(store), *_by_task(store.about_pictures())]
    if not at_hand and models is not None:
        return nothing_to_ask(store, models, left_out(store, models))
    return FacetError(
        f"There is no model for '{task}'.", hint=f"Choose from: {', '.join(dict.fromkeys(at_hand))}."
    )


def _only(pictures: dict[str, InstalledModel], wanted: Sequence[str]) -> InstalledModel | None:
    if len(wanted) > 1:
        raise _choose_one(wanted)
    return pictures[wanted[0]] if wanted else None


def _choose_one(wide: Iterable[str]) -> FacetError:
    tasks = list(wide)
    return FacetError(
        f"Only one model can be asked about whole pictures at a time, not {', '.join(tasks)}.",
        hint=f"Choose one, as in --tasks {tasks[0]}",
    )


def _single(folder: Path) -> FacetError:
    return FacetError(
        f"{folder}: this is the folder of a single model.",
        hint=f"Give the folder that it lies in: --models {folder.resolve().parent}",
    )


def _misnamed(model: InstalledModel) -> FacetError:
    return FacetError(
        f"{model.path}: this model is not asked: a task can't be called '{model.task}'.",
        hint="Export it again with another task.",
    )


def _face_tasks(store: ModelStore) -> list[str]:
    """The tasks about faces: those of the window first and in its order."""
    tasks = {model.task for model in store.about_faces()} - set(_ROW_PARTS)
    return [task for task in FACE_TASKS if task in tasks] + sorted(tasks - set(FACE_TASKS))


def _by_task(models: Iterable[InstalledModel]) -> dict[str, InstalledModel]:
    """The model of each task: the one named like it, else the first."""
    found: dict[str, InstalledModel] = {}
    for model in models:
        if model.task not in found or model.name == model.task:
            found[model.task] = model
    return dict(sorted(found.items()))
