"""What a whole-frame scan finds in every frame, and how much of it the engine has answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from desktop.bench.reel import Reel
from desktop.engine.analysis import FaceAnalysis
from vision.detectors import HaarDetector
from vision.geometry import Boxes, as_boxes, iou

LEAST_IOU = 0.35
_FRAMES = 100

Reference = Mapping[int, Boxes]


@dataclass(frozen=True)
class Recall:
    """Of `pairs` (frame, face) so many were `answered`."""

    pairs: int
    answered: int

    @property
    def share(self) -> float | None:
        """0..1; None where the scan found no face at all."""
        return self.answered / self.pairs if self.pairs else None

    def __add__(self, other: Recall) -> Recall:
        return Recall(self.pairs + other.pairs, self.answered + other.answered)


def scan(
    reel: Reel, *, most_frames: int = _FRAMES, progress: Callable[[], None] = lambda: None
) -> dict[int, Boxes]:
    """The boxes of a whole-frame Haar scan (1.1/5) of at most so many frames, evenly spread, by index."""
    detector = HaarDetector(scale_factor=1.1, min_neighbours=5, min_size_share=0.0, work_size=0)
    found = {}
    for index in spread(len(reel), most_frames):
        found[index] = detector.detect(reel.image(index)).boxes_px
        progress()
    return found


def spread(count: int, most: int) -> list[int]:
    """At most `most` of the numbers below `count`, evenly spread, the first among them."""
    return sorted({int(place) for place in np.linspace(0, count, min(count, most), endpoint=False)})


def recall(reference: Reference, faces: Mapping[int, Sequence[FaceAnalysis]]) -> Recall:
    """`faces` by frame index; a frame that is not among them was dropped, and its faces are missed."""
    pairs = sum(len(boxes) for boxes in reference.values())
    answered = sum(_matched(boxes, faces.get(index, ())) for index, boxes in reference.items())
    return Recall(pairs, answered)


def _matched(boxes_px: Boxes, faces: Sequence[FaceAnalysis]) -> int:
    """How many boxes have an answered face of their own over them."""
    own = as_boxes([face.box_px for face in faces if is_answered(face)])
    if not len(boxes_px) or not len(own):
        return 0
    overlap, count = iou(boxes_px, own), 0
    while overlap.max(initial=0.0) >= LEAST_IOU:
        row, column = np.unravel_index(int(overlap.argmax()), overlap.shape)
        overlap[row, :], overlap[:, column] = 0.0, 0.0
        count += 1
    return count


def is_answered(face: FaceAnalysis) -> bool:
    """Whether any model said something of the face, be it that it is unsure."""
    return any(answer.label is not None or answer.scores for answer in face.answers.values())
