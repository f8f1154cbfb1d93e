"""How busy training keeps the machine: the share of time spent waiting for data, and the processor's load."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


class BusyMeter:
    """Measures from where it is made.

    waiting: the share of time in which the network had no batch to work on. busy: the time that this process
    had of all processors, as a share of what they could give.
    """

    def __init__(self) -> None:
        self._began_s, self._had_s = time.monotonic(), time.process_time()
        self._waited_s = 0.0

    def waited_for(self, items: Iterable[T]) -> Iterator[T]:
        """The items; the time until each is there counts as waiting."""
        asked_s = time.monotonic()
        for item in items:
            self._waited_s += time.monotonic() - asked_s
            yield item
            asked_s = time.monotonic()

    def figures(self) -> dict[str, float]:
        """Both shares, 0..1."""
        passed_s = max(1e-9, time.monotonic() - self._began_s)
        had_s = time.process_time() - self._had_s
        busy = had_s / passed_s / (os.cpu_count() or 1)
        return {"waiting": min(1.0, self._waited_s / passed_s), "busy": min(1.0, busy)}
