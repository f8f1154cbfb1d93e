"""A progress line on a terminal; nothing at all elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self, TextIO

_BAR = 24
_EVERY_S = 0.1


class Progress:
    """`with Progress("clip.mp4", 282) as bar: bar.advance()`. `total` None where it isn't known."""

    def __init__(self, name: str, total: int | None, out: TextIO | None = None) -> None:
        self._name = name if len(name) <= 32 else f"…{name[-31:]}"
        self._total = total
        self._out = out or sys.stderr
        self._shown = self._out.isatty()
        self._done = 0
        self._started = time.monotonic()
        self._painted = 0.0

    def __enter__(self) -> Self:
        return self

    def advance(self) -> None:
        """One more is done."""
        self._done += 1
        if self._shown and time.monotonic() - self._painted >= _EVERY_S:
            self._paint()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._paint()
            self._out.write("\n")
            self._out.flush()

    def _paint(self) -> None:
        self._painted = time.monotonic()
        rate = self._done / max(1e-6, self._painted - self._started)
        if self._total:
            share = min(1.0, self._done / self._total)
            bar = "█" * round(share * _BAR) + "░" * (_BAR - round(share * _BAR))
            text = f"{self._name} {bar} {self._done}/{self._total}"
        else:
            text = f"{self._name} {self._done} frames"
        self._out.write(f"\r\x1b[K{text}  {rate:.0f}/s")
        self._out.flush()
