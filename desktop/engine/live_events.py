"""What a live session tells its listener: facts, already worded where a user reads them."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.engine.analysis import FrameAnalysis
from desktop.engine.sources.base import Frame, SourceInfo


@dataclass(frozen=True)
class SourceOpened:
    """The source gives pictures now, for the first time."""

    info: SourceInfo


@dataclass(frozen=True)
class SourceLostEvent:
    """A camera or stream does not answer; it is tried again in `retry_in_s` seconds."""

    message: str
    retry_in_s: float


@dataclass(frozen=True)
class SourceRecovered:
    """A lost source is back."""

    info: SourceInfo


@dataclass(frozen=True)
class SourceEnded:
    """The clip or folder is at its end and does not loop; it goes on after a seek."""


@dataclass(frozen=True)
class SessionFailed:
    """The session can't go on; the message is a sentence for the user."""

    message: str


@dataclass(frozen=True)
class SourceNote:
    """Something about the source that the user should know while it goes on: photos that were left out."""

    message: str


LiveEvent = SourceOpened | SourceLostEvent | SourceRecovered | SourceEnded | SourceNote | SessionFailed


@dataclass(frozen=True, eq=False)
class LiveView:
    """A picture and what is known of it."""

    frame: Frame
    analysis: FrameAnalysis
