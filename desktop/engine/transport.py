"""What the user asked of a running source (pause, step, seek, retry), passed to the thread that reads it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Transport:
    """Orders for the capture thread, and the clock by which a clip is paced. All methods are thread-safe."""

    def __init__(self, *, loop: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self._changed = threading.Condition()
        self._clock = clock
        self._stopping = False
        self._paused = False
        self._steps = 0
        self._seek_s: float | None = None
        self._retry = False
        self.loop = loop
        self._anchor: tuple[float, float] | None = None

    @property
    def stopping(self) -> bool:
        return self._stopping

    @property
    def paused(self) -> bool:
        return self._paused

    def stop(self) -> None:
        """Wakes every wait, for good."""
        self._order("_stopping", True)

    def pause(self) -> None:
        """No more frames until `resume` or `step`."""
        self._order("_paused", True)

    def resume(self) -> None:
        """Frames come again, at the pace of the source."""
        self._anchor = None
        self._order("_paused", False)

    def step(self) -> None:
        """One frame more, then paused."""
        with self._changed:
            self._paused = True
            self._steps += 1
            self._changed.notify_all()

    def seek(self, at_s: float) -> None:
        """The frame at `at_s` next, also while paused."""
        self._order("_seek_s", max(0.0, at_s))

    def seek_unless_asked(self, at_s: float) -> None:
        """Go to `at_s` unless the user already asked for another place."""
        with self._changed:
            if self._seek_s is None:
                self._seek_s = at_s

    def retry_now(self) -> None:
        """Ends the wait before the next try to open a lost source."""
        self._order("_retry", True)

    def take_seek(self) -> float | None:
        """Where to go before the next frame, told once; None where nobody asked."""
        with self._changed:
            at_s, self._seek_s = self._seek_s, None
            if at_s is not None:
                self._anchor = None
            return at_s

    def wait_for_turn(self) -> bool:
        """Waits while paused. False where the session stops."""
        with self._changed:
            self._changed.wait_for(self._may_read)
            if self._paused and self._seek_s is None and self._steps:
                self._steps -= 1
            return not self._stopping

    def wait_for_order(self) -> None:
        """Waits at the end of a clip for a seek, a switch to looping, or the stop."""
        with self._changed:
            self._steps = 0
            self._changed.wait_for(lambda: self._stopping or self._seek_s is not None or self.loop)

    def set_loop(self, loop: bool) -> None:
        """Whether a clip begins again at its end."""
        self._order("loop", loop)

    def wait_before_retry(self, delay_s: float) -> None:
        """Waits `delay_s`, less where someone asks for a retry or the session stops."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._retry, delay_s)
            self._retry = False

    def wait_until_due(self, at_s: float) -> None:
        """Paces a clip: waits until its position `at_s` is due, counted from the last start, seek or resume.

        A clip that fell behind by over half a second, in a suspended machine say, goes on from where it is.
        """
        now = self._clock()
        if self._anchor is None or not -0.5 < self._lag_s(at_s, now) < 0.5:
            self._anchor = (now, at_s)
        wait_s = -self._lag_s(at_s, now)
        if wait_s > 0:
            with self._changed:
                self._changed.wait_for(lambda: self._stopping or self._seek_s is not None, wait_s)

    def _lag_s(self, at_s: float, now: float) -> float:
        assert self._anchor is not None
        return (now - self._anchor[0]) - (at_s - self._anchor[1])

    def _may_read(self) -> bool:
        return self._stopping or not self._paused or self._steps > 0 or self._seek_s is not None

    def _order(self, name: str, value: object) -> None:
        with self._changed:
            setattr(self, name, value)
            self._changed.notify_all()
