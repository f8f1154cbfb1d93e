"""Copies of the shipped smile model under other cards: other models, as far as the window can tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vision.assets import shipped_models_root
from vision.model_card import CARD_KEY

SHIPPED = shipped_models_root() / "smile" / "model.onnx"


def copied_model(target: Path, *, of: Path = SHIPPED, with_card: bool = True, **changes: Any) -> Path:
    """Writes the shipped smile model, or another, to `target`, with `changes` to its card or without."""
    onnx = pytest.importorskip("onnx", reason="onnx is not installed; the trainer extra brings it")
    model = onnx.load(of)
    (card,) = [entry for entry in model.metadata_props if entry.key == CARD_KEY]
    card.value = json.dumps({**json.loads(card.value), **changes})
    if not with_card:
        model.metadata_props.remove(card)
    target.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, target)
    return target
