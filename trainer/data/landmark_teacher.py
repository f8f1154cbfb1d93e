"""The teacher that labels faces for the landmark network: YuNet, on pictures brought to one size.

Wu, Peng, Yu, "YuNet: a tiny millisecond-level face detector", Machine Intelligence Research 2023.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.errors import DataUnusable
from vision.opencv import cv2

_WORK_SIZES = (320, 640)  # the least and the most that a picture's longer side is brought to
_ENLARGED = 1.8  # small faces are found in a picture that is enlarged
_PAD = 0.4  # of the picture's side, added to pictures that are cut to the face
_LEAST_SCORE = 0.3
_OVERLAP = 0.4


@dataclass(frozen=True)
class TeacherFaces:
    """boxes float32 (N, 4) x, y, width, height; points float32 (N, 5, 2); scores float32 (N,), .3 and up."""

    boxes: NDArray[np.float32]
    points: NDArray[np.float32]
    scores: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.scores)


class Teacher:
    """YuNet's answers, however unsure. Not for two threads at once."""

    def __init__(self, model: Path) -> None:
        """`model`: face_detection_yunet_2023mar.onnx. Raises DataUnusable where it can't be read."""
        try:
            self._net = cv2.FaceDetectorYN.create(str(model), "", (320, 320), _LEAST_SCORE, _OVERLAP, 5000)
        except cv2.error as error:
            raise DataUnusable(model, "is not a YuNet model", hint="facet models pull yunet") from error

    def faces(self, image_bgr: NDArray[np.uint8], *, cut_to_face: bool = False) -> TeacherFaces:
        """The faces of a picture, in its own pixels, measured from its corner.

        It is enlarged, or brought to 320 or 640 pixels.

        `cut_to_face`: the picture is nearly all face, so that room is added around it first.
        """
        pad = round(_PAD * max(image_bgr.shape[:2])) if cut_to_face else 0
        padded = cv2.copyMakeBorder(image_bgr, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
        longer = max(padded.shape[:2])
        scale = float(np.clip(_ENLARGED * longer, *_WORK_SIZES)) / longer
        size = (max(32, round(padded.shape[1] * scale)), max(32, round(padded.shape[0] * scale)))
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        self._net.setInputSize(size)
        found = self._net.detect(cv2.resize(padded, size, interpolation=how))[1]
        rows = np.zeros((0, 15), np.float32) if found is None else np.asarray(found, np.float32)
        back = np.array([padded.shape[1] / size[0], padded.shape[0] / size[1]], np.float32)
        boxes = rows[:, :4] * np.tile(back, 2) - np.array([pad, pad, 0, 0], np.float32)
        points = (rows[:, 4:14].reshape(-1, 5, 2) + 0.5) * back - pad
        return TeacherFaces(boxes.astype(np.float32), points.astype(np.float32), rows[:, 14])
