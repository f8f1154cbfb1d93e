"""Who is named by which model: the wanted one, and one that knows everyone while the wanted one does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop import identification
from desktop.app import build_pipeline, engine_options
from desktop.folders import pulled_models_dir
from desktop.identification import (
    IdentityOptions,
    decider_for,
    face_reader,
    make_ready,
    own_identity,
)
from desktop.people.decision import Decider
from desktop.people.framing import FaceEmbedder
from desktop.people.gallery import Gallery
from desktop.people.prepared import is_prepared
from desktop.settings import Settings
from desktop.ui.people.roster import Reading
from desktop.ui.people.work import PeopleWork
from tests.support.pulled_models import pulled_root
from vision.assets import shipped_models_root
from vision.embedders import Embedder, embedder_by_name
from vision.model_store import ModelStore


@pytest.fixture
def store() -> ModelStore:
    """SFace beside the shipped models, in the test's own cache."""
    found = pulled_root("sface/model.onnx") / "sface"
    pulled_models_dir().mkdir(parents=True, exist_ok=True)
    (pulled_models_dir() / "sface").symlink_to(found, target_is_directory=True)
    return ModelStore([shipped_models_root(), pulled_models_dir()])


@pytest.fixture
def options(store: ModelStore, astronaut_bgr: np.ndarray, tmp_path: Path) -> IdentityOptions:
    """A gallery that facet-id has seen, and SFace has not."""
    reader = face_reader(store, IdentityOptions(model="facet-id"))
    with Gallery(tmp_path / "gallery") as gallery:
        faces = reader.faces(astronaut_bgr)[:1]
        gallery.enrol("Eileen", reader.new_faces(astronaut_bgr, faces))
    return IdentityOptions(tmp_path / "gallery", model="sface")


def test_few_pictures_are_looked_at_at_once(store: ModelStore, options: IdentityOptions) -> None:
    identity = own_identity(store, options, live=True)
    assert identity is not None
    assert (identity.embedder.name, identity.stands_in) == ("sface", False)
    assert identity.decider.matcher.snapshot.names == ("Eileen",)


def test_a_model_that_knows_everyone_stands_in_where_many_are_to_be_looked_at(
    store: ModelStore, options: IdentityOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identification, "_AT_ONCE", 0)
    identity = own_identity(store, options, live=True)
    assert identity is not None
    assert (identity.embedder.name, identity.stands_in) == ("facet-id", True)
    assert identity.decider.matcher.snapshot.names == ("Eileen",)


@pytest.fixture
def large(store: ModelStore, options: IdentityOptions, monkeypatch: pytest.MonkeyPatch) -> Embedder:
    """The gallery counts as a large one, of which nothing was kept; the model that has seen it."""
    monkeypatch.setattr("desktop.people.prepared.KEPT_FROM", 1)
    monkeypatch.setattr("desktop.people.kept_tops._QUICKLY", 0)
    return embedder_by_name(store, "facet-id")


def test_a_large_gallery_gives_names_at_once_and_never_too_easily(
    store: ModelStore, options: IdentityOptions, large: Embedder
) -> None:
    wanted = replace(options, model="facet-id")
    hasty = own_identity(store, wanted, live=True)
    assert hasty is not None
    assert hasty.decider.bar.is_cautious
    photos = own_identity(store, wanted, live=False)
    assert photos is not None
    right = photos.decider.bar
    assert not right.is_cautious, "what is exported is by the right bar alone"
    assert right.threshold < hasty.decider.bar.threshold
    with Gallery(options.gallery or Path()) as gallery:
        assert is_prepared(gallery.database, large.digest)
    again = own_identity(store, wanted, live=True)
    assert again is not None
    assert again.decider.bar == right


def test_what_a_large_gallery_keeps_can_be_made_beforehand(options: IdentityOptions, large: Embedder) -> None:
    with Gallery(options.gallery or Path()) as gallery:
        assert not is_prepared(gallery.database, large.digest)
        make_ready(gallery)
        assert is_prepared(gallery.database, large.digest)
        assert not decider_for(gallery, large, at_once=True).bar.is_cautious


def test_the_window_makes_it_beside_its_other_work(
    options: IdentityOptions, large: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identification, "gallery_folder", lambda _=None: options.gallery)
    work = PeopleWork()
    work.wanted = Reading(model="facet-id")
    free: list[bool] = []
    make = work._make_decider

    def watched(gallery: Gallery, embedder: FaceEmbedder, share: float) -> Decider:
        free.append(not work._turn._is_owned())  # type: ignore[attr-defined]
        return make(gallery, embedder, share)

    work._make_decider = watched
    try:
        for _ in range(2):
            names = work.renew(0.01, lambda *_: None, lambda: False)
            assert names is not None
            assert not names.decider.bar.is_cautious
    finally:
        work.close()
    assert free == [True, False, False], "what takes long hinders no other call"


@pytest.mark.parametrize(("wanted", "used"), [("auto", "sface"), ("facet-id", "facet-id"), ("gone", "sface")])
def test_the_settings_choose(store: ModelStore, wanted: str, used: str) -> None:
    pipeline = build_pipeline(engine_options(Settings(identity_model=wanted), live=True))
    try:
        assert pipeline.identity is not None
        assert pipeline.identity.embedder.name == used
    finally:
        pipeline.close()
