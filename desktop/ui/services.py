"""What the window asks of the program: sessions, cameras, people. Tests hand in others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from desktop.settings import Settings
from desktop.ui.people.work import PeopleWork

if TYPE_CHECKING:
    from desktop.engine.live_events import LiveEvent, LiveView
    from desktop.engine.meters import LiveMeters
    from desktop.engine.sources.base import Frame
    from desktop.people.decision import Decider
    from desktop.people.framing import FaceEmbedder
    from desktop.people.snapshot import Floats


class Session(Protocol):
    """The part of a LiveSession that the window uses. `stop` may take seconds; all else returns at once."""

    @property
    def paused(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def step(self) -> None: ...
    def seek(self, at_s: float) -> None: ...
    def turn(self, step: int) -> None: ...
    def set_loop(self, loop: bool) -> None: ...
    def retry_now(self) -> None: ...
    def take_latest(self) -> LiveView | None: ...
    def note_painted(self, frame: Frame) -> None: ...
    def meters(self) -> LiveMeters: ...
    @property
    def fallback(self) -> str: ...
    @property
    def names_stand_in(self) -> bool: ...
    def use_names(self, decider: Decider, embedder: FaceEmbedder | None = None) -> None: ...
    def evidence_of(self, track: int) -> Floats | None: ...
    def observe(self, observer: Callable[[LiveView, int], None] | None) -> None: ...


class Camera(Protocol):
    """A camera as it is listed."""

    @property
    def index(self) -> int: ...
    @property
    def name(self) -> str: ...


MakeSession = Callable[[str, Settings, Callable[[], None], Callable[["LiveEvent"], None]], Session]


@dataclass(frozen=True, slots=True)
class Services:
    """Slow ones: called in threads only, as is what `people` gives; `people` itself does nothing yet."""

    make_session: MakeSession
    list_cameras: Callable[[], Sequence[Camera]]
    people: Callable[[], PeopleWork] = PeopleWork
    judge: Callable[[str], None] = lambda text: _judge(text)
    """Whether a file or folder can be watched. Raises FacetError."""


def real_services() -> Services:
    """The program's own. The engine is imported when first asked for: the window comes first."""
    return Services(_make_session, _list_cameras)


def _make_session(
    text: str, settings: Settings, on_update: Callable[[], None], on_event: Callable[[LiveEvent], None]
) -> Session:
    from desktop.app import make_session

    return make_session(text, settings, on_update, on_event)


def _judge(text: str) -> None:
    from desktop.app import judge_file

    judge_file(text)


def _list_cameras() -> Sequence[Camera]:
    from desktop.engine.sources.camera import list_cameras

    return list_cameras()
