"""What the people page asks: the dialogs, and what follows from their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop.ui.dialogs import show_dialog
from desktop.ui.file_places import forget_places_of
from desktop.ui.parts.notice_bar import Notice, Tone
from desktop.ui.people.desk import new_consent
from desktop.ui.people.naming_words import moving, renaming
from desktop.ui.people.people_words import count_words, erased_from_words
from desktop.ui.people.photo_asking import PhotoAsking
from desktop.ui.people.tuning import Tuning
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.learned_from import Learned
    from desktop.people.archive import Imported
    from desktop.people.records import Change, Person
    from desktop.recording.erasing import ErasedFrom
    from desktop.ui.pages import PageContext
    from desktop.ui.people.naming_words import NameView
    from desktop.ui.people.page import PeoplePage
    from desktop.ui.people.roster import Enrolled
    from desktop.ui.services import Camera

_ARCHIVE = "facet-people.zip"


class PersonActs(QObject):
    """Belongs to the page; changes the gallery through the desk."""

    def __init__(self, page: PeoplePage, context: PageContext) -> None:
        super().__init__(page)
        self._page = page
        self._context = context
        self._desk = context.people
        self._said: Notice | None = None
        self.tuning = Tuning(page, context)
        self._photos = PhotoAsking(self._desk, page)
        self._photos.chosen.connect(self._enrol)
        self._photos.said.connect(self._say)

    def start(self, name: str) -> None:
        """photos, camera, tune, untune, export or import."""
        acts: dict[str, Callable[[], None]] = {
            "photos": lambda: self._photos.ask(""),
            "camera": lambda: self._guide(""),
            "tune": self.tuning.ask,
            "untune": self.tuning.go_back,
            "export": self._ask_export,
            "import": self._ask_import,
        }
        acts[name]()

    def about_person(self, name: str) -> None:
        """Something about the person who is shown."""
        details = self._page.details.details
        if details is None:
            return
        person = details.person
        acts: dict[str, Callable[[], None]] = {
            "photos": lambda: self._photos.ask(person.name),
            "camera": lambda: self._guide(person.name),
            "rename": self._ask_rename,
            "merge": self._ask_merge,
            "unmerge": lambda: self._change(lambda: self._desk.work.unmerge(person.id)),
            "remove": self._ask_remove,
        }
        acts[name]()

    def about_pictures(self, name: str, face_ids: Sequence[int]) -> None:
        """Something about some of the person's pictures."""
        work, details = self._desk.work, self._page.details.details
        aside = {one.face.id for one in details.references if one.face.set_aside} if details else set()
        if name == "give":
            self._ask_whose(face_ids)
        elif name == "delete":
            self._ask_delete(face_ids)
        elif name == "aside":
            self._change(lambda: work.set_aside([face_id for face_id in face_ids if face_id not in aside]))
        else:
            self._change(lambda: work.restore([face_id for face_id in face_ids if face_id in aside]))

    def read_photos(self, paths: Sequence[Path], name: str) -> None:
        """Look for faces in photos and folders; then ask whose they are."""
        self._photos.read(paths, name)

    def _say(self, tone: Tone, text: str, detail: str) -> None:
        notice = self._page.notice
        if text:
            notice.say(tone, text, detail)
            self._said = notice.shown
        elif notice.shown == self._said:  # what was said meanwhile stays
            notice.clear()

    def _enrol(self, name: str, faces: list, note: str | None) -> None:  # type: ignore[type-arg]
        consent = None if note is None else new_consent(note)
        self._desk.change(lambda: self._desk.work.enrol(name, faces, consent), self._enrolled)

    def _enrolled(self, done: Enrolled) -> None:
        self._page.choose(done.person.id)
        self._desk.say_enrolled(done)

    def _guide(self, name: str) -> None:
        from desktop.ui.people.guided_dialog import is_watching_someone, open_guided

        def begin(camera: str) -> None:
            open_guided(self._context, name, self._page.window(), self._enrol, camera)

        def found(cameras: Sequence[Camera]) -> None:
            if cameras:
                begin(f"camera:{cameras[0].index}")
            else:  # what is watched goes on
                none = translate("People", "No camera was found.")
                self._say("warning", none, translate("People", "Plug one in, or add photos instead."))

        if is_watching_someone(self._context):
            begin("")
        else:
            list_cameras = self._context.services.list_cameras
            self._context.tasks.read(list_cameras, found, self._desk.failed.emit, name="guided-cameras")

    def _ask_export(self) -> None:
        dialog = QFileDialog(self._page, translate("People", "Export everyone"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._desk.begin_dialog(dialog, "people")
        dialog.selectFile(_ARCHIVE)
        dialog.fileSelected.connect(self.export_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export_to(self, path: str) -> None:
        """Write everyone into this file."""
        said = translate("People", "{count} exported, with their pictures. Keep that file safe.")
        self._desk.run(
            lambda: self._desk.work.export(Path(path)),
            lambda count: self._desk.said.emit(said.format(count=count), None),
        )

    def _ask_import(self) -> None:
        dialog = QFileDialog(self._page, translate("People", "Import people"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._desk.begin_dialog(dialog, "people")
        dialog.fileSelected.connect(self.import_from)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def import_from(self, path: str) -> None:
        """Take the people of this file in."""

        def say(found: Imported) -> None:
            said = translate("People", "{people} new people and {faces} pictures came in.")
            self._desk.said.emit(said.format(people=found.people, faces=found.faces), None)

        self._desk.change(lambda: self._desk.work.bring(Path(path)), say)

    def _ask_rename(self) -> None:
        from desktop.ui.people.person_dialogs import AskName

        person = self._page.details.details.person  # type: ignore[union-attr]
        people = self._page.roster.people if self._page.roster else ()
        title, look = translate("People", "Rename"), lambda name: renaming(name, people, person)
        dialog = AskName(title, "", title, [], person.name, self._page, look)
        dialog.named.connect(lambda name: self._change(lambda: self._desk.work.rename(person.id, name)))
        show_dialog(dialog)

    def _ask_merge(self) -> None:
        from desktop.ui.people.person_dialogs import AskMerge

        person = self._page.details.details.person  # type: ignore[union-attr]
        people = self._page.roster.people if self._page.roster else ()
        others = [other for other in people if other.id != person.id]
        dialog = AskMerge(person, others, self._page)
        dialog.chosen.connect(lambda into: self._merge(person.id, into))
        show_dialog(dialog)

    def _merge(self, person_id: int, into: int) -> None:
        self._page.choose(into)
        self._change(lambda: self._desk.work.merge(person_id, into))

    def _ask_whose(self, face_ids: Sequence[int]) -> None:
        from desktop.ui.people.person_dialogs import AskName

        person = self._page.details.details.person  # type: ignore[union-attr]
        people = self._page.roster.people if self._page.roster else ()
        title, button = translate("People", "Whose picture is this?"), translate("People", "Move")
        if len(face_ids) > 1:
            title = translate("People", "Whose pictures are these?")
        names = [other.name for other in people if other.id != person.id]

        def look(name: str) -> NameView:
            return moving(name, people, person, len(face_ids))

        dialog = AskName(title, "", button, names, "", self._page, look)
        dialog.named.connect(
            lambda name: self._change(lambda: self._desk.work.give(person.id, face_ids, name))
        )
        show_dialog(dialog)

    def _ask_delete(self, face_ids: Sequence[int]) -> None:
        from desktop.ui.parts.ask_delete import AskDelete

        heading = translate("People", "Delete {pictures}?").format(pictures=count_words(len(face_ids)))
        goes = translate("People", "With the numbers made from it, for good: there is no way back.")
        if len(face_ids) > 1:
            goes = translate("People", "With the numbers made from them, for good: there is no way back.")
        said = translate("People", "Deleted: {pictures}.").format(pictures=count_words(len(face_ids)))
        dialog = AskDelete(heading, goes, self._page)
        dialog.accepted.connect(
            lambda: self._desk.change(
                lambda: self._desk.work.delete_pictures(face_ids), lambda _: self._desk.said.emit(said, None)
            )
        )
        show_dialog(dialog)

    def _ask_remove(self) -> None:
        from desktop.ui.people.people_words import erased_words, learned_words, left_words
        from desktop.ui.people.person_dialogs import AskRemove

        details = self._page.details.details
        assert details is not None
        person = details.person
        gone, left = erased_words(person), left_words(person)

        def ask(learned: Sequence[Learned]) -> None:
            dialog = AskRemove(person, gone, left, learned_words(learned), self._page)
            dialog.agreed.connect(lambda all_: self._remove(person, learned if all_ else ()))
            show_dialog(dialog)

        self._desk.run(lambda: self._desk.work.learned_from(person.id), ask)

    def _remove(self, person: Person, learned: Sequence[Learned]) -> None:
        said = translate("People", "{name} was erased.").format(name=person.name)

        def done(gone: ErasedFrom) -> None:
            for name in gone.names:
                forget_places_of(name, self._context.keeper)
            self._desk.said.emit(erased_from_words(said, gone), None)
            if any(one.kind == "model" for one in learned):
                self._context.models_changed()

        def erase() -> None:
            # First, since a program that is killed meanwhile finishes the erasure without the settings.
            forget_places_of(person.name, self._context.keeper)
            self._desk.change(lambda: self._desk.work.erase(person.id, learned), done)

        self._context.records.end(erase)  # they may stand in what is being recorded

    def _change(self, work: Callable[[], Change]) -> None:
        self._desk.change(work, self._desk.say_change)
