"""Photos whose names follow a gallery that has changed, without being read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.identity import Identity
from desktop.people.decision import Decider
from desktop.people.gallery import Gallery
from desktop.photos.naming import named_again
from desktop.photos.reading import PhotoResult
from tests.support.stand_in_people import (
    GREEN,
    ORANGE,
    ColourEmbedder,
    ColourFinder,
    draw_photo,
    good_quality,
    stand_in_decider,
    stand_in_work,
)
from vision.images import read_image


@pytest.fixture
def gallery(tmp_path: Path):
    """Nobody is enrolled yet."""
    with Gallery(tmp_path / "gallery") as gallery:
        yield gallery


def decider_of(gallery: Gallery) -> Decider:
    return stand_in_decider(gallery, ColourEmbedder(), 0.01)


def photo_of(path: Path, decider: Decider) -> PhotoResult:
    identity = Identity(ColourEmbedder(), decider, good_quality, live=False, decides_again=True)
    image = read_image(path)
    found = ColourFinder().find(image)
    faces = tuple(
        FaceAnalysis(None, tuple(map(int, box)), {"identity": who})
        for box, who in zip(
            found.boxes_px, identity.answers(image, found.boxes_px, found.points_px), strict=True
        )
    )
    return PhotoResult(path, FrameAnalysis(path.name, 0, 0.0, image.shape[1::-1], faces, {}))


def enrol(gallery: Gallery, name: str, path: Path) -> None:
    reader = stand_in_work().reader()
    image = read_image(path)
    gallery.enrol(name, reader.new_faces(image, reader.faces(image), source=path.name))


def test_the_first_name_reaches_photos_that_were_read_before(gallery: Gallery, tmp_path: Path) -> None:
    paths = [draw_photo(tmp_path / "one.png", ORANGE), draw_photo(tmp_path / "two.png", GREEN)]
    photos = [photo_of(path, decider_of(gallery)) for path in paths]
    enrol(gallery, "Ann", paths[0])
    again, other = named_again(photos, decider_of(gallery))
    assert (again.path, other.path) == (paths[0], paths[1])
    assert other.analysis is not None
    assert other.analysis.faces[0].answers["identity"].reason == "not like Ann enough"
    assert again.analysis is not None
    assert again.analysis.faces[0].answers["identity"].label == "Ann"
    assert named_again([again], decider_of(gallery)) == []
    (ann,) = gallery.people()
    gallery.erase(ann.id)
    (nobody,) = named_again([again], decider_of(gallery))
    assert nobody.analysis is not None
    assert nobody.analysis.faces[0].answers["identity"].label is None


class OtherEmbedder(ColourEmbedder):
    """The same colours as other numbers."""

    digest = "d" * 64

    def embed(self, crops: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(super().embed(crops)[:, ::-1])


def test_numbers_of_another_model_are_left_alone_where_it_is_not_here(
    gallery: Gallery, tmp_path: Path
) -> None:
    path = draw_photo(tmp_path / "one.png", ORANGE)
    photo = photo_of(path, decider_of(gallery))
    enrol(gallery, "Ann", path)
    other = stand_in_decider(gallery, OtherEmbedder(), 0.01)
    assert named_again([photo, PhotoResult(path, problem="gone")], other) == []


def test_another_model_looks_again_at_the_faces_of_photos(gallery: Gallery, tmp_path: Path) -> None:
    path = draw_photo(tmp_path / "one.png", ORANGE)
    photo = photo_of(path, decider_of(gallery))
    enrol(gallery, "Ann", path)
    other = stand_in_decider(gallery, OtherEmbedder(), 0.01)
    (again,) = named_again([photo], other, OtherEmbedder())
    assert again.analysis is not None
    who = again.analysis.faces[0].answers["identity"]
    assert who.label == "Ann"
    assert who.score > 0.98, "as the picture that was enrolled"  # type: ignore[attr-defined]
    assert named_again([again], other, OtherEmbedder()) == []
    gone = PhotoResult(tmp_path / "gone.png", photo.analysis)
    assert named_again([gone], other, OtherEmbedder()) == []
