"""Counting what the live path does: rates and ages over the last seconds."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

_WINDOW_S = 5.0


@dataclass(frozen=True)
class LiveMeters:
    """What the HUD shows. Rates a second, ages and stages in milliseconds, over the last five seconds.

    The age of a frame runs from its capture to its painting. `dropped` counts frames since the start that
    nobody analysed because a newer one came.
    """

    capture_fps: float = 0.0
    analysis_fps: float = 0.0
    painted_fps: float = 0.0
    age_p50_ms: float = 0.0
    age_p95_ms: float = 0.0
    dropped: int = 0
    detect_ms: float = 0.0
    total_ms: float = 0.0
    provider: str = ""


class Samples:
    """Values with their times, of the last seconds only. Any thread may add and read."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, window_s: float = _WINDOW_S) -> None:
        self._clock = clock
        self._window_s = window_s
        self._samples: deque[tuple[float, float]] = deque()
        self._lock = threading.Lock()

    def add(self, value: float = 0.0) -> None:
        """A value, now."""
        with self._lock:
            self._samples.append((self._clock(), value))
            self._forget_old()

    def rate(self) -> float:
        """Values a second, over the time between the first and the last of them."""
        with self._lock:
            self._forget_old()
            if len(self._samples) < 2:
                return 0.0
            span_s = self._samples[-1][0] - self._samples[0][0]
            return (len(self._samples) - 1) / span_s if span_s > 0 else 0.0

    def percentile(self, share: float) -> float:
        """The value below which `share` (0..100) of them lie; 0 where there are none."""
        with self._lock:
            self._forget_old()
            values = [value for _, value in self._samples]
        return float(np.percentile(values, share)) if values else 0.0

    def clear(self) -> None:
        """Forgets all values."""
        with self._lock:
            self._samples.clear()

    def _forget_old(self) -> None:
        oldest = self._clock() - self._window_s
        while self._samples and self._samples[0][0] < oldest:
            self._samples.popleft()
