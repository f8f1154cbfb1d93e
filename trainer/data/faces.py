"""One labelled picture becomes what the network sees of it, and what lies around that."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.crops import CropSpec, crop_faces, crop_whole
from vision.face_finder import FaceFinder
from vision.geometry import as_boxes
from vision.images import read_image
from vision.sessions import sha256_of

EXTENT = 1.5  # the surroundings' side, in sides of the view
DENSITY = 1.5  # pixels of the surroundings for one of the view


@dataclass(frozen=True)
class PreparedFace:
    """`view`: vision.crops' own result, uint8 (H, W, 3) RGB; `surroundings` uint8 (S, S, 3)."""

    view: NDArray[np.uint8]
    surroundings: NDArray[np.uint8]
    box_px: tuple[int, int, int, int]
    face_found: bool
    sha256: str


def surroundings_side(spec: CropSpec) -> int:
    """Pixels on a side of the surroundings of a crop."""
    return round(spec.width * EXTENT * DENSITY)


def prepare_face(
    path: Path,
    finder: FaceFinder | None,
    spec: CropSpec,
    *,
    box_px: tuple[int, int, int, int] | None = None,
    around: bool = True,
) -> PreparedFace:
    """Reads, finds the largest face and crops; without a finder or a find, the whole picture is it.

    `box_px`: an annotated box, which is then the find. Without `around` no surroundings are cut, (0, 0, 3).
    Raises ImageUnreadable.
    """
    image_bgr = read_image(path)
    if box_px is not None:
        found = as_boxes(np.array([box_px]))
    else:
        found = finder.largest_square(image_bgr) if finder else np.zeros((0, 4), np.int32)
    view = crop_faces(image_bgr, found, spec) if len(found) else crop_whole(image_bgr, spec)
    box = found if len(found) else centre_square(image_bgr)
    wide = around_spec(spec, whole=not len(found))
    nothing = np.zeros((1, 0, 0, 3), np.uint8)
    return PreparedFace(
        view=view[0],
        surroundings=(crop_faces(image_bgr, box, wide) if around else nothing)[0],
        box_px=(int(box[0, 0]), int(box[0, 1]), int(box[0, 2]), int(box[0, 3])),
        face_found=bool(len(found)),
        sha256=sha256_of(path),
    )


def around_spec(spec: CropSpec, *, whole: bool) -> CropSpec:
    """The crop `EXTENT` times as wide around the same centre; a whole picture's own crop has no margin."""
    side = surroundings_side(spec)
    margin, shift = (0.0, 0.0) if whole else (spec.margin, spec.shift_y)
    wide = (EXTENT * (1 + 2 * margin) - 1) / 2
    return CropSpec(width=side, height=side, margin=wide, shift_y=shift, border=spec.border)


def centre_square(image_bgr: NDArray[np.uint8]) -> NDArray[np.int32]:
    """The box of the square that `crop_whole` shows, (1, 4)."""
    height, width = image_bgr.shape[:2]
    side = min(height, width)
    return np.array([[(width - side) // 2, (height - side) // 2, side, side]], np.int32)


def crop_fingerprint(spec: CropSpec) -> str:
    """Sixteen hex digits that change whenever vision.crops cuts otherwise than it did.

    Pictures prepared before would then differ from what the desktop shows the network.
    """
    y, x = np.mgrid[0:97, 0:131]
    picture = np.stack([(x * 7 + y * 3) % 256, (x * y) % 256, (x * 5) % 256], axis=2).astype(np.uint8)
    boxes = np.array([[30, 20, 41, 41], [-5, 60, 50, 50]], np.int32)
    content = crop_faces(picture, boxes, spec).tobytes() + crop_whole(picture, spec).tobytes()
    return hashlib.sha256(content).hexdigest()[:16]
