"""The landmark network learns, and leaves as a file that answers alike. On drawn faces, in seconds."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from trainer.data.landmark_squares import COLUMNS, FACES, SIDE, Squares
from trainer.recipes.landmarks_settings import LandmarksSettings
from vision.assets import shipped_models_root
from vision.errors import DataUnusable
from vision.landmarks import LandmarkNetwork
from vision.opencv import cv2
from vision.sessions import open_model

pytestmark = [
    pytest.mark.needs_tensorflow,
    pytest.mark.timeout(400),  # TensorFlow alone takes a minute to import where the cores are busy
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
SETTINGS = LandmarksSettings(epochs=2, second_epochs=1, batch=32, rate=3e-3)


def drawn(count: int, seed: int) -> Squares:
    """Bright ovals with dark eyes are faces, noise is none."""
    random = np.random.default_rng(seed)
    pictures = random.integers(40, 90, (count, SIDE, SIDE, 3)).astype(np.uint8)
    faces = np.full((count, FACES, COLUMNS), np.nan, np.float32)
    positive = np.arange(count) % 2 == 0
    for number in np.flatnonzero(positive):
        cv2.ellipse(pictures[number], (60, 60), (16, 21), 0, 0, 360, (200, 210, 230), -1)
        points = np.array([(53, 54), (67, 54), (60, 62), (55, 70), (65, 70)])
        for x, y in points:
            cv2.circle(pictures[number], (int(x), int(y)), 2, (20, 20, 20), -1)
        faces[number, 0] = np.concatenate([[44, 39, 32, 42], points.ravel() + 0.5, [0.9]])
    return Squares(pictures, faces, positive, np.full(count, "drawn"))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A trained network in a run folder."""
    from trainer.fit.run_folder import RunFolder
    from trainer.recipes import landmarks
    from trainer.recipes.running import save_model

    folder = RunFolder(tmp_path_factory.mktemp("landmarks") / "run")
    folder.begin({"settings": SETTINGS.model_dump(mode="json")})
    squares, held_out = drawn(256, 1), drawn(64, 2)
    model, first = landmarks.train(squares, held_out, SETTINGS, folder.path / "first", lambda event: None)
    model, second = landmarks.train_again(
        model, squares, held_out, SETTINGS, folder.path / "second", lambda event: None
    )
    save_model(model, folder.model_path)
    views, targets = landmarks.validation_views(held_out, SETTINGS)
    figures = landmarks.view_figures(np.asarray(model.predict(views, verbose=0)), targets)
    folder.write_json("result.json", {"test": vars(figures), "best_epoch": second.best_epoch})
    return folder, model, figures, first


def test_it_learns(run):
    _, _, figures, first = run
    assert len(first.history) == 2
    assert figures.auc > 0.8
    assert figures.faces > 5
    assert figures.others > 5


def test_it_leaves_as_a_file_that_answers_alike(run, tmp_path):
    from trainer.recipes.landmarks_export import export_run

    folder, model, figures, _ = run
    published = export_run(folder, tmp_path / "landmarks", threshold=0.6)
    assert published.size_bytes < 1_000_000
    session = open_model(published.path, provider="cpu")
    network = LandmarkNetwork(session)
    assert network.bar == 0.6
    assert session.card.task == "landmarks"
    assert {metric.name for metric in session.card.metrics} == {"auc", "nme", "iou", "accuracy"}
    crops = np.random.default_rng(0).integers(0, 255, (3, 48, 48, 3)).astype(np.uint8)
    assert np.abs(session.run(crops) - model.predict(crops, verbose=0)).max() < 1e-4
    with np.load(tmp_path / "landmarks" / "golden.npz") as golden:
        assert np.abs(session.run(golden["crops"]) - golden["answers"]).max() < 1e-4
    shutil.copytree(shipped_models_root() / "smile", tmp_path / "smile")
    with pytest.raises(DataUnusable, match="is a model for 'smile'"):
        export_run(folder, tmp_path / "smile", threshold=0.6)
    assert figures.auc == pytest.approx(session.card.metrics[0].value)


def test_figures_of_right_answers_are_perfect():
    from trainer.data.landmark_views import BOX, FACE, POINTS
    from trainer.recipes.landmarks import validation_views, view_figures

    _, targets = validation_views(drawn(64, 3), SETTINGS)
    answers = np.column_stack([targets[:, FACE], targets[:, POINTS], targets[:, BOX]])
    figures = view_figures(answers, targets)
    assert figures.auc == 1.0
    assert figures.accuracy == 1.0
    assert figures.nme == pytest.approx(0.0, abs=1e-6)
    assert figures.iou == pytest.approx(1.0, abs=1e-5)
