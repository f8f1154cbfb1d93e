"""Opening something that may block for seconds, so that whoever waits for it can be called away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Cancelled(Exception):
    """`cancel` came before the thing was open."""


class Opening(Generic[T]):
    """Runs `make` in a thread of its own. What is made after `cancel` goes to `dispose`."""

    def __init__(self, make: Callable[[], T], dispose: Callable[[T], None]) -> None:
        self._make = make
        self._dispose = dispose
        self._changed = threading.Condition()
        self._made: list[T] = []
        self._error: Exception | None = None
        self._cancelled = False
        threading.Thread(target=self._run, name="facet-opening", daemon=True).start()

    def result(self) -> T:
        """Waits. Raises what `make` raised, or Cancelled."""
        with self._changed:
            self._changed.wait_for(lambda: self._made or self._error is not None or self._cancelled)
            if self._cancelled:
                raise Cancelled
            if self._error is not None:
                raise self._error
            return self._made.pop()

    def cancel(self) -> None:
        """From any thread: `result` returns now."""
        with self._changed:
            self._cancelled = True
            late, self._made = self._made, []
            self._changed.notify_all()
        for thing in late:
            self._dispose(thing)

    def _run(self) -> None:
        try:
            made = self._make()
        except Exception as error:  # noqa: BLE001 - the edge of a thread: handed to the one who waits
            with self._changed:
                self._error = error
                self._changed.notify_all()
            return
        with self._changed:
            late = self._cancelled
            if not late:
                self._made.append(made)
            self._changed.notify_all()
        if late:
            self._dispose(made)
