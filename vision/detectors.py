"""Finding faces in a whole picture: the Detector protocol, OpenCV's Haar cascade, detectors by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from vision.assets import assets_root
from vision.errors import FacetError
from vision.geometry import Box, Boxes, as_boxes, clip, empty_boxes, expand, iou, whole
from vision.opencv import cv2

_CASCADE_SIDE = 24
_NEAR_MARGIN = 0.35  # of the face's side, searched on every side of where it was
_NEAR_FACE_SIDE = 40
_NEAR_SIZES = (0.7, 1.4)


@dataclass(frozen=True)
class Detections:
    """Faces found: `boxes_px` int32 (N, 4) x, y, width, height; `scores` float32 (N,), higher is surer.

    `points_px` float32 (N, 5, 2), as `vision.alignment` orders them, where the detector gives points.
    """

    boxes_px: Boxes = field(default_factory=empty_boxes)
    scores: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    points_px: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        if self.boxes_px.ndim != 2 or self.boxes_px.shape[1] != 4 or self.boxes_px.dtype != np.int32:
            raise ValueError(f"boxes_px is int32 (N, 4), not {self.boxes_px.dtype} {self.boxes_px.shape}")
        if self.scores.shape != (len(self.boxes_px),) or self.scores.dtype != np.float32:
            given = f"{self.scores.dtype} {self.scores.shape}"
            raise ValueError(
                f"{len(self.boxes_px)} boxes have float32 ({len(self.boxes_px)},) scores, not {given}"
            )
        points = self.points_px
        if points is not None and (points.shape != (len(self), 5, 2) or points.dtype != np.float32):
            given = f"{points.dtype} {points.shape}"
            raise ValueError(f"{len(self)} boxes have float32 ({len(self)}, 5, 2) points, not {given}")

    def __len__(self) -> int:
        return len(self.boxes_px)


def together(found: Sequence[Detections]) -> Detections:
    """The boxes of several searches of one picture, without points."""
    if not found:
        return Detections()
    boxes = np.concatenate([each.boxes_px for each in found])
    return Detections(boxes, np.concatenate([each.scores for each in found]))


class Detector(Protocol):
    """Finds faces in a BGR uint8 picture (height, width, 3)."""

    @property
    def name(self) -> str: ...

    def detect(self, image_bgr: NDArray[np.uint8]) -> Detections:
        """All faces, boxes in pixels of the picture given, inside it."""
        ...

    def detect_near(self, image_bgr: NDArray[np.uint8], box_px: Box) -> Detections:
        """At most one face: the one that was at `box_px` (4,) a moment ago, if it is still about there."""
        ...


@runtime_checkable
class PartDetector(Detector, Protocol):
    """A detector to which searching a part of a picture costs less than the whole."""

    def detect_within(self, image_bgr: NDArray[np.uint8], box_px: Box) -> Detections:
        """The faces in a part (4,) of the picture, searched as finely as the whole would be."""
        ...


class HaarDetector:
    """Viola and Jones' cascade as OpenCV ships it (frontal faces), on a grey picture of bounded size.

    Viola, Jones, "Rapid object detection using a boosted cascade of simple features", CVPR 2001.
    The score of a box is the cascade's last-stage weight: about 0 to 10 for chance finds, more for faces.
    """

    name = "haar"

    def __init__(
        self,
        *,
        scale_factor: float = 1.1,
        min_neighbours: int = 6,
        min_size_share: float = 0.1,
        min_score: float = 0.0,
        work_size: int = 480,
        alternate: bool = False,
        cascade: Path | None = None,
    ) -> None:
        """`min_size_share`: the smallest face as a share of the picture's shorter side.

        `alternate`: `detect` searches the plain and the equalised picture in turn, for moving pictures: each
        finds faces that the other misses, and the false ones don't stay.
        `work_size`: the picture's longer side is reduced to this many pixels before the search; 0 leaves it.
        Raises FacetError where the cascade file can't be loaded: OpenCV itself would stay silent.
        """
        self._cascade = _load(cascade or assets_root() / "haar" / "haarcascade_frontalface_default.xml")
        self._scale_factor = scale_factor
        self._min_neighbours = min_neighbours
        self._min_size_share = min_size_share
        self._min_score = min_score
        self._work_size = work_size
        self._alternate = alternate
        self.start_over()

    def start_over(self) -> None:
        """Where it alternates, the plain picture is next."""
        self._turns = cycle((False, True))

    def detect(self, image_bgr: NDArray[np.uint8]) -> Detections:
        """All faces, boxes in pixels of the picture given, inside it."""
        everything = whole(image_bgr.shape[1], image_bgr.shape[0])[0]
        return self._find(image_bgr, everything, equalise=self._alternate and next(self._turns))

    def detect_within(self, image_bgr: NDArray[np.uint8], box_px: Box) -> Detections:
        """The faces in a part (4,) of the plain picture, searched as finely as the whole would be."""
        return self._find(image_bgr, box_px, equalise=False)

    def _find(self, image_bgr: NDArray[np.uint8], box_px: Box, *, equalise: bool) -> Detections:
        height, width = image_bgr.shape[:2]
        reduce = min(1.0, self._work_size / max(height, width)) if self._work_size else 1.0
        side = max(_CASCADE_SIDE, round(min(height, width) * reduce * self._min_size_share))
        x0, y0, x1, y1 = _corners(clip(box_px[None], width, height))
        if min(x1 - x0, y1 - y0) * reduce < side:
            return Detections()
        grey = _reduced_grey(image_bgr[y0:y1, x0:x1], reduce)
        if equalise:
            grey = _equalised(grey)
        found = self._search(grey, (x1 - x0, y1 - y0), self._min_neighbours, side)
        return Detections(found.boxes_px + np.array([x0, y0, 0, 0], np.int32), found.scores)

    def detect_near(self, image_bgr: NDArray[np.uint8], box_px: Box) -> Detections:
        """At most one face: the one that was at `box_px` (4,) a moment ago, if it is still about there.

        Searches a square around the box, reduced until the face is about 40 pixels wide, for sizes near its
        own: about a tenth of the time of a whole picture. Fewer neighbours are asked for, since the place
        already speaks for a face.
        """
        x0, y0, x1, y1 = _corners(
            clip(expand(box_px[None], _NEAR_MARGIN), image_bgr.shape[1], image_bgr.shape[0])
        )
        region = image_bgr[y0:y1, x0:x1]
        face_side = int(max(box_px[2:]))
        if min(region.shape[:2]) < _CASCADE_SIDE:
            return Detections()
        reduce = min(1.0, _NEAR_FACE_SIDE / max(1, face_side))
        smallest, largest = (max(_CASCADE_SIDE, round(face_side * reduce * k)) for k in _NEAR_SIZES)
        grey, size = _reduced_grey(region, reduce), (region.shape[1], region.shape[0])
        neighbours = max(2, self._min_neighbours - 3)
        found = self._search(grey, size, neighbours, smallest, largest)
        if not len(found):
            found = self._search(_equalised(grey), size, neighbours, smallest, largest)
        if not len(found):
            return found
        moved = found.boxes_px + np.array([x0, y0, 0, 0], np.int32)
        best = int(iou(moved, box_px[None])[:, 0].argmax())
        return Detections(moved[[best]], found.scores[[best]])

    def _search(
        self, grey: NDArray[np.uint8], size: tuple[int, int], neighbours: int, smallest: int, largest: int = 0
    ) -> Detections:
        """Faces of `smallest` to `largest` (0: any) pixels of `grey`, as boxes of a picture of `size`."""
        boxes, _, weights = self._cascade.detectMultiScale3(
            grey,
            scaleFactor=self._scale_factor,
            minNeighbors=neighbours,
            minSize=(smallest, smallest),
            maxSize=(largest, largest),
            outputRejectLevels=True,
        )
        to_picture = np.array([size[0] / grey.shape[1], size[1] / grey.shape[0]] * 2)
        scores = np.asarray(weights, np.float32).reshape(-1)
        sure = scores >= self._min_score
        scaled = np.asarray(boxes, np.float64).reshape(-1, 4)[sure] * to_picture
        return Detections(clip(as_boxes(scaled), *size), scores[sure])


def _reduced_grey(image_bgr: NDArray[np.uint8], reduce: float) -> NDArray[np.uint8]:
    height, width = image_bgr.shape[:2]
    if reduce < 1.0:
        small = (max(1, round(width * reduce)), max(1, round(height * reduce)))
        image_bgr = np.asarray(cv2.resize(image_bgr, small, interpolation=cv2.INTER_LINEAR), np.uint8)
    return np.asarray(cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY), np.uint8)


def _equalised(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What tutorials search. It finds some faces that the plain picture hides, and hides others: before a
    plain wall, or in the dark."""
    return np.asarray(cv2.equalizeHist(grey), np.uint8)


