"""A live session and its names: a changed gallery counts at once, also in a picture that stands still."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.engine.identity import Identity
from desktop.engine.pipeline import Pipeline
from desktop.engine.sources.photos import PhotoSource
from desktop.people.calibration import Bar
from desktop.people.decision import Decider
from desktop.people.gallery import Gallery
from desktop.people.reading import FaceReader
from tests.support.fake_engine import FakeClip, told
from tests.support.stand_in_people import (
    ORANGE,
    ColourEmbedder,
    ColourFinder,
    draw_photo,
    good_quality,
    stand_in_decider,
)
from tests.support.watcher import Start, settled
from vision.images import read_image

BOX = (20, 40, 120, 120)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return draw_photo(tmp_path / "photos" / "1.png", ORANGE)


@pytest.fixture
def deciders(tmp_path: Path, photo: Path) -> tuple[Decider, Decider]:
    """Of a gallery before and after the photo's face was enrolled."""
    reader = FaceReader(ColourFinder(), ColourEmbedder(), good_quality)
    with Gallery(tmp_path / "gallery") as gallery:
        empty = stand_in_decider(gallery, reader.embedder, 0.01)
        image = read_image(photo)
        gallery.enrol("Ann", reader.new_faces(image, reader.faces(image)))
        return empty, stand_in_decider(gallery, reader.embedder, 0.01)


def pipeline(decider: Decider, embedder: ColourEmbedder | None = None) -> Pipeline:
    identity = Identity(embedder or ColourEmbedder(), decider, good_quality, live=True)
    return Pipeline(told(BOX), [], identity=identity)


def name_in(view) -> str | None:
    return view.analysis.faces[0].answers["identity"].label


def test_a_photo_on_screen_gets_its_name_when_the_face_is_enrolled(start: Start, photo, deciders) -> None:
    empty, known = deciders
    seen = start(PhotoSource(photo.parent), pipeline(empty))
    seen.wait_for_views(1)
    assert name_in(seen.views[0]) is None
    assert seen.session is not None
    seen.session.use_names(known)
    seen.wait_for_views(2)
    assert name_in(seen.views[1]) == "Ann"
    assert seen.indices == [0, 0]


def test_names_by_another_model_are_left_alone(start: Start, photo, deciders) -> None:
    class Other(ColourEmbedder):
        digest = "d" * 64

    empty, known = deciders
    seen = start(PhotoSource(photo.parent), pipeline(empty, Other()))
    seen.wait_for_views(1)
    assert seen.session is not None
    seen.session.use_names(known)
    seen.quiet_for(0.1)


def test_a_bar_in_haste_stands_in_until_the_right_one_comes(start: Start, photo, deciders) -> None:
    _, known = deciders
    hasty = Decider(known.matcher, Bar(0.01, 0.99, 0.999, is_cautious=True))
    seen = start(PhotoSource(photo.parent), pipeline(hasty))
    seen.wait_for_views(1)
    assert seen.session is not None
    assert seen.session.names_stand_in
    seen.session.use_names(known)
    assert not seen.session.names_stand_in


def test_what_was_gathered_of_a_track_is_given_by_its_number(start: Start, deciders) -> None:
    _, known = deciders
    seen = start(FakeClip(), pipeline(known))
    seen.wait(lambda: any(view.analysis.faces for view in seen.views))
    assert seen.session is not None
    seen.session.pause()
    assert settled(seen)
    number = next(view for view in reversed(seen.views) if view.analysis.faces).analysis.faces[0].track
    assert number is not None
    assert seen.session.evidence_of(number) is not None
    assert seen.session.evidence_of(number + 99) is None
