"""Faces in a picture: a detector proposes, the landmark network disposes, refines and follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vision.detectors import Detections, Detector, HaarDetector, detector_by_name
from vision.geometry import Box, Boxes, as_boxes, clip, empty_boxes
from vision.landmarks import FaceLooks, LandmarkNetwork
from vision.opencv import cv2

_WORTH_A_SECOND_LOOK = 0.1
_SAME_FACE = 0.4  # overlap, as a share of the union, from which two boxes show one face
_INSIDE = 0.7  # or of the smaller box
_ALONE = 0.5  # the surest face of a picture counts from this score on where none reaches the bar
_LIVE_BAR = 0.6  # few boxes are proposed in live pictures, so that less has to be turned down
_STILL_THERE = 0.2  # overlap with where the face was
# Where a face may have gone since the last frame: shifts and sizes in sides of its box; first, nowhere.
_STEPS = np.array(
    [(0, 0, 1), (0.2, 0, 1), (-0.2, 0, 1), (0, 0.2, 1), (0, -0.2, 1), (0, 0, 1.25), (0, 0, 0.8)], np.float64
)
_LIVE_WORK_SIZE = 400
_PHOTO_WORK_SIZE = 640


@dataclass(frozen=True)
class Faces:
    """Faces found, the surest first.

    boxes_px int32 (N, 4) inside the picture; scores float32 (N,), 0..1 where the landmark network or YuNet
    said it, else the detector's own; points_px float32 (N, 5, 2), not a number where nothing gave points.
    """

    boxes_px: Boxes = field(default_factory=empty_boxes)
    scores: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    points_px: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 5, 2), np.float32))

    def __post_init__(self) -> None:
        count = len(self.boxes_px)
        if self.boxes_px.shape != (count, 4) or self.boxes_px.dtype != np.int32:
            raise ValueError(f"boxes_px is int32 (N, 4), not {self.boxes_px.dtype} {self.boxes_px.shape}")
        if self.scores.shape != (count,) or self.points_px.shape != (count, 5, 2):
            raise ValueError(
                f"{count} boxes have ({count},) scores and ({count}, 5, 2) points, "
                f"not {self.scores.shape} and {self.points_px.shape}"
            )

    def __len__(self) -> int:
        return len(self.boxes_px)

    def largest(self) -> Faces:
        """The face with the largest area, or none."""
        if not len(self):
            return self
        row = [int((self.boxes_px[:, 2] * self.boxes_px[:, 3]).argmax())]
        return Faces(self.boxes_px[row], self.scores[row], self.points_px[row])


class FaceFinder:
    """What photos, live pictures and the trainer find faces with.

    A detector that gives points itself (YuNet) is believed; the boxes of any other are looked at by the
    network twice, and those that it takes for a face are refined and merged. Where none reaches the bar,
    the surest counts if it is more likely a face than not. Without a network the detector's boxes are the
    faces, without points.
    """

    def __init__(
        self, detector: Detector, landmarks: LandmarkNetwork | None, *, min_score: float | None = None
    ) -> None:
        """`min_score`: of the network, 0..1; its card's by default."""
        self.detector = detector
        self.landmarks = landmarks
        self._min_score = min_score

    @property
    def name(self) -> str:
        return self.detector.name

    def find(self, image_bgr: NDArray[np.uint8]) -> Faces:
        """All faces of a BGR picture."""
        return self.checked(image_bgr, self.detector.detect(image_bgr))

    def checked(self, image_bgr: NDArray[np.uint8], proposed: Detections) -> Faces:
        """What remains of a detector's boxes in this picture, or in one shortly before."""
        points = proposed.points_px
        if self.landmarks is None or points is not None:
            given = np.full((len(proposed), 5, 2), np.nan, np.float32) if points is None else points
            order = np.argsort(-proposed.scores, kind="stable")
            return Faces(proposed.boxes_px[order], proposed.scores[order], given[order])
        looks = self.landmarks.look(image_bgr, proposed.boxes_px)
        looks = looks.taken(np.flatnonzero(looks.scores >= _WORTH_A_SECOND_LOOK))
        looks = self.landmarks.look_again(image_bgr, looks)
        bar = self._bar
        if len(looks) and looks.scores.max() < bar:
            bar = max(min(bar, _ALONE), float(looks.scores.max()))
        return self._faces(image_bgr, looks, bar)

    def near(self, image_bgr: NDArray[np.uint8], box_px: Box, *, min_score: float | None = None) -> Faces:
        """The face that was at `box_px` (4,) a moment ago, or none: followed by the network alone.

        About a millisecond. Turned heads that no detector finds are held on to. Without a network the
        detector looks. `min_score` may be lower than for a new face: the place already speaks for one.
        """
        if self.landmarks is None:
            return self.checked(image_bgr, self.detector.detect_near(image_bgr, box_px))
        bar = self._bar if min_score is None else min_score
        looks = self.landmarks.look(image_bgr, as_boxes(box_px[None]))
        if looks.scores[0] < bar:
            looks = self.landmarks.look(image_bgr, _places_near(box_px))
        best = looks.taken(np.array([int(looks.scores.argmax())]))
        if best.scores[0] < _WORTH_A_SECOND_LOOK:
            return Faces()
        best = self.landmarks.look_again(image_bgr, best)
        still = _overlaps(best.boxes_px, box_px[None].astype(np.float32))[0, 0] >= _STILL_THERE
        return self._faces(image_bgr, best, bar) if still else Faces()

    @property
    def _bar(self) -> float:
        if self._min_score is not None or self.landmarks is None:
            return self._min_score or 0.0
        return self.landmarks.bar

    def _faces(self, image_bgr: NDArray[np.uint8], looks: FaceLooks, bar: float) -> Faces:
        kept = merged(looks)
        kept = kept.taken(np.flatnonzero(kept.scores >= bar))
        boxes = clip(as_boxes(kept.boxes_px), image_bgr.shape[1], image_bgr.shape[0])
        seen = np.flatnonzero((boxes[:, 2:] > 0).all(axis=1))
        return Faces(boxes[seen], kept.scores[seen], kept.points_px[seen])


