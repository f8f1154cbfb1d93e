"""The capture thread: reads a source, paces clips, and brings lost cameras and streams back."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from desktop.engine.latest import Latest
from desktop.engine.live_events import (
    LiveEvent,
    SessionFailed,
    SourceEnded,
    SourceLostEvent,
    SourceNote,
    SourceOpened,
    SourceRecovered,
)
from desktop.engine.meters import Samples
from desktop.engine.sources.base import Frame, Seekable, Source
from desktop.engine.transport import Transport
from vision.errors import FacetError, SourceLost, SourceUnavailable

_log = logging.getLogger(__name__)
_USUAL_FPS = 25.0
_RETRY_DELAYS_S = (0.5, 1.0, 2.0)


@runtime_checkable
class Album(Source, Protocol):
    """A source that is turned page by page: photos."""

    @property
    def skipped(self) -> Sequence[tuple[Path, str]]:
        """The files left out so far because they can't be read, and why."""
        ...

    def go_to(self, index: int) -> None:
        """The next `read` gives the picture with this number."""
        ...

    def next(self) -> bool:
        """`read` gives the next picture. False, and nothing changes, if there is none."""
        ...

    def previous(self) -> bool:
        """`read` gives the picture before. False, and nothing changes, if there is none."""
        ...


@dataclasses.dataclass(frozen=True, eq=False)
class Captured:
    """A frame on its way to the analysis. A new `run` begins where frames don't follow on each other."""

    frame: Frame
    run: int
    still: bool


class Capture:
    """Reads until stopped. `run` is the body of the capture thread."""

    def __init__(
        self,
        source: Source,
        slot: Latest[Captured],
        transport: Transport,
        on_event: Callable[[LiveEvent], None],
        *,
        retries: bool,
    ) -> None:
        """`retries`: whether the source is a camera or stream, which may come (back) later."""
        self._source = source
        self._album: Album | None = None  # the source, where it can turn pages; known once it is open
        self._slot = slot
        self._transport = transport
        self._on_event = on_event
        self._retries = retries
        self._run = 0
        self._was_open = False
        self._notes_told = 0
        self._end_s = 0.0  # when the frame read last has been shown for its time
        self._rewound = False  # and no frame read since
        self.rate = Samples()

    def run(self) -> None:
        """Reads, offers, and survives losses until the transport says stop."""
        delays = _delays()
        try:
            while not self._transport.stopping:
                try:
                    self._open()
                    delays = _delays()
                    self._read_all()
                except SourceUnavailable as error:
                    # A stream that worked may answer "not found" while its server starts anew.
                    if error.permanent and not self._was_open:
                        raise
                    if not (self._retries or isinstance(error, SourceLost)):
                        raise
                    self._wait_for_return(error, next(delays))
        except FacetError as error:
            self._on_event(SessionFailed(str(error)))
        except Exception:  # noqa: BLE001 - the edge of a thread: told and logged
            _log.exception("the capture thread failed")
            self._on_event(SessionFailed("Reading the source failed unexpectedly. The log has the details."))
        finally:
            self._source.close()

    def _open(self) -> None:
        self._source.open()
        self._run += 1
        info = self._source.info
        self._on_event(SourceRecovered(info) if self._was_open else SourceOpened(info))
        self._was_open = True
        self._notes_told = 0
        self._tell_skipped()

    def _wait_for_return(self, error: SourceUnavailable, delay_s: float) -> None:
        self._source.close()
        if self._transport.stopping:
            return
        self.rate.clear()
        self._on_event(SourceLostEvent(str(error), delay_s))
        self._transport.wait_before_retry(delay_s)

    def _read_all(self) -> None:
        info = self._source.info
        self._album = self._source if isinstance(self._source, Album) else None
        still = info.kind == "photos"
        while self._transport.wait_for_turn():
            if (step := self._transport.take_turn()) and not self._turned(step):
                continue
            self._seek_if_asked()
            frame = self._source.read()
            self._tell_skipped()
            if frame is None:
                self._at_end()
                continue
            self._rewound = False
            self._end_s = frame.at_s + 1.0 / (info.fps or _USUAL_FPS)
            if not (info.live or still):
                if not self._transport.wait_until_due(frame.at_s):
                    continue
                frame = dataclasses.replace(frame, captured_at_s=time.monotonic())
            self._slot.put(Captured(frame, self._run, still))
            self.rate.add()
            if still:
                self._transport.pause()

    def _turned(self, step: int) -> bool:
        """Whether there is a photo in this direction, which is then read next."""
        if self._album is None:
            return False
        turned = self._album.next() if step > 0 else self._album.previous()
        self._run += turned
        self._tell_skipped()
        return turned

    def _tell_skipped(self) -> None:
        """Names the photos left out since the last time."""
        if self._album is None:
            return
        skipped = self._album.skipped[self._notes_told :]
        self._notes_told += len(skipped)
        if skipped:
            path, reason = skipped[0]
            more = f", and {len(skipped) - 1} more" if len(skipped) > 1 else ""
            self._on_event(SourceNote(f"{path.name}{more} left out: {reason}."))

    def _seek_if_asked(self) -> None:
        place = self._transport.take_seek()
        if place is None:
            return
        if self._album is not None:
            self._album.go_to(int(place))
        elif self._source.info.seekable and isinstance(self._source, Seekable):
            self._source.seek(place)
        else:
            return
        self._run += 1

    def _at_end(self) -> None:
        """Loops, or says that this was the end and waits for an order. A live source that ends is lost."""
        info = self._source.info
        can_go_back = info.seekable or self._album is not None
        if info.live:
            raise SourceLost(info.name, "the stream has ended")
        if not (self._transport.loop and can_go_back):
            self._on_event(SourceEnded())
            self._transport.wait_for_order(loops=can_go_back)
        if self._transport.loop and can_go_back:
            if self._rewound:
                raise SourceUnavailable(info.name, "it can't be read any more", hint="Is it still there?")
            self._transport.wait_out(self._end_s)
            self._transport.seek_unless_asked(0.0)
            self._rewound = True


def _delays() -> Iterator[float]:
    """How long to wait before each next try: longer and longer, so that a return is seen within 5 s."""
    yield from _RETRY_DELAYS_S
    while True:
        yield _RETRY_DELAYS_S[-1]
