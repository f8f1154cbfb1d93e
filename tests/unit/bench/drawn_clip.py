"""Stands in for clips and the engine: drawn frames in a reel, and a pipeline that answers as it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from desktop.bench.reel import Reel, record
from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.sources.base import Frame, SourceInfo
from vision.recognisers import Answer

SMILE = Answer("smile", "smile", 0.9, {"no smile": 0.1, "smile": 0.9})
TOO_SMALL = Answer("smile", None, 0.0, reason="the face is too small")


class DrawnSource:
    """So many pictures of `size` (width, height) at 30 a second, each as bright as its number."""

    def __init__(self, count: int, size: tuple[int, int] = (64, 36)) -> None:
        self._count, self._size, self._next = count, size, 0
        self.closed = False
        self.info = SourceInfo("video", "drawn.mp4", *size, 30.0, count, count / 30, True, False)

    def open(self) -> None:
        self._next = 0

    def read(self) -> Frame | None:
        if self._next >= self._count:
            return None
        index, self._next = self._next, self._next + 1
        return Frame(np.full((*self._size[::-1], 3), index, np.uint8), index, 0.0, index / 30, "drawn.mp4")

    def close(self) -> None:
        self.closed = True


def drawn_reel(folder: Path, count: int) -> Reel:
    return record(DrawnSource(count), 1, folder / "reel")


def face(*box: int, answer: Answer = SMILE) -> FaceAnalysis:
    return FaceAnalysis(1, (box[0], box[1], box[2], box[3]), {"smile": answer})


class Engine:
    """Answers every frame with `faces`; `work` is called in each step."""

    def __init__(self, faces: Sequence[FaceAnalysis] = (), work: Callable[[], object] = lambda: None) -> None:
        self._faces, self._work = tuple(faces), work
        self.seen: list[int] = []
        self.resets = 0

    def reset(self) -> None:
        self.resets += 1

    def step(self, frame: Frame) -> FrameAnalysis:
        self.seen.append(frame.index)
        self._work()
        timings = {"detect": 2.0, "smile": 1.0, "total": 3.5}
        return FrameAnalysis(frame.source, frame.index, frame.at_s, (1280, 720), self._faces, timings)
