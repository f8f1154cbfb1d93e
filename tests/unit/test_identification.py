"""Who is named by which model: the wanted one, and one that knows everyone while the wanted one does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop import identification
from desktop.app import build_pipeline, engine_options
from desktop.folders import pulled_models_dir
from desktop.identification import IdentityOptions, face_reader, own_identity
from desktop.people.gallery import Gallery
from desktop.settings import Settings
from tests.support.pulled_models import pulled_root
from vision.assets import shipped_models_root
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


@pytest.mark.parametrize(("wanted", "used"), [("auto", "sface"), ("facet-id", "facet-id"), ("gone", "sface")])
def test_the_settings_choose(store: ModelStore, wanted: str, used: str) -> None:
    pipeline = build_pipeline(engine_options(Settings(identity_model=wanted), live=True))
    try:
        assert pipeline.identity is not None
        assert pipeline.identity.embedder.name == used
    finally:
        pipeline.close()
