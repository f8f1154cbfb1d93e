"""The face at a known place of a picture, as enrolment takes it: what the live picture is asked about."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.people.reading import FaceReader, SeenFace
from vision.alignment import no_points
from vision.face_finder import FaceFinder
from vision.face_quality import assess
from vision.geometry import as_boxes, iou

_SAME_PLACE = 0.3


def face_near(
    reader: FaceReader,
    image_bgr: NDArray[np.uint8],
    box_px: tuple[int, int, int, int],
    points_px: NDArray[np.float32] | None = None,
) -> SeenFace:
    """The face that the picture shows at `box_px`, with points where they can be told.

    `points_px`: (5, 2), where it was looked at already: what is kept is then what was seen. Where nothing is
    found there any more, the place itself: somebody saw a face in it.
    """
    box = np.array(box_px, np.int32)
    if points_px is not None:
        return SeenFace(box, points_px, 1.0, assess(image_bgr, box, points_px))
    finder = reader.finder
    found = finder.near(image_bgr, box) if isinstance(finder, FaceFinder) else finder.find(image_bgr)
    if len(found):
        overlaps = iou(box[None], as_boxes(found.boxes_px))[0]
        row = int(overlaps.argmax())
        if overlaps[row] >= _SAME_PLACE:
            place = found.boxes_px[row]
            points = reader.sharpened(image_bgr, place, found.points_px[row])
            return SeenFace(place, points, float(found.scores[row]), assess(image_bgr, place, points))
    points = no_points(1)[0]
    return SeenFace(box, points, 0.0, assess(image_bgr, box, points))
