"""Where the live page stands, and what follows from it. No widgets, no clock of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.engine.sources.base import SourceInfo


class Phase(Enum):
    """What the live page is doing."""

    EMPTY = "empty"
    OPENING = "opening"
    RUNNING = "running"
    PAUSED = "paused"
    LOST = "lost"
    ENDED = "ended"
    STOPPED = "stopped"
    FAILED = "failed"


_SHOWING = frozenset({Phase.RUNNING, Phase.PAUSED, Phase.LOST, Phase.ENDED})


@dataclass(frozen=True, slots=True)
class LiveState:
    """The phase, and what is known in it. Each method gives the state that follows."""

    phase: Phase = Phase.EMPTY
    source: str | None = None
    info: SourceInfo | None = None
    problem: str = ""
    retry_at_s: float | None = None
    no_camera: bool = False
    looked_at: str = ""
    """When a camera was looked for again, in words."""

    @property
    def has_session(self) -> bool:
        """Whether a source is open, or ought to be."""
        return self.phase in _SHOWING

    @property
    def is_awaited(self) -> bool:
        """Whether a live source was not there yet: it is tried again until it is."""
        return self.phase is Phase.LOST and self.info is None

    @property
    def is_photos(self) -> bool:
        """Whether the source is a photo or a folder of them."""
        return self.info is not None and self.info.kind == "photos"

    @property
    def can_pause(self) -> bool:
        """Whether there is something that moves."""
        return self.phase in (Phase.RUNNING, Phase.PAUSED) and not self.is_photos

    @property
    def can_step(self) -> bool:
        """Whether one frame more can be asked for: where the source waits for us."""
        return self.info is not None and not self.info.live and not self.is_photos and self.can_pause

    @property
    def can_seek(self) -> bool:
        """Whether there is a position to go to."""
        return self.has_session and self.info is not None and self.info.seekable and not self.is_photos

    @property
    def can_play(self) -> bool:
        """Whether `play` means anything: paused, ended or stopped with a source at hand."""
        return self.source is not None and self.phase in (
            Phase.PAUSED,
            Phase.ENDED,
            Phase.STOPPED,
            Phase.FAILED,
        )

    def opening(self, source: str) -> LiveState:
        """A source was asked for."""
        return LiveState(Phase.OPENING, source)

    def opened(self, info: SourceInfo) -> LiveState:
        """The source gives pictures."""
        phase = Phase.PAUSED if self.phase is Phase.PAUSED else Phase.RUNNING
        return replace(self, phase=phase, info=info, problem="", retry_at_s=None)

    def paused(self, paused: bool) -> LiveState:
        """Pause or go on, where that can be."""
        if not self.can_pause:
            return self
        return replace(self, phase=Phase.PAUSED if paused else Phase.RUNNING)

    def lost(self, problem: str, retry_at_s: float) -> LiveState:
        """A live source died and will be tried again."""
        return replace(self, phase=Phase.LOST, problem=problem, retry_at_s=retry_at_s)

    def recovered(self, info: SourceInfo | None = None) -> LiveState:
        """It is back."""
        return replace(self, phase=Phase.RUNNING, info=info or self.info, problem="", retry_at_s=None)

    def ended(self) -> LiveState:
        """The last picture was shown."""
        return replace(self, phase=Phase.ENDED)

    def failed(self, problem: str) -> LiveState:
        """The source can't be opened, or the session broke."""
        return replace(self, phase=Phase.FAILED, problem=problem, retry_at_s=None)

    def stopped(self) -> LiveState:
        """The user stopped it."""
        return LiveState(Phase.STOPPED if self.source else Phase.EMPTY, self.source)

    def looking(self) -> LiveState:
        """A camera is looked for; again, where none was found before."""
        return LiveState(Phase.OPENING, no_camera=self.no_camera)

    def without_camera(self, looked_at: str = "") -> LiveState:
        """Nothing was chosen and no camera was found; `looked_at`: where it was looked for again."""
        return LiveState(Phase.EMPTY, no_camera=True, looked_at=looked_at)
