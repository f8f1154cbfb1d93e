"""Which provider runs a model fastest here: measured once, checked against the CPU's answers, remembered."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from platformdirs import PlatformDirs

TOLERANCE = 1e-3
"""Largest difference between two answers that count as equal: a tenth of a percent of probability."""
_RUNS, _WARM_UPS, _CROPS = 15, 3, 4
_FORM = 1
_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()

Run = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
Clock = Callable[[], float]


class Opens(Protocol):
    """Opens the model on a provider: what really runs it, and how it is asked."""

    def __call__(self, provider: str) -> tuple[str, Run]: ...


@dataclass(frozen=True)
class Choice:
    """The provider to use and why. `fell_back`: a GPU was to run the model and could not, or ran it wrongly.

    `lasting`: every provider was measured, so that the choice holds until model or providers change.
    """

    used: str
    reason: str = ""
    fell_back: bool = False
    lasting: bool = True


def fastest(
    opens: Opens,
    providers: Sequence[str],
    shape: tuple[int, int],
    *,
    clock: Clock = time.perf_counter,
) -> Choice:
    """Measures a model of pictures `shape` (height, width) on the CPU and on `providers`, one face at a time.

    One whose answers aren't the CPU's is not taken, however fast.
    """
    crops = np.random.default_rng(7).integers(0, 256, (_CROPS, *shape, 3), np.uint8)
    _, cpu = opens("cpu")
    expected = cpu(crops)
    times_ms = {"cpu": _median_ms(cpu, crops, clock)}
    problems = []
    for provider in providers:
        running, run = opens(provider)
        if running != provider:
            problems.append(f"{provider} could not start")
        elif not agree(run(crops), expected):
            problems.append(f"{provider} answers differently from the CPU")
        else:
            times_ms[provider] = _median_ms(run, crops, clock)
    used = min(times_ms, key=times_ms.__getitem__)
    measured = len(times_ms) > 1
    said = f"measured: {', '.join(f'{name} {ms:.2f} ms' for name, ms in times_ms.items())}"
    reason = "; ".join([*problems, *([said] if measured else [])])
    return Choice(used, reason, fell_back=not measured and bool(problems), lasting=not problems)


def agree(answers: NDArray[np.float32], expected: NDArray[np.float32]) -> bool:
    """Whether answers are as good as equal: within TOLERANCE, of the largest where those are above 1."""
    largest = max(1.0, float(np.abs(expected).max(initial=0.0)))
    return answers.shape == expected.shape and bool((np.abs(answers - expected) <= TOLERANCE * largest).all())


def _median_ms(run: Run, crops: NDArray[np.uint8], clock: Clock) -> float:
    one, times = crops[:1], []
    for number in range(_WARM_UPS + _RUNS):
        started = clock()
        run(one)
        if number >= _WARM_UPS:
            times.append((clock() - started) * 1e3)
    return median(times)


def choices_file() -> Path:
    """Where choices are remembered, in the user's cache; asked each time: the environment may change."""
    return Path(PlatformDirs("facet", appauthor=False, roaming=False).user_cache_dir) / "providers.json"


def remembered(key: str, make: Callable[[], Choice]) -> Choice:
    """The choice of that key, or the one that is made now, kept where it is lasting. From any thread."""
    with _one_at_a_time:
        known = _read().get(key)
        if isinstance(known, dict) and isinstance(known.get("used"), str):
            return Choice(known["used"], str(known.get("reason", "")))
        made = make()
        if made.lasting:
            _write({**_read(), key: {"used": made.used, "reason": made.reason}})
        return made


def forget(key: str) -> None:
    """What was remembered no longer holds: it is measured anew the next time."""
    with _one_at_a_time:
        known = _read()
        if known.pop(key, None) is not None:
            _write(known)


def _read() -> dict[str, Any]:
    try:
        found = json.loads(choices_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    choices = found.get("choices") if isinstance(found, dict) and found.get("form") == _FORM else None
    return choices if isinstance(choices, dict) else {}


def _write(choices: dict[str, Any]) -> None:
    from vision.images import write_bytes

    path = choices_file()
    text = json.dumps({"form": _FORM, "choices": choices}, indent=1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, text.encode())
    except OSError as error:
        _log.info("the choice of provider is not remembered: %s", error)
