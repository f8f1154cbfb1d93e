"""Batches made in a second thread while the network is busy with the last one."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Batch = tuple[NDArray[np.uint8], NDArray[np.float32]]


class BatchSource(Protocol):
    """Training data. Equal generators give equal batches, so a resumed run sees what it would have seen."""

    @property
    def steps(self) -> int:
        """Batches an epoch."""

    def epoch(self, random: np.random.Generator) -> Iterator[Batch]:
        """The batches of one epoch: pictures uint8 (B, H, W, 3) RGB and targets float32 (B, K)."""


def ahead(make: Callable[[], Iterator[Batch]], depth: int = 4) -> Generator[Batch, None, None]:
    """The items of `make()`, up to `depth` of them made ahead by a thread that ends with the iteration."""
    ready: queue.Queue[Batch | BaseException | None] = queue.Queue(depth)
    stop = threading.Event()

    def put(item: Batch | BaseException | None) -> None:
        while not stop.is_set():
            try:
                ready.put(item, timeout=0.1)
                return
            except queue.Full:
                continue

    def work() -> None:
        try:
            for item in make():
                put(item)
                if stop.is_set():
                    return
            put(None)
        except BaseException as error:  # noqa: BLE001  the edge of a thread: whoever iterates gets it
            put(error)

    worker = threading.Thread(target=work, name="batches", daemon=True)
    worker.start()
    try:
        while (item := ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stop.set()
        worker.join()
