"""The embedding network learns its teacher's answers, and leaves as a file that answers alike."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from trainer.data.facet_id_faces import Faces
from trainer.recipes.facet_id_settings import FacetIdSettings
from vision.assets import shipped_models_root
from vision.embedders import Embedder, embedder_by_name
from vision.errors import DataUnusable
from vision.model_store import ModelStore
from vision.sessions import open_model

pytestmark = [
    pytest.mark.needs_tensorflow,
    pytest.mark.timeout(400),  # TensorFlow alone takes a minute to import where the cores are busy
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
SETTINGS = FacetIdSettings(stem=4, stages=(4, 4, 8), pairs=(0, 0, 1), epochs=8, batch=8, rate=1e-2)


def faces(count: int, seed: int) -> Faces:
    """Plain pictures in colours; the teacher tells the colours."""
    random = np.random.default_rng(seed)
    kinds = np.arange(count) % 4
    colours = np.array([(220, 30, 30), (30, 220, 30), (30, 30, 220), (200, 200, 40)], np.uint8)
    crops = np.broadcast_to(colours[kinds][:, None, None], (count, 112, 112, 3)).copy()
    crops[:, ::2] = crops[:, ::2] // 2
    crops += random.integers(0, 20, crops.shape).astype(np.uint8)
    taught = np.eye(128, dtype=np.float32)[kinds]
    return Faces(crops, taught, np.full(count, "utkface"), np.array([f"person {k}" for k in kinds]))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A trained network in a run folder."""
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes import facet_id
    from trainer.recipes.running import save_model

    folder = RunFolder(tmp_path_factory.mktemp("facet-id") / "run")
    folder.begin({"settings": SETTINGS.model_dump(mode="json")})
    learned, held_out = faces(32, 1), faces(16, 2)
    model = facet_id.begin(SETTINGS)
    before = facet_id.face_figures(facet_id.embeddings_of(model, held_out.crops), held_out)
    fitted = facet_id.train(
        model, learned, np.arange(32), held_out, SETTINGS, folder.path, lambda event: None
    )
    save_model(model, folder.model_path)
    after = facet_id.face_figures(facet_id.embeddings_of(model, held_out.crops), held_out)
    figures = {"validation": vars(after), "faces": {"utkface": 32}}
    folder.write_json("result.json", figures | {"best_epoch": fitted.best_epoch})
    return folder, model, before, after, fitted


def test_it_learns_what_the_teacher_says(run):
    _, _, before, after, fitted = run
    assert len(fitted.history) == 8
    assert after.cosine > before.cosine + 0.05
    assert after.faces == 16


def test_it_leaves_as_an_embedder_that_answers_alike(run, tmp_path):
    from trainer.recipes.facet_id_export import export_run

    folder, model, _, after, _ = run
    published = export_run(folder, tmp_path / "facet-id")
    embedder = embedder_by_name(ModelStore([tmp_path]), provider="cpu")
    assert (embedder.name, embedder.size) == ("facet-id", 128)
    assert embedder.session.card.crop.align == "five_points"
    assert embedder.session.card.metrics[0].value == pytest.approx(after.cosine)
    crops = np.random.default_rng(0).integers(0, 255, (3, 112, 112, 3)).astype(np.uint8)
    answered = Embedder(open_model(published.path, provider="cpu")).embed(crops)
    assert np.abs(answered - model.predict(crops, verbose=0)).max() < 1e-4
    assert np.allclose((answered**2).sum(axis=1), 1, atol=1e-5)
    with np.load(tmp_path / "facet-id" / "golden.npz") as golden:
        assert np.abs(embedder.session.run(golden["crops"]) - golden["answers"]).max() < 1e-4
    shutil.copytree(shipped_models_root() / "smile", tmp_path / "smile")
    with pytest.raises(DataUnusable, match="is a model for 'smile'"):
        export_run(folder, tmp_path / "smile")


def test_figures_of_the_teachers_own_answers_are_perfect():
    from trainer.recipes.facet_id import face_figures

    held_out = faces(24, 3)
    figures = face_figures(held_out.taught, held_out)
    assert figures.cosine == pytest.approx(1)
    assert figures.same == 1
    assert figures.pairs == 4 * 15