def merged(looks: FaceLooks) -> FaceLooks:
    """One row for each face, the surest first: rows that show the same one vote on its place.

    Boxes and points are means weighted by the square of the scores (box voting: Gidaris, Komodakis, "Object
    detection via a multi-region and semantic segmentation-aware CNN model", ICCV 2015).
    """
    overlaps, left = _overlaps(looks.boxes_px, looks.boxes_px), np.ones(len(looks), bool)
    faces: list[FaceLooks] = []
    for row in np.argsort(-looks.scores, kind="stable"):
        if not left[row]:
            continue
        same = np.flatnonzero(left & (overlaps[row] >= _SAME_FACE))
        left[same] = False
        weights = looks.scores[same] ** 2 + 1e-6
        weights /= weights.sum()
        points = np.tensordot(weights, looks.points_px[same], axes=1)
        box = np.asarray(weights @ looks.boxes_px[same], np.float32)
        faces.append(FaceLooks(looks.scores[[row]], points[None].astype(np.float32), box[None]))
    return _without_parts(faces)


def _without_parts(faces: Sequence[FaceLooks]) -> FaceLooks:
    """Less sure boxes that lie mostly in a surer one, or around it, are parts of that face."""
    if not faces:
        return FaceLooks()
    every = FaceLooks(
        np.concatenate([face.scores for face in faces]),
        np.concatenate([face.points_px for face in faces]).astype(np.float32),
        np.concatenate([face.boxes_px for face in faces]).astype(np.float32),
    )
    insides = _insides(every.boxes_px)
    kept: list[int] = []
    for row in range(len(every)):
        if not any(insides[row, known] >= _INSIDE for known in kept):
            kept.append(row)
    return every.taken(np.array(kept, np.intp))


class HaarProposer:
    """Haar as a proposer: every place that might be a face. Most are none: for a network to look at.

    `thorough`: searches finer steps and smaller faces, in the plain and in the equalised picture: each shows
    faces that the other hides. Else one search, as quick as a plain one.
    """

    name = "haar"

    def __init__(self, *, thorough: bool) -> None:
        self._thorough = thorough
        self._haar = (
            HaarDetector(scale_factor=1.05, min_neighbours=1, min_size_share=0.04, work_size=_PHOTO_WORK_SIZE)
            if thorough
            else HaarDetector(min_neighbours=2, work_size=_LIVE_WORK_SIZE)
        )

    def detect(self, image_bgr: NDArray[np.uint8]) -> Detections:
        """Places that might be faces, boxes in pixels of the picture given, inside it."""
        found = self._haar.detect(image_bgr)
        if not self._thorough:
            return found
        again = self._haar.detect(_equalised(image_bgr))
        return Detections(
            np.concatenate([found.boxes_px, again.boxes_px]), np.concatenate([found.scores, again.scores])
        )

    def detect_near(self, image_bgr: NDArray[np.uint8], box_px: Box) -> Detections:
        return self._haar.detect_near(image_bgr, box_px)


def finder_by_name(
    name: str, landmarks: LandmarkNetwork | None, *, thorough: bool = True, sure: bool = False
) -> FaceFinder:
    """A finder with a detector's name. `thorough`: for photos and enrolment, where time is at hand.

    `sure`: as in `detector_by_name`, where there is no network. Raises FacetError for an unknown name.
    """
    if name == "haar" and landmarks is not None:
        bar = None if thorough else min(_LIVE_BAR, landmarks.bar)
        return FaceFinder(HaarProposer(thorough=thorough), landmarks, min_score=bar)
    return FaceFinder(detector_by_name(name, sure=sure), landmarks)


def _equalised(image_bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
    grey = cv2.equalizeHist(cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY))
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)


def _places_near(box_px: Box) -> Boxes:
    side = float(max(box_px[2:]))
    sizes = box_px[2:] * _STEPS[:, 2:]
    middles = box_px[:2] + box_px[2:] / 2 + _STEPS[:, :2] * side
    return as_boxes(np.column_stack([middles - sizes / 2, sizes]))


def _overlaps(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Intersection over union of every pair of boxes between pixels: float32 (len(a), len(b))."""
    shared = _shared(a, b)
    whole = np.prod(a[:, None, 2:], axis=-1) + np.prod(b[None, :, 2:], axis=-1) - shared
    return np.asarray(shared / np.maximum(whole, 1e-9), np.float32)


def _insides(boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """The share of the smaller of two boxes that lies in the other: float32 (N, N)."""
    areas = np.prod(boxes[:, 2:], axis=1)
    return np.asarray(_shared(boxes, boxes) / np.maximum(np.minimum(areas[:, None], areas), 1e-9), np.float32)


def _shared(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    left_top = np.maximum(a[:, None, :2], b[None, :, :2])
    right_bottom = np.minimum(a[:, None, :2] + a[:, None, 2:], b[None, :, :2] + b[None, :, 2:])
    return np.asarray(np.prod(np.clip(right_bottom - left_top, 0, None), axis=-1), np.float32)
