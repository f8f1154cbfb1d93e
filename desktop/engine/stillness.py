"""Whether a moving picture stands still, by a few of its pixels: then it need not be looked at as often."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.engine.sources.base import Frame

_EVERY_PX = 12
_NOISE = 20  # grey levels, by which a camera's pixels differ though nothing moves
_CHANGED = 0.002  # of the pixels: more than that is no noise
_SETTLED_S = 2.0
_STEP_S = 0.2


class Stillness:
    """Passes over pictures that show nothing new, after two seconds in which no face was seen and nothing
    moved: then five a second are enough. Whatever moves ends it with the same picture.
    """

    def __init__(self) -> None:
        self._pixels: NDArray[np.int16] | None = None
        self._shown_s = 0.0
        self._moved_s = 0.0
        self.rests = False
        """Whether nothing has moved for a while: then not even all pictures are needed to see that."""

    def passes_over(self, frame: Frame) -> bool:
        """Whether this picture need not be analysed. Else it counts as shown from now on."""
        pixels = frame.image_bgr[::_EVERY_PX, ::_EVERY_PX].astype(np.int16)
        moved = self._pixels is None or _differ(self._pixels, pixels)
        now_s = frame.captured_at_s
        if moved:
            self._moved_s = now_s
        self.rests = now_s - self._moved_s > _SETTLED_S
        if self.rests and 0 <= now_s - self._shown_s < _STEP_S - 0.005:
            return True
        self._pixels, self._shown_s = pixels, now_s
        return False

    def stir(self) -> None:
        """Something is to be seen: two seconds from now at the earliest anything is passed over."""
        self._pixels, self.rests = None, False


def _differ(before: NDArray[np.int16], now: NDArray[np.int16]) -> bool:
    if before.shape != now.shape:
        return True
    return int(np.count_nonzero(np.abs(now - before) > _NOISE)) > _CHANGED * now.size
