"""What is not needed now goes back to the system, and nothing is lost by it."""

from __future__ import annotations

import mmap
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vision import memory
from vision.memory import give_back, settle
from vision.opencv import cv2


def resident_mb() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 1e6


def test_it_may_be_called_anywhere() -> None:
    give_back()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has several heaps")
def test_threads_share_one_heap() -> None:
    heaps = "import ctypes, threading, vision.memory as m; {}"
    heaps += "\nfor _ in range(3): threading.Thread(target=lambda: [b'x' * 9_000 for _ in range(99)]).start()"
    heaps += "\nctypes.CDLL(None).malloc_stats()"
    said = {
        first: subprocess.run(
            [sys.executable, "-c", heaps.format(first)], capture_output=True, text=True, check=True
        ).stderr.count("Arena")
        for first in ("pass", "m.share_one_heap()")
    }
    assert said["pass"] > 1 == said["m.share_one_heap()"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_small_blocks_that_were_freed_go_back() -> None:
    kept = [np.ones(8_000, np.uint8) for _ in range(12_000)]
    pin = np.ones(8_000, np.uint8)  # the end of the heap stays in use, so that nothing shrinks by itself
    before = resident_mb()
    del kept
    give_back()
    assert resident_mb() < before - 50
    assert pin.all()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_pages_of_libraries_go_and_come_back() -> None:
    cv2.GaussianBlur(np.zeros((64, 64, 3), np.uint8), (5, 5), 0)
    before = of_files_kb()
    settle()
    assert of_files_kb() < before - 4_000
    assert cv2.GaussianBlur(np.full((64, 64, 3), 9, np.uint8), (5, 5), 0).max() == 9


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_what_is_no_loaded_library_is_left_alone(tmp_path: Path) -> None:
    for name in ("picture", "other.so"):
        path = tmp_path / name
        path.write_bytes(bytes(range(256)) * 16 * 500)
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)
        assert sum(mapped[::4096]) == 0
        before = resident_kb(path)
        settle()
        assert before == resident_kb(path) == 2_000
        mapped.close()


def test_it_settles_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_found", lambda _name: None)
    settle()


def of_files_kb() -> int:
    """How much of files this process has mapped and present."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("RssFile:")))


def resident_kb(path: Path) -> int:
    """How much of one file."""
    lines = Path("/proc/self/smaps").read_text(encoding="utf-8", errors="replace").splitlines()
    (at,) = (number for number, line in enumerate(lines) if line.endswith(str(path)))
    return int(next(line.split()[1] for line in lines[at:] if line.startswith("Rss:")))


@pytest.mark.parametrize(("in_memory", "in_swap", "untouched"), [(0, 0, True), (4, 0, False), (0, 4, False)])
def test_what_the_loader_wrote_is_not_let_go(
    monkeypatch: pytest.MonkeyPatch, in_memory: int, in_swap: int, untouched: bool
) -> None:
    shown = [
        "7f0000000000-7f0000001000 r--p 00000000 08:01 17 /usr/lib/libany.so.1.2",
        "Rss:                   4 kB",
        f"Anonymous:             {in_memory} kB",
        f"Swap:                  {in_swap} kB",
        "VmFlags: rd mr mw me",
        "7f0000001000-7f0000002000 rw-p 00001000 08:01 17 /usr/lib/libany.so.1.2",
        "VmFlags: rd wr mr mw me",
    ]
    monkeypatch.setattr(memory, "_lines", lambda _name: shown)
    places = [(0x7F0000000000, 0x7F0000001000, "/usr/lib/libany.so.1.2")]
    assert list(memory._untouched()) == (places if untouched else [])
