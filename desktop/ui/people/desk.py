"""The window's way to people: runs what is asked of the gallery, tells what was done, renews live names."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from threading import Event
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from desktop.settings import Settings
from desktop.ui.dialogs import show_dialog
from desktop.ui.errors import error_words
from desktop.ui.file_places import FileKind, begin_where
from desktop.ui.live.face_target import FaceTarget
from desktop.ui.live.live_controller import LiveController
from desktop.ui.people.change_words import change_words
from desktop.ui.people.roster import Reading
from desktop.ui.people.work import PeopleWork
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.ui.theme.theme import Theme
from desktop.ui.words import translate
from desktop.workers.stream import ResultStream
from desktop.workers.tasks import Tasks

if TYPE_CHECKING:
    from desktop.engine.live_events import LiveView
    from desktop.people.records import Change, Consent
    from desktop.ui.people.face_menu import FaceMenu
    from desktop.ui.people.face_words import Act
    from desktop.ui.people.roster import Enrolled, Names, Roster

_SAW_EVERY_S = 60.0
T = TypeVar("T")


class PeopleDesk(QObject):
    """One for each window. Everything slow happens in `tasks`."""

    changed = Signal()
    """The gallery holds something else, or the bar stands elsewhere."""
    said = Signal(str, object)
    """What was done, and the number of the change that undoes it, or None."""
    doubted = Signal(str, object)
    """The same, of what may be a slip."""
    failed = Signal(Exception)
    renewed = Signal()
    """Live names follow the gallery as it is now."""
    preparing = Signal(int, int)
    """A model that is to tell people apart looks at everyone's pictures: so many of so many; 0, 0: it has."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        tasks: Tasks,
        keeper: SettingsKeeper,
        controller: LiveController,
        work: PeopleWork,
    ) -> None:
        super().__init__(window)
        self._window = window
        self.theme = theme
        self._tasks = tasks
        self._keeper = keeper
        self.controller = controller
        self.work = work
        work.wanted = reading_of(keeper.settings)
        self._renewing = self._stale = False
        self._stop = Event()
        self._looked_at = ResultStream(self)
        self._looked_at.came.connect(self._say_preparing)
        self.is_preparing = False
        self._saw_s: dict[int, float] = {}
        keeper.changed.connect(self._settings_changed)
        controller.view_came.connect(self._note_seen)
        controller.names_wanted.connect(self.renew)

    def run(self, work: Callable[[], T], done: Callable[[T], None] | None = None) -> None:
        """Ask the gallery something."""
        self._tasks.run(work, done, self.failed.emit, name="people")

    def read(self, work: Callable[[], T], done: Callable[[T], None], what: str) -> None:
        """Ask the gallery for `what` a page shows: only what was asked last is handed back."""
        self._tasks.read(work, done, self.failed.emit, name=f"people-{what}")

    def change(self, work: Callable[[], T], done: Callable[[T], None] | None = None) -> None:
        """Change the gallery: live names follow at once."""

        def finish(result: T) -> None:
            self.renew()
            self.changed.emit()
            if done is not None:
                done(result)

        self.run(work, finish)

    def begin_dialog(self, dialog: QFileDialog, kind: FileKind) -> None:
        """A file dialog begins where the last of its kind was."""
        begin_where(dialog, kind, self._keeper)

    def undo(self, change_id: int | None) -> None:
        """Take a change back, the newest for None."""
        undone = translate("People", "Undone: {said}.")
        self.change(
            lambda: self.work.undo(change_id),
            lambda change: self.said.emit(undone.format(said=change_words(change)), None),
        )

    def redo(self, change_id: int | None) -> None:
        """Do again what was undone last, if that is this change; None: whatever it is. Or say why not."""
        again = translate("People", "Done again: {said}.")

        def done(change: Change) -> None:
            self.renew()
            self.changed.emit()
            self.said.emit(again.format(said=change_words(change)), change.id)

        self._tasks.run(lambda: self.work.redo(change_id), done, self._not_again, name="people")

    def _not_again(self, error: Exception) -> None:
        from desktop.people.records import NotAgain

        if isinstance(error, NotAgain):
            self.doubted.emit(" ".join(filter(None, error_words(error))), None)
        else:
            self.failed.emit(error)

    def renew(self) -> None:
        """Make the gallery ready for the live picture again; once more if it changes meanwhile."""
        if self._renewing:
            self._stale = True
            return
        self._renewing = True
        share, stop = self._keeper.settings.stranger_share, Event()
        self._stop = stop
        self._tasks.run(
            lambda: self.work.renew(share, lambda *done: self._looked_at.put(done), stop.is_set),
            self._renewed,
            self._not_renewed,
            name="names",
        )

    def models_changed(self) -> None:
        """Models came or went: another one may tell people apart now."""
        self.work.models_changed()
        if self.controller.decider is not None:
            self._stop.set()
            self.renew()

    def everyone_left(self) -> None:
        """All were erased: nobody is named any more."""
        self._saw_s.clear()
        self.renew()
        self.changed.emit()

    def stop(self) -> None:
        """The window closes: what would take long ends."""
        self._stale = False
        self._stop.set()

    def close(self) -> None:
        """The window has closed."""
        self.work.close()

    # Faces on screen

    def open_face_menu(self, target: FaceTarget, at: QPoint) -> None:
        """What can be done with a face that was clicked."""
        if target.answer is not None:
            self._show_menu(target, at, "")
            return
        self._tasks.run(  # says why no names are given
            self.work.roster,
            lambda roster: self._show_menu(target, at, roster.why_no_names),
            self.failed.emit,
            name="people",
        )

    def tell_kept(self, menu: FaceMenu, target: FaceTarget) -> None:
        """A picture that is kept already is offered no more, as soon as that is known."""
        name = target.answer.label if target.answer is not None else None
        if name is not None:
            self.run(
                lambda: self.work.has_kept(target, name),
                lambda kept: menu.say_kept(name) if kept and isValid(menu) else None,
            )

    def ask_name(self, target: FaceTarget) -> None:
        """Who is this?"""
        self.run(self.work.roster, lambda roster: self._show_name_dialog(target, roster))

    def name_face(self, target: FaceTarget, name: str, note: str | None) -> None:
        """Enrol from this frame, at once. `note`: on the consent of someone new."""
        self.name_faces(lambda: [target], name, note)

    def name_faces(self, targets: Callable[[], Iterable[FaceTarget]], name: str, note: str | None) -> None:
        """The same with several, as one change. `targets` is asked in a thread: it may read their photos."""
        consent = None if note is None else new_consent(note)
        self.change(lambda: self.work.name_faces(targets(), name, consent), self.say_enrolled)

    def refuse(self, target: FaceTarget) -> None:
        """This is not who it was taken for."""
        answer = target.answer
        if answer is None or answer.person_id is None:
            return
        person_id, name = answer.person_id, answer.label
        said = translate("People", "Kept: this is not {name}.").format(name=name)
        self.change(
            lambda: self.work.refuse(target, person_id), lambda change: self.said.emit(said, change.id)
        )

    def ask_why(self, target: FaceTarget) -> None:
        """What decided about this face."""
        known = target.track is not None and not self.is_preparing
        evidence = self.controller.evidence_of(target.track) if known and target.track is not None else None
        self.run(
            lambda: self.work.why(target, evidence, self._keeper.settings.stranger_share),
            lambda found: self._show_why(target, *found),
        )

    def _show_menu(self, target: FaceTarget, at: QPoint, why_no_names: str) -> None:
        from desktop.ui.people.face_menu import FaceMenu
        from desktop.ui.people.face_words import face_acts

        menu = FaceMenu(face_acts(target.answer, why_no_names), self._window)
        menu.chosen.connect(lambda act, person: self._act(target, act, person))
        menu.popup(at)
        self.tell_kept(menu, target)

    def _act(self, target: FaceTarget, act: Act, person: str) -> None:
        acts: dict[str, Callable[[], None]] = {
            "who": lambda: self.ask_name(target),
            "is": lambda: self.name_face(target, person, None),
            "add": lambda: self.name_face(target, person, None),
            "not": lambda: self.refuse(target),
            "why": lambda: self.ask_why(target),
        }
        acts[act]()

    def _show_name_dialog(self, target: FaceTarget, roster: Roster) -> None:
        from desktop.ui.people.name_dialog import NameDialog

        dialog = NameDialog(target, roster.people, str(roster.folder), self._window)
        dialog.named.connect(lambda name, note: self.name_face(target, name, note))
        show_dialog(dialog)

    def _show_why(self, target: FaceTarget, why: Any, seen: Any, crops: dict[int, Any]) -> None:
        from desktop.ui.people.why_dialog import WhyDialog
        from desktop.ui.people.why_words import why_view

        view = why_view(why, seen.quality, self._keeper.settings.stranger_share, target.answer)
        show_dialog(WhyDialog(target, view, crops, self.theme, self._window))

    def say_enrolled(self, done: Enrolled) -> None:
        """Tell who got pictures, with undo."""
        new = len(done.face_ids) == done.person.references + done.set_aside
        said = (
            translate("People", "{name} is known from now on.")
            if new
            else translate("People", "Added to {name}, who has {count} pictures now.")
        )
        text = said.format(name=done.person.name, count=done.person.references)
        if done.set_aside:
            aside = translate("People", "{count} unlike the others, or badly seen, were set aside.")
            text += " " + aside.format(count=done.set_aside)
        if done.unlike:
            text += " " + translate(
                "People", "It is unlike their other pictures: undo this if it was a slip."
            )
        if done.like:
            text += " " + translate(
                "People", "Facet takes the face for {name}: undo this if the two are one person."
            ).format(name=done.like)
        (self.doubted if done.unlike or done.like else self.said).emit(text, done.change_id)

    def say_change(self, change: Change) -> None:
        """Tell what was done, with undo."""
        self.said.emit(translate("People", "Done: {said}.").format(said=change_words(change)), change.id)

    # Live names

    def _renewed(self, names: Names | None) -> None:
        self._end_preparing()
        if names is not None:
            self.controller.use_names(names.decider, names.embedder)
            self.renewed.emit()
        self._renew_if_stale()

    def _not_renewed(self, error: Exception) -> None:
        self._end_preparing()
        self.failed.emit(error)
        self._renew_if_stale()

    def _renew_if_stale(self) -> None:
        if self._stale:
            self._stale = False
            self.renew()

    def _say_preparing(self, looked_at: list[tuple[int, int]]) -> None:
        if self._renewing:
            self.is_preparing = True
            self.preparing.emit(*looked_at[-1])

    def _end_preparing(self) -> None:
        self._renewing = False
        self._looked_at.flush()
        if self.is_preparing:
            self.is_preparing = False
            self.preparing.emit(0, 0)

    def _settings_changed(self, before: Settings) -> None:
        now = self._keeper.settings
        self.work.wanted = reading_of(now)
        in_use = self.controller.decider is not None and reading_of(now) != reading_of(before)
        if in_use or now.identity_model != before.identity_model:
            self._stop.set()  # what another model looks at now is wanted no more
            self.renew()
        if now.stranger_share != before.stranger_share:
            self.renew()
            self.changed.emit()

    def _note_seen(self, view: LiveView) -> None:
        """Once a minute for each: when they were seen last."""
        info, now_s = self.controller.state.info, time.monotonic()
        if info is None or info.kind == "photos":
            return
        answers = (face.answers.get("identity") for face in view.analysis.faces)
        ids = {answer.person_id for answer in answers if answer is not None and answer.label is not None}  # type: ignore[attr-defined]
        due = [key for key in ids if now_s - self._saw_s.get(key, -_SAW_EVERY_S) >= _SAW_EVERY_S]
        if due:
            self._saw_s.update(dict.fromkeys(due, now_s))
            self.run(lambda: self.work.saw(due))


def reading_of(settings: Settings) -> Reading:
    """By what faces are found and told apart."""
    return Reading(settings.detector, settings.identity_model, settings.provider)


def new_consent(note: str) -> Consent:
    """What someone new agreed to, with the user's note; the gallery adds the date."""
    from desktop.people.records import Consent

    what = translate("People", "Pictures of the face, numbers made from them and the name, on this computer")
    return Consent(what, note.strip())
