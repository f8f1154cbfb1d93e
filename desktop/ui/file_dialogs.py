"""The system's own dialogs for files and folders; they don't block the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.live.source_text import VIDEO_SUFFIXES
from desktop.ui.words import translate
from vision.image_suffixes import IMAGE_SUFFIXES


def ask_file(parent: QWidget, last: str | None, chosen: Callable[[str], None]) -> None:
    """Ask for a video or a photo."""
    dialog = _dialog(parent, translate("FileDialog", "Open a video or a photo"), last, chosen)
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


def ask_folder(parent: QWidget, last: str | None, chosen: Callable[[str], None]) -> None:
    """Ask for a folder of photos."""
    dialog = _dialog(parent, translate("FileDialog", "Open a folder of photos"), last, chosen)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()


def _dialog(parent: QWidget, title: str, last: str | None, chosen: Callable[[str], None]) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    folder = Path(last).parent if last else None
    if folder is not None and folder.is_absolute() and folder.is_dir():
        dialog.setDirectory(str(folder))
    dialog.fileSelected.connect(chosen)
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def _patterns(suffixes: object) -> str:
    return " ".join(f"*{suffix}" for suffix in suffixes)  # type: ignore[attr-defined]
