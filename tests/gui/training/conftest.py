"""The training page in its window, and a folder to learn from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from desktop.ui.models.page import ModelsPage
from desktop.ui.pages import Page
from desktop.ui.training.page import TrainingPage
from tests.support import stand_in_trainer
from tests.support.model_copies import copied_model
from tests.support.training_page import PATIENCE_MS, Work
from vision.images import write_image


@pytest.fixture
def work(tmp_path: Path, monkeypatch) -> Work:
    """What stands behind the page, and the model file that a training makes."""
    model = copied_model(tmp_path / "ready" / "model.onnx", name="pets", task="pets", subject="picture")
    monkeypatch.setenv("STAND_IN_MODEL", str(model))
    return Work()


@pytest.fixture
def open_page(open_window, session_of, program, qtbot, work: Work):
    """Opens the page in its window, looked for the trainer."""

    def open_one(found: bool = True) -> TrainingPage:
        sessions = len(program.sessions)
        window = open_window(
            "demo",
            pages=lambda c: [
                Page("training", "Training", "T", "training", lambda: TrainingPage(c, work)),
                Page("models", "Models", "M", "models", lambda: ModelsPage(c)),
            ],
        )
        session_of(sessions + 1)
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        page = window.shell.page("training")
        qtbot.waitUntil(lambda: page._looking is not found, timeout=PATIENCE_MS)
        return page

    return open_one


@pytest.fixture
def page(open_page) -> TrainingPage:
    """The page with a trainer."""
    return open_page()


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """A folder with two classes."""
    for label in stand_in_trainer.LABELS:
        for number in range(2):
            write_image(tmp_path / "pets" / label / f"{number}.png", np.full((32, 32, 3), 90, np.uint8))
    return tmp_path / "pets"
