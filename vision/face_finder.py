"""Faces in a picture: a detector proposes, the landmark network disposes, refines and follows."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vision.alignment import no_points
from vision.detectors import Detections, Detector, HaarDetector, PartDetector, detector_by_name, together
from vision.errors import FacetError
from vision.geometry import Box, Boxes, as_boxes, clip, empty_boxes
from vision.landmarks import FaceLooks, LandmarkNetwork, both_looks, haar_squares
from vision.merging import box_overlaps, merged
from vision.opencv import cv2
from vision.yunet import YuNetDetector, yunet_file

_WORTH_A_SECOND_LOOK = 0.1
_ALONE = 0.5  # the surest face of a picture counts from this score on where none reaches the bar
LIVE_BAR = 0.6  # few boxes are proposed in live pictures, so that less has to be turned down
_SECOND_BAR = 0.97  # of a face that only YuNet proposes: it takes dogs for people
_SURE_BESIDE = 0.85  # of YuNet beside Haar in moving pictures: below it come dogs
_STILL_A_FACE = 0.5  # of a face that is followed: the place already speaks for one
_STILL_THERE = 0.2  # overlap with where the face was
_HARDLY_MOVED = 0.7  # overlap from which one look is as sharp as two
# Where a face may have gone since the last frame: shifts and sizes in sides of its box.
_STEPS = np.array(
    [(0.2, 0, 1), (-0.2, 0, 1), (0, 0.2, 1), (0, -0.2, 1), (0, 0, 1.25), (0, 0, 0.8)], np.float64
)
_LIVE_WORK_SIZE = 400
_BESIDE_WORK_SIZE = 320
_PHOTO_WORK_SIZE = 640


@dataclass(frozen=True)
class Faces:
    """Faces: found in a picture, the surest first, or followed, in the order asked for.

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
        self,
        detector: Detector,
        landmarks: LandmarkNetwork | None,
        *,
        min_score: float | None = None,
        alone_from: float = _ALONE,
        otherwise: FaceFinder | None = None,
        beside: Detector | None = None,
    ) -> None:
        """`min_score`: of the network, 0..1; its card's by default. `alone_from`: from here on the
        surest face counts where none reaches that.

        `otherwise`: searches the whole pictures in which this one finds no face.
        `beside`: proposes too, in the whole picture at every search; its boxes the network looks at in evened
        light as well, since this one shows faces in the dark that the other is blind to.
        """
        self.detector = detector
        self.landmarks = landmarks
        self._min_score = min_score
        self._alone_from = alone_from
        self._otherwise = otherwise
        self._beside = beside

    @property
    def name(self) -> str:
        return self.detector.name

    def find(self, image_bgr: NDArray[np.uint8], within_px: Boxes | None = None) -> Faces:
        """All faces of a BGR picture. `within_px` (N, 4): the parts of it that are enough to search."""
        if within_px is not None and isinstance(self.detector, PartDetector):
            parts = [self.detector.detect_within(image_bgr, part) for part in within_px]
            return self._with_beside(image_bgr, together(parts))
        found = self._with_beside(image_bgr, self.detector.detect(image_bgr))
        return found if len(found) or self._otherwise is None else self._otherwise.find(image_bgr)

    def start_over(self) -> None:
        """Other pictures follow: what is found in them does not depend on those before."""
        if isinstance(self.detector, HaarDetector | HaarProposer):
            self.detector.start_over()

    def checked(self, image_bgr: NDArray[np.uint8], proposed: Detections) -> Faces:
        """What remains of a detector's boxes in this picture, or in one shortly before."""
        points = proposed.points_px
        if self.landmarks is None or points is not None:
            given = np.full((len(proposed), 5, 2), np.nan, np.float32) if points is None else points
            order = np.argsort(-proposed.scores, kind="stable")
            return Faces(proposed.boxes_px[order], proposed.scores[order], given[order])
        return self._settled(image_bgr, _looked_twice(self.landmarks, image_bgr, proposed.boxes_px))

    def near(self, image_bgr: NDArray[np.uint8], box_px: Box, *, min_score: float | None = None) -> Faces:
        """The face that was at `box_px` (4,) a moment ago, or none: by the network alone, looking twice.

        `min_score` may be lower than for a new face: the place already speaks for one. Without a network the
        detector looks.
        """
        if self.landmarks is None:
            return self.checked(image_bgr, self.detector.detect_near(image_bgr, box_px))
        bar = self._bar if min_score is None else min_score
        best = _about_there(self.landmarks, image_bgr, as_boxes(box_px[None]), bar)
        if best.scores[0] < _WORTH_A_SECOND_LOOK:
            return Faces()
        best = self.landmarks.look_again(image_bgr, best)
        still = box_overlaps(best.boxes_px, box_px[None].astype(np.float32))[0, 0] >= _STILL_THERE
        return self._faces(image_bgr, best, bar) if still else Faces()

    def follow(self, image_bgr: NDArray[np.uint8], boxes_px: Boxes) -> Faces:
        """Where the faces are that were at `boxes_px` (N, 4) a moment ago: N rows in that order.

        A face that is gone has score 0 and its old box. All faces are one batch, and most are looked at
        once: their boxes come from the last look. Turned heads that no detector finds are held on to.
        """
        if self.landmarks is None or not len(boxes_px):
            return self._detected_near(image_bgr, boxes_px)
        looks = _about_there(self.landmarks, image_bgr, boxes_px, _STILL_A_FACE)
        overlaps = _row_overlaps(looks.boxes_px, boxes_px)
        moved = np.flatnonzero((overlaps < _HARDLY_MOVED) & (looks.scores >= _WORTH_A_SECOND_LOOK))
        if len(moved):
            looks = _replaced(looks, moved, self.landmarks.look_again(image_bgr, looks.taken(moved)))
            overlaps = _row_overlaps(looks.boxes_px, boxes_px)
        gone = (looks.scores < _STILL_A_FACE) | (overlaps < _STILL_THERE)
        boxes = np.where(gone[:, None], boxes_px, as_boxes(looks.boxes_px)).astype(np.int32)
        return Faces(boxes, np.where(gone, 0, looks.scores).astype(np.float32), looks.points_px)

    def squares(self, boxes_px: Boxes) -> Boxes:
        """The squares (N, 4) that models with `align: box` learned, for faces with these boxes."""
        as_haar = self.landmarks is None and isinstance(self.detector, HaarDetector | HaarProposer)
        return boxes_px if as_haar else haar_squares(boxes_px)

    def largest_square(self, image_bgr: NDArray[np.uint8]) -> Boxes:
        """The largest face of a picture as such models see it: (1, 4), or (0, 4) where none was found."""
        return self.squares(self.find(image_bgr).largest().boxes_px)

    def _detected_near(self, image_bgr: NDArray[np.uint8], boxes_px: Boxes) -> Faces:
        """`follow` by the detector."""
        scores, points, boxes = np.zeros(len(boxes_px), np.float32), no_points(len(boxes_px)), boxes_px.copy()
        for row, box in enumerate(boxes_px):
            found = self.checked(image_bgr, self.detector.detect_near(image_bgr, box))
            if len(found):
                boxes[row], points[row] = found.boxes_px[0], found.points_px[0]
                scores[row] = max(float(found.scores[0]), 1e-6)
        return Faces(boxes, scores, points)

    def _with_beside(self, image_bgr: NDArray[np.uint8], proposed: Detections) -> Faces:
        """What remains of a detector's boxes and of those that `beside` proposes."""
        if self._beside is None or self.landmarks is None:
            return self.checked(image_bgr, proposed)
        looks = _looked_twice(self.landmarks, image_bgr, proposed.boxes_px)
        boxes = self._beside.detect(image_bgr).boxes_px
        others = self.landmarks.look(image_bgr, boxes)
        others = _surer(others, self.landmarks.look_again(image_bgr, others))
        others = _surer(others, self.landmarks.look(image_bgr, boxes, evened=True))
        return self._settled(image_bgr, both_looks(looks, others))

    def _settled(self, image_bgr: NDArray[np.uint8], looks: FaceLooks) -> Faces:
        """Those that reach the bar; the surest alone where none does."""
        bar = self._bar
        if len(looks) and looks.scores.max() < bar:
            bar = max(min(bar, self._alone_from), float(looks.scores.max()))
        return self._faces(image_bgr, looks, bar)

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


