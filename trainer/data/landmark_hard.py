"""Hard negatives: what Haar proposes, the network takes for a face, and the teacher does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from trainer.data.landmark_sources import LandmarkPicture
from trainer.data.landmark_squares import Squares, false_alarms, squares_at
from trainer.data.landmark_teacher import Teacher
from vision.detectors import HaarDetector
from vision.errors import ImageUnreadable
from vision.geometry import as_boxes
from vision.images import read_image
from vision.landmarks import LandmarkNetwork

_TAKEN_FOR_A_FACE = 0.25
_A_PICTURE = 3


def hard_squares(
    pictures: Sequence[LandmarkPicture],
    network: LandmarkNetwork,
    teacher: Teacher,
    on_progress: Callable[[int, int], None],
) -> Squares:
    """Squares around the network's false alarms, at most three a picture, as it places them itself.

    The teacher is asked only where there is one. Pictures that can't be read are passed over.
    """
    haar = HaarDetector(scale_factor=1.15, min_neighbours=1, min_size_share=0.06, work_size=400)
    found: list[Squares] = []
    for number, picture in enumerate(pictures, 1):
        on_progress(number, len(pictures))
        try:
            image = read_image(picture.path)
        except ImageUnreadable:
            continue
        looks = network.look(image, haar.detect(image).boxes_px)
        order = np.argsort(-looks.scores)
        taken = order[looks.scores[order] >= _TAKEN_FOR_A_FACE][: 2 * _A_PICTURE]
        if len(taken):
            faces = teacher.faces(image)
            windows = false_alarms(as_boxes(looks.boxes_px[taken]), faces)[:_A_PICTURE]
            found.append(squares_at(image, windows, faces, picture.source, positive=0))
    return Squares.joined(found)
