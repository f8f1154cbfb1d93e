"""How a model runs on this machine: what was asked, what runs, how fast, and whether as the CPU answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import numpy as np
from numpy.typing import NDArray

from vision.errors import FacetError
from vision.sessions import ModelSession, available_providers, open_model

RUNS, WARM_UPS = 40, 5
TOLERANCE = 1e-3
"""Largest difference between two answers that count as equal: a tenth of a percent of probability."""
_CROPS = 4
_MOST_S = 3.0


@dataclass(frozen=True)
class Measured:
    """One provider. `used` is empty where the model did not run on it, and `problem` says why.

    `fell_back`: it was asked for and something else would have run. `difference` from the CPU's answers is
    None where there is nothing to compare.
    """

    asked: str
    used: str = ""
    median_ms: float | None = None
    slow_ms: float | None = None
    difference: float | None = None
    problem: str = ""
    fell_back: bool = False

    @property
    def agrees(self) -> bool | None:
        """Whether the answers are the CPU's; None where nothing was compared."""
        return None if self.difference is None else self.difference <= TOLERANCE


def measure(
    path: Path, threads: int, stop: Event, clock: Callable[[], float] = time.perf_counter
) -> list[Measured]:
    """A model on every provider that this machine's ONNX Runtime knows, the CPU first. Takes seconds.

    Raises FacetError where it does not even run on the CPU.
    """
    cpu = open_model(path, provider="cpu", threads=threads)
    crops = _crops(cpu)
    expected = cpu.run(crops)
    found = [_timed(cpu, "cpu", crops, expected, stop, clock)]
    for provider, missing in _others():
        if stop.is_set():
            break
        if missing:
            found.append(Measured(provider, problem=missing))
            continue
        found.append(_on(provider, path, threads, crops, expected, stop, clock))
    return found


def _others() -> Iterator[tuple[str, str]]:
    return ((name, why) for name, why in available_providers().items() if name != "cpu")


def _on(
    provider: str,
    path: Path,
    threads: int,
    crops: NDArray[np.uint8],
    expected: NDArray[np.float32],
    stop: Event,
    clock: Callable[[], float],
) -> Measured:
    try:
        session = open_model(path, provider=provider, threads=threads)
    except FacetError as error:
        return Measured(provider, problem=error.message, fell_back=True)
    return _timed(session, provider, crops, expected, stop, clock)


def _timed(
    session: ModelSession,
    asked: str,
    crops: NDArray[np.uint8],
    expected: NDArray[np.float32],
    stop: Event,
    clock: Callable[[], float],
) -> Measured:
    difference = float(np.abs(session.run(crops) - expected).max())
    one, times, ends_s = crops[:1], list[float](), clock() + _MOST_S
    for number in range(WARM_UPS + RUNS):
        started = clock()
        session.run(one)
        if number >= WARM_UPS:
            times.append((clock() - started) * 1e3)
        if stop.is_set() or (times and clock() > ends_s):
            break
    used = session.provider.used
    if not times:
        return Measured(asked, used, difference=difference)
    median, slow = (float(value) for value in np.percentile(times, [50, 95]))
    return Measured(asked, used, median, slow, difference, fell_back=used != asked)


def _crops(session: ModelSession) -> NDArray[np.uint8]:
    """Noise in the model's size: answers differ between providers for any picture, or for none."""
    size = session.card.input
    return np.random.default_rng(7).integers(0, 256, (_CROPS, size.height, size.width, 3), np.uint8)
