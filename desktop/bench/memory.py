"""How much memory this process holds now."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def rss_mb() -> float | None:
    """The resident memory in millions of bytes; on macOS the most it ever was; None where unknown."""
    system = platform.system()
    if system == "Linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    if system == "Windows":
        return _windows_rss_mb()
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _windows_rss_mb() -> float | None:
    import ctypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("size", ctypes.c_uint32),
            ("faults", ctypes.c_uint32),
            *((name, ctypes.c_size_t) for name in ("peak", "now", "a", "b", "c", "d", "pagefile", "e")),
        )

    counters = Counters()
    counters.size = ctypes.sizeof(counters)
    kernel = ctypes.CDLL("kernel32")
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    ask = kernel.K32GetProcessMemoryInfo
    ask.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32)
    done = ask(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.size)
    return counters.now / 1e6 if done else None
