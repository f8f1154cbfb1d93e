"""Squares cut around faces and around what Haar takes for one: what the landmark network learns from."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.data.landmark_sources import LandmarkPicture
from trainer.data.landmark_teacher import Teacher, TeacherFaces
from vision.crops import CropSpec, crop_faces
from vision.detectors import HaarDetector
from vision.errors import DataUnusable, ImageUnreadable
from vision.geometry import Boxes, as_boxes, empty_boxes, iou
from vision.images import read_image

SIDE = 120  # pixels of a square
EXTENT = 2.8  # its side, in sides of the box it was cut around
FACES = 6  # faces a square remembers at most: the nearest to its middle
COLUMNS = 15  # of a remembered face: box x, y, width, height, five points, the teacher's score
SURE = 0.75  # the teacher's score from which a face is one
SMALLEST_PX = 14  # smaller faces show too little, also to the teacher
_CUT_TO_FACE = ("fer2013", "celebrities")
_NO_OVERLAP = 0.2
_FACES_A_PICTURE = 8
_SPEC = CropSpec(width=SIDE, height=SIDE, margin=(EXTENT - 1) / 2)


@dataclass(frozen=True)
class Squares:
    """pictures uint8 (N, SIDE, SIDE, 3) RGB; faces float32 (N, FACES, COLUMNS) in pixels of the square.

    Rows of `faces` that hold none are NaN. Where the square was cut around a face, that one stands first.
    positive bool (N,): cut around a sure face, against: a window without one. sources (N,): data sets.
    """

    pictures: NDArray[np.uint8]
    faces: NDArray[np.float32]
    positive: NDArray[np.bool_]
    sources: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.positive)

    def save(self, folder: Path) -> None:
        """Writes the arrays beside and renames the folder. Raises DataUnusable."""
        beside = folder.with_name(f".{folder.name}.{os.getpid()}")
        try:
            beside.mkdir(parents=True, exist_ok=True)
            for name in ("pictures", "faces", "positive", "sources"):
                np.save(beside / f"{name}.npy", getattr(self, name))
            os.rename(beside, folder)
        except OSError as error:
            raise DataUnusable(folder, f"the squares can't be written ({error.strerror})") from error

    @classmethod
    def load(cls, folder: Path) -> Squares:
        """What `save` wrote; the pictures stay on the disk. Raises DataUnusable."""
        try:
            pictures = np.load(folder / "pictures.npy", mmap_mode="r")
            return cls(pictures, *(np.load(folder / f"{n}.npy") for n in ("faces", "positive", "sources")))
        except (OSError, ValueError) as error:
            raise DataUnusable(folder, "holds no squares") from error

    @classmethod
    def joined(cls, parts: Sequence[Squares]) -> Squares:
        """All of them, in order."""
        parts = parts or [cls(np.zeros((0, SIDE, SIDE, 3), np.uint8), _NONE, np.zeros(0, bool), _NO_SOURCE)]
        names = ("pictures", "faces", "positive", "sources")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def cut_squares(
    pictures: Sequence[LandmarkPicture],
    teacher: Teacher,
    seed: int,
    on_progress: Callable[[int, int], None],
) -> Squares:
    """Squares around each picture's sure faces, one or two of Haar's false alarms, and a random window.

    Pictures that can't be read are passed over.
    """
    random = np.random.default_rng(seed)
    haar = HaarDetector(scale_factor=1.3, min_neighbours=0, work_size=256)
    found: list[Squares] = []
    for number, picture in enumerate(pictures, 1):
        try:
            image = read_image(picture.path)
        except ImageUnreadable:
            continue
        found.append(_of_picture(image, picture, teacher, haar, random))
        on_progress(number, len(pictures))
    return Squares.joined(found)


def _of_picture(
    image: NDArray[np.uint8],
    picture: LandmarkPicture,
    teacher: Teacher,
    haar: HaarDetector,
    random: np.random.Generator,
) -> Squares:
    faces = teacher.faces(image, cut_to_face=picture.source in _CUT_TO_FACE)
    sure = np.flatnonzero((faces.scores >= SURE) & (faces.boxes[:, 3] >= SMALLEST_PX))[:_FACES_A_PICTURE]
    cut = picture.source in _CUT_TO_FACE  # nearly all face: nothing else to take for one
    windows = empty_boxes() if cut else false_alarms(haar.detect(image).boxes_px, faces)
    chosen = random.permutation(len(windows))[: 2 if len(sure) else 1]
    empty = np.concatenate([windows[chosen], false_alarms(_random_windows(image, random), faces)[:1]])
    boxes = np.concatenate([as_boxes(faces.boxes[sure]), empty])
    return squares_at(image, boxes, faces, picture.source, positive=len(sure))


def squares_at(
    image: NDArray[np.uint8], boxes: Boxes, faces: TeacherFaces, source: str, *, positive: int
) -> Squares:
    """A square around each box (N, 4), the first `positive` of which are sure faces."""
    remembered = np.stack([_remembered(box, faces) for box in boxes]) if len(boxes) else _NONE
    sources = np.full(len(boxes), source, "U24")
    return Squares(crop_faces(image, boxes, _SPEC), remembered, np.arange(len(boxes)) < positive, sources)


_NONE = np.zeros((0, FACES, COLUMNS), np.float32)
_NO_SOURCE = np.zeros(0, "U24")


def false_alarms(windows: Boxes, faces: TeacherFaces) -> Boxes:
    """The windows that overlap with nothing that the teacher takes for a face, however unsure."""
    if not len(faces) or not len(windows):
        return windows
    return windows[iou(windows, as_boxes(faces.boxes)).max(axis=1) < _NO_OVERLAP]


def _random_windows(image: NDArray[np.uint8], random: np.random.Generator) -> Boxes:
    height, width = image.shape[:2]
    sides = (min(height, width) * random.uniform(0.1, 0.8, 4)).clip(12)
    return as_boxes(
        [(random.uniform(0, width - side), random.uniform(0, height - side), side, side) for side in sides]
    )


def _remembered(box: NDArray[np.int32], faces: TeacherFaces) -> NDArray[np.float32]:
    """The faces in and about the square around `box`, the nearest first, in pixels of the square."""
    side = float(max(box[2], box[3], 1))
    centre = box[:2] + box[2:] / 2
    scale = SIDE / (EXTENT * side)
    start = np.asarray(centre - EXTENT * side / 2, np.float32)
    rows = np.full((FACES, COLUMNS), np.nan, np.float32)
    if len(faces):
        middles = faces.boxes[:, :2] + faces.boxes[:, 2:] / 2
        sizes = np.maximum(faces.boxes[:, 2], faces.boxes[:, 3])
        # Nearest by place and size: a large face behind a small one is not the one that was meant.
        far = np.hypot(*(middles - centre).T) / side + np.abs(np.log(np.maximum(sizes, 1) / side))
        near = np.argsort(far)[:FACES]
        rows[: len(near), :2] = (faces.boxes[near, :2] - start) * scale
        rows[: len(near), 2:4] = faces.boxes[near, 2:] * scale
        rows[: len(near), 4:14] = ((faces.points[near] - start) * scale).reshape(-1, 10)
        rows[: len(near), 14] = faces.scores[near]
    return rows
