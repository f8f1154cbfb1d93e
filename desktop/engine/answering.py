"""What the models say of the faces of a moving picture: by need, in one batch a model, smoothed over time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.engine.scheduler import Schedule
from desktop.engine.smoothing import AnswerSmoother
from desktop.engine.tracker import Track
from vision.crops import Crops
from vision.geometry import Box, Boxes
from vision.opencv import cv2
from vision.recognisers import Answer, Recogniser

MIN_FACE_PX = 20
_SAME_CROP = 2.0  # mean difference in grey levels below which a crop has not changed
_OLDEST_S = 0.5  # an answer older than this is asked for again, also where the crop is the same
# Of a frame's time: a model that takes more for one face looks at one a frame, again when its answer is old.
_DEAR_SHARE = 0.8
_LATEST_SHARE = 0.2  # of the newest measurement in what a face's answers take


@dataclass
class _Known:
    """A face's answers to one task: smoothed, and the crop that the model saw last with what it said."""

    smoother: AnswerSmoother
    crop: NDArray[np.uint8] | None = None
    said: NDArray[np.float32] | None = None
    asked_s: float = 0.0

    def is_for(self, crop: NDArray[np.uint8], at_s: float) -> bool:
        """Whether what the model said still holds for this crop."""
        if self.crop is None or self.is_old(at_s):
            return False
        return float(cv2.norm(self.crop, crop, cv2.NORM_L1)) < _SAME_CROP * crop.size

    def is_old(self, at_s: float) -> bool:
        """Whether the model has not been asked for a while, or never."""
        return self.said is None or not 0 <= at_s - self.asked_s < _OLDEST_S


class Answering:
    """Recognisers and a smoother for each face and task. One thread at a time."""

    def __init__(
        self,
        recognisers: Sequence[Recogniser],
        squares: Callable[[Boxes], Boxes],
        schedule: Schedule,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """`squares`: from the boxes of faces to what models with `align: box` learned."""
        self.recognisers = tuple(recognisers)
        self._squares = squares
        self._schedule = schedule
        self._clock = clock
        self._each_ms = 0.0
        self._model_ms: dict[str, float] = {}
        self.reset()

    def reset(self) -> None:
        """Forgets every face."""
        self._known: dict[tuple[int, str], _Known] = {}
        self._answered_s: dict[int, float] = {}

    def keep(self, keys: set[int]) -> None:
        """Forgets the tracks that are no more."""
        self._known = {key: known for key, known in self._known.items() if key[0] in keys}
        self._answered_s = {key: at_s for key, at_s in self._answered_s.items() if key in keys}

    def step(
        self, image_bgr: NDArray[np.uint8], tracks: Sequence[Track], at_s: float, timings: dict[str, float]
    ) -> None:
        """Asks the models about the faces that are due; notes what each took in `timings`."""
        seen = [track for track in tracks if not track.held and large_enough(track.box_px)]
        due = self._schedule.answers_due(seen, self._answered_s, self._each_ms)
        started = self._clock()
        for recogniser in self.recognisers:
            with timed(timings, recogniser.task, self._clock):
                if due:
                    self._ask(recogniser, image_bgr, due, at_s)
        self._answered_s.update({track.key: at_s for track in due})
        if due:
            each_ms = (self._clock() - started) * 1e3 / len(due)
            self._each_ms += _LATEST_SHARE * (each_ms - self._each_ms)

    def answers(self, key: int) -> dict[str, Answer]:
        """What is known of a track now, by task."""
        return {r.task: self._of(key, r).smoother.answer() for r in self.recognisers}

    def photo(self, recogniser: Recogniser, image_bgr: NDArray[np.uint8], boxes_px: Boxes) -> list[Answer]:
        """One answer a face of a photo, remembered nowhere."""
        return recogniser.recognise(image_bgr, self._squares(boxes_px))

    def _ask(
        self, recogniser: Recogniser, image_bgr: NDArray[np.uint8], due: Sequence[Track], at_s: float
    ) -> None:
        """One batch of the crops that changed; the others have their answer already."""
        crops = recogniser.crops(image_bgr, self._squares(np.stack([track.box_px for track in due])))
        known = [self._of(track.key, recogniser) for track in due]
        changed = [row for row, face in enumerate(known) if not face.is_for(crops[row], at_s)]
        if self._model_ms.get(recogniser.task, 0.0) > _DEAR_SHARE * self._schedule.answers_ms:
            changed = [row for row in changed if known[row].is_old(at_s)][:1]
        if changed:
            started = self._clock()
            for row, said in zip(changed, recogniser.probabilities(_taken(crops, changed)), strict=True):
                known[row].crop, known[row].said, known[row].asked_s = crops[row], said, at_s
            self._model_ms[recogniser.task] = (self._clock() - started) * 1e3 / len(changed)
        for face in known:
            if face.said is not None:
                face.smoother.update(face.said, at_s)

    def _of(self, key: int, recogniser: Recogniser) -> _Known:
        known = self._known.get((key, recogniser.task))
        if known is None:
            known = self._known[key, recogniser.task] = _Known(AnswerSmoother(recogniser.card))
        return known


def large_enough(box_px: Box) -> bool:
    """Whether a face (4,) has pixels enough for an answer."""
    return int(min(box_px[2:])) >= MIN_FACE_PX


def _taken(crops: Crops, rows: Sequence[int]) -> Crops:
    return crops if len(rows) == len(crops) else crops[list(rows)]


@contextmanager
def timed(timings: dict[str, float], stage: str, clock: Callable[[], float]) -> Iterator[None]:
    """Adds what its body takes to a stage, in milliseconds."""
    started = clock()
    yield
    timings[stage] = timings.get(stage, 0.0) + (clock() - started) * 1e3
