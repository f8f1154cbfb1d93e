"""Every shipped model's card is told in plain words and in the user's language."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.ui.models import shipped_words
from vision.assets import shipped_models_root
from vision.sessions import read_card

MODELS = sorted(shipped_models_root().glob("*/model.onnx"))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.parent.name)
def test_what_a_shipped_card_says_is_known(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    description = read_card(model).description
    monkeypatch.setattr(shipped_words, "translate", lambda context, text: f"<{text}>")
    assert shipped_words.card_words(description).startswith("<"), "the card begins otherwise now"


def test_the_card_of_ones_own_model_stays_as_it_is() -> None:
    assert shipped_words.card_words("Cats or dogs.") == "Cats or dogs."
