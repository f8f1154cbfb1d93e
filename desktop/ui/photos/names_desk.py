"""Names on the photos page: what can be said of a face, and photos that follow the gallery at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.live.face_target import FaceTarget
from desktop.ui.pages import PageContext
from desktop.ui.parts.menu_place import At, open_menu
from desktop.ui.people.made_here import MadeHere
from desktop.ui.photos.face_items import Item, Place
from desktop.ui.photos.reading_desk import ReadingDesk
from desktop.ui.photos.work import PhotosWork
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.engine.sources.base import Frame
    from desktop.photos.reading import PhotoResult


class Say(Protocol):
    """How the page says what was done; `undoes`: `act` takes it back; `warns`: it may be a slip."""

    def __call__(
        self,
        text: str,
        button: str = "",
        act: object = None,
        *,
        undoes: bool = False,
        warns: bool = False,
    ) -> None: ...


class NamesDesk(QObject):
    """Asks the window's people desk; `page` is where it says what was done."""

    decided = Signal(list)
    """PhotoResults whose names have changed."""

    none_asked = Signal(list)
    """Places where no face is."""

    def __init__(
        self,
        page: QWidget,
        context: PageContext,
        work: PhotosWork,
        desk: ReadingDesk,
        say: Say,
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__(page)
        self._page = page
        self._people = context.people
        self.made = MadeHere(context.people, self)
        self._tasks = context.tasks
        self._work = work
        self._desk = desk
        self._say = say
        self._failed = failed
        self._stale = False
        self._told: tuple[str, Callable[[], None] | None, bool] | None = None
        self._stop = Event()
        self._people.renewed.connect(self._renew)
        self._people.said.connect(self._say_done)
        self._people.doubted.connect(partial(self._say_done, warns=True))
        self._people.failed.connect(self._say_error)
        desk.ended.connect(self._renew_if_stale)

    def ask(self, item: Item, at: At, *, names: bool = False) -> None:
        """What can be done with the face of a card; `at`: where the menu of it opens.

        `names`: without the menu, where there is no name to correct and none to propose.
        """
        path, face = item.photo.path, item.at
        self._tasks.run(
            lambda: self._work.frame(path),
            lambda frame: self.ask_in(frame, item.photo, face, at, self._page, names=names),
            self._failed,
            name="photo",
        )

    def ask_in(
        self,
        frame: Frame,
        photo: PhotoResult,
        face: int,
        at: At,
        parent: QWidget,
        *,
        names: bool = False,
    ) -> None:
        """What can be done with a face of a photo that was read; `parent` is the menu's.

        `names`: without the menu, where that would only ask who it is.
        """
        photo = self._desk.results.get(photo.path, photo)
        if photo.analysis is None:
            return
        seen = photo.analysis.faces[face]
        answer = seen.answers.get("identity")
        target = FaceTarget(frame, seen.box_px, None, answer)  # type: ignore[arg-type]
        place = photo.path, face
        if answer is not None:
            self._open(target, place, at, parent, "", names)
            return
        self._people.run(
            self._people.work.roster,
            lambda roster: self._open(target, place, at, parent, roster.why_no_names, names),
        )

    def _open(
        self, target: FaceTarget, place: Place, at: At, parent: QWidget, why_not: str, names: bool
    ) -> None:
        from desktop.ui.people.face_menu import FaceMenu
        from desktop.ui.people.face_words import face_acts, no_face

        acts = face_acts(target.answer, why_not)
        if names and [act.act for act in acts if act.enabled and act.act != "why"] == ["who"]:
            self._act(target, place, "who", "")
            return
        menu = FaceMenu([*acts, no_face()], parent)
        menu.chosen.connect(lambda act, person: self._act(target, place, act, person))
        open_menu(menu, at)
        self._people.tell_kept(menu, target)

    def _act(self, target: FaceTarget, place: Place, act: str, person: str) -> None:
        if act == "no_face":
            self.none_asked.emit([place])
        elif act in ("is", "add"):
            self._people.name_face(target, person, None)
        elif act == "not":
            self._people.refuse(target)
        elif act == "why":
            self._people.ask_why(target)
        else:
            self._people.ask_name(target)

    def _renew(self) -> None:
        decider, embedder = self._people.controller.decider, self._people.controller.embedder
        if self._desk.job:
            self._stale = True  # photos are being read with the gallery as it was
            return
        self._stale = False
        if decider is None or not self._desk.results:
            return
        photos = list(self._desk.results.values())
        self._stop.set()  # names of a moment ago are wanted no more
        self._stop = stop = Event()
        self._tasks.run(
            lambda: self._work.named_again(photos, decider, embedder, stop),
            lambda again: None if stop.is_set() else self._decided(again),
            self._failed,
            name="names",
        )

    def stop(self) -> None:
        """The window closes."""
        self._stop.set()

    def _renew_if_stale(self) -> None:
        if self._stale:
            self._renew()

    def _decided(self, photos: Sequence[PhotoResult]) -> None:
        there = [photo for photo in photos if photo.path in self._desk.results]
        told, self._told = self._told, None
        if there:
            before = [self._desk.results[photo.path] for photo in there]
            now = self._desk.name(there)
            followed = followed_words(zip(before, now, strict=True))
            self.decided.emit(now)
            if told is not None and followed and self._page.isVisible():
                text, undo, warns = told
                button = self.tr("Undo") if undo else ""
                self._say(f"{text} {followed}", button, undo, undoes=True, warns=warns)

    def _say_done(self, text: str, change_id: int | None, *, warns: bool = False) -> None:
        if self._page.isVisible():
            undo = None
            if change_id is not None:
                self.made.note(change_id)
                undo = partial(self.made.undo, change_id)
            self._told = text, undo, warns
            self._say(text, self.tr("Undo") if undo else "", undo, undoes=True, warns=warns)

    def _say_error(self, error: Exception) -> None:
        if self._page.isVisible():
            self._failed(error)


def followed_words(photos: Iterable[tuple[PhotoResult, PhotoResult]]) -> str:
    """How many faces are called otherwise now, of photos before and after; "" where at most one is."""
    names = [pair for before, now in photos for pair in zip(_names(before), _names(now), strict=True)]
    named = sum(now is not None and now != before for before, now in names)
    unnamed = sum(now is None and before is not None for before, now in names)
    if named + unnamed < 2:
        return ""
    said = []
    if named:
        one, many = (
            translate("Photos", "1 face on this page got a name."),
            translate("Photos", "{count} faces on this page got a name."),
        )
        said.append(one if named == 1 else many.format(count=named))
    if unnamed:
        one, many = (
            translate("Photos", "1 face on this page lost its name."),
            translate("Photos", "{count} faces on this page lost their names."),
        )
        said.append(one if unnamed == 1 else many.format(count=unnamed))
    return " ".join(said)


def _names(photo: PhotoResult) -> list[str | None]:
    faces = () if photo.analysis is None else photo.analysis.faces
    answers = (faces[at].answers.get("identity") for at in photo.places)
    return [None if answer is None else answer.label for answer in answers]
