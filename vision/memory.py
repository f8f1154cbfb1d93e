"""Memory that the process does not need now goes back to the system."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

_DONT_NEED = 4  # of Linux's madvise
_MOST_HEAPS = -8  # M_ARENA_MAX of glibc's mallopt
_Mapping = tuple[int, int, str]  # from, to, and the library that lies there
_MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r-[-x]p \S+ \S+ \d+ +(/.*\.so[0-9.]*)")


def share_one_heap() -> None:
    """All threads take memory from one heap (glibc); to be called before there are any.

    Else each has one of its own, and what one gave back no other can take: 20 to 30 MB where the search and
    the analysis take turns.
    """
    choose = _found("mallopt")
    if choose is not None:
        choose(_MOST_HEAPS, 1)


def give_back() -> None:
    """Hands freed memory to the system, where the C library keeps it (glibc); elsewhere nothing happens.

    Loading a model takes three times its size for a moment: 40 MB for SFace that glibc would hold on to.
    """
    trim = _found("malloc_trim")
    if trim is not None:
        trim(0)


def settle() -> None:
    """Once all runs: hands freed memory back, and the pages of libraries that only the start needed.

    Those are let go of all (Linux). What is needed again is mapped again from the system's file cache, in a
    few milliseconds all told: a page of a file that nobody wrote to is never lost. Half of them never are.
    """
    give_back()
    advise = _found("madvise")
    if advise is None:
        return
    try:
        # In this order: from when a library is kept on, its mappings are no others'.
        kept = {path for _, _, path in filter(None, map(_read_only, _lines("maps"))) if _keeps(path)}
        places = [(start, end) for start, end, path in _untouched() if path in kept]
    except OSError:
        return
    for start, end in places:
        advise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _DONT_NEED)


def _untouched() -> Iterator[_Mapping]:
    """The read-only mappings of libraries of which every page is as the file has it.

    What the loader put in order is not so; it may lie in swap.
    """
    place: _Mapping | None = None
    for line in _lines("smaps"):
        if not line[0].isupper():
            place = _read_only(line)
        elif line.startswith(("Anonymous:", "Swap:")) and line.split()[1] != "0":
            place = None
        elif line.startswith("VmFlags:") and place is not None:  # the last line of each
            yield place


def _lines(name: str) -> list[str]:
    return Path("/proc/self", name).read_text(encoding="utf-8", errors="surrogateescape").splitlines()


def _read_only(line: str) -> _Mapping | None:
    found = _MAPPING.fullmatch(line)
    return None if found is None else (int(found[1], 16), int(found[2], 16), found[3])


@cache
def _keeps(library: str) -> bool:
    """Has a library that is loaded stay so for ever. One that is being loaded is waited for."""
    try:
        ctypes.CDLL(library, mode=os.RTLD_NOLOAD)
    except OSError:
        return False
    return True


@cache
def _found(name: str) -> Callable[..., Any] | None:
    """A function of Linux's C library, where it is there."""
    if sys.platform != "linux":
        return None
    found: Callable[..., Any] | None = getattr(ctypes.CDLL(None), name, None)
    return found
