"""Threads that read and look at pictures side by side."""

import os
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from vision.opencv import cv2


@contextmanager
def picture_pool(threads: int | None = None) -> Iterator[ThreadPoolExecutor]:
    """A pool of `threads` (one a core where None); OpenCV starts no threads of its own meanwhile.

    Libraries' warnings are silenced here for all threads at once: `warnings.catch_warnings`, which the
    reading of a picture uses, restores the wrong state when threads leave it in another order.
    """
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        with warnings.catch_warnings(), ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
            warnings.simplefilter("ignore")
            yield pool
    finally:
        cv2.setNumThreads(before)
