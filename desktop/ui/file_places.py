"""Where file dialogs begin: where the last one of their kind was, else in the user's own folder for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from desktop.ui.keys import keys_come_back
from desktop.ui.settings_keeper import SettingsKeeper

FileKind = Literal["videos", "photos", "pictures_to_learn", "exports", "people", "models", "python"]
_PLACE = QStandardPaths.StandardLocation
_USUAL = {
    "videos": _PLACE.MoviesLocation,
    "photos": _PLACE.PicturesLocation,
    "pictures_to_learn": _PLACE.PicturesLocation,
    "exports": _PLACE.DocumentsLocation,
    "people": _PLACE.DocumentsLocation,
    "models": _PLACE.DownloadLocation,
    "python": _PLACE.HomeLocation,
}


def begin_where(dialog: QFileDialog, kind: FileKind, keeper: SettingsKeeper, first: str = "") -> None:
    """Begin in the right folder, and remember the one in which something is chosen.

    `first`: the folder for a kind that was never asked for. Call it before a file's name is suggested.
    """
    before = keeper.settings.file_folders.get(kind, "")
    usual = QStandardPaths.writableLocation(_USUAL[kind])
    folder = next((one for one in (before, first, usual) if one and Path(one).is_dir()), str(Path.home()))
    dialog.setDirectory(folder)
    dialog.filesSelected.connect(lambda chosen: _remember(chosen, kind, keeper))
    keys_come_back(dialog)


def forget_places_of(name: str, keeper: SettingsKeeper) -> None:
    """Nothing remembers a folder or source that is called as this person is, nor Qt any folder at all."""
    keeper.take(keeper.settings.without_places_of(name))
    noted = QSettings(QSettings.Scope.UserScope, "QtProject")
    for key in ("history", "lastVisited"):
        noted.remove(f"FileDialog/{key}")


def _remember(chosen: Sequence[str], kind: FileKind, keeper: SettingsKeeper) -> None:
    settings = keeper.settings
    if chosen and settings.keep_recent:
        folder = str(Path(chosen[0]).parent)
        keeper.change(file_folders={**settings.file_folders, kind: folder})
