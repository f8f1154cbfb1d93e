"""From a picture to the faces in it, with quality and numbers: for enrolment, evaluation and photos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from desktop.people.framing import FaceEmbedder, kept_crops
from desktop.people.records import NewFace, Pose
from vision.embeddings import Embeddings
from vision.sharp_points import Sharpen, as_found

if TYPE_CHECKING:
    from vision.face_finder import Faces
    from vision.face_quality import FaceQuality

Image = NDArray[np.uint8]


class Finder(Protocol):
    """What finds faces: `vision.face_finder.FaceFinder`."""

    @property
    def name(self) -> str: ...

    def find(self, image_bgr: Image) -> Faces: ...


@dataclass(frozen=True)
class SeenFace:
    """One face in a picture: box (4,), points (5, 2), how sure, and how well it can be seen."""

    box_px: NDArray[np.int32]
    points_px: NDArray[np.float32]
    score: float
    quality: FaceQuality

    @property
    def area_px(self) -> int:
        return int(self.box_px[2]) * int(self.box_px[3])


class FaceReader:
    """Finder, embedder and the judge of quality behind one call. One thread at a time."""

    def __init__(
        self,
        finder: Finder,
        embedder: FaceEmbedder,
        assess: Callable[[Image, NDArray[np.int32], NDArray[np.float32]], FaceQuality],
        *,
        sharpen: Sharpen = as_found,
    ) -> None:
        """`sharpen`: looks at found faces once more for better points."""
        self.finder = finder
        self.embedder = embedder
        self._assess = assess
        self._sharpen = sharpen

    def faces(self, image_bgr: Image) -> list[SeenFace]:
        """Every face of a BGR picture, the largest first."""
        found = self.finder.find(image_bgr)
        sharp = self._sharpen(image_bgr, found.boxes_px, found.points_px)
        rows = zip(found.boxes_px, sharp, found.scores, strict=True)
        seen = [
            SeenFace(box, points, float(score), self._assess(image_bgr, box, points))
            for box, points, score in rows
        ]
        return sorted(seen, key=lambda face: -face.area_px)

    def sharpened(
        self, image_bgr: Image, box_px: NDArray[np.int32], points_px: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Better points (5, 2) of the face at box (4,), by a second look at it."""
        sharp: NDArray[np.float32] = self._sharpen(image_bgr, box_px[None], points_px[None])[0]
        return sharp

    def embeddings(self, image_bgr: Image, faces: Sequence[SeenFace]) -> Embeddings:
        """The numbers of these faces of the picture: float32 (N, D), length 1."""
        boxes, points = _stacked(faces)
        return self.embedder.embed(self.embedder.crops(image_bgr, boxes, points))

    def new_faces(
        self, image_bgr: Image, faces: Sequence[SeenFace], *, source: str = "", taken_s: float | None = None
    ) -> list[NewFace]:
        """These faces as the gallery takes them."""
        if not faces:
            return []
        boxes, points = _stacked(faces)
        crops = kept_crops(image_bgr, boxes, points)
        return [
            NewFace(
                crop_rgb=crop,
                embedding=numbers,
                digest=self.embedder.digest,
                quality=face.quality.score,
                reasons=face.quality.reasons,
                pose=_pose(face.quality),
                source=source,
                taken_s=taken_s,
            )
            for face, crop, numbers in zip(faces, crops, self.embeddings(image_bgr, faces), strict=True)
        ]


def _stacked(faces: Sequence[SeenFace]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    if not faces:
        return np.zeros((0, 4), np.int32), np.zeros((0, 5, 2), np.float32)
    return np.stack([face.box_px for face in faces]), np.stack([face.points_px for face in faces])


def _pose(quality: FaceQuality) -> Pose | None:
    angles = (quality.yaw_deg, quality.pitch_deg, quality.roll_deg)
    return Pose(*angles) if np.isfinite(angles).all() else None
