"""Another embedding model: the pictures kept are enough."""

from __future__ import annotations

import numpy as np

from desktop.people.framing import KEPT, KeptFaces, kept_crops
from desktop.people.gallery import Gallery
from desktop.people.ready import snapshot_of
from desktop.people.rebuild import missing, rebuild
from tests.support.drawn_people import DIGEST, KeptEmbedder, drawn_face
from vision.alignment import FIVE_POINT_TEMPLATE_112
from vision.crops import CropSpec, crop_faces


def test_every_picture_gets_new_numbers_and_the_old_stay(gallery: Gallery) -> None:
    gallery.refuse(gallery.person("Bo").id, drawn_face(2, 9))
    embedder, steps = KeptEmbedder(), []
    assert missing(gallery, embedder.digest) == 8
    assert rebuild(gallery, embedder, progress=lambda done, total: steps.append((done, total)), batch=3) == 8
    assert steps == [(3, 8), (6, 8), (8, 8)]
    new, old = snapshot_of(gallery, embedder.digest), snapshot_of(gallery, DIGEST)
    assert (new.names, new.counts.tolist(), new.refused.shape[1]) == (old.names, old.counts.tolist(), 1)
    assert (new.columns[:, 0] == embedder.embed_kept(drawn_face(0, 0).crop_rgb)).all()


def test_a_second_time_costs_nothing(gallery: Gallery) -> None:
    rebuild(gallery, KeptEmbedder())
    again = KeptEmbedder()
    assert (rebuild(gallery, again), again.calls) == (0, 0)


def test_cancelled_between_pictures_and_taken_up_again(gallery: Gallery) -> None:
    embedder = KeptEmbedder()
    assert rebuild(gallery, embedder, cancelled=lambda: embedder.calls >= 4, batch=2) == 4
    assert missing(gallery, embedder.digest) == 3
    assert rebuild(gallery, embedder) == 3


class WholeCropEmbedder:
    """An embedder by the contract whose crops can be looked at."""

    digest, name = "c" * 64, "whole"

    def __init__(self, spec: CropSpec) -> None:
        self.spec = spec
        self.seen: list[np.ndarray] = []

    def crops(self, image_bgr: np.ndarray, boxes_px: np.ndarray, points_px: np.ndarray | None) -> np.ndarray:
        return crop_faces(image_bgr, boxes_px, self.spec, points_px)

    def embed(self, crops: np.ndarray) -> np.ndarray:
        self.seen.extend(crops)
        return np.ones((len(crops), 4), np.float32) / 2


def test_a_kept_crop_shows_a_model_what_the_picture_showed_it(astronaut_bgr: np.ndarray) -> None:
    points = (FIVE_POINT_TEMPLATE_112 * 0.9 + np.array([170, 70])).astype(np.float32)[None]
    boxes = np.array([[170, 70, 110, 110]], np.int32)
    embedder = WholeCropEmbedder(CropSpec(width=112, height=112, align="five_points"))
    direct = embedder.crops(astronaut_bgr, boxes, points)[0].astype(int)
    (kept,) = kept_crops(astronaut_bgr, boxes, points)
    assert kept.shape == (KEPT.height, KEPT.width, 3)
    KeptFaces(embedder).embed_kept(kept)
    assert np.abs(direct - embedder.seen[0].astype(int)).mean() < 1.0
