"""Finding faces in a whole picture: the Detector protocol and OpenCV's Haar cascade."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vision.assets import assets_root
from vision.errors import FacetError
from vision.geometry import Boxes, clip, empty_boxes
from vision.opencv import cv2


@dataclass(frozen=True)
class Detections:
    """Faces found: `boxes_px` int32 (N, 4) x, y, width, height; `scores` float32 (N,), higher is surer."""

    boxes_px: Boxes = field(default_factory=empty_boxes)
    scores: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))

    def __post_init__(self) -> None:
        if self.boxes_px.ndim != 2 or self.boxes_px.shape[1] != 4 or self.boxes_px.dtype != np.int32:
            raise ValueError(f"boxes_px is int32 (N, 4), not {self.boxes_px.dtype} {self.boxes_px.shape}")
        if self.scores.shape != (len(self.boxes_px),):
            raise ValueError(f"{len(self.boxes_px)} boxes have scores of shape {self.scores.shape}")

    def __len__(self) -> int:
        return len(self.boxes_px)


class Detector(Protocol):
    """Finds faces in a BGR uint8 picture (height, width, 3)."""

    @property
    def name(self) -> str: ...

    def detect(self, image_bgr: NDArray[np.uint8]) -> Detections: ...


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
        min_neighbours: int = 5,
        min_size_share: float = 0.1,
        min_score: float = 0.0,
        work_size: int = 480,
        cascade: Path | None = None,
    ) -> None:
        """`min_size_share`: the smallest face as a share of the picture's shorter side.

        `work_size`: the picture's longer side is reduced to this many pixels before the search; 0 leaves it.
        Raises FacetError where the cascade file can't be loaded: OpenCV itself would stay silent.
        """
        path = cascade or assets_root() / "haar" / "haarcascade_frontalface_default.xml"
        self._cascade = cv2.CascadeClassifier(str(path))
        if self._cascade.empty():
            raise FacetError(f"{path}: the face cascade can't be loaded.", hint="Install Facet again.")
        self._scale_factor = scale_factor
        self._min_neighbours = min_neighbours
        self._min_size_share = min_size_share
        self._min_score = min_score
        self._work_size = work_size

    def detect(self, image_bgr: NDArray[np.uint8]) -> Detections:
        """All faces, boxes in pixels of the picture given, inside it."""
        height, width = image_bgr.shape[:2]
        reduce = self._work_size / max(height, width) if self._work_size else 1.0
        if reduce < 1.0:
            small = (max(1, round(width * reduce)), max(1, round(height * reduce)))
            image_bgr = np.asarray(cv2.resize(image_bgr, small, interpolation=cv2.INTER_LINEAR), np.uint8)
        grey = np.asarray(cv2.equalizeHist(cv2.cvtColor(image_bgr, cv2.COLOR_BGR2GRAY)), np.uint8)
        boxes, scores = self._search(grey)
        to_picture = np.array([width / grey.shape[1], height / grey.shape[0]] * 2)
        scaled = np.rint(boxes * to_picture).astype(np.int32).reshape(-1, 4)
        return Detections(clip(scaled, width, height), scores)

    def _search(self, grey: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        side = max(24, round(min(grey.shape) * self._min_size_share))
        boxes, _, weights = self._cascade.detectMultiScale3(
            grey,
            scaleFactor=self._scale_factor,
            minNeighbors=self._min_neighbours,
            minSize=(side, side),
            outputRejectLevels=True,
        )
        found = np.asarray(boxes, np.float64).reshape(-1, 4)
        scores = np.asarray(weights, np.float32).reshape(-1)
        sure = scores >= self._min_score
        return found[sure], scores[sure]


def largest_face(detections: Detections) -> Boxes:
    """The box with the largest area as (1, 4), or (0, 4) where no face was found."""
    if not len(detections):
        return empty_boxes()
    areas = detections.boxes_px[:, 2] * detections.boxes_px[:, 3]
    return detections.boxes_px[[int(areas.argmax())]]


_DETECTORS: dict[str, Callable[[], Detector]] = {"haar": HaarDetector}
DETECTOR_NAMES = tuple(_DETECTORS)


def detector_by_name(name: str) -> Detector:
    """A detector with its default settings. Raises FacetError for a name that is not in DETECTOR_NAMES."""
    if name not in _DETECTORS:
        raise FacetError(f"There is no detector '{name}'.", hint=f"Choose from: {', '.join(DETECTOR_NAMES)}.")
    return _DETECTORS[name]()
