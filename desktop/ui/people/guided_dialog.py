"""Guided enrolment over the live picture: name and consent, then the ring, then what was taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.dialogs import show_dialog
from desktop.ui.parts.busy_bar import BusyBar
from desktop.ui.parts.texts import label
from desktop.ui.people.desk import PeopleDesk
from desktop.ui.people.face_words import kept_words, naming
from desktop.ui.people.guide_words import ended, instruction, on_screen
from desktop.ui.people.guided_work import GuidedWork
from desktop.ui.people.name_field import ConsentCard, NameField
from desktop.ui.people.people_words import pose_words
from desktop.ui.people.ring_view import RingView
from desktop.ui.qimage import FrameImage
from desktop.ui.theme.look import set_look
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.engine.live_events import LiveView
    from desktop.people.guided import Guidance
    from desktop.ui.pages import PageContext
    from desktop.ui.people.roster import Roster

Keep = Callable[[str, list, str | None], None]  # type: ignore[type-arg]
_FULL = 9
_ASK, _GUIDE, _END = range(3)


def is_watching_someone(context: PageContext) -> bool:
    """Whether a camera or a stream is being watched."""
    state = context.people.controller.state
    return state.has_session and state.info is not None and state.info.kind in ("camera", "stream")


def open_guided(context: PageContext, name: str, window: QWidget, keep: Keep, camera: str = "") -> None:
    """Ask on the live page, where the picture runs; `camera` is opened, unless empty."""
    context.show_page("live")
    if camera:
        context.watch(camera)

    def show(roster: Roster) -> None:
        dialog = GuidedDialog(context, roster, name, window)
        dialog.accepted_with.connect(keep)
        dialog.finished.connect(lambda _: context.show_page("people"))
        show_dialog(dialog)

    context.people.run(context.people.work.roster, show)


class GuidedDialog(QDialog):
    """Captures by itself; the user only turns the head."""

    accepted_with = Signal(str, object, object)
    """The name, the faces taken, and the note on consent for someone new, else None."""

    def __init__(self, context: PageContext, roster: Roster, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk: PeopleDesk = context.people
        self._tasks = context.tasks
        self._people = roster.people
        self._work: GuidedWork | None = None
        self._busy = False
        self.setWindowTitle(self.tr("Add someone from the camera"))
        self.resize(720, 600)
        self.ring = RingView()
        self.ring.setMinimumHeight(250)
        self.ring.set_mirrored(self._is_mirrored(context))
        self._parts = QStackedWidget()
        self._parts.addWidget(self._make_ask(name, kept_words(str(roster.folder))))
        self._parts.addWidget(self._make_guide())
        self._parts.addWidget(self._make_end())
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, SPACE.large)
        rows.setSpacing(SPACE.medium)
        rows.addWidget(self.ring, 1)
        rows.addWidget(self._parts)
        self._show_part(_ASK)
        self._desk.controller.view_came.connect(self._take)
        self._desk.controller.state_changed.connect(self._state_changed)
        self._state_changed()
        self._check()
        self.name.line.setFocus()

    def begin(self) -> None:
        """The name is known: look at the picture."""
        if self.start.isEnabled():
            self._work = GuidedWork(self._desk.work, self.name.text)
            self._show_part(_GUIDE)
            self.ring.show_ring((), "front")

    def end(self) -> None:
        """Stop here; what was taken can be kept."""
        if self._work is not None:
            self._end()

    def keep(self) -> None:
        """Keep what was taken."""
        if self._work is not None and self._work.faces:
            view = naming(self.name.text, self._people)
            note = self.consent.note.text() if view.new else None
            self.accepted_with.emit(self.name.text, list(self._work.faces), note)
        self.accept()

    def done(self, result: int) -> None:
        """What a thread still looks at is not waited for."""
        self._work = None
        super().done(result)

    def _take(self, view: LiveView) -> None:
        first = self.ring.frame is None
        self.ring.show_picture(FrameImage(view.frame.image_bgr), ())
        self._wait.hide()
        if first:
            self._check()
        if self._work is None or self._busy or self._parts.currentIndex() != _GUIDE:
            return
        self._busy = True
        work, at_s = self._work, view.frame.captured_at_s
        self._tasks.run(lambda: work.look(view, at_s), self._guide, self._fail, name="guide")

    def _state_changed(self) -> None:
        """A source that can't be opened is told here too: this dialog lies over the live page."""
        problem = self._desk.controller.state.problem
        if problem:
            self._wait.setText(problem)
            self._wait.show()
            self.said.setText(problem)

    def _guide(self, guidance: Guidance) -> None:
        self._busy = False
        if self._work is None or self._parts.currentIndex() != _GUIDE:
            return
        self.ring.show_ring(guidance.have, guidance.wanted)
        self.said.setText(instruction(guidance, self.ring.mirrored))
        self._progress.setValue(min(guidance.count, _FULL))
        self._anyway.setVisible(guidance.belongs_to is not None)
        for pose, chip in self._chips.items():
            set_look(chip, "tone", "good" if pose in guidance.have else "")
        if guidance.finished:
            if self._work.missing or not self._work.faces:
                self._end()
            else:
                self.keep()

    def _fail(self, error: Exception) -> None:
        self._busy = False
        self._desk.failed.emit(error)
        if self._work is not None:
            self.reject()

    def _end(self) -> None:
        assert self._work is not None
        count = len(self._work.faces)
        self.result_said.setText(ended(count, self._work.missing, self.ring.mirrored))
        self.keep_button.setVisible(count > 0)
        self.keep_button.setText(self.tr("Keep them"))
        self._show_part(_END)
        (self.keep_button if count else self.again).setFocus()

    def _go_on_anyway(self) -> None:
        if self._work is not None:
            self._work.go_on_anyway()
            self._anyway.hide()

    def _check(self) -> None:
        view = naming(self.name.text, self._people)
        self.name.say(view.hint.replace(self.tr("this picture"), self.tr("pictures")))
        there = self.ring.frame is not None
        self.start.setEnabled(view.ready and there)
        tip = self.tr("About ten pictures, taken by themselves") if there else self._wait.text()
        self.start.setToolTip(tip if view.ready else view.hint)
        self.consent.setVisible(view.new or not view.ready)

    def _show_part(self, part: int) -> None:
        for place in range(self._parts.count()):  # a part that is not shown asks for no room
            up = QSizePolicy.Policy.Preferred if place == part else QSizePolicy.Policy.Ignored
            widget = self._parts.widget(place)
            assert widget is not None
            widget.setSizePolicy(QSizePolicy.Policy.Preferred, up)
        self._parts.setCurrentIndex(part)
        shown = self._parts.currentWidget()
        if part != _ASK and shown is not None:  # the picture gets the room that words leave
            self._parts.setMaximumHeight(shown.sizeHint().height() + SPACE.huge)
        self._parts.updateGeometry()

    @staticmethod
    def _is_mirrored(context: PageContext) -> bool:
        info = context.people.controller.state.info
        camera = info is None or info.kind == "camera"
        return camera and context.keeper.settings.mirror_cameras

    def _make_ask(self, name: str, kept: str) -> QWidget:
        self._wait = label(self.tr("Waiting for the picture…"), "muted", wraps=True)
        self.name = NameField(person.name for person in self._people)
        self.name.line.setText(name)
        self.name.typed.connect(lambda _: self._check())
        self.name.line.returnPressed.connect(self.begin)
        self.consent = ConsentCard(kept)
        self.start = self._button(self.tr("Begin"), self.begin, primary=True)
        cancel = self._button(self.tr("Cancel"), self.reject)
        return _part([self._wait, self.name, self.consent], [self.start, cancel])

    def _make_guide(self) -> QWidget:
        self.said = label(self.tr("Look straight ahead"), "title", wraps=True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._progress = BusyBar()
        self._progress.setRange(0, _FULL)
        self._progress.setAccessibleName(self.tr("Pictures taken"))
        chips = QWidget()
        across = QHBoxLayout(chips)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        self._chips = {}
        for pose in ("front", "left", "right", "up", "down", "smile"):
            self._chips[pose] = label(pose_words(on_screen(pose, self.ring.mirrored)), "chip")
            across.addWidget(self._chips[pose])
        across.addStretch(1)
        self._anyway = self._button(self.tr("Go on anyway"), self._go_on_anyway)
        self._anyway.hide()
        self.stop = self._button(self.tr("Stop"), self.end)
        return _part([self.said, self._progress, chips], [self._anyway, self.stop])

    def _make_end(self) -> QWidget:
        self.result_said = label("", "heading", wraps=True)
        self.keep_button = self._button(self.tr("Keep them"), self.keep, primary=True)
        self.again = self._button(self.tr("Try again"), self.begin)
        discard = self._button(self.tr("Discard"), self.reject)
        return _part([self.result_said], [self.keep_button, self.again, discard])

    def _button(self, text: str, act: Callable[[], None], *, primary: bool = False) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(text)
        button.setAutoDefault(False)
        if primary:
            button.setProperty("kind", "primary")
        button.clicked.connect(lambda: act())
        return button


def _part(widgets: Sequence[QWidget], buttons: Sequence[QPushButton]) -> QWidget:
    part = QWidget()
    rows = QVBoxLayout(part)
    rows.setContentsMargins(SPACE.large, 0, SPACE.large, 0)
    rows.setSpacing(SPACE.small)
    for widget in widgets:
        rows.addWidget(widget)
    across = QHBoxLayout()
    across.setSpacing(SPACE.small)
    across.addStretch(1)
    for button in buttons:
        across.addWidget(button)
    rows.addStretch(1)
    rows.addLayout(across)
    return part
