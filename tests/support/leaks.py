"""Finds what a test left running: threads, visible windows, active timers. Imports Qt only if a test has."""

from __future__ import annotations

import gc
import threading
import time

# Threads that libraries keep for the life of the process.
_KEPT_BY_LIBRARIES = ("pytest_timeout", "tqdm_monitor", "pymp-", "asyncio_", "IPython")
_PATIENCE_S = 5.0


def running_threads() -> set[threading.Thread]:
    """Python's threads now."""
    return set(threading.enumerate())


def join_new_threads(before: set[threading.Thread]) -> list[str]:
    """Names of the threads that were not there before and do not end within five seconds."""
    deadline = time.monotonic() + _PATIENCE_S
    new = [thread for thread in running_threads() - before if _is_ours(thread)]
    for thread in new:
        thread.join(timeout=max(0.0, deadline - time.monotonic()))
    return [f"thread {thread.name}" for thread in new if thread.is_alive()]


def _is_ours(thread: threading.Thread) -> bool:
    # A "dummy" is a thread that C or C++ started and that once called into Python; it cannot be joined.
    native = isinstance(thread, threading._DummyThread)
    return not native and not thread.name.startswith(_KEPT_BY_LIBRARIES)


def visible_windows() -> set[str]:
    """Class and title of each top-level window on screen."""
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return set()
    shown = (widget for widget in QApplication.topLevelWidgets() if widget.isVisible())
    return {f"{type(widget).__name__} {widget.windowTitle()!r}" for widget in shown}


def active_timers() -> set[str]:
    """Owner and interval of each QTimer made since the last `gc.freeze` that still ticks."""
    from PySide6.QtCore import QTimer
    from shiboken6 import isValid

    timers = [thing for thing in gc.get_objects() if isinstance(thing, QTimer) and isValid(thing)]
    return {f"{timer.parent()!r} {timer.interval()} ms" for timer in timers if timer.isActive()}
