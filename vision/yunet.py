"""YuNet: a small network that finds faces with five points each. Its model is pulled, not shipped.

Wu et al., "YuNet: a tiny millisecond-level face detector", Machine Intelligence Research 2023.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vision.detectors import Detections
from vision.errors import FacetError, ModelMissing, ModelRefused
from vision.geometry import Box, as_boxes, clip, iou
from vision.opencv import cv2
from vision.pinned_models import YUNET, pulled_models_root
from vision.sessions import sha256_of

_LEAST_SIDE = 16  # of a picture to search
_LEAST_SEARCHED = 64  # smaller inputs make OpenCV 4.14's network read memory that nobody has written
_MOST_FACES = 500
_NMS_IOU = 0.3
_NEAR_MARGIN = 0.75  # of the face's side, searched on every side of where it was
_NEAR_SIDE = 160  # the searched square, reduced or enlarged to this
_NEAR_LEAST_IOU = 0.1


def yunet_file(pulled: Path | None = None) -> Path:
    """YuNet's model file in the folder of pulled models, with the sha256 that was published.

    Raises ModelMissing where it is not there, FacetError where it is another file.
    """
    path = (pulled or pulled_models_root()) / YUNET.name / YUNET.file
    if not path.is_file():
        raise ModelMissing("yunet", hint="`facet models pull yunet` brings it.")
    if sha256_of(path) != YUNET.sha256:
        raise FacetError(
            f"{path}: it is not the file that was published, the sha256 differs.",
            hint="`facet models pull yunet` brings it anew.",
        )
    return path


class YuNetDetector:
    """YuNet through OpenCV, on a picture of bounded size; boxes with points, scores 0 to 1."""

    name = "yunet"

    def __init__(
        self,
        model: Path,
        *,
        min_score: float = 0.6,
        work_size: int = 640,
        most_enlarged: float = 1.0,
        near_margin: float = _NEAR_MARGIN,
        near_side: int = _NEAR_SIDE,
    ) -> None:
        """`work_size`: the picture's longer side is reduced to this many pixels first; 0 leaves it. A smaller
        picture is enlarged to it, by no more than `most_enlarged`.

        `near_margin`, of the face's side, is searched around a known face, reduced or enlarged to `near_side`
        pixels.

        Raises ModelRefused where OpenCV can't load the file.
        """
        try:
            self._network = cv2.FaceDetectorYN.create(
                str(model), "", (near_side, near_side), min_score, _NMS_IOU, _MOST_FACES
            )
        except (cv2.error, SystemError) as error:
            raise ModelRefused(model, "file", "it is not a model that OpenCV can run") from error
        self._work_size = work_size
        self._most_enlarged = most_enlarged
        self._near_margin = near_margin
        self._near_side = near_side

    def detect(self, image_bgr: NDArray[np.uint8]) -> Detections:
        """All faces, boxes and points in pixels of the picture given, boxes inside it."""
        height, width = image_bgr.shape[:2]
        by = min(self._most_enlarged, self._work_size / max(height, width)) if self._work_size else 1.0
        return self._search(image_bgr, (max(1, round(width * by)), max(1, round(height * by))))

    def detect_near(self, image_bgr: NDArray[np.uint8], box_px: Box) -> Detections:
        """At most one face: the one that was at `box_px` (4,) a moment ago, if it is still about there.

        Searches a square around the box, resized; by default the face is about 64 pixels high in it.
        """
        side = float(max(box_px[2:]))
        if side < 1:
            return _none()
        wide = side * (1 + 2 * self._near_margin)
        centre = box_px[:2] + box_px[2:] / 2
        height, width = image_bgr.shape[:2]
        x0, y0 = (int(value) for value in np.clip(np.floor(centre - wide / 2), 0, [width, height]))
        x1, y1 = (int(value) for value in np.clip(np.ceil(centre + wide / 2), 0, [width, height]))
        reduce = self._near_side / wide
        size = (round((x1 - x0) * reduce), round((y1 - y0) * reduce))
        found = self._search(image_bgr[y0:y1, x0:x1], size)
        return _nearest(_moved(found, x0, y0), box_px)

    def _search(self, image_bgr: NDArray[np.uint8], size: tuple[int, int]) -> Detections:
        """Faces of a picture searched at `size` (width, height), in pixels of the picture."""
        if min(size) < _LEAST_SIDE or min(image_bgr.shape[:2]) < 1:
            return _none()
        height, width = image_bgr.shape[:2]
        if size != (width, height):
            by = cv2.INTER_AREA if size[0] < width else cv2.INTER_LINEAR
            image_bgr = np.asarray(cv2.resize(image_bgr, size, interpolation=by), np.uint8)
        image_bgr = _padded(image_bgr)
        self._network.setInputSize((image_bgr.shape[1], image_bgr.shape[0]))
        rows: Any = self._network.detect(image_bgr)[1]  # None where there is no face, whatever the stubs say
        if rows is None:
            return _none()
        found = np.asarray(rows, np.float64)
        scale = np.array([width / size[0], height / size[1]])
        boxes = clip(as_boxes(found[:, :4] * np.tile(scale, 2)), width, height)
        points = ((found[:, 4:14].reshape(-1, 5, 2) + 0.5) * scale - 0.5).astype(np.float32)
        inside = (boxes[:, 2:] > 0).all(axis=1)
        return Detections(boxes[inside], found[inside, 14].astype(np.float32), points[inside])


def _padded(image_bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Black to the right and below up to `_LEAST_SEARCHED` pixels a side."""
    height, width = image_bgr.shape[:2]
    right, below = max(0, _LEAST_SEARCHED - width), max(0, _LEAST_SEARCHED - height)
    if not (right or below):
        return image_bgr
    return np.asarray(cv2.copyMakeBorder(image_bgr, 0, below, 0, right, cv2.BORDER_CONSTANT), np.uint8)


def _none() -> Detections:
    return Detections(points_px=np.zeros((0, 5, 2), np.float32))


def _moved(found: Detections, x: int, y: int) -> Detections:
    assert found.points_px is not None
    by = np.array([x, y])
    boxes = found.boxes_px + np.array([x, y, 0, 0], np.int32)
    return Detections(boxes, found.scores, found.points_px + by.astype(np.float32))


def _nearest(found: Detections, box_px: Box) -> Detections:
    """The face that overlaps the box most; none where none does."""
    if not len(found) or found.points_px is None:
        return found
    overlap = iou(found.boxes_px, box_px[None])[:, 0]
    best = int(overlap.argmax())
    if overlap[best] < _NEAR_LEAST_IOU:
        return _none()
    return Detections(found.boxes_px[[best]], found.scores[[best]], found.points_px[[best]])