class HaarProposer:
    """Haar as a proposer: every place that might be a face. Most are none: for a network to look at.

    `thorough`: searches finer steps and smaller faces, in the plain and in the equalised picture: each shows
    faces that the other hides. Else one search, as quick as a plain one; of whole pictures the two in turn.
    """

    name = "haar"

    def __init__(self, *, thorough: bool) -> None:
        self._thorough = thorough
        self._haar = (
            HaarDetector(scale_factor=1.05, min_neighbours=1, min_size_share=0.04, work_size=_PHOTO_WORK_SIZE)
            if thorough
            else HaarDetector(scale_factor=1.15, min_neighbours=2, work_size=_LIVE_WORK_SIZE, alternate=True)
        )

    def start_over(self) -> None:
        """The plain picture is next."""
        self._haar.start_over()

    def detect(self, image_bgr: NDArray[np.uint8]) -> Detections:
        """Places that might be faces, boxes in pixels of the picture given, inside it."""
        found = self._haar.detect(image_bgr)
        if not self._thorough:
            return found
        return together([found, self._haar.detect(_equalised(image_bgr))])

    def detect_within(self, image_bgr: NDArray[np.uint8], box_px: Box) -> Detections:
        """Those of a part of the picture; thoroughly, the whole is searched all the same."""
        return self.detect(image_bgr) if self._thorough else self._haar.detect_within(image_bgr, box_px)

    def detect_near(self, image_bgr: NDArray[np.uint8], box_px: Box) -> Detections:
        return self._haar.detect_near(image_bgr, box_px)


