"""Searching pictures for new faces: at once, or in a thread of its own that never makes a frame late."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from desktop.engine.beside import Beside
from vision.face_finder import FaceFinder, Faces
from vision.geometry import Boxes

Image = NDArray[np.uint8]
_REST = 1.0  # after a search beside, for so many times as long as it took: half of a core at most


class Search(Protocol):
    """One search at a time: `begin`, then `take` until it gives something."""

    @property
    def behind(self) -> bool:
        """Whether what is taken may speak of an earlier picture."""
        ...

    def begin(self, image_bgr: Image, within_px: Boxes | None = None) -> bool:
        """Starts a search of a BGR picture, or parts of it (N, 4); False while the last one runs or rests."""
        ...

    def take(self) -> Faces | None:
        """What was found, once; None where nothing is finished. Raises what the finder raised."""
        ...

    def forget(self) -> None:
        """What is under way will not be taken: the pictures have changed."""
        ...

    def close(self) -> None:
        """Waits for what is under way and lets go of the thread."""
        ...


class DirectSearch:
    """Searches in the caller's thread: the same frames give the same answers."""

    behind = False

    def __init__(self, finder: FaceFinder) -> None:
        self._finder = finder
        self._found: Faces | None = None

    def begin(self, image_bgr: Image, within_px: Boxes | None = None) -> bool:
        self._found = self._finder.find(image_bgr, within_px)
        return True

    def take(self) -> Faces | None:
        found, self._found = self._found, None
        return found

    def forget(self) -> None:
        self._found = None
        self._finder.start_over()

    def close(self) -> None:
        self._found = None


class SearchBeside:
    """Searches beside the analysis. `finder` is this search's own: cascades and networks aren't shared.

    On a busy machine it searches less often: each search is followed by a rest.
    """

    behind = True

    def __init__(self, finder: FaceFinder, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._finder = finder
        self._clock = clock
        self._searches: Beside[Faces] = Beside("facet-search")
        self._rest_until_s = float("-inf")

    def begin(self, image_bgr: Image, within_px: Boxes | None = None) -> bool:
        # Busy first: while a search runs, when it may rest until is not known yet.
        if self._searches.busy or self._clock() < self._rest_until_s:
            return False
        return self._searches.begin(lambda: self._find(image_bgr, within_px))

    def take(self) -> Faces | None:
        return self._searches.take()

    def forget(self) -> None:
        self._searches.forget()

    def close(self) -> None:
        self._searches.close()

    def _find(self, image_bgr: Image, within_px: Boxes | None) -> Faces:
        started_s = self._clock()
        found = self._finder.find(image_bgr, within_px)
        now_s = self._clock()
        self._rest_until_s = now_s + _REST * (now_s - started_s)
        return found
