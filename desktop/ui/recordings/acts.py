"""What the recordings page does when asked: rename, delete, export, run again, say who a face is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QFileDialog

from desktop.ui.dialogs import show_dialog
from desktop.ui.file_places import begin_where
from desktop.ui.i18n.direction import apart
from desktop.ui.i18n.said import said as translated
from desktop.ui.live.face_target import FaceTarget
from desktop.ui.pages import PageContext
from desktop.ui.people.desk import new_consent
from desktop.ui.recordings.lanes import moment_words, title_of
from desktop.ui.recordings.recording_words import (
    counts_words,
    delete_all_words,
    delete_words,
    named_words,
    span_words,
    title_words,
)
from desktop.ui.recordings.work import RecordingsWork
from desktop.ui.reveal import not_opened, reveal
from desktop.ui.words import comma_list, translate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.recording.replay import Replayed
    from desktop.recording.tracks import TrackLine
    from desktop.ui.people.face_words import FaceAct
    from desktop.ui.people.roster import Roster
    from desktop.ui.recordings.page import RecordingsPage
    from desktop.ui.recordings.work import Choices, Named, Opened, Shown, Wanted

T = TypeVar("T")


class RecordingActs(QObject):
    """Questions and slow work; what comes of it is shown by the page."""

    def __init__(self, page: RecordingsPage, context: PageContext, work: RecordingsWork) -> None:
        super().__init__(page)
        self._page = page
        self._context = context
        self._work = work

    def start(self, name: str) -> None:
        """One of the opened recording's buttons or lines."""
        opened = self._page.view.opened
        if opened is None:
            return
        kind, _, rest = name.partition(":")
        acts: dict[str, Callable[[], None]] = {
            "rename": lambda: self._ask_title(opened),
            "delete": lambda: self._ask_delete(opened),
            "show": lambda: self._reveal(opened.folder),
            "mark": self.mark,
            "replay": self.ask_replay,
            "export": lambda: self._ask_export(opened, rest),
        }
        acts[kind]()

    # The recording itself

    def _ask_title(self, opened: Opened) -> None:
        from desktop.ui.people.person_dialogs import AskName

        said = translate("Recording", "The date stays with it.")
        title, button = translate("Recording", "Rename the recording"), translate("Recording", "Rename")
        dialog = AskName(title, said, button, [], opened.listed.title, self._page)
        dialog.named.connect(lambda name: self.retitle(opened.folder, name))
        show_dialog(dialog)

    def retitle(self, folder: Path, title: str) -> None:
        """Another title, which can be taken back."""

        def done(before: str) -> None:
            self._page.refresh()
            said = translate("Recording", "The recording is called “{title}”.").format(title=title)
            self._say_made(said, lambda: self._call(folder, before), lambda: self._call(folder, title))

        self._run(lambda: self._work.retitle(folder, title), done)

    def _call(self, folder: Path, title: str) -> None:
        self._run(lambda: self._work.retitle(folder, title), lambda _: self._page.refresh())

    def _say_made(
        self, said: str, take_back: Callable[[], None], again: Callable[[], None] | None = None
    ) -> None:
        """Something was changed, which can be undone until another recording is opened."""
        if self._page.isVisible():  # elsewhere somebody may be erased, who must not come back
            undo = self._page.made.note(take_back, again)
            self._page.say(said, translate("Recording", "Undo"), undo, undoes=True)

    def _ask_delete(self, opened: Opened) -> None:
        from desktop.ui.parts.ask_delete import AskDelete

        heading = translate("Recording", "Delete this recording?")
        dialog = AskDelete(heading, delete_words(opened.listed, time.time()), self._page)
        dialog.accepted.connect(lambda: self._delete(opened))
        show_dialog(dialog)

    def ask_delete_folder(self) -> None:
        """Delete the chosen one, also where it can't be opened."""
        from desktop.ui.parts.ask_delete import AskDelete

        chosen = self._page.chosen
        if chosen is None:
            return
        heading = translate("Recording", "Delete this recording?")
        dialog = AskDelete(heading, delete_words(chosen, time.time()), self._page)
        dialog.accepted.connect(lambda: self._delete_folder(chosen.folder, title_words(chosen, time.time())))
        show_dialog(dialog)

    def _delete(self, opened: Opened) -> None:
        self._delete_folder(opened.folder, title_words(opened.listed, time.time()))

    def _delete_folder(self, folder: Path, title: str) -> None:
        said = translate("Recording", "“{title}” is deleted.").format(title=title)
        self._page.leave()
        self._run(lambda: self._work.delete(folder), lambda _: self._gone(said))

    def ask_delete_all(self) -> None:
        """All of them?"""
        from desktop.ui.parts.ask_delete import AskDelete

        found = self._page.found
        said = delete_all_words(len(found), sum(one.size_bytes for one in found))
        dialog = AskDelete(translate("Recording", "Delete all recordings?"), said, self._page)
        dialog.accepted.connect(self._delete_all)
        show_dialog(dialog)

    def _delete_all(self) -> None:
        active = self._context.records.folder
        self._page.leave()
        said = translate("Recording", "{n} recordings are deleted.")
        self._run(lambda: self._work.delete_all(active), lambda count: self._gone(said.format(n=count)))

    def _gone(self, said: str) -> None:
        self._page.refresh()
        self._page.say(said)

    def _reveal(self, folder: Path) -> None:
        def done(opened: bool) -> None:
            if not opened and self._page.isVisible():
                self._page.toast.say(not_opened(folder), warns=True)

        self._context.tasks.run(lambda: reveal(folder), done, name="reveal")

    def mark(self) -> None:
        """A marker at this moment, or none any more."""
        opened, view = self._page.view.opened, self._page.view
        if opened is None or not opened.frames:
            return
        folder, here = opened.folder, view.marker_here()
        at_s = self._page.player.at_s if here is None else here.time_s
        text = "" if here is None else here.text
        put, take = (partial(self._mark, folder, at_s, text, there=there) for there in (True, False))
        if here is None:
            said = translate("Recording", "Marker set at {time}.").format(time=moment_words(at_s))
            put(lambda: self._say_made(said, take, put))
        else:
            said = translate("Recording", "Marker removed.")
            take(lambda: self._say_made(said, put, take))

    def _mark(
        self,
        folder: Path,
        at_s: float,
        text: str,
        then: Callable[[], None] = lambda: None,
        *,
        there: bool,
    ) -> None:
        """A marker there, or none any more."""

        def work() -> Opened | None:
            self._work.unmark(folder, at_s)
            if there:
                self._work.mark(folder, at_s, text)
            return self._work.again(folder)

        def done(opened: Opened | None) -> None:
            self._page.show_again(opened)
            if opened is not None:
                then()

        self._run(work, done)

    # Files of others

    def _ask_export(self, opened: Opened, kind: str) -> None:
        suffix = kind.rpartition(".")[2]
        dialog = QFileDialog(self._page, translate("Recording", "Export the recording"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.setNameFilter(f"*.{suffix}")
        begin_where(dialog, "exports", self._context.keeper)
        dialog.selectFile(f"{opened.folder.name} {kind}")
        dialog.fileSelected.connect(lambda path: self.export(opened.folder, kind, Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export(self, folder: Path, kind: str, target: Path) -> None:
        """Write it there."""
        what = kind.partition(".")[0] if kind.startswith(("chart", "video")) else kind
        words = translate("Recording", "Writing {name}…").format(name=target.name)
        begun = self._page.job.run(
            words,
            lambda say, stop: self._work.export(what, folder, target, say, stop),
            self._exported,
            self._page.fail,
        )
        if not begun:
            self._say_busy()

    def _exported(self, target: Path | None) -> None:
        if target is None:
            self._page.say(translate("Recording", "Stopped; nothing was written."))
            return
        said = translate("Recording", "Saved {path}").format(path=apart(str(target)))
        show = translate("Recording", "Show in folder")
        self._page.say(said, show, lambda: self._reveal(target))

    # Again

    def ask_replay(self) -> None:
        """With what?"""
        self._run(self._work.choices, self._show_replay)

    def _show_replay(self, choices: Choices) -> None:
        from desktop.ui.recordings.replay_dialog import ReplayDialog

        settings = self._context.keeper.settings
        dialog = ReplayDialog(choices, settings, self._page)
        dialog.wanted.connect(self.replay)
        show_dialog(dialog)

    def replay(self, wanted: Wanted) -> None:
        """Run the opened recording again."""
        opened, settings = self._page.view.opened, self._context.keeper.settings
        if opened is None:
            return
        folder = opened.folder

        def done(found: Replayed) -> None:
            if self._page.view.opened is not None and self._page.view.opened.folder == folder:
                self._page.changes.show_changes(found, self._page.view.opened, wanted.told)

        begun = self._page.job.run(
            translate("Recording", "Running the recording again…"),
            lambda say, stop: self._work.replay(folder, settings, wanted, say, stop),
            done,
            self._page.fail,
        )
        if not begun:
            self._say_busy()

    def _say_busy(self) -> None:
        self._page.say(translate("Recording", "One thing at a time: wait for it, or cancel it."))

    # Who it is

    def open_face_menu(self, track: int, at: QPoint) -> None:
        """What can be said of a face: from the picture on screen, or else from the one that shows it best."""
        opened, shown = self._page.view.opened, self._page.view.shown
        if opened is None:
            return
        if shown is not None and any(face.track == track for face in shown.analysis.faces):
            self._show_menu(shown, track, at)
            return
        folder = opened.folder
        self._run(lambda: self._work.best(folder, track), lambda best: self._show_menu(best, track, at))

    def _show_menu(self, shown: Shown | None, track: int, at: QPoint) -> None:
        from desktop.ui.people.face_menu import FaceMenu
        from desktop.ui.people.face_words import face_acts

        if shown is None:
            return
        target = self._target(shown, track)
        acts = [act for act in face_acts(target.answer) if act.act != "why" or shown.image_bgr is not None]
        if shown.image_bgr is None:
            acts = [act for act in acts if act.act != "add"]
        menu = FaceMenu([self._with_span(act, track) for act in acts], self._page)
        menu.chosen.connect(lambda act, person: self._act(shown, track, act, person))
        menu.popup(at)
        if shown.image_bgr is not None:
            self._context.people.tell_kept(menu, target)

    def _with_span(self, act: FaceAct, track: int) -> FaceAct:
        """A correction counts for the whole track: the menu says how long that is."""
        line = self._line(track)
        if line is None or act.act == "why":
            return act
        if act.act == "title":
            return replace(act, text=comma_list((act.text, span_words(line))))
        return replace(act, tip=act.tip or counts_words(line))

    def _act(self, shown: Shown, track: int, act: str, person: str) -> None:
        target = self._target(shown, track)
        if act in ("is", "add"):
            self.name(shown, track, person, None)
        elif act == "not":
            self.refuse(shown, track)
        elif act == "why":
            self._context.people.ask_why(target)
        else:
            self._context.people.run(
                self._context.people.work.roster, lambda roster: self._ask_name(shown, track, roster)
            )

    def _ask_name(self, shown: Shown, track: int, roster: Roster) -> None:
        line = self._line(track)
        counts = "" if line is None else counts_words(line)
        if shown.image_bgr is not None and not roster.why_no_names:
            from desktop.ui.people.name_dialog import NameDialog

            target, folder = self._target(shown, track), str(roster.folder)
            dialog = NameDialog(target, roster.people, folder, self._page, counts)
            dialog.named.connect(lambda name, note: self.name(shown, track, name, note))
            show_dialog(dialog)
            return
        from desktop.ui.people.person_dialogs import AskName

        said = translate("Recording", "In this recording only: without its picture nothing can be learned.")
        title, button = translate("Face", "Who is this?"), translate("Recording", "Name the face")
        names = [person.name for person in roster.people]
        said = f"{roster.why_no_names or said} {counts}".rstrip()
        plain = AskName(title, said, button, names, "", self._page)
        plain.named.connect(lambda name: self.name(shown, track, name, None))
        show_dialog(plain)

    def name(self, shown: Shown, track: int, name: str, note: str | None) -> None:
        """This face is that person. `note`: on the consent of someone new."""
        people, folder = self._context.people, shown.folder
        target = self._target(shown, track) if shown.image_bgr is not None else None
        consent = None if note is None else new_consent(note)
        before = self._title(track)
        people.change(
            lambda: self._work.name(people.work, folder, track, name, target, consent),
            lambda named: self._named(named, before),
        )

    def refuse(self, shown: Shown, track: int) -> None:
        """This face is not who it was taken for."""
        people, folder = self._context.people, shown.folder
        target = self._target(shown, track)
        person_id = target.answer.person_id if target.answer is not None else None
        learned = target if shown.image_bgr is not None else None
        before = self._title(track)
        people.change(
            lambda: self._work.refuse(people.work, folder, track, learned, person_id),
            lambda named: self._named(named, before),
        )

    def _named(self, named: Named, before: str) -> None:
        self._page.read_again()
        said = named_words(named.name, before, named.enrolled is not None)
        self._say_made(said, lambda: self._take_back(named))
        if named.why_not:
            text = translate("Recording", "Named here, but not learned from this picture.")
            self._page.notice.say("info", text, translated(named.why_not))

    def _take_back(self, named: Named) -> None:
        people = self._context.people
        people.change(lambda: self._work.take_back(people.work, named), lambda _: self._page.read_again())

    def _title(self, track: int) -> str:
        line = self._line(track)
        return "" if line is None else title_of(line)

    def _line(self, track: int) -> TrackLine | None:
        opened = self._page.view.opened
        lines = opened.lines if opened else ()
        return next((line for line in lines if line.track == track), None)

    def _target(self, shown: Shown, track: int) -> FaceTarget:
        """The face as it was recorded. Without its track: live faces count from 1 too."""
        from desktop.engine.identity import TASK, IdentityAnswer
        from desktop.engine.sources.base import Frame

        face = next(face for face in shown.analysis.faces if face.track == track)
        answer = face.answers.get(TASK)
        if not isinstance(answer, IdentityAnswer):
            answer = IdentityAnswer(TASK, None, 0.0)
        frame = Frame(_image_of(shown), shown.analysis.frame, 0.0, shown.analysis.at_s, shown.analysis.source)
        return FaceTarget(frame, face.box_px, None, answer)

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._context.tasks.run(work, done, self._page.fail, name="recordings")


def _image_of(shown: Shown) -> NDArray[np.uint8]:
    """The picture, or a blank one."""
    import numpy as np

    if shown.image_bgr is not None:
        return shown.image_bgr
    width, height = shown.analysis.size
    return np.zeros((height, width, 3), np.uint8)
