"""What is not needed now goes back to the system, and nothing is lost by it."""

from __future__ import annotations

import ctypes
import mmap
import sys
from pathlib import Path

import numpy as np
import pytest

from vision import memory
from vision.memory import give_back, settle


def resident_mb() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 1e6


def test_it_may_be_called_anywhere() -> None:
    give_back()


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
def test_pages_of_libraries_go_and_come_back_as_they_were(tmp_path: Path) -> None:
    content = np.random.default_rng(0).integers(0, 256, 20_000_000, np.uint8)
    path = tmp_path / "library"
    path.write_bytes(content.tobytes())
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ) as mapped,
    ):
        assert mapped[:] == content.tobytes()
        before = resident_mb()
        settle()
        assert resident_mb() < before - 18
        assert mapped[:] == content.tobytes()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_pages_that_were_written_to_stay(tmp_path: Path) -> None:
    path = tmp_path / "library"
    path.write_bytes(bytes(8 * 4096))
    libc = ctypes.CDLL(None)
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE)
        mapped[5000] = 7
        place = ctypes.addressof(ctypes.c_char.from_buffer(mapped))
        assert libc.mprotect(ctypes.c_void_p(place), ctypes.c_size_t(8 * 4096), mmap.PROT_READ) == 0
        settle()
        assert mapped[5000] == 7, "as the loader leaves what it put in order"


def test_it_settles_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_advise", lambda: None)
    settle()
