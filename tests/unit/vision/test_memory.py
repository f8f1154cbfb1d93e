"""Freed memory goes back to the system, or nothing happens."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from vision.memory import give_back


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
