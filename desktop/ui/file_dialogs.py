"""The system's own dialogs for files and folders; they don't block the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.file_places import FileKind, begin_where
from desktop.ui.live.source_text import VIDEO_SUFFIXES
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.ui.words import translate
from vision.image_suffixes import IMAGE_SUFFIXES


def ask_file(parent: QWidget, keeper: SettingsKeeper, chosen: Callable[[str], None]) -> None:
    """Ask for a video or a photo."""
    dialog = _dialog(parent, translate("FileDialog", "Open a video or a photo"), "videos", keeper, chosen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    videos, photos = (_patterns(suffixes) for suffixes in (VIDEO_SUFFIXES, sorted(IMAGE_SUFFIXES)))
    dialog.setNameFilters(
        [
            translate("FileDialog", "Videos and photos ({patterns})").format(patterns=f"{videos} {photos}"),
            translate("FileDialog", "Videos ({patterns})").format(patterns=videos),
            translate("FileDialog", "Photos ({patterns})").format(patterns=photos),
            translate("FileDialog", "All files (*)"),
        ]
    )
    dialog.open()


def ask_folder(parent: QWidget, keeper: SettingsKeeper, chosen: Callable[[str], None]) -> None:
    """Ask for a folder of photos."""
    dialog = _dialog(parent, translate("FileDialog", "Open a folder of photos"), "photos", keeper, chosen)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()


def _dialog(
    parent: QWidget, title: str, kind: FileKind, keeper: SettingsKeeper, chosen: Callable[[str], None]
) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    last = Path(keeper.settings.last_source or "")
    begin_where(dialog, kind, keeper, str(last.parent) if last.is_absolute() else "")
    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def _patterns(suffixes: object) -> str:
    return " ".join(f"*{suffix}" for suffix in suffixes)  # type: ignore[attr-defined]
