"""The picture of a face that is kept: aligned, with surroundings, so that any model can look at it later."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vision.crops import Crops, crop_faces
from vision.embeddings import Embeddings
from vision.geometry import Boxes
from vision.kept_faces import KEPT, KEPT_BOX_PX, KEPT_POINTS_PX

__all__ = ["KEPT", "FaceEmbedder", "KeptFaces", "kept_crops"]


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
        vector: NDArray[np.float32] = self._embedder.embed(
            self._embedder.crops(kept_bgr, KEPT_BOX_PX, KEPT_POINTS_PX)
        )[0]
        return vector
