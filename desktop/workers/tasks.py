"""The one way to run slow work: off the window's thread, its result handed back on it.

Where the method that is to take a result belongs to something of Qt's that is gone by then (a dialog that was
closed, a page that was left), nobody is told.

Plain joined threads, not QThread: a QThread that still runs when it is destroyed aborts the process.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Outcome:
    thread: threading.Thread
    deliver: Callable[[], None]


class Tasks(QObject):
    """Slow work and its results. Lives on the window's thread."""

    idle = Signal()
    """The last work has ended and its result has been handed back."""

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: set[threading.Thread] = set()
        self._newest: dict[str, int] = {}
        self._closed = threading.Event()
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> int:
        """How much work has not been handed back yet."""
        return len(self._running)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        *,
        name: str = "work",
    ) -> None:
        """Call `work` in a thread, then `done` with its result, or `failed` with its error, on this one."""
        thread = threading.Thread(
            target=self._work, args=(work, done, failed), name=f"facet-{name}", daemon=True
        )
        self._running.add(thread)
        thread.start()

    def read(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        name: str,
    ) -> None:
        """As `run`, but of several under one name only the newest is handed back: what an older one read may
        be outdated, and threads don't end in the order in which they began."""
        number = self._newest[name] = self._newest.get(name, 0) + 1

        def if_newest(deliver: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda found: deliver(found) if self._newest[name] == number and _lives(deliver) else None

        self.run(work, if_newest(done), if_newest(failed), name=name)

    def close(self) -> None:
        """From now on results are dropped. For the end of the window."""
        self._closed.set()

    def _work(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        thread = threading.current_thread()
        try:
            result = work()
        except Exception as error:  # noqa: BLE001  the edge of a thread: handed on
            self._hand_back(thread, _failure(error, failed))
        else:
            self._hand_back(thread, lambda: done(result) if done and _lives(done) else None)

    def _hand_back(self, thread: threading.Thread, deliver: Callable[[], None]) -> None:
        if not self._closed.is_set():
            self._ended.emit(_Outcome(thread, deliver))

    def _deliver(self, outcome: _Outcome) -> None:
        outcome.thread.join()  # it has only to return
        self._running.discard(outcome.thread)
        try:
            outcome.deliver()
        finally:
            if not self._running:
                self.idle.emit()


def _failure(error: Exception, failed: Callable[[Exception], None] | None) -> Callable[[], None]:
    if failed is None:
        _log.error("work failed and nobody asked to know", exc_info=error)
        return lambda: None
    return lambda: failed(error) if _lives(failed) else None


def _lives(callback: Callable[..., Any]) -> bool:
    """Whether the callback can still be called: the object of Qt's whose method it is was not deleted."""
    while isinstance(callback, partial):
        callback = callback.func
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
