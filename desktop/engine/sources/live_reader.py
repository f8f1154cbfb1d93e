"""Reading something that can't wait for us: a thread keeps the newest picture and notices when none comes.

Drivers and decoders may block for as long as they like. Here only this thread waits for them: whoever reads
waits `stall_s` at most, and a thread that hangs is left behind to clean up after itself.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Protocol

from desktop.engine.sources.base import SPARED_S, Frame, Image
from vision.errors import FacetError, SourceLost, SourceUnavailable

_QUEUE_LENGTH = 32
_PAUSE_AFTER_NOTHING_S = 0.02


class Grabber(Protocol):
    """The blocking side of a live source. Used by the reader's thread alone, but for `interrupt`."""

    def open(self) -> None:
        """Connect. Raises SourceUnavailable."""
        ...

    def grab(self) -> Image | None:
        """The next picture as soon as there is one; None where there was nothing to decode.

        Raises SourceLost where it is certain that no more will come.
        """
        ...

    def skip(self) -> bool:
        """Take the next picture and don't decode it; False where there was nothing. Raises SourceLost."""
        ...

    def close(self) -> None:
        """Let go of the device or connection."""
        ...

    def interrupt(self) -> None:
        """From any thread: make a blocked `open` or `grab` return soon, where that can be done."""
        ...


class LiveReader:
    """One run of a grabber, from its opening to its loss or to `stop`. Not to be started twice."""

    def __init__(self, name: str, grabber: Grabber, *, stall_s: float, every_frame: bool = False) -> None:
        """`name` is what frames and errors call the source.

        `every_frame`: nothing is dropped; the grabber waits for the reader instead.
        """
        self._name = name
        self._grabber = grabber
        self._stall_s = stall_s
        self._every_frame = every_frame
        self.sparing = False  # whether pictures soon after another may be left out
        self._changed = threading.Condition()
        self._pictures: deque[Frame] = deque(maxlen=None if every_frame else 1)
        self._failure: Exception | None = None
        self._came_at_s = 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"facet-source {name}", daemon=True)

    def start(self, timeout_s: float) -> Frame:
        """Opens and waits for the first picture, which `next` will give too.

        Raises SourceUnavailable, also where nothing came in time.
        """
        self._thread.start()
        with self._changed:
            self._changed.wait_for(self._has_news, timeout_s)
            if self._pictures:
                return self._pictures[0]
            if self._stopping.is_set():
                raise SourceUnavailable(self._name, "it was closed while it was being opened")
            if isinstance(self._failure, SourceLost):
                raise SourceUnavailable(self._name, self._failure.reason, hint=self._failure.hint)
            if self._failure is not None:
                raise self._failure
        raise SourceUnavailable(self._name, f"no picture came within {timeout_s:.0f} s")

    def next(self) -> Frame | None:
        """A picture not given before. None once stopped.

        Raises SourceLost where the grabber says so, or where nothing came for `stall_s`.
        """
        with self._changed:
            while not self._has_news():
                left_s = self._came_at_s + self._stall_s - time.monotonic()
                if left_s <= 0.0:
                    raise SourceLost(self._name, f"no picture came for {self._stall_s:.1f} s")
                self._changed.wait(left_s)
            if self._stopping.is_set():
                return None
            if self._pictures:
                picture = self._pictures.popleft()
                self._changed.notify_all()
                return picture
            assert self._failure is not None
            raise self._failure

    def stop(self, wait_s: float = 1.0) -> None:
        """Ends the thread, waiting `wait_s` at most. From any thread, and more than once."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        self._grabber.interrupt()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(wait_s)

    def _has_news(self) -> bool:
        return bool(self._pictures) or self._failure is not None or self._stopping.is_set()

    def _run(self) -> None:
        try:
            self._grabber.open()
            self._grab_all()
        except FacetError as error:
            self._fail(error)
        except Exception as error:  # noqa: BLE001 - the edge of a thread: handed to the one who reads
            self._fail(error)
        finally:
            self._grabber.close()

    def _grab_all(self) -> None:
        index, first_at_s, now_s, gap_s = 0, 0.0, 0.0, 0.0
        while not self._stopping.is_set():
            asked_s = time.monotonic()
            if self.sparing and asked_s + gap_s - now_s < SPARED_S and self._grabber.skip():
                self._came_at_s = time.monotonic()
                gap_s = self._came_at_s - asked_s  # the next one will take as long
                index += 1
                continue
            image = self._grabber.grab()
            if image is None:
                self._stopping.wait(_PAUSE_AFTER_NOTHING_S)
                continue
            now_s = time.monotonic()
            first_at_s = first_at_s or now_s
            self._offer(Frame(image, index, now_s, now_s - first_at_s, self._name))
            index += 1

    def _offer(self, picture: Frame) -> None:
        with self._changed:
            if self._every_frame:
                self._changed.wait_for(lambda: len(self._pictures) < _QUEUE_LENGTH or self._stopping.is_set())
            self._pictures.append(picture)
            self._came_at_s = time.monotonic()
            self._changed.notify_all()

    def _fail(self, error: Exception) -> None:
        with self._changed:
            self._failure = error
            self._changed.notify_all()
