"""A live session's window in small, for tests: it takes every view and keeps every event."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from desktop.engine.live import LiveSession
from desktop.engine.live_events import LiveEvent, LiveView

SOON_S = 5.0


class Watcher:
    """The window in small: takes every view, keeps every event, and can wait for either."""

    def __init__(self) -> None:
        self.views: list[LiveView] = []
        self.events: list[LiveEvent] = []
        self.updates = 0
        self.session: LiveSession | None = None
        self._news = threading.Condition()

    def on_update(self) -> None:
        with self._news:
            self.updates += 1
            view = self.session.take_latest() if self.session else None
            if view is not None:
                self.views.append(view)
            self._news.notify_all()

    def on_event(self, event: LiveEvent) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def wait(self, true: Callable[[], bool], within_s: float = SOON_S) -> None:
        with self._news:
            assert self._news.wait_for(true, within_s), (self.events, len(self.views))

    def wait_for_views(self, count: int) -> None:
        self.wait(lambda: len(self.views) >= count)

    def wait_for_event(self, kind: type, count: int = 1) -> None:
        self.wait(lambda: len(self.of(kind)) >= count)

    def of(self, kind: type) -> list[LiveEvent]:
        return [event for event in self.events if isinstance(event, kind)]

    def quiet_for(self, seconds: float) -> None:
        """Fails where a view comes in that time."""
        with self._news:
            count = len(self.views)
            assert not self._news.wait_for(lambda: len(self.views) > count, seconds)

    @property
    def indices(self) -> list[int]:
        return [view.frame.index for view in self.views]


Start = Callable[..., Watcher]


def stop_within(session: LiveSession, seconds: float) -> None:
    began = time.monotonic()
    session.stop()
    assert time.monotonic() - began < seconds
    assert not any(thread.name.startswith("facet-") for thread in threading.enumerate())


def settled(seen: Watcher) -> bool:
    """A frame that was read before the pause may still be under way."""
    with seen._news:
        count = len(seen.views)
        seen._news.wait_for(lambda: len(seen.views) > count, 0.1)
    return True
