"""From a live session's threads to the window's: one pending wake-up at most, and every event.

A queued signal for each frame piles up when the window is busy; here the window is woken once and takes
the newest.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, Signal


class LiveBridge(QObject):
    """One for each session. `on_update` and `on_event` may be called from any thread."""

    woken = Signal()
    """There is something newer to take."""
    event_came = Signal(object)
    """A LiveEvent."""

    _wake = Signal()
    _event = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._pending = False
        self._wake.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._event.connect(self.event_came, Qt.ConnectionType.QueuedConnection)

    def on_update(self) -> None:
        """Something newer is there."""
        with self._lock:
            if self._pending:
                return
            self._pending = True
        self._wake.emit()

    def on_event(self, event: object) -> None:
        """Something happened that the user is told."""
        self._event.emit(event)

    def _deliver(self) -> None:
        with self._lock:
            self._pending = False
        self.woken.emit()
