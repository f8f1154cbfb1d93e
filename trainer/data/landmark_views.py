"""Random views of squares, and where the face is in each: training batches for the landmark network.

A view is what `vision.crops` would cut for a detector's box that is off by some share, turned, or beside the
face; its targets follow from how much that box has in common with a face.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.data.augmentation import Augmentation, random_views
from trainer.data.landmark_squares import EXTENT, SIDE, SURE, Squares
from trainer.fit.batches import Batch
from vision.opencv import cv2

# Targets of a view: is it a face, how much that counts, how much the places count, ten for the points (x, y),
# four for the box (x, y, width, height), the face's side; places in shares of the view.
TARGETS = 18
FACE, FACE_COUNTS, PLACES_COUNT = 0, 1, 2
POINTS, BOX, FACE_SIDE = slice(3, 13), slice(13, 17), 17
_ENOUGH, _TOO_LITTLE, _NEAR = 0.42, 0.22, 0.25  # overlap of box and face: a face, none, worth refining
_MIRRORED = [1, 0, 2, 4, 3]  # left and right change places

_CHANGED = 0.6  # so many views get other light, blur and the like
_COLOURS = Augmentation(
    shift=0.0,
    scale=0.0,
    wide=0.0,
    stretch=0.0,
    rotation_deg=0.0,
    flip=0.0,
    gamma=0.4,
    grey=0.2,
    blur=0.15,
    pixelate=0.2,
    noise=0.1,
    jpeg=0.12,
    cutout=0.2,
    cutout_side=0.35,
)


@dataclass(frozen=True)
class Placing:
    """How far a view is from the square's middle: spreads in sides of the box, chances 0..1."""

    shift: float = 0.12
    scale: float = 0.2
    rotation_deg: float = 14.0
    turned: float = 0.2  # the chance of any turn up to `most_turned_deg`
    most_turned_deg: float = 55.0
    beside: float = 0.18  # the chance of a view beside, far larger or far smaller than the face
    coarse: float = 0.25  # the chance of a face of few pixels


