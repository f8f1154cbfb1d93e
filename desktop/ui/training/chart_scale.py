"""Where a chart's axis begins and ends, and which round figures stand on it. No widgets."""

from __future__ import annotations

import math
from collections.abc import Sequence

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def ticks_of(values: Sequence[float], *, as_share: bool) -> tuple[float, float, list[float]]:
    """Lowest, highest and the figures between them; three to six of them. A share ends at 1 at most."""
    finite = [value for value in values if math.isfinite(value)]
    low, high = (min(finite), max(finite)) if finite else (0.0, 1.0)
    if not as_share:
        low = min(low, 0.0)
    if high - low < 1e-3:
        low, high = max(0.0, low - 0.1) if low >= 0 else low - 0.1, high + 0.1
    if as_share:
        high = min(1.0, high)
    step = _step((high - low) / 4)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = [round(number * step, 10) for number in range(first, last + 1)]
    return ticks[0], ticks[-1], ticks


def _step(rough: float) -> float:
    """The next round step from `rough` on."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))
