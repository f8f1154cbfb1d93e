"""A slot that holds the newest value only: the live path never queues."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """`put` overwrites what nobody took and counts it as dropped; `take` waits for a value."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._value: T | None = None
        self._closed = False
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """How many values were overwritten before anyone took them."""
        return self._dropped

    def put(self, value: T) -> None:
        """Offers a value; ignored once closed."""
        with self._changed:
            if self._closed:
                return
            self._dropped += self._value is not None
            self._value = value
            self._changed.notify_all()

    def take(self, timeout_s: float | None = 0.0) -> T | None:
        """The newest value, removed; None where none came in time (None: no limit) or the slot is closed."""
        with self._changed:
            if self._value is None and timeout_s != 0.0:
                self._changed.wait_for(lambda: self._value is not None or self._closed, timeout_s)
            value, self._value = self._value, None
            if value is not None:
                self._changed.notify_all()
            return value

    def wait_until_taken(self, timeout_s: float) -> bool:
        """Whether the slot became empty within `timeout_s`."""
        with self._changed:
            return self._changed.wait_for(lambda: self._value is None or self._closed, timeout_s)

    def clear(self) -> None:
        """Forgets the value without counting it."""
        with self._changed:
            self._value = None
            self._changed.notify_all()

    def close(self) -> None:
        """Wakes everyone who waits; nothing is accepted any more."""
        with self._changed:
            self._closed = True
            self._value = None
            self._changed.notify_all()
