"""Lets Facet know the user from the welcome: guided by the camera, or from photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.dialogs import show_dialog
from desktop.ui.live.source_text import CAMERA_PREFIX
from desktop.ui.people.desk import new_consent
from desktop.ui.people.photo_asking import PhotoAsking
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.ui.pages import PageContext
    from desktop.ui.people.roster import Enrolled, Roster


class Enrolling(QObject):
    """Asks over the welcome; what was watched is watched again afterwards."""

    enrolled = Signal(str)
    """Who is known now."""
    said = Signal(str, str, str)
    """How it goes: tone, sentence, detail; an empty sentence where nothing is to be said any more."""

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = context.people
        self._widget = parent
        self._photos = PhotoAsking(self._desk, parent)
        self._photos.chosen.connect(self._enrol)
        self._photos.said.connect(self.said)

    def from_photos(self) -> None:
        """Ask for photos, then which faces are the user's."""
        self._photos.ask("")

    def from_camera(self, camera: str) -> None:
        """The ring. `camera`: opened for it where another source is watched."""
        before = self._desk.controller.state.source
        watched = (before or "").startswith(CAMERA_PREFIX)
        if not watched:
            self._context.watch(camera)
        back = "" if watched or before is None else before
        self._desk.run(self._desk.work.roster, lambda roster: self._guide(roster, back))

    def _guide(self, roster: Roster, back: str) -> None:
        from desktop.ui.people.guided_dialog import GuidedDialog

        if roster.why_no_names:
            said = translate("People", "Facet can't tell people apart yet.")
            self.said.emit("warning", said, roster.why_no_names)
            self._watch_again(back)
            return
        dialog = GuidedDialog(self._context, roster, "", self._widget.window())
        dialog.accepted_with.connect(self._enrol)
        dialog.finished.connect(lambda _: self._watch_again(back))
        show_dialog(dialog)

    def _watch_again(self, source: str) -> None:
        if source:
            self._context.watch(source)

    def _enrol(self, name: str, faces: list, note: str | None) -> None:  # type: ignore[type-arg]
        consent = None if note is None else new_consent(note)
        self._desk.change(lambda: self._desk.work.enrol(name, faces, consent), self._tell)

    def _tell(self, done: Enrolled) -> None:
        self.enrolled.emit(done.person.name)
