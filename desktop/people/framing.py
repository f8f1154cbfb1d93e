"""The picture of a face that is kept: aligned, with surroundings, so that any model can look at it later."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vision.alignment import FIVE_POINT_TEMPLATE_112
from vision.crops import Crops, CropSpec, crop_faces
from vision.embeddings import Embeddings
from vision.geometry import Boxes

_TEMPLATE_SIDE = 112
_SURROUND_PX = 24
_SIDE = _TEMPLATE_SIDE + 2 * _SURROUND_PX
# At this margin a pixel of the kept crop is a pixel of the template: what a model with the template's own
# framing sees of it is its middle, unchanged.
KEPT = CropSpec(width=_SIDE, height=_SIDE, margin=_SURROUND_PX / _TEMPLATE_SIDE, align="five_points")
_POINTS = (FIVE_POINT_TEMPLATE_112 + _SURROUND_PX).astype(np.float32)[None]
_BOX = np.array([[_SURROUND_PX, _SURROUND_PX, _TEMPLATE_SIDE, _TEMPLATE_SIDE]], np.int32)


class FaceEmbedder(Protocol):
    """What `vision.embedders` gives: a model that turns faces into numbers."""

    @property
    def digest(self) -> str: ...

    @property
    def name(self) -> str: ...

    def crops(
        self, image_bgr: NDArray[np.uint8], boxes_px: Boxes, points_px: NDArray[np.float32] | None
    ) -> Crops: ...

    def embed(self, crops: Crops) -> Embeddings: ...


def kept_crops(image_bgr: NDArray[np.uint8], boxes_px: Boxes, points_px: NDArray[np.float32]) -> Crops:
    """The faces of a BGR picture as they are kept: uint8 (N, 160, 160, 3), RGB."""
    return crop_faces(image_bgr, boxes_px, KEPT, points_px)


class KeptFaces:
    """An embedder that looks at kept crops instead of pictures."""

    def __init__(self, embedder: FaceEmbedder) -> None:
        self._embedder = embedder

    @property
    def digest(self) -> str:
        return self._embedder.digest

    def embed_kept(self, crop_rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """One kept crop (160, 160, 3), RGB, as float32 (D,), length 1."""
        kept_bgr = np.ascontiguousarray(crop_rgb[:, :, ::-1])
        vector: NDArray[np.float32] = self._embedder.embed(self._embedder.crops(kept_bgr, _BOX, _POINTS))[0]
        return vector
