"""Every shipped model is told in plain words and in the user's language."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.models.shelf import ShelfModel
from desktop.ui.models import shipped_words
from desktop.ui.models.model_words import model_view
from vision.assets import shipped_models_root
from vision.sessions import read_card

MODELS = sorted(shipped_models_root().glob("*/model.onnx"))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.parent.name)
def test_what_a_shipped_model_is_stands_on_the_page(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped_words, "translate", lambda context, text: f"<{text}>")
    card, name = read_card(model), model.parent.name
    shelved = ShelfModel(name, card.task, "shipped", "a" * 64, 9, name, "", model, card)
    assert model_view(shelved, ()).description.startswith("<"), "a model ships that has no plain words"
