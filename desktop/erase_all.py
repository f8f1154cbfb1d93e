"""Erasing all that Facet keeps about people: gallery, recordings, trainings and cache, settings, log."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop.folders import data_dir, own_models_dir, pictures_dir, trainings_dir
from desktop.identification import gallery_folder
from desktop.learned_from import forget_features
from desktop.log_file import forget_log
from desktop.people.database import GalleryUnusable
from desktop.people.gallery import GALLERY_FILE, Gallery
from desktop.recording import library
from desktop.recording.session_file import PICTURE_FILE
from desktop.settings import Settings, load_settings, save_settings, settings_path
from vision.errors import FacetError
from vision.model_store import MODEL_FILE

DIALOGS_FILE = "QtProject.conf"
"""Beside the settings: which folders Qt's own file dialogs were in."""
_SNAPSHOTS = ("Facet *.png", ".facet-*.png")
_HALF_BROUGHT_MODELS = (".importing-*", "removed-models")


@dataclass(frozen=True)
class Kept:
    """What there is to erase. `gallery_problem`: why its people can't be counted; "" where they can.

    Snapshots lie among the user's own pictures and are erased only where that is asked for.
    """

    people: int = 0
    pictures: int = 0
    heads: int = 0
    recordings: int = 0
    recordings_bytes: int = 0
    trainings: int = 0
    models: int = 0
    snapshots: int = 0
    gallery_problem: str = ""


def kept() -> Kept:
    """Counts what is kept now; reads the disk."""
    folders = library.folders()
    people, pictures, heads, problem = _counted_gallery()
    return Kept(
        people=people,
        pictures=pictures,
        heads=heads,
        recordings=len(folders),
        recordings_bytes=sum(library.size_of(folder) for folder in folders),
        trainings=len([path for path in _inside(trainings_dir()) if not path.name.startswith(".")]),
        models=len(list(own_models_dir().glob(f"*/{MODEL_FILE}"))),
        snapshots=len(_snapshots()),
        gallery_problem=problem,
    )


def erase_all(*, snapshots: bool = False) -> tuple[str, ...]:
    """Erases it: a sentence for each part that could not be erased; all others are gone then.

    Killed in between, what is left is erased by the next call. Models that ship or were downloaded stay, as
    does what was exported elsewhere.
    """
    recordings = [folder for place in library.places() for folder in _inside(place)]
    parts: list[Callable[[], None]] = [partial(_erase_recording, folder) for folder in recordings]
    parts.append(_erase_gallery)
    half_brought = [folder for pattern in _HALF_BROUGHT_MODELS for folder in data_dir().glob(pattern)]
    parts += [partial(_remove, folder) for folder in (trainings_dir(), own_models_dir(), *half_brought)]
    parts += [forget_features, _erase_settings, forget_log]
    if snapshots:
        parts.append(_erase_snapshots)
    return tuple(problem for part in parts if (problem := _problem_of(part)))


def _problem_of(part: Callable[[], None]) -> str:
    try:
        part()
    except FacetError as error:
        return str(error)
    except OSError as error:
        return f"{error.filename or 'A link'}: it can't be deleted ({error.strerror or error})."
    return ""


def _counted_gallery() -> tuple[int, int, int, str]:
    if not (gallery_folder() / GALLERY_FILE).is_file():
        return 0, 0, 0, ""
    try:
        with Gallery(gallery_folder()) as gallery:
            faces = gallery.database.number("SELECT count(*) FROM faces")
            heads = gallery.database.number("SELECT count(*) FROM heads")
            return len(gallery.people()), faces, heads, ""
    except GalleryUnusable as error:
        return 0, 0, 0, str(error)


def _erase_recording(folder: Path) -> None:
    (folder / PICTURE_FILE).unlink(missing_ok=True)  # also one that lost its answers
    library.delete(folder)


def _erase_gallery() -> None:
    """Empties the file rather than deletes it: other windows may have it open. One of no use is deleted."""
    folder = gallery_folder()
    for path in folder.glob(f"{Path(GALLERY_FILE).stem}-*.sqlite*"):  # set aside, and their journals
        path.unlink()
    if not (folder / GALLERY_FILE).is_file():
        return
    try:
        with Gallery(folder) as gallery:
            gallery.erase_everyone()
    except GalleryUnusable as error:
        if isinstance(error.__cause__, OSError | sqlite3.OperationalError):  # in use, or not ours to write
            raise
        for path in folder.glob(f"{GALLERY_FILE}*"):
            path.unlink()


def _erase_settings() -> None:
    """Those that tell nothing of people stay; copies that were set aside go."""
    path = settings_path()
    (path.parent / DIALOGS_FILE).unlink(missing_ok=True)
    remaining = load_settings().forgotten()
    for old in (*path.parent.glob(f"{path.stem}*{path.suffix}"), *path.parent.glob(".settings-*.tmp")):
        old.unlink(missing_ok=True)
    if remaining != Settings():
        save_settings(remaining)


def _erase_snapshots() -> None:
    for path in _snapshots():
        path.unlink()


def _snapshots() -> list[Path]:
    return [path for pattern in _SNAPSHOTS for path in pictures_dir().glob(pattern) if path.is_file()]


def _inside(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []


def _remove(folder: Path) -> None:
    if folder.is_dir():
        shutil.rmtree(folder)