def _load(path: Path) -> cv2.CascadeClassifier:
    try:
        cascade = cv2.CascadeClassifier(str(path))
        usable = not cascade.empty()
    except SystemError:  # OpenCV's way to say that the file is no cascade; a missing one it passes over
        usable = False
    if not usable:
        raise FacetError(f"{path}: the face cascade can't be loaded.", hint="Install Facet again.")
    return cascade


def largest_face(detections: Detections) -> Boxes:
    """The box with the largest area as (1, 4), or (0, 4) where no face was found."""
    if not len(detections):
        return empty_boxes()
    areas = detections.boxes_px[:, 2] * detections.boxes_px[:, 3]
    return detections.boxes_px[[int(areas.argmax())]]


def _corners(boxes_px: Boxes) -> tuple[int, int, int, int]:
    x, y, width, height = (int(value) for value in boxes_px[0])
    return x, y, x + width, y + height


_SURE_NEIGHBOURS = 8
_SURE_YUNET_SCORE = 0.8
_PHOTO_YUNET_SCORE = 0.68  # of small pictures enlarged; docs/results/detection.md
_PHOTO_YUNET_ENLARGED = 2.0


def _haar(sure: bool, pulled: Path | None) -> Detector:
    return HaarDetector(min_neighbours=_SURE_NEIGHBOURS, alternate=True) if sure else HaarDetector()


def _yunet(sure: bool, pulled: Path | None) -> Detector:
    from vision.yunet import YuNetDetector, yunet_file

    path = yunet_file(pulled)
    if sure:
        return YuNetDetector(path, min_score=_SURE_YUNET_SCORE)
    return YuNetDetector(path, min_score=_PHOTO_YUNET_SCORE, most_enlarged=_PHOTO_YUNET_ENLARGED)


_DETECTORS: dict[str, Callable[[bool, Path | None], Detector]] = {"haar": _haar, "yunet": _yunet}
DETECTOR_NAMES = tuple(_DETECTORS)


def detector_by_name(name: str, *, sure: bool = False, pulled: Path | None = None) -> Detector:
    """A detector with its default settings. Raises FacetError for a name that is not in DETECTOR_NAMES, and
    ModelMissing where its model was not pulled yet.

    `sure`: as the whole search of moving pictures wants it, where the next frame is another chance: hardly a
    false alarm, at the cost of some faces.
    `pulled`: the folder of pulled models, where it is not the usual one.
    """
    if name not in _DETECTORS:
        raise FacetError(f"There is no detector '{name}'.", hint=f"Choose from: {', '.join(DETECTOR_NAMES)}.")
    return _DETECTORS[name](sure, pulled)
