"""The embedding network is begun from its teacher, learns, and leaves as a file that answers alike."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.data.facet_id_faces import Faces
from trainer.recipes.facet_id_settings import FacetIdSettings
from vision.embedders import Embedder, embedder_by_name
from vision.model_store import ModelStore
from vision.sessions import open_model

pytestmark = [
    pytest.mark.needs_tensorflow,
    pytest.mark.timeout(400),  # TensorFlow alone takes a minute to import where the cores are busy
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
SMALL = (8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8)
SETTINGS = FacetIdSettings(
    stem=8, blocks=SMALL, narrow=4, thinned_on=0, frozen_blocks=10, epochs=2, batch=8, rate=3e-3
)


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
    model = facet_id.begin(SETTINGS, None, learned.crops, lambda words: None)
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
    assert len(fitted.history) == 2
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


def test_frozen_blocks_do_not_learn(run):
    from trainer.recipes.facet_id import freeze

    _, model, *_ = run
    freeze(model, 2)
    learning = {layer.name for layer in model.layers if layer.trainable and layer.weights}
    freeze(model, 0)
    assert not {"stem", "stem_prelu", "deep_2", "point_2", "point_2_prelu"} & learning
    assert {"deep_3", "point_3", "deep_12", "point_12_prelu", "embedding"} <= learning


def test_figures_of_the_teachers_own_answers_are_perfect():
    from trainer.recipes.facet_id import face_figures

    held_out = faces(24, 3)
    figures = face_figures(held_out.taught, held_out)
    assert figures.cosine == pytest.approx(1)
    assert figures.same == 1
    assert figures.pairs == 4 * 15


def test_channels_that_say_nothing_new_are_dropped():
    from trainer.models.facet_id_thinning import chosen_channels, fitted, narrowed

    random = np.random.default_rng(1)
    told = random.standard_normal((500, 3))
    rows = np.column_stack([told[:, 0], told[:, 0] * 2, told[:, 1], told[:, 2] * 1e-3, told[:, 2]])
    covariance = np.cov(rows.T)
    outgoing = random.standard_normal((5, 4))
    chosen = chosen_channels(covariance, outgoing, 3).tolist()
    assert len({0, 1} & set(chosen)) == 1
    assert {2, 4} <= set(chosen)
    matrix, bias, missed = fitted(rows[:, chosen], rows @ outgoing + 1)
    assert missed < 1e-3
    assert np.abs(rows[:, chosen] @ matrix + bias - rows @ outgoing - 1).max() < 0.05
    last = random.standard_normal((6, 5, 1)) * np.ones((6, 5, 2))
    last[:, 3:] = 0
    first, rest = narrowed(last, np.eye(5), 3)
    assert np.abs(np.einsum("cr,prk->pck", first, rest) - last).max() < 1e-9


def test_the_teachers_weights_answer_as_its_file_does():
    from tests.support.pulled_models import pulled_root
    from trainer.models.facet_id_net import TEACHER_SHAPE, build
    from trainer.models.facet_id_teacher import put_teacher, teacher_weights

    path = pulled_root("sface/model.onnx") / "sface" / "model.onnx"
    model = build(TEACHER_SHAPE)
    put_teacher(model, teacher_weights(path))
    crops = faces(2, 1).crops
    expected = Embedder(open_model(path, provider="cpu")).embed(crops)
    assert np.abs(model.predict(crops, verbose=0) - expected).max() < 1e-4
