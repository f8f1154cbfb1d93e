"""Opens, runs and closes live sessions for the live page, one at a time and never on the window's thread."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.ui.errors import error_words
from desktop.ui.live.live_state import LiveState, Phase
from desktop.ui.live.source_text import canonical, is_stream, memorable
from desktop.ui.services import Services, Session
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.workers.live_bridge import LiveBridge
from desktop.workers.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.engine.live_events import LiveEvent, LiveView
    from desktop.engine.meters import LiveMeters
    from desktop.engine.sources.base import Frame, SourceInfo
    from desktop.people.decision import Decider
    from desktop.people.framing import FaceEmbedder
    from desktop.people.snapshot import Floats

    Observer = Callable[[LiveView, int], None]


class LiveController(QObject):
    """The state of the live page, and the requests that change it."""

    state_changed = Signal()
    view_came = Signal(object)
    """A LiveView to show."""
    noted = Signal(str)
    """Something the user should know while the source goes on."""
    source_asked = Signal()
    """A source was asked for, to be seen at once."""
    left = Signal()
    """The session that ran is closed now: what observed it hears no more."""
    names_wanted = Signal()
    """Faces are named by a model that only stands in for the wanted one."""
    closed = Signal()
    """The session asked to close is closed, and none follows it."""

    def __init__(
        self, services: Services, keeper: SettingsKeeper, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._keeper = keeper
        self._tasks = tasks
        self.state = LiveState()
        self._session: Session | None = None
        self._bridge: LiveBridge | None = None
        self._wanted: str | None = None
        self._request = 0
        self._busy = False
        self._resting = False
        self._stale = False
        self._paused_to_rest = False
        self._names: tuple[Decider, FaceEmbedder] | None = None
        self._observer: Observer | None = None

    @property
    def meters(self) -> LiveMeters | None:
        """How the running session does; None where none runs."""
        return self._session.meters() if self._session else None

    @property
    def fallback(self) -> str:
        """Why a model is not on the graphics card that is here; "" where all is well."""
        return self._session.fallback if self._session else ""

    @property
    def is_idle(self) -> bool:
        """Whether no session runs, opens or closes."""
        return self._session is None and not self._busy

    def open(self, text: str) -> None:
        """Watch `text` from now on; what was watched is closed first."""
        text = canonical(text)
        self._stale = self._paused_to_rest = False
        self._become(self.state.opening(text))
        self.source_asked.emit()
        self._want(text)

    def open_again(self) -> None:
        """The same source from its beginning."""
        if self.state.source is not None:
            self.open(self.state.source)

    def rest(self) -> None:
        """Nobody looks: what runs is paused, also what opens meanwhile, until `wake`."""
        self._resting = True
        if self._observer is not None:  # somebody records: it goes on
            return
        if self._session and self.state.phase is Phase.RUNNING and self.state.can_pause:
            self._paused_to_rest = True
            self._set_paused(True)

    def wake(self) -> None:
        """Somebody looks again: what was paused to rest goes on, with new models where they changed."""
        self._resting = False
        goes_on, self._paused_to_rest = self._paused_to_rest, False
        if self._stale:
            self._stale = False
            self.open_again()
        elif goes_on and self.state.phase is Phase.PAUSED:
            self._set_paused(False)

    def models_changed(self) -> None:
        """The models at hand are others: the source is opened with them when it is seen again."""
        if not self._session:
            return
        self._stale = True
        if not self._resting:
            self.wake()

    def look_for_camera(self) -> None:
        """Say that cameras are being looked for."""
        self._become(self.state.looking())

    def no_camera(self, looked_at: str = "") -> None:
        """Say that there is none; `looked_at`: when that was looked for again."""
        self._become(self.state.without_camera(looked_at))

    def stop(self) -> None:
        """Close the source."""
        self._become(self.state.stopped())
        self._want(None)

    def play_pause(self) -> None:
        """Pause or go on; begin again what has ended or was stopped."""
        session, state = self._session, self.state
        if state.phase in (Phase.STOPPED, Phase.FAILED):
            self.open_again()
        elif session is None:
            return
        elif state.phase is Phase.ENDED:
            self._become(state.recovered())
            session.seek(0.0)
            session.resume()
        elif state.can_pause:
            self._set_paused(state.phase is Phase.RUNNING)

    def step(self) -> None:
        """One frame more, then paused."""
        if self._session and self.state.can_step:
            self._become(self.state.paused(True))
            self._session.step()

    def seek(self, at_s: float) -> None:
        """To a position in seconds; what has ended goes on from there."""
        if self._session is None or not self.state.can_seek:
            return
        if self.state.phase is Phase.ENDED:
            self._go_on()
        self._session.seek(max(at_s, 0.0))

    def set_loop(self, loop: bool) -> None:
        """Whether a video begins again at its end."""
        self._keeper.change(loop=loop)
        if self._session:
            self._session.set_loop(loop)
            if loop and self.state.phase is Phase.ENDED:
                self._go_on()

    def retry_now(self) -> None:
        """Try a lost source at once."""
        if self._session and self.state.phase is Phase.LOST:
            self._session.retry_now()

    def turn(self, by: int) -> None:
        """So many photos on, or back below 0."""
        if self.state.is_photos and self._session:
            self._session.turn(by)

    def use_names(self, decider: Decider, embedder: FaceEmbedder) -> None:
        """Faces are named by this gallery, bar and model from now on, also in what is opened later."""
        self._names = decider, embedder
        if self._session:
            self._session.use_names(decider, embedder)

    @property
    def decider(self) -> Decider | None:
        """The gallery and bar by which faces are named; None before they were made ready."""
        return None if self._names is None else self._names[0]

    @property
    def embedder(self) -> FaceEmbedder | None:
        """The model that the decider is for."""
        return None if self._names is None else self._names[1]

    def evidence_of(self, track: int) -> Floats | None:
        """What was gathered about a face in view, by its number."""
        return self._session.evidence_of(track) if self._session else None

    def observe(self, observer: Observer | None) -> None:
        """Hand every analysed picture of this session to `observer`; it never rests while there is one."""
        self._observer = observer
        if self._session:
            self._session.observe(observer)
        self._rest_if_unseen()

    def note_painted(self, frame: Frame) -> None:
        """This frame is on screen now."""
        if self._session:
            self._session.note_painted(frame)

    def _remember(self, text: str | None) -> None:
        if text is None:
            return
        try:
            kept = memorable(text)
            settings = self._keeper.settings.with_source(kept)
        except (ValueError, RuntimeError):  # too long, not Unicode, or "~nobody": watched, not remembered
            return
        if is_stream(text) and kept != text:  # without its password it would only fail at the next start
            settings = settings.changed(last_source=None)
        self._keeper.take(settings)

    def _set_paused(self, paused: bool) -> None:
        assert self._session is not None
        self._become(self.state.paused(paused))
        if paused:
            self._session.pause()
        else:
            self._session.resume()

    def _go_on(self, info: SourceInfo | None = None) -> None:
        """Pictures come again; a session that was paused meanwhile stays so."""
        assert self._session is not None
        self._become(self.state.recovered(info).paused(self._session.paused))
        self._rest_if_unseen()

    def _rest_if_unseen(self) -> None:
        if self._resting:
            self.rest()

    def _become(self, state: LiveState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit()

    def _want(self, text: str | None) -> None:
        self._wanted = text
        self._request += 1
        if not self._busy:
            self._swap()

    def _swap(self, unused: Session | None = None) -> None:
        """Close the session that runs, or one made too late, and open the one that is wanted."""
        self._busy = True
        if self._session is not None:
            self._observer = None
            self.left.emit()
        old, self._session = unused or self._session, None
        text, request, settings = self._wanted, self._request, self._keeper.settings
        silenced = self._silence_bridge()
        bridge = LiveBridge(self)

        def work() -> Session | None:
            if old is not None:
                old.stop()
            if text is None:
                return None
            return self._services.make_session(text, settings, bridge.on_update, bridge.on_event)

        def let_go() -> None:
            if silenced is not None:  # only now: until it has stopped, the old session's threads call it
                silenced.deleteLater()

        def done(session: Session | None) -> None:
            let_go()
            self._swapped(request, session, bridge)

        def failed(error: Exception) -> None:
            let_go()
            self._not_swapped(request, error)

        self._tasks.run(work, done, failed, name="session")

    def _swapped(self, request: int, session: Session | None, bridge: LiveBridge) -> None:
        self._busy = False
        if session is None or request != self._request:
            bridge.deleteLater()
        if request != self._request:
            self._swap(session)
            return
        if session is None:
            self.closed.emit()
            return
        self._session, self._bridge = session, bridge
        bridge.woken.connect(self._take)
        bridge.event_came.connect(self._take_event)
        session.set_loop(self._keeper.settings.loop)
        if self._names is not None:  # the gallery may have changed while the session was made
            session.use_names(*self._names)
        session.start()
        if session.names_stand_in:
            self.names_wanted.emit()

    def _not_swapped(self, request: int, error: Exception) -> None:
        self._busy = False
        if request != self._request:
            self._swap()
            return
        self._become(self.state.failed(" ".join(error_words(error)).strip()))
        self._wanted = None
        self.closed.emit()

    def _silence_bridge(self) -> LiveBridge | None:
        bridge, self._bridge = self._bridge, None
        if bridge is not None:
            bridge.woken.disconnect(self._take)
            bridge.event_came.disconnect(self._take_event)
        return bridge

    def _take(self) -> None:
        view = self._session.take_latest() if self._session else None
        if view is not None:
            self.view_came.emit(view)

    def _take_event(self, event: LiveEvent) -> None:
        from desktop.engine import live_events as events

        match event:
            case events.SourceOpened(info=info):
                self._remember(self.state.source)  # only now: what never opened would fail at the next start
                self._become(self.state.opened(info))
                self._rest_if_unseen()
            case events.SourceLostEvent(message=message, retry_in_s=retry_in_s):
                self._become(self.state.lost(message, time.monotonic() + retry_in_s))
            case events.SourceRecovered(info=info):
                self._go_on(info)
            case events.SourceNote(message=message):
                self.noted.emit(message)
            case events.SourceEnded():
                self._become(self.state.ended())
            case events.SessionFailed(message=message):
                self._become(self.state.failed(message))
                self._want(None)
