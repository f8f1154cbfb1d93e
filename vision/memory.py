"""Memory that the process does not need now goes back to the system."""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

_DONT_NEED = 4  # of Linux's madvise
# A mapping that nobody can write to: from, to, its file.
_READ_ONLY = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r-[-x]p \S+ \S+ [1-9]\d* +/")
_MAPPING = re.compile(r"[0-9a-f]+-[0-9a-f]+ ")


def give_back() -> None:
    """Hands freed memory to the system, where the C library keeps it (glibc); elsewhere nothing happens.

    Loading a model takes three times its size for a moment: 40 MB for SFace that glibc would hold on to.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


def settle() -> None:
    """Once all runs: hands freed memory back, and the pages of libraries that only the start needed.

    Those are let go of all (Linux). What is needed again is mapped again from the system's file cache, in a
    few milliseconds all told: a page of a file that nobody wrote to is never lost. Half of them never are.
    """
    give_back()
    advise = _advise()
    if advise is None:
        return
    try:
        mappings = Path("/proc/self/smaps").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for start, end in _untouched(mappings):
        advise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _DONT_NEED)


def _untouched(smaps: str) -> Iterator[tuple[int, int]]:
    """From and to of each read-only mapping of a file of which every page is as the file has it."""
    place: tuple[int, int] | None = None
    for line in smaps.splitlines():
        if _MAPPING.match(line):
            found = _READ_ONLY.match(line)
            place = (int(found[1], 16), int(found[2], 16)) if found else None
        elif line.startswith("Anonymous:") and line.split()[1] == "0" and place is not None:
            yield place


@cache
def _trim() -> Callable[[int], object] | None:
    if sys.platform != "linux":
        return None
    found: Callable[[int], object] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return found


@cache
def _advise() -> Callable[..., Any] | None:
    if sys.platform != "linux":
        return None
    found: Callable[..., Any] | None = getattr(ctypes.CDLL(None), "madvise", None)
    return found
