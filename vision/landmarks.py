"""The landmark network: of any box, how sure that it is a face, five points on it, and a better box."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vision.assets import shipped_models_root
from vision.crops import CropSpec, crop_faces
from vision.errors import ModelRefused
from vision.geometry import Boxes, as_boxes
from vision.model_card import ModelCard
from vision.model_store import MODEL_FILE
from vision.sessions import ModelSession, open_model

TASK = "landmarks"
_FACE, _POINTS, _BOX = 0, slice(1, 11), slice(11, 15)
_BATCH = 64
_TAIL = 0.02  # of a crop's values at either end are left out of the range of light when it is evened
_LARGEST_STEP = 1.0  # a refined box lies within so many sides of the box that was looked at
# Haar's square around a face in sides (heights) of the face's box here; medians over LFW.
_HAAR_SIDE, _HAAR_UP = 0.92, 0.031


@dataclass(frozen=True)
class FaceLooks:
    """What the network says of N boxes.

    scores float32 (N,), 0..1: how sure that the box holds a face. points_px float32 (N, 5, 2): eye on the
    picture's left, eye on its right, tip of the nose, corner of the mouth on the left, and on the right.
    boxes_px float32 (N, 4), x, y, width, height: the face from forehead to chin and from side to side, as
    YuNet and WIDER FACE frame it, higher than wide. Points and boxes mean something where the score is high.
    """

    scores: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    points_px: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 5, 2), np.float32))
    boxes_px: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 4), np.float32))

    def __len__(self) -> int:
        return len(self.scores)

    def taken(self, rows: NDArray[np.intp]) -> FaceLooks:
        """Some rows of it, in the order given."""
        return FaceLooks(self.scores[rows], self.points_px[rows], self.boxes_px[rows])


class LandmarkNetwork:
    """A model with output kind "points" behind one call. One thread at a time, as with its session."""

    def __init__(self, session: ModelSession) -> None:
        """Raises ModelRefused for a model of another kind."""
        if session.card.output.kind != "points":
            raise ModelRefused(session.path, "output.kind", "it does not say where a face's points are")
        self.session = session

    @property
    def card(self) -> ModelCard:
        return self.session.card

    @property
    def bar(self) -> float:
        """The score from which a box is a face, as the card has it."""
        return self.card.threshold("face")

    def look(self, image_bgr: NDArray[np.uint8], boxes_px: Boxes, *, evened: bool = False) -> FaceLooks:
        """One look at each box (N, 4) of a BGR picture. A second look, at its boxes, is sharper.

        `evened`: each box's light is first stretched over the whole range, by which dark faces gain.
        """
        rows = []
        for start in range(0, len(boxes_px), _BATCH):
            crops = crop_faces(image_bgr, boxes_px[start : start + _BATCH], self.card.crop)
            rows.append(self.session.run(_stretched(crops) if evened else crops))
        return looks_of(np.concatenate(rows), boxes_px, self.card.crop) if rows else FaceLooks()

    def look_again(self, image_bgr: NDArray[np.uint8], looks: FaceLooks) -> FaceLooks:
        """A look at the boxes that an earlier one gave."""
        return self.look(image_bgr, as_boxes(looks.boxes_px))


def both_looks(first: FaceLooks, second: FaceLooks) -> FaceLooks:
    """All of both."""
    return FaceLooks(
        np.concatenate([first.scores, second.scores]),
        np.concatenate([first.points_px, second.points_px]),
        np.concatenate([first.boxes_px, second.boxes_px]),
    )


def _stretched(crops: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Crops (N, H, W, 3), each from its darkest to its brightest hundredths over the whole of 0 to 255."""
    values = crops.reshape(len(crops), -1)
    ends = [round(share * (values.shape[1] - 1)) for share in (_TAIL, 1 - _TAIL)]
    low, high = np.partition(values, ends, axis=1)[:, ends].T.astype(np.float32)[..., None, None, None]
    light = (crops - low) * (255 / np.maximum(high - low, 1))
    return np.asarray(np.clip(light, 0, 255), np.uint8)


def shipped_network() -> LandmarkNetwork | None:
    """The network as it is shipped, on the processor; None where the file is not there."""
    path = shipped_models_root() / TASK / MODEL_FILE
    return LandmarkNetwork(open_model(path, provider="cpu")) if path.is_file() else None


def looks_of(answers: NDArray[np.float32], boxes_px: Boxes, spec: CropSpec) -> FaceLooks:
    """The network's answers (N, 15), in shares of the crops, as places in the picture."""
    sides = np.maximum(boxes_px[:, 2:].max(axis=1, initial=1), 1).astype(np.float64)
    wide = sides * (1 + 2 * spec.margin)
    left_top = boxes_px[:, :2] + boxes_px[:, 2:] / 2 - wide[:, None] / 2
    left_top[:, 1] += spec.shift_y * sides
    # A point is named by its pixel, whose middle it is; boxes and crops are measured from corners.
    points = answers[:, _POINTS].reshape(-1, 5, 2) * wide[:, None, None] + left_top[:, None] - 0.5
    # A face in a crop is in it: what the network says of other crops must stay a box near by.
    shares = np.clip(answers[:, _BOX], [-_LARGEST_STEP, -_LARGEST_STEP, 0.05, 0.05], 1 + _LARGEST_STEP)
    boxes = np.column_stack([shares[:, :2] * wide[:, None] + left_top, shares[:, 2:] * wide[:, None]])
    return FaceLooks(
        answers[:, _FACE].astype(np.float32), points.astype(np.float32), boxes.astype(np.float32)
    )


def haar_squares(boxes_px: NDArray[np.float32] | Boxes) -> Boxes:
    """The squares that Haar would put around faces with these boxes (N, 4), on average.

    For models whose card says a crop of the detector's box: they learned on Haar's.
    """
    side = boxes_px[:, 3] * _HAAR_SIDE
    x = boxes_px[:, 0] + (boxes_px[:, 2] - side) / 2
    y = boxes_px[:, 1] + (boxes_px[:, 3] - side) / 2 - _HAAR_UP * boxes_px[:, 3]
    return as_boxes(np.column_stack([x, y, side, side]))
