"""Someone from photos: asks for files, looks for faces in them, asks whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.dialogs import show_dialog
from desktop.ui.people.desk import PeopleDesk
from desktop.ui.words import translate
from vision.image_suffixes import IMAGE_SUFFIXES

if TYPE_CHECKING:
    from desktop.ui.people.roster import Photo, Roster


class PhotoAsking(QObject):
    """The people page and the welcome enrol with it."""

    chosen = Signal(str, object, object)
    """The name, the faces to keep, and the note on consent for someone new, else None."""
    said = Signal(str, str, str)
    """How it goes: tone, sentence, detail; an empty sentence where nothing is to be said any more."""

    def __init__(self, desk: PeopleDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._widget = parent

    def ask(self, name: str) -> None:
        """Ask for photos; `name`: whose they are thought to be."""
        dialog = QFileDialog(self._widget, translate("People", "Photos of one person"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._desk.begin_dialog(dialog, "photos")
        patterns = " ".join(f"*{suffix}" for suffix in sorted(IMAGE_SUFFIXES))
        dialog.setNameFilters([translate("FileDialog", "Photos ({patterns})").format(patterns=patterns)])
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
        dialog.filesSelected.connect(lambda paths: self.read([Path(path) for path in paths], name))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read(self, paths: Sequence[Path], name: str) -> None:
        """Look for faces in photos and folders; then ask whose they are."""
        self.said.emit("info", translate("People", "Looking for faces…"), "")

        def work() -> tuple[tuple[Photo, ...], Roster]:
            return self._desk.work.photos(paths, lambda done, total: None), self._desk.work.roster()

        self._desk.run(work, lambda found: self._show(*found, name))

    def _show(self, photos: tuple[Photo, ...], roster: Roster, name: str) -> None:
        from desktop.ui.people.photos_dialog import PhotosDialog

        self.said.emit("info", "", "")
        if not any(photo.faces for photo in photos):
            first = photos[0] if photos else None
            said = translate("People", "No face was found in these files.")
            self.said.emit("warning", said, f"{first.path.name}: {first.said}" if first else "")
            return
        folder, theme = str(roster.folder), self._desk.theme
        dialog = PhotosDialog(photos, roster.people, folder, name, theme, self._widget)
        dialog.accepted_with.connect(self.chosen)
        show_dialog(dialog)
