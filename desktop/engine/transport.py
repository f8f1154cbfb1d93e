"""What the user asked of a running source (pause, step, seek, turn), passed to the thread that reads it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_MAX_BEHIND_S = 0.5
_MAX_GAP_S = 10.0  # a longer gap between two pictures is a fault of the file, and nobody waits for it


class Transport:
    """Orders for the capture thread, and the clock by which a clip is paced. All methods are thread-safe."""

    def __init__(self, *, loop: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self._changed = threading.Condition()
        self._clock = clock
        self._stopping = False
        self._paused = False
        self._steps = 0
        self._seek_s: float | None = None
        self._turns = 0
        self._retry = False
        self.loop = loop
        self._anchor: tuple[float, float] | None = None
        self._asked_for = False  # whether the frame on its way was stepped to or sought while paused

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
        with self._changed:
            self._paused = False
            self._anchor = None
            self._changed.notify_all()

    def step(self) -> None:
        """One frame more, then paused."""
        with self._changed:
            self._paused = True
            self._steps += 1
            self._changed.notify_all()

    def seek(self, at_s: float) -> None:
        """The frame at `at_s` next, also while paused."""
        self._order("_seek_s", max(0.0, at_s))

    def turn(self, step: int) -> None:
        """So many photos on (or back, below 0), also while paused."""
        with self._changed:
            self._turns += step
            self._changed.notify_all()

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

    def take_turn(self) -> int:
        """The direction of the next photo to turn to, 1 or -1, told once for each; 0 where nobody asked."""
        with self._changed:
            step = (self._turns > 0) - (self._turns < 0)
            self._turns -= step
            return step

    def wait_for_turn(self) -> bool:
        """Waits while paused. False where the session stops."""
        with self._changed:
            self._changed.wait_for(self._may_read)
            self._asked_for = self._paused
            if self._paused and self._steps and not self._is_sent_elsewhere():
                self._steps -= 1
            return not self._stopping

    def wait_for_order(self, *, loops: bool = True) -> None:
        """Waits at the end of a clip for a seek, a turn, the stop, or (`loops`) a switch to looping."""
        with self._changed:
            self._steps = 0
            self._changed.wait_for(
                lambda: self._stopping or self._is_sent_elsewhere() or (loops and self.loop)
            )

    def set_loop(self, loop: bool) -> None:
        """Whether a clip begins again at its end."""
        self._order("loop", loop)

    def wait_before_retry(self, delay_s: float) -> None:
        """Waits `delay_s`, less where someone asks for a retry or the session stops."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._retry, delay_s)
            self._retry = False

    def rest(self, for_s: float) -> None:
        """Waits `for_s`, less where the session stops."""
        if for_s > 0:
            with self._changed:
                self._changed.wait_for(lambda: self._stopping, for_s)

    def wait_until_due(self, at_s: float) -> bool:
        """Paces a clip: waits until its position `at_s` is due, counted from the last start, seek or resume.

        A clip that fell behind by over half a second, in a suspended machine say, goes on from where it is.
        A pause holds the frame back until `resume` or `step`. False where nobody wants it any more: the
        session stops, or another place was asked for.
        """
        with self._changed:
            if self._asked_for:
                return not self._stopping
            while not (self._stopping or self._is_sent_elsewhere()):
                if self._paused:
                    self._changed.wait_for(self._may_read)
                    if self._steps and not self._is_sent_elsewhere():
                        self._steps -= 1
                        return not self._stopping
                elif (wait_s := self._wait_s(at_s)) > 0:
                    self._changed.wait_for(self._has_order, wait_s)
                else:
                    return True
            return False

    def wait_out(self, end_s: float) -> None:
        """Waits until the last frame of a clip has been shown until `end_s`, less where an order comes."""
        with self._changed:
            if not self._has_order():
                self._changed.wait_for(self._has_order, self._wait_s(end_s))

    def _wait_s(self, at_s: float) -> float:
        """How long until `at_s` is due; where there is no pace yet, or it was lost, one begins now."""
        now = self._clock()
        if self._anchor is None:
            self._anchor = (now, at_s)
        wait_s = (at_s - self._anchor[1]) - (now - self._anchor[0])
        if not -_MAX_BEHIND_S < wait_s < _MAX_GAP_S:
            self._anchor = (now, at_s)
            return 0.0
        return wait_s

    def _has_order(self) -> bool:
        return self._stopping or self._paused or self._is_sent_elsewhere()

    def _may_read(self) -> bool:
        return self._stopping or not self._paused or self._steps > 0 or self._is_sent_elsewhere()

    def _is_sent_elsewhere(self) -> bool:
        return self._seek_s is not None or self._turns != 0

    def _order(self, name: str, value: object) -> None:
        with self._changed:
            setattr(self, name, value)
            self._changed.notify_all()
