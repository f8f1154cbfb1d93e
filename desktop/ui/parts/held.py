"""What was done in no time is shown for a moment, or nobody sees that it was done."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 700
"""So long one sees that something is looked for."""


def held(since_s: float, then: Callable[[], None], owner: QObject, for_ms: int = LOOK_MS) -> None:
    """Calls `then` once `for_ms` have passed since `since_s` of `time.monotonic`, while `owner` lives."""
    left_ms = for_ms - round((time.monotonic() - since_s) * 1000)
    QTimer.singleShot(max(left_ms, 0), owner, then)
