"""Results one by one from a thread to the window's: one pending wake-up at most, and nothing is lost."""

from __future__ import annotations

import threading
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal


class ResultStream(QObject):
    """`put` may be called from any thread. Lives on the window's thread."""

    came = Signal(list)
    """All that has come since the last time, in its order."""

    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: list[Any] = []
        self._wake.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def put(self, result: object) -> None:
        """One more."""
        with self._lock:
            first = not self._waiting
            self._waiting.append(result)
        if first:
            self._wake.emit()

    def flush(self) -> None:
        """Deliver now what has come; for the window's thread."""
        self._deliver()

    def _deliver(self) -> None:
        with self._lock:
            results, self._waiting = self._waiting, []
        if results:
            self.came.emit(results)
