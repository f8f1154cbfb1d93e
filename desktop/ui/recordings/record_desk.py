"""Recording the live session: begun and ended by one key, written in threads, told in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.settings import Settings
from desktop.ui.live.live_controller import LiveController
from desktop.ui.live.live_state import LiveState, Phase
from desktop.ui.live.record_button import RecordButton
from desktop.ui.recordings.record_words import begun_words, ended_words, marked_words, why_not_words
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.ui.shortcuts import key_words
from desktop.ui.theme.theme import Theme
from desktop.ui.words import translate
from desktop.workers.tasks import Tasks
from vision.errors import FacetError

if TYPE_CHECKING:
    from desktop.engine.sources.base import SourceInfo
    from desktop.recording.recorder import Recorded, Recorder

_LOOK_MS = 250
MakeRecorder = Callable[["SourceInfo", Settings, bool], "Recorder"]


class RecordDesk(QObject):
    """One for each window. What takes time happens in `tasks`; pictures go past it, from thread to thread."""

    said = Signal(str, object)
    """What happened, and the folder of a recording that can be opened now, or None."""
    failed = Signal(Exception)
    changed = Signal()
    """A recording has begun or ended."""
    mark_asked = Signal()
    """Nothing is recorded: the recording that is open is to get a marker."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        tasks: Tasks,
        keeper: SettingsKeeper,
        controller: LiveController,
        make: MakeRecorder | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._tasks = tasks
        self._keeper = keeper
        self._controller = controller
        self._make = make or _own_recorder
        self._recorder: Recorder | None = None
        self._beginning = False
        self._offered = False
        self._actions: tuple[QAction, QAction] | None = None
        self._button: RecordButton | None = None
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._show_elapsed)
        controller.left.connect(lambda: self._finish())

    @property
    def folder(self) -> Path | None:
        """The recording that is being made."""
        return self._recorder.folder if self._recorder else None

    def connect_to(self, record: QAction, mark: QAction, button: RecordButton) -> None:
        """These are the key, the marker's key, and the button."""
        record.setCheckable(True)
        self._actions, self._button = (record, mark), button
        record.triggered.connect(lambda _=False: self.toggle())
        mark.triggered.connect(lambda _=False: self.mark())

    def refresh(self, state: LiveState, on_live: bool) -> None:
        """What can be done now. A recording can be ended from every page."""
        if self._actions is None:
            return
        record, mark = self._actions
        runs = self._recorder is not None
        watched = state.has_session and not state.is_awaited and not state.is_photos
        possible = on_live and watched and not self._beginning
        record.setEnabled(runs or possible)
        record.setChecked(runs)
        record.setText(self.tr("End the &recording") if runs else self.tr("&Record"))
        tip = self.tr("Record what is seen and answered, or end the recording")
        if self._waits:
            tip = self.tr("The recording waits for the source and goes on when it is back. End it now")
        keys = _key_of(record)
        tip = f"{tip} ({keys})" if keys else tip
        record.setToolTip(tip if runs or possible else why_not_words(state.is_photos))
        mark.setEnabled(runs or self._offered)
        self._show_elapsed()

    def delete_old(self) -> None:
        """What the settings no longer keep goes, for good."""
        days = self._keeper.settings.recordings_days
        if days:
            self._tasks.run(lambda: _delete_old(days), None, self.failed.emit, name="old-recordings")

    def toggle(self) -> None:
        """Begin, or end what runs."""
        if self._recorder is not None:
            self._finish()
        elif not self._beginning:
            self._ask()

    def end(self, then: Callable[[], None]) -> None:
        """End what runs, and do something when its files are closed."""
        if self._recorder is None:
            then()
        else:
            self._finish(then)

    def mark(self) -> None:
        """A marker at this moment; where nothing is recorded, in the recording that is open."""
        if self._recorder is not None:
            self.said.emit(marked_words(self._recorder.mark()), None)
        elif self._offered:
            self.mark_asked.emit()

    def offer_mark(self, offered: bool) -> None:
        """Whether a recording is open that can take a marker."""
        self._offered = offered
        if self._actions is not None:
            self._actions[1].setEnabled(offered or self._recorder is not None)

    def begin(self, with_picture: bool) -> None:
        """Record from now on."""
        info = self._controller.state.info
        if info is None or self._recorder is not None or self._beginning:
            return
        self._beginning = True
        settings = self._keeper.settings
        self._tasks.run(
            lambda: self._make(info, settings, with_picture),
            lambda recorder: self._begun(recorder, with_picture),
            self._not_begun,
            name="record",
        )
        self.changed.emit()

    def _ask(self) -> None:
        from desktop.recording.library import place_of
        from desktop.ui.recordings.record_dialog import ask_record

        settings = self._keeper.settings
        self.changed.emit()  # the button must not look pressed meanwhile
        if not settings.ask_before_recording:
            self.begin(settings.record_picture)
            return
        place = str(place_of(settings.recordings_place))
        ask_record(self._theme, place, settings.record_picture, self._window, self._agreed)

    def _agreed(self, with_picture: bool, ask_again: bool) -> None:
        self._keeper.change(record_picture=with_picture, ask_before_recording=ask_again)
        self.begin(with_picture)

    def _begun(self, recorder: Recorder, with_picture: bool) -> None:
        self._beginning = False
        self._recorder = recorder
        if not self._controller.state.has_session:  # closed meanwhile
            self._finish()
            return
        self._controller.observe(recorder.take)
        self._look.start()
        self._show_elapsed()
        self.changed.emit()
        record, mark = self._actions or (None, None)
        self.said.emit(begun_words(with_picture, _key_of(mark), _key_of(record)), None)

    def _not_begun(self, error: Exception) -> None:
        self._beginning = False
        self.changed.emit()
        self.failed.emit(error)

    @property
    def _waits(self) -> bool:
        """Whether nothing comes that could be recorded, until a lost source is back."""
        return self._recorder is not None and self._controller.state.phase is Phase.LOST

    def _show_elapsed(self) -> None:
        if self._recorder is None or self._button is None:
            return
        state = self._recorder.state
        self._button.show_elapsed(state.elapsed_s, self._waits)
        if state.problem:
            self._finish()

    def _finish(self, then: Callable[[], None] | None = None) -> None:
        """End what runs, also because its session closes."""
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            return
        self._look.stop()
        if self._button is not None:
            self._button.show_elapsed(None)
        self._controller.observe(None)

        def done(state: Recorded) -> None:
            self._finished(state)
            if then is not None:
                then()

        self._tasks.run(recorder.stop, done, self.failed.emit, name="record-end")
        self.changed.emit()

    def _finished(self, state: Recorded) -> None:
        if state.problem:
            self.failed.emit(_Ended(state.problem))
        self.said.emit(ended_words(state), state.folder)
        self.changed.emit()


class _Ended(FacetError):
    """A recording ended by itself."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem, hint=translate("RecordDesk", "What was recorded before is kept."))


def _delete_old(days: int) -> None:
    from desktop.recording.library import delete_older_than

    delete_older_than(days)


def _own_recorder(info: SourceInfo, settings: Settings, with_picture: bool) -> Recorder:
    from desktop.recording.library import new_folder, place_of
    from desktop.recording.recorder import Recorder

    facts: dict[str, Any] = {"detector": settings.detector, "stranger_share": settings.stranger_share}
    folder = new_folder(place_of(settings.recordings_place))
    return Recorder(folder, info, with_picture=with_picture, facts=facts)


def _key_of(action: QAction | None) -> str:
    """The key that it has now; "" for none."""
    return key_words(action.shortcut().toString()) if action is not None else ""
