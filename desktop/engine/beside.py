"""One job at a time in a thread of its own, its result taken once it is there. Knows nothing of pictures."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")
_NICE = 10


class Beside(Generic[T]):
    """Its methods are called from one thread, the jobs run in another, which begins with the first.

    That one gives way to others where the system lets single threads do so: what is beside may come late.
    """

    def __init__(self, thread_name: str) -> None:
        self._thread_name = thread_name
        self._thread: ThreadPoolExecutor | None = None
        self._running: Future[T] | None = None
        self._wanted = True

    @property
    def busy(self) -> bool:
        """Whether a job runs, or has ended and nobody has taken its result yet."""
        return self._running is not None

    def begin(self, job: Callable[[], T]) -> bool:
        """Starts a job; False while the last one is busy."""
        if self.busy:
            return False
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, self._thread_name, _give_way)
        self._running, self._wanted = self._thread.submit(job), True
        return True

    def take(self) -> T | None:
        """A finished job's result, once; None where there is none. Raises what the job raised."""
        if self._running is None or not self._running.done():
            return None
        running, self._running = self._running, None
        result = running.result()
        return result if self._wanted else None

    def forget(self) -> None:
        """The result of what is under way will not be taken."""
        self._wanted = False

    def close(self) -> None:
        """Waits for what is under way, drops it, and lets go of the thread. `begin` starts another."""
        thread, self._thread, self._running = self._thread, None, None
        if thread is not None:
            thread.shutdown(wait=True, cancel_futures=True)


def _give_way() -> None:
    if sys.platform != "linux":
        return  # a thread's number is not taken for this
    thread = threading.get_native_id()
    with suppress(OSError):  # where a sandbox forbids it
        os.setpriority(os.PRIO_PROCESS, thread, min(os.getpriority(os.PRIO_PROCESS, thread) + _NICE, 19))