@dataclass(frozen=True)
class LandmarkBatches:
    """A BatchSource: every square once an epoch. `margin`: of the network's crop. `colours` None: left."""

    squares: Squares
    places: NDArray[np.intp]
    size: int
    margin: float
    batch: int = 128
    placing: Placing = field(default_factory=Placing)
    colours: Augmentation | None = _COLOURS

    @property
    def steps(self) -> int:
        return max(1, len(self.places) // self.batch)

    def epoch(self, random: np.random.Generator) -> Iterator[Batch]:
        order = random.permutation(self.places)
        for step in range(self.steps):
            yield self.views(np.sort(order[step * self.batch : (step + 1) * self.batch]), random)

    def views(self, chosen: NDArray[np.intp], random: np.random.Generator) -> Batch:
        """One view of each chosen square, uint8 (N, size, size, 3) RGB, and targets float32 (N, TARGETS)."""
        views = np.empty((len(chosen), self.size, self.size, 3), np.uint8)
        targets = np.zeros((len(chosen), TARGETS), np.float32)
        for row, place in enumerate(chosen):
            picture, faces = self.squares.pictures[place], self.squares.faces[place]
            view, inside = placed_view(picture, faces, self.size, self.margin, self.placing, random)
            views[row] = view
            targets[row] = view_targets(inside, self.margin)
        if self.colours is not None:
            changed = np.flatnonzero(random.random(len(chosen)) < _CHANGED)
            views[changed] = random_views(views[changed], 1.0, self.size, self.colours, random)
        return views, targets


def placed_view(
    picture: NDArray[np.uint8],
    faces: NDArray[np.float32],
    size: int,
    margin: float,
    placing: Placing,
    random: np.random.Generator,
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """A view of a square, uint8 (size, size, 3), and its faces (FACES, COLUMNS) in shares of the view."""
    scale, shift, angle = _place(placing, random)
    mirror = -1.0 if random.random() < 0.5 else 1.0
    box_side = SIDE / EXTENT * scale
    reach = box_side * (1 + 2 * margin) / size  # pixels of the square for one of the view
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    to_square = turn @ np.diag([mirror, 1.0]) * reach
    centre = (SIDE - 1) / 2 + shift * SIDE / EXTENT
    middle = np.full(2, (size - 1) / 2)
    if random.random() < placing.coarse:
        picture = _coarse(picture, random)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    whole = np.column_stack([to_square, centre - to_square @ middle])
    view = cv2.warpAffine(picture, whole, (size, size), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(view, np.uint8), _moved_faces(
        faces, np.linalg.inv(to_square).astype(np.float64), centre, size, mirror < 0
    )


def view_targets(faces: NDArray[np.float32], margin: float) -> NDArray[np.float32]:
    """What the network should say of a view with these faces, (TARGETS,)."""
    target = np.zeros(TARGETS, np.float32)
    target[FACE_COUNTS] = 1.0
    known = faces[np.isfinite(faces[:, 0])]
    if not len(known):
        return target
    side = 1 / (1 + 2 * margin)
    overlaps = _overlap(known[:, :4], np.array([(1 - side) / 2, (1 - side) / 2, side, side]))
    best = int(overlaps.argmax())
    overlap, face = float(overlaps[best]), known[best]
    if overlap < _TOO_LITTLE:
        return target
    sure = bool(face[14] >= SURE)
    target[FACE] = float(overlap >= _ENOUGH)
    target[FACE_COUNTS] = float(sure and overlap >= _ENOUGH)
    target[PLACES_COUNT] = float(sure and overlap >= _NEAR)
    target[POINTS], target[BOX] = face[4:14], face[:4]
    target[FACE_SIDE] = max(float(np.sqrt(face[2] * face[3])), 0.05)
    return target


def _place(placing: Placing, random: np.random.Generator) -> tuple[float, NDArray[np.float64], float]:
    """Scale, shift (2,) in sides of the box, and angle."""
    turned = random.random() < placing.turned
    degrees = random.uniform(-1, 1) * placing.most_turned_deg if turned else 0.0
    angle = np.deg2rad(degrees if turned else random.normal(0, placing.rotation_deg / 1.5))
    if random.random() < placing.beside:
        return float(np.exp(random.uniform(-0.9, 0.5))), random.uniform(-0.7, 0.7, 2), angle
    scale = float(np.exp(np.clip(random.normal(0, placing.scale), -0.55, 0.5)))
    return scale, np.clip(random.normal(0, placing.shift, 2), -0.4, 0.4), angle


def _coarse(picture: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """The square as it is where a face has few pixels: 14 to 34 on its side."""
    few = round(random.uniform(14, 34) * EXTENT)
    small = cv2.resize(picture, (few, few), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR), np.uint8)


def _moved_faces(
    faces: NDArray[np.float32],
    to_view: NDArray[np.float64],
    centre: NDArray[np.float64],
    size: int,
    mirrored: bool,
) -> NDArray[np.float32]:
    """Faces in pixels of the square as shares of the view; a turned face's box is that of its oval."""

    def moved(points: NDArray[Any]) -> NDArray[np.float64]:
        # A place p of a picture lies at pixel p - 1/2: pixels are counted from their middles.
        inside: NDArray[np.float64] = (points - 0.5 - centre) @ to_view.T + size / 2
        return inside / size

    result = faces.copy()
    middles = moved(faces[:, :2] + faces[:, 2:4] / 2)
    sizes = np.sqrt((faces[:, 2:4] ** 2) @ (to_view**2).T) / size
    points = moved(faces[:, 4:14].reshape(-1, 5, 2))
    result[:, :2], result[:, 2:4] = middles - sizes / 2, sizes
    result[:, 4:14] = (points[:, _MIRRORED] if mirrored else points).reshape(-1, 10)
    return result


def _overlap(boxes: NDArray[np.float32], box: NDArray[np.float64]) -> NDArray[np.float64]:
    left_top = np.maximum(boxes[:, :2], box[:2])
    right_bottom = np.minimum(boxes[:, :2] + boxes[:, 2:], box[:2] + box[2:])
    shared = np.prod(np.clip(right_bottom - left_top, 0, None), axis=1)
    overlap: NDArray[np.float64] = shared / (np.prod(boxes[:, 2:], axis=1) + np.prod(box[2:]) - shared)
    return overlap
