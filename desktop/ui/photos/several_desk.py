"""What can be done with several faces of the photos page at once: one name for all, or none is a face."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.dialogs import show_dialog
from desktop.ui.i18n.numbers import fill
from desktop.ui.live.face_target import FaceTarget
from desktop.ui.parts.menu_place import At, open_menu
from desktop.ui.people.desk import PeopleDesk
from desktop.ui.photos.face_items import Item
from desktop.ui.photos.reading_desk import ReadingDesk
from desktop.ui.photos.work import PhotosWork

if TYPE_CHECKING:
    from desktop.engine.analysis import FaceAnalysis
    from desktop.engine.identity import IdentityAnswer
    from desktop.ui.people.roster import Roster

_SAY_BUSY_AFTER_MS = 800
Seen = tuple[Path, "FaceAnalysis"]


class SeveralDesk(QObject):
    """Asks the window's people desk; what was done is told by the page, as of one face."""

    none_asked = Signal(list)
    """Places where no face is."""
    busy = Signal(str)
    """Their photos are looked at, which takes a while: a sentence; "" when that has ended."""

    def __init__(self, page: QWidget, people: PeopleDesk, work: PhotosWork, desk: ReadingDesk) -> None:
        super().__init__(page)
        self._page = page
        self._people = people
        self._work = work
        self._desk = desk
        self._said = ""
        self._waits = QTimer(self, singleShot=True, interval=_SAY_BUSY_AFTER_MS)
        self._waits.timeout.connect(lambda: self.busy.emit(self._said))
        people.said.connect(lambda *_: self._end())
        people.doubted.connect(lambda *_: self._end())
        people.failed.connect(lambda _: self._end())

    def ask(self, items: Sequence[Item], at: At, *, names: bool = False) -> None:
        """What can be done with these faces? `names`: without the menu, where a name can be given."""
        if all(_answer(face) is not None for _, face in self._seen(items)):
            self._open(items, at, "", names)
            return
        self._people.run(
            self._people.work.roster,
            lambda roster: self._open(items, at, roster.why_no_names, names),
        )

    def _open(self, items: Sequence[Item], at: At, why_not: str, names: bool) -> None:
        from desktop.ui.people.face_menu import FaceMenu
        from desktop.ui.people.face_words import several_acts

        if names and not why_not:
            self._ask_name(items)
            return
        acts: dict[str, Callable[[], None]] = {
            "who": lambda: self._ask_name(items),
            "no_face": lambda: self.none_asked.emit([(item.photo.path, item.at) for item in items]),
        }
        menu = FaceMenu(several_acts(len(items), why_not), self._page)
        menu.chosen.connect(lambda act, _: acts[act]())
        open_menu(menu, at)

    def _ask_name(self, items: Sequence[Item]) -> None:
        self._people.run(self._people.work.roster, lambda roster: self._show_dialog(items, roster))

    def _show_dialog(self, items: Sequence[Item], roster: Roster) -> None:
        from desktop.ui.people.several_dialog import SeveralDialog

        answers = [_answer(face) for _, face in self._seen(items)]
        owners = [None if answer is None else answer.label for answer in answers]
        thumbs = [item.thumb for item in items]
        dialog = SeveralDialog(thumbs, owners, roster.people, str(roster.folder), self._page.window())
        dialog.named.connect(lambda name, note: self._name(items, name, note))
        show_dialog(dialog)

    def _name(self, items: Sequence[Item], name: str, note: str | None) -> None:
        seen = self._seen(items)
        self._said = fill(self.tr("Looking at {count:,} faces…"), count=len(seen))
        self._waits.start()
        self._people.name_faces(lambda: self._targets(seen), name, note)

    def _targets(self, seen: Sequence[Seen]) -> Iterator[FaceTarget]:
        """For a thread: a photo is read when its turn comes, and held no longer."""
        for path, faces in groupby(seen, lambda one: one[0]):
            frame = self._work.frame(path)
            for _, face in faces:
                yield FaceTarget(frame, face.box_px, None, _answer(face))

    def _seen(self, items: Sequence[Item]) -> list[Seen]:
        """The faces with their names of now."""
        photos = ((self._desk.results.get(item.photo.path, item.photo), item.at) for item in items)
        return [(photo.path, photo.analysis.faces[at]) for photo, at in photos if photo.analysis is not None]

    def _end(self) -> None:
        self._waits.stop()
        if self._said:
            self._said = ""
            self.busy.emit("")


def _answer(face: FaceAnalysis) -> IdentityAnswer | None:
    return face.answers.get("identity")  # type: ignore[return-value]  # that task answers with nothing else
