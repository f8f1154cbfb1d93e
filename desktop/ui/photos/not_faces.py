"""What the photos page took for a face and is none: taken away by hand, and brought back by undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.ui.i18n.numbers import fill
from desktop.ui.people.made_here import MadeHere
from desktop.ui.photos.face_items import Item, Place
from desktop.ui.photos.names_desk import Say
from desktop.ui.photos.reading_desk import ReadingDesk
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.photos.reading import PhotoResult


class NotFaces(QObject):
    """The photos stay as they are, and so do the people: only what the page shows and exports is less."""

    changed = Signal(list)
    """PhotoResults that show other faces now."""
    came_back = Signal(list)
    """Places of faces: they are on the page again."""

    def __init__(self, desk: ReadingDesk, made: MadeHere, say: Say, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._made = made
        self._say = say

    def take_away(self, items: Sequence[Item]) -> None:
        """These cards show no face."""
        self.take_away_at([(item.photo.path, item.at) for item in items if item.kind == "face"])

    def take_away_at(self, places: Sequence[Place]) -> None:
        """There is no face at these places."""
        changed, count = self._mark(places, are_faces=False)
        if not changed:
            return
        undo = self._made.note_own(lambda: self._bring_back(places), lambda: self._take_again(places))
        self._tell_gone(changed, count, undo)

    def _take_again(self, places: Sequence[Place]) -> None:
        changed, count = self._mark(places, are_faces=False)
        if changed:
            self._tell_gone(changed, count, self._made.undo_newest)

    def _tell_gone(self, changed: list[PhotoResult], count: int, undo: Callable[[], object]) -> None:
        self.changed.emit(changed)
        self._say(gone_words(count, len(changed)), self.tr("Undo"), undo, undoes=True)

    def _bring_back(self, places: Sequence[Place]) -> None:
        changed, count = self._mark(places, are_faces=True)
        self.changed.emit(changed)
        self.came_back.emit(list(places))
        self._say(back_words(count))

    def _mark(self, places: Sequence[Place], *, are_faces: bool) -> tuple[list[PhotoResult], int]:
        """The photos that show other faces now, and how many faces came or went."""
        before = self._desk.faces_shown
        changed = self._desk.mark(places, are_faces=are_faces)
        return changed, abs(self._desk.faces_shown - before)


def gone_words(faces: int, photos: int) -> str:
    """What was taken away, and that no file was touched."""
    if faces == 1:
        return translate("Photos", "1 face is taken away here. The photo stays as it is.")
    said = translate("Photos", "{count:,} faces are taken away here. The photo stays as it is.")
    if photos > 1:
        said = translate("Photos", "{count:,} faces are taken away here. The photos stay as they are.")
    return fill(said, count=faces)


def back_words(faces: int) -> str:
    """What undo brought back."""
    if faces == 1:
        return translate("Photos", "1 face is back.")
    return fill(translate("Photos", "{count:,} faces are back."), count=faces)
