"""Stand-ins for what the engine works with: models, a detector that is told what it sees, and sources."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.engine.sources.base import Frame, SourceInfo, SourceKind
from tests.support.fake_session import info
from vision.crops import CropSpec
from vision.detectors import Detections
from vision.errors import SourceLost, SourceUnavailable
from vision.face_finder import FaceFinder
from vision.geometry import Box, as_boxes, iou
from vision.model_card import InputSpec, ModelCard, OutputSpec
from vision.recognisers import Recogniser
from vision.sessions import ProviderTruth

SMILE_LABELS = ("no smile", "smile")
MOODS = ("angry", "happy", "neutral")
Box4 = tuple[int, int, int, int]
BLANK = np.full((240, 320, 3), 60, np.uint8)


def card(
    task: str = "smile", labels: Sequence[str] = SMILE_LABELS, threshold: float | None = None
) -> ModelCard:
    """The card of a model for crops of 16x16 pixels: a sigmoid for two labels, else a softmax."""
    two = len(labels) == 2
    return ModelCard(
        task=task,
        name=task,
        version="1",
        input=InputSpec(width=16, height=16),
        crop=CropSpec(width=16, height=16),
        output=OutputSpec(
            kind="sigmoid" if two else "softmax", size=1 if two else len(labels), labels=tuple(labels)
        ),
        thresholds={} if threshold is None else {labels[-1]: threshold},
        thresholds_chosen_on="a test",
        licence="none",
        seed=0,
        versions={},
        created="2026-01-01",
    )


class FakeModel:
    """A model session: `answers` makes (N, size) of crops (N, 16, 16, 3). `batches`: how many it got."""

    def __init__(
        self, model_card: ModelCard, answers: Callable[[NDArray[np.uint8]], NDArray[np.float32]]
    ) -> None:
        self.card = model_card
        self.path = Path("model.onnx")
        self.provider = ProviderTruth("auto", "cpu")
        self.batches: list[int] = []
        self._answers = answers

    def run(self, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.batches.append(len(batch))
        return self._answers(batch)


def brightness(batch: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Smiles as the crop is bright: (N, 1)."""
    return (batch.mean(axis=(1, 2, 3)) / 255).astype(np.float32)[:, None]


def smile_recogniser(threshold: float | None = None) -> Recogniser:
    """Sees a smile in a bright face."""
    return Recogniser(FakeModel(card(threshold=threshold), brightness))  # type: ignore[arg-type]


def mood_recogniser() -> Recogniser:
    """Finds everyone rather happy."""
    row = np.array([0.2, 0.7, 0.1], np.float32)
    return Recogniser(FakeModel(card("emotion", MOODS), lambda batch: np.tile(row, (len(batch), 1))))  # type: ignore[arg-type]


class TellingDetector:
    """Finds what a test puts into `faces`. Near a box: the one that overlaps it best, by a third at least."""

    name = "told"

    def __init__(self, faces: Sequence[Sequence[int]] = ()) -> None:
        self.faces = list(faces)
        self.searches = 0

    def detect(self, image_bgr: NDArray[np.uint8]) -> Detections:
        self.searches += 1
        return self._found(self.faces)

    def detect_near(self, image_bgr: NDArray[np.uint8], box_px: Box) -> Detections:
        if not self.faces:
            return Detections()
        overlaps = iou(box_px[None], as_boxes(self.faces))[0]
        best = int(overlaps.argmax())
        return self._found([self.faces[best]] if overlaps[best] >= 0.33 else [])

    def _found(self, faces: Sequence[Sequence[int]]) -> Detections:
        return Detections(as_boxes(faces), np.ones(len(faces), np.float32))


def told(*faces: Sequence[int]) -> FaceFinder:
    """A finder without a network that finds these."""
    return FaceFinder(TellingDetector(faces), None)


def frame(index: int, *, fps: float = 30.0, image: NDArray[np.uint8] = BLANK) -> Frame:
    """The frame with this number of a source that plays at `fps`."""
    return Frame(image.copy(), index, time.monotonic(), index / fps, "fake")


class OneWayClip:
    """A clip of `count` frames, each brighter than the last. Counts what was asked of it."""

    seekable = False

    def __init__(self, count: int = 50, fps: float = 200.0, kind: SourceKind = "video") -> None:
        self.count = count
        self.fps = fps
        self.kind = kind
        self.place = 0
        self.reads = 0
        self.opened = 0
        self.closed = 0

    @property
    def info(self) -> SourceInfo:
        if not self.opened:
            raise RuntimeError("the source is not open")
        length_s = self.count / self.fps
        return info(
            self.kind, fps=self.fps, frame_count=self.count, duration_s=length_s, seekable=self.seekable
        )

    def open(self) -> None:
        self.opened += 1
        self.place = 0

    def read(self) -> Frame | None:
        self.reads += 1
        if self.place >= self.count:
            return None
        self.place += 1
        shade = np.full((48, 64, 3), min(255, self.place), np.uint8)
        return Frame(shade, self.place - 1, time.monotonic(), (self.place - 1) / self.fps, "clip")

    def close(self) -> None:
        self.closed += 1


class FakeClip(OneWayClip):
    """One that can go back."""

    seekable = True

    @property
    def position_s(self) -> float:
        return self.place / self.fps

    def seek(self, at_s: float) -> None:
        self.place = min(self.count - 1, round(at_s * self.fps))


class FakeCamera:
    """A live source that a test unplugs, plugs in again, or lets hang in `read`."""

    def __init__(self, *, plugged: bool = True, gap_s: float = 0.005) -> None:
        self.plugged = plugged
        self.gap_s = gap_s
        self.opened = 0
        self.reads = 0
        self.hangs = False
        self._closing = threading.Event()

    @property
    def info(self) -> SourceInfo:
        if not self.opened:
            raise RuntimeError("the source is not open")
        return info("camera", fps=None, frame_count=None)

    def open(self) -> None:
        if not self.plugged:
            raise SourceUnavailable("camera:0", "no camera is there")
        self._closing.clear()
        self.opened += 1

    def read(self) -> Frame | None:
        if self.hangs:
            self._closing.wait(2.0)
            return None
        if self._closing.wait(self.gap_s):
            return None
        if not self.plugged:
            raise SourceLost("camera:0", "it was unplugged")
        self.reads += 1
        return Frame(
            np.zeros((48, 64, 3), np.uint8), self.reads, time.monotonic(), self.reads * self.gap_s, "camera:0"
        )

    def close(self) -> None:
        self._closing.set()
