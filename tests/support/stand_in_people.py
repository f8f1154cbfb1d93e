"""Stands in for what sees and tells apart faces: bright coloured squares are faces, colours are people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.people.calibration import calibrate
from desktop.people.decision import Decider
from desktop.people.framing import FaceEmbedder, KeptFaces
from desktop.people.gallery import Gallery
from desktop.people.matching import Matcher
from desktop.people.reading import FaceReader
from desktop.people.ready import snapshot_of
from desktop.people.rebuild import rebuild
from desktop.people.strangers import Crowd, Strangers
from desktop.ui.people.work import PeopleWork
from vision.alignment import no_points
from vision.crops import CropSpec, crop_faces
from vision.embeddings import normalise
from vision.face_finder import Faces
from vision.face_quality import FaceQuality
from vision.images import write_image
from vision.opencv import cv2

DIGEST = "c" * 64
DIMENSIONS = 64
ORANGE, GREEN, VIOLET = (40, 120, 240), (60, 220, 60), (220, 40, 160)
_SPEC = CropSpec(width=32, height=32)
_SATURATED = 90
_MIX = np.random.default_rng(5).standard_normal((DIMENSIONS, 12)).astype(np.float32)


class ColourFinder:
    """Finds squares of strong colour on grey."""

    name = "colours"

    def find(self, image_bgr: NDArray[np.uint8]) -> Faces:
        strong = (np.ptp(image_bgr.astype(np.int16), axis=2) > _SATURATED).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(strong)
        boxes = np.array([row[:4] for row in stats[1:] if row[4] > 400], np.int32).reshape(-1, 4)
        return Faces(boxes, np.ones(len(boxes), np.float32), no_points(len(boxes)))


class ColourEmbedder:
    """The mean colour of each quarter, turned into numbers: like colours are alike."""

    digest = DIGEST
    name = "colours"

    def crops(
        self, image_bgr: NDArray[np.uint8], boxes_px: NDArray[np.int32], points_px: object
    ) -> NDArray[np.uint8]:
        return crop_faces(image_bgr, boxes_px, _SPEC)

    def embed(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        quarters = crops.reshape(len(crops), 2, 16, 2, 16, 3).mean(axis=(2, 4)).reshape(len(crops), 12)
        return normalise((quarters.astype(np.float32) - 127.5) @ _MIX.T)


def good_quality(image_bgr: object, box_px: object, points_px: object = None) -> FaceQuality:
    """Every face is seen well, from the front."""
    return FaceQuality(100.0, 0.1, 120.0, 0.0, 0.0, 0.0, 0.9)


def stand_in_decider(gallery: Gallery, embedder: FaceEmbedder, share: float) -> Decider:
    """A decider with drawn strangers."""
    rebuild(gallery, KeptFaces(embedder))
    matcher = Matcher(snapshot_of(gallery, embedder.digest))
    return Decider(matcher, calibrate(matcher, drawn_strangers(DIGEST), share))


def drawn_strangers(digest: str) -> Strangers:
    """Strangers of all colours."""
    faces = normalise(np.random.default_rng(7).standard_normal((500, DIMENSIONS)).astype(np.float32))
    return Strangers(digest, (Crowd("drawn", faces),), {})


def stand_in_work() -> PeopleWork:
    """The window's way to the gallery, of the test's own home."""
    return PeopleWork(
        lambda _: FaceReader(ColourFinder(), ColourEmbedder(), good_quality),
        stand_in_decider,
        drawn_strangers,
    )


def draw_photo(path: Path, *colours: tuple[int, int, int], take: int = 0) -> Path:
    """A grey photo with a square of each colour, the first the largest; each `take` is darker elsewhere."""
    image = np.full((240, 320 + 120 * len(colours), 3), 128, np.uint8)
    for place, colour in enumerate(colours):
        side = 120 if place == 0 else 70
        left = 20 + place * 150
        image[40 : 40 + side, left : left + side] = colour
        down, right = 40 + take % 2 * side // 2, left + take // 2 % 2 * side // 2
        image[down : down + side // 2, right : right + side // 2] = np.array(colour) * 0.6
    write_image(path, image)
    return path
