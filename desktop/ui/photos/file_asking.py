"""The system's dialogs for photos, folders and files to write; they don't block the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.file_places import FileKind, begin_where
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.ui.words import translate
from vision.image_suffixes import IMAGE_SUFFIXES


def ask_photos(parent: QWidget, keeper: SettingsKeeper, chosen: Callable[[list[str]], None]) -> None:
    """Ask for photos, one or many."""
    dialog = QFileDialog(parent, translate("FileDialog", "Choose photos"))
    begin_where(dialog, "photos", keeper)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    patterns = " ".join(f"*{suffix}" for suffix in sorted(IMAGE_SUFFIXES))
    dialog.setNameFilters([translate("FileDialog", "Photos ({patterns})").format(patterns=patterns)])
    dialog.filesSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def ask_folder(
    parent: QWidget, title: str, kind: FileKind, keeper: SettingsKeeper, chosen: Callable[[Path], None]
) -> None:
    """Ask for a folder."""
    dialog = QFileDialog(parent, title)
    begin_where(dialog, kind, keeper)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def ask_target(
    parent: QWidget, title: str, suffix: str, keeper: SettingsKeeper, chosen: Callable[[Path], None]
) -> None:
    """Ask for a file to write; the system asks before one is replaced."""
    dialog = QFileDialog(parent, title)
    begin_where(dialog, "exports", keeper)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)
    dialog.setNameFilter(f"*.{suffix}")
    dialog.selectFile(f"faces.{suffix}")
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
