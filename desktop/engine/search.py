"""Searching whole pictures for faces: at once, or in a thread of its own that never makes a frame late."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vision.detectors import Detections, Detector

Image = NDArray[np.uint8]


class Search(Protocol):
    """One search at a time: `begin`, then `take` until it gives something."""

    @property
    def behind(self) -> bool:
        """Whether what is taken may speak of an earlier picture."""
        ...

    def begin(self, image_bgr: Image) -> bool:
        """Starts a search of a BGR picture; False while the last one runs or waits to be taken."""
        ...

    def take(self) -> Detections | None:
        """What was found, once; None where nothing is finished. Raises what the detector raised."""
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

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._found: Detections | None = None

    def begin(self, image_bgr: Image) -> bool:
        self._found = self._detector.detect(image_bgr)
        return True

    def take(self) -> Detections | None:
        found, self._found = self._found, None
        return found

    def forget(self) -> None:
        self._found = None

    def close(self) -> None:
        self._found = None


class SearchBeside:
    """Searches beside the analysis. `detector` is this search's own: OpenCV's cascades aren't thread-safe."""

    behind = True

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._thread: ThreadPoolExecutor | None = None
        self._running: Future[Detections] | None = None
        self._wanted = True

    def begin(self, image_bgr: Image) -> bool:
        if self._running is not None:  # also where it has ended: nobody has taken yet what it found
            return False
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="facet-search")
        self._running, self._wanted = self._thread.submit(self._detector.detect, image_bgr), True
        return True

    def take(self) -> Detections | None:
        if self._running is None or not self._running.done():
            return None
        running, self._running = self._running, None
        found = running.result()
        return found if self._wanted else None

    def forget(self) -> None:
        self._wanted = False

    def close(self) -> None:
        thread, self._thread, self._running = self._thread, None, None
        if thread is not None:
            thread.shutdown(wait=True, cancel_futures=True)
