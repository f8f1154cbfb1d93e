"""How a model runs on this machine: what was asked, what runs, how fast, and whether as the CPU answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

import numpy as np
from numpy.typing import NDArray

from vision.errors import FacetError
from vision.provider_choice import TOLERANCE
from vision.sessions import ModelSession, available_providers, open_model

RUNS, WARM_UPS = 40, 5
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
    alone: bool = False
    """There is no other provider to compare it with: OpenCV runs it."""

    @property
    def agrees(self) -> bool | None:
        """Whether the answers are the CPU's; None where nothing was compared."""
        return None if self.difference is None else self.difference <= TOLERANCE


def measure(
    path: Path, threads: int, stop: Event, clock: Callable[[], float] = time.perf_counter
) -> list[Measured]:
    """A model as "automatic" takes it, then on every provider that this ONNX Runtime knows, the CPU first.

    Takes seconds. Raises FacetError where it does not even run on the CPU.
    """
    cpu = open_model(path, provider="cpu", threads=threads)
    crops = _crops(cpu)
    bench = _Bench(path, threads, crops, cpu.run(crops), stop, clock)
    found = [bench.automatic(), bench.timed(cpu, "cpu")]
    for provider, missing in _others():
        if stop.is_set():
            break
        found.append(Measured(provider, problem=missing) if missing else bench.on(provider))
    return found


def measure_finder(
    find: Callable[[NDArray[np.uint8]], object], stop: Event, clock: Callable[[], float] = time.perf_counter
) -> list[Measured]:
    """What searches pictures for faces through OpenCV, on the CPU: a picture of 640 x 360 at a time."""
    picture = np.random.default_rng(7).integers(0, 256, (360, 640, 3), np.uint8)
    times = _timed(lambda: find(picture), stop, clock)
    median, slow = (float(value) for value in np.percentile(times, [50, 95])) if times else (None, None)
    return [Measured("cpu", "cpu", median, slow, 0.0, alone=True)]


@dataclass(frozen=True)
class _Bench:
    """What every provider is measured with."""

    path: Path
    threads: int
    crops: NDArray[np.uint8]
    expected: NDArray[np.float32]
    stop: Event
    clock: Callable[[], float]

    def automatic(self) -> Measured:
        """What runs where nothing was chosen, and why."""
        session = open_model(self.path, provider="auto", threads=self.threads)
        truth = session.provider
        found = self.timed(session, truth.used)
        return replace(
            found,
            asked="auto",
            problem=truth.reason,
            fell_back=truth.fell_back,
        )

    def on(self, provider: str) -> Measured:
        """On a provider that ought to run here."""
        try:
            session = open_model(self.path, provider=provider, threads=self.threads)
        except FacetError as error:
            return Measured(provider, problem=error.message, fell_back=True)
        return self.timed(session, provider)

    def timed(self, session: ModelSession, asked: str) -> Measured:
        """One face at a time, after a few that don't count."""
        difference = float(np.abs(session.run(self.crops) - self.expected).max())
        one = self.crops[:1]
        times = _timed(lambda: session.run(one), self.stop, self.clock)
        used = session.provider.used
        if not times:
            return Measured(asked, used, difference=difference)
        median, slow = (float(value) for value in np.percentile(times, [50, 95]))
        return Measured(asked, used, median, slow, difference, fell_back=used != asked)


def _timed(run: Callable[[], object], stop: Event, clock: Callable[[], float]) -> list[float]:
    """Milliseconds a run, after a few that don't count."""
    times, ends_s = list[float](), clock() + _MOST_S
    for number in range(WARM_UPS + RUNS):
        started = clock()
        run()
        if number >= WARM_UPS:
            times.append((clock() - started) * 1e3)
        if stop.is_set() or (times and clock() > ends_s):
            break
    return times


def _others() -> Iterator[tuple[str, str]]:
    return ((name, why) for name, why in available_providers().items() if name != "cpu")


def _crops(session: ModelSession) -> NDArray[np.uint8]:
    """Noise in the model's size: answers differ between providers for any picture, or for none."""
    size = session.card.input
    return np.random.default_rng(7).integers(0, 256, (_CROPS, size.height, size.width, 3), np.uint8)
