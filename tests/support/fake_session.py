"""A live session without threads: a test says what happens, and sees what was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.live_events import LiveEvent, LiveView, SourceOpened
from desktop.engine.meters import LiveMeters
from desktop.engine.sources.base import Frame, SourceInfo, SourceKind
from desktop.people.decision import Decider
from desktop.people.framing import FaceEmbedder
from desktop.settings import Settings
from desktop.ui.people.work import PeopleWork
from desktop.ui.services import Services
from vision.errors import FacetError
from vision.recognisers import Answer

PICTURE = (320, 240)


def info(kind: SourceKind = "video", **values: object) -> SourceInfo:
    """Facts about a source of that kind."""
    facts: dict = {
        "kind": kind,
        "name": kind,
        "width": PICTURE[0],
        "height": PICTURE[1],
        "fps": 30.0,
        "frame_count": 900 if kind == "video" else 3 if kind == "photos" else None,
        "duration_s": 30.0 if kind == "video" else None,
        "seekable": kind == "video",
        "live": kind in ("camera", "stream"),
    }
    return SourceInfo(**{**facts, **values})


def smile(share: float) -> dict[str, Answer]:
    """The smile model's answer."""
    scores = {"no smile": 1 - share, "smile": share}
    return {"smile": Answer("smile", "smile" if share >= 0.5 else "no smile", share, scores)}


def face(track: int | None, share: float = 0.9, x: int = 40, **values: object) -> FaceAnalysis:
    """A face of 60 pixels at `x`."""
    return FaceAnalysis(track, (x, 50, 60, 60), smile(share), **{"seen_for_s": 2.0, **values})


def view(faces: Sequence[FaceAnalysis] = (), index: int = 0, at_s: float = 0.0) -> LiveView:
    """A picture, brighter on its left, with these faces."""
    image = np.zeros((PICTURE[1], PICTURE[0], 3), np.uint8)
    image[:, : PICTURE[0] // 2] = (40, 80, 200)
    frame = Frame(image, index, 0.0, at_s, "fake")
    return LiveView(frame, FrameAnalysis("fake", index, at_s, PICTURE, tuple(faces), {"detect": 1.0}))


@dataclass
class FakeSession:
    """Records requests in `asked`; `tell` and `show` are what a real one's threads would do."""

    text: str
    on_update: Callable[[], None]
    on_event: Callable[[LiveEvent], None]
    asked: list[object] = field(default_factory=list)
    paused: bool = False
    painted: int = 0
    deciders: list[Decider] = field(default_factory=list)
    embedders: list[FaceEmbedder | None] = field(default_factory=list)
    names_stand_in: bool = False
    fallback: str = ""
    observer: Callable[[LiveView, int], None] | None = None
    _latest: LiveView | None = None

    def start(self) -> None:
        self.asked.append("start")

    def stop(self) -> None:
        self.asked.append("stop")

    def pause(self) -> None:
        self.paused = True
        self.asked.append("pause")

    def resume(self) -> None:
        self.paused = False
        self.asked.append("resume")

    def step(self) -> None:
        self.paused = True
        self.asked.append("step")

    def seek(self, at_s: float) -> None:
        self.asked.append(("seek", at_s))

    def turn(self, step: int) -> None:
        self.asked.append(("turn", step))

    def set_loop(self, loop: bool) -> None:
        self.asked.append(("loop", loop))

    def retry_now(self) -> None:
        self.asked.append("retry")

    def note_painted(self, frame: Frame) -> None:
        self.painted += 1

    def meters(self) -> LiveMeters:
        return LiveMeters(30.0, 25.0, 24.0, 20.0, 45.5, 7, 6.0, 8.5, "cpu")

    def use_names(self, decider: Decider, embedder: FaceEmbedder | None = None) -> None:
        self.deciders.append(decider)
        self.embedders.append(embedder)

    def evidence_of(self, track: int) -> NDArray[np.float32] | None:
        return None

    def observe(self, observer: Callable[[LiveView, int], None] | None) -> None:
        self.observer = observer

    def take_latest(self) -> LiveView | None:
        latest, self._latest = self._latest, None
        return latest

    def tell(self, event: LiveEvent) -> None:
        self.on_event(event)

    def show(self, shown: LiveView) -> None:
        self._latest = shown
        self.on_update()
        if self.observer is not None:
            self.observer(shown, 0)

    def open_as(self, kind: SourceKind, **values: object) -> None:
        self.tell(SourceOpened(info(kind, **values)))


@dataclass(frozen=True)
class FakeCamera:
    index: int
    name: str


@dataclass
class FakeProgram:
    """Stands in for the program behind the window: `sessions` are those it made, newest last."""

    cameras: list[FakeCamera] = field(default_factory=list)
    refuse: FacetError | None = None
    sessions: list[FakeSession] = field(default_factory=list)
    settings: list[Settings] = field(default_factory=list)
    people: PeopleWork = field(default_factory=PeopleWork)
    judge: Callable[[str], None] = lambda _text: None
    """Whether a file can be watched; every one can, also what is not there."""

    @property
    def session(self) -> FakeSession:
        return self.sessions[-1]

    def services(self) -> Services:
        """What the window asks."""
        return Services(
            self.make_session, self.list_cameras, lambda: self.people, lambda text: self.judge(text)
        )

    def make_session(
        self,
        text: str,
        settings: Settings,
        on_update: Callable[[], None],
        on_event: Callable[[LiveEvent], None],
    ) -> FakeSession:
        if self.refuse is not None:
            raise self.refuse
        self.settings.append(settings)
        self.sessions.append(FakeSession(text, on_update, on_event))
        return self.session

    def list_cameras(self) -> list[FakeCamera]:
        return self.cameras