class _Places:
    """A detector's boxes without its points, so that the network looks at them."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self.name = detector.name

    def detect(self, image_bgr: NDArray[np.uint8]) -> Detections:
        found = self._detector.detect(image_bgr)
        return Detections(found.boxes_px, found.scores)

    def detect_near(self, image_bgr: NDArray[np.uint8], box_px: Box) -> Detections:
        found = self._detector.detect_near(image_bgr, box_px)
        return Detections(found.boxes_px, found.scores)


def finder_by_name(
    name: str,
    landmarks: LandmarkNetwork | None,
    *,
    thorough: bool = True,
    sure: bool = False,
    otherwise: FaceFinder | None = None,
) -> FaceFinder:
    """A finder with a detector's name. `thorough`: for photos and enrolment, where time is at hand. Else, for
    moving pictures, YuNet proposes beside Haar where its model is at hand.

    `sure`: as in `detector_by_name`, where there is no network. Raises FacetError for an unknown name.
    """
    if name == "haar" and landmarks is not None:
        bar = None if thorough else min(LIVE_BAR, landmarks.bar)
        beside = None if thorough else _live_yunet()
        return FaceFinder(
            HaarProposer(thorough=thorough), landmarks, min_score=bar, otherwise=otherwise, beside=beside
        )
    return FaceFinder(detector_by_name(name, sure=sure), landmarks, otherwise=otherwise)


def _live_yunet() -> Detector | None:
    """YuNet for moving pictures, where its model is at hand and as published."""
    with suppress(FacetError):
        return YuNetDetector(yunet_file(), work_size=_BESIDE_WORK_SIZE, min_score=_SURE_BESIDE)
    return None


def photo_finder(name: str, landmarks: LandmarkNetwork | None, *, second_look: bool) -> FaceFinder:
    """A finder for photos. `second_look`: where Haar finds nothing, YuNet proposes, if its model is at hand.

    The network disposes, as it does with Haar's boxes. Raises FacetError for an unknown name.
    """
    second = None
    if second_look and name == "haar" and landmarks is not None:
        with suppress(FacetError):  # not pulled, or not as published: Haar alone then
            places = _Places(detector_by_name("yunet"))
            second = FaceFinder(places, landmarks, min_score=_SECOND_BAR, alone_from=1.0)
    return finder_by_name(name, landmarks, otherwise=second)


def _equalised(image_bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
    grey = cv2.equalizeHist(cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY))
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)


def _looked_twice(network: LandmarkNetwork, image_bgr: NDArray[np.uint8], boxes_px: Boxes) -> FaceLooks:
    """A second look at all boxes (N, 4) that the first does not wholly turn down."""
    looks = network.look(image_bgr, boxes_px)
    looks = looks.taken(np.flatnonzero(looks.scores >= _WORTH_A_SECOND_LOOK))
    return network.look_again(image_bgr, looks)


def _surer(looks: FaceLooks, others: FaceLooks) -> FaceLooks:
    """Of two looks at each box the surer one."""
    rows = np.flatnonzero(others.scores > looks.scores)
    return _replaced(looks, rows, others.taken(rows))


def _about_there(
    network: LandmarkNetwork, image_bgr: NDArray[np.uint8], boxes_px: Boxes, bar: float
) -> FaceLooks:
    """A look at each box (N, 4), and where that is below `bar`, the best one at where the face may be now."""
    looks = network.look(image_bgr, boxes_px)
    lost = np.flatnonzero(looks.scores < bar)
    if not len(lost):
        return looks
    places = np.concatenate([_places_near(boxes_px[row]) for row in lost])
    around = network.look(image_bgr, places)
    best = around.scores.reshape(len(lost), -1).argmax(axis=1) + np.arange(len(lost)) * len(_STEPS)
    surer = around.scores[best] > looks.scores[lost]
    return _replaced(looks, lost[surer], around.taken(best[surer]))


def _replaced(looks: FaceLooks, rows: NDArray[np.intp], by: FaceLooks) -> FaceLooks:
    scores, points, boxes = looks.scores.copy(), looks.points_px.copy(), looks.boxes_px.copy()
    scores[rows], points[rows], boxes[rows] = by.scores, by.points_px, by.boxes_px
    return FaceLooks(scores, points, boxes)


def _row_overlaps(now: NDArray[np.float32], before_px: Boxes) -> NDArray[np.float32]:
    """The overlap of each row with the same row: float32 (N,)."""
    return np.diagonal(box_overlaps(now, before_px.astype(np.float32)))


def _places_near(box_px: Box) -> Boxes:
    side = float(max(box_px[2:]))
    sizes = box_px[2:] * _STEPS[:, 2:]
    middles = box_px[:2] + box_px[2:] / 2 + _STEPS[:, :2] * side
    return as_boxes(np.column_stack([middles - sizes / 2, sizes]))
