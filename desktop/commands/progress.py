"""A progress line on a terminal; nothing at all elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from types import TracebackType
from typing import Self, TextIO

_BAR = 24
_NAME = 32
_EVERY_S = 0.1


class Progress:
    """`with Progress("clip.mp4", 282) as bar: bar.advance()`. `total` None where it isn't known."""

    def __init__(
        self, name: str, total: int | None, out: TextIO | None = None, *, shown: bool = True
    ) -> None:
        """`shown` False: also on a terminal nothing, because something else is written there."""
        self._name = name if len(name) <= _NAME else f"…{name[1 - _NAME :]}"
        self._total = total
        self._out = out or sys.stderr
        self._shown = shown and self._out.isatty()
        self._full, self._empty = _blocks(self._out)
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
            filled = round(min(1.0, self._done / self._total) * _BAR)
            bar = self._full * filled + self._empty * (_BAR - filled)
            text = f"{self._name} {bar} {self._done}/{self._total}"
        else:
            text = f"{self._name} {self._done} frames"
        # A line that wraps can't be painted over.
        columns = shutil.get_terminal_size().columns - 1
        self._out.write(f"\r\x1b[K{f'{text}  {rate:.0f}/s'[:columns]}")
        self._out.flush()


def _blocks(out: TextIO) -> tuple[str, str]:
    """What a bar is made of, as far as the terminal's encoding has it."""
    try:
        "█░".encode(out.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return "#", "."
    return "█", "░"
