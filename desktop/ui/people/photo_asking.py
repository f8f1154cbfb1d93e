"""Someone from photos: asks for files, looks for faces in them, asks whose they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.dialogs import show_dialog
from desktop.ui.people.desk import PeopleDesk
from desktop.ui.people.people_words import why_none_words
from desktop.ui.words import translate
from vision.image_suffixes import IMAGE_SUFFIXES

if TYPE_CHECKING:
    from desktop.ui.people.roster import Photo, Roster

_MOST_TOLD = 3


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
        """Ask for photos; `name`: whose they are."""
        dialog = QFileDialog(self._widget, translate("People", "Photos of one person"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._desk.begin_dialog(dialog, "photos")
        patterns = " ".join(f"*{suffix}" for suffix in sorted(IMAGE_SUFFIXES))
        dialog.setNameFilters([translate("FileDialog", "Photos ({patterns})").format(patterns=patterns)])
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
        dialog.filesSelected.connect(
            lambda paths: self.read([Path(path) for path in paths], name, sure=bool(name))
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read(self, paths: Sequence[Path], name: str, *, sure: bool = False) -> None:
        """Look for faces in photos and folders; then ask whose they are.

        `name` is proposed where nobody is known in them, or where it is `sure`.
        """
        self.said.emit("info", translate("People", "Looking for faces…"), "")

        def work() -> tuple[tuple[Photo, ...], Roster]:
            return self._desk.work.photos(paths, lambda done, total: None), self._desk.work.roster()

        self._desk.run(work, partial(self._show, name, sure))

    def _show(self, name: str, sure: bool, found: tuple[tuple[Photo, ...], Roster]) -> None:
        from desktop.ui.people.photos_dialog import PhotosDialog

        photos, roster = found
        self.said.emit("info", "", "")
        if not any(photo.faces for photo in photos):
            said = translate("People", "No face was found in these files.")
            self.said.emit("warning", said, " ".join(why_none_words(photos, _MOST_TOLD)))
            return
        if not sure:
            name = known_as(photos) or name
        folder, theme = str(roster.folder), self._desk.theme
        dialog = PhotosDialog(photos, roster.people, folder, name, theme, self._widget)
        dialog.accepted_with.connect(self.chosen)
        show_dialog(dialog)


def known_as(photos: Sequence[Photo]) -> str:
    """As whom most of the faces that are chosen at first are known; "" where nobody is."""
    owners = Counter(face.owner for photo in photos for face in photo.faces if face.owner and not face.doubt)
    return owners.most_common(1)[0][0] if owners else ""
