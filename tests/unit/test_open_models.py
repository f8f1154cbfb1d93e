"""Models are opened once for each file and provider; a chosen one answers instead of the usual one."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.app import EngineOptions, build_pipeline
from desktop.folders import data_dir
from desktop.open_models import open_kept
from tests.support.model_copies import SHIPPED, copied_model
from vision.errors import ProviderUnavailable
from vision.model_store import ModelStore
from vision.sessions import sha256_of


def test_the_same_file_is_opened_once_for_each_number_of_threads() -> None:
    (smile,) = (model for model in ModelStore([SHIPPED.parents[1]]).installed() if model.task == "smile")
    first = open_kept(smile, provider="cpu")
    assert open_kept(smile, provider="cpu") is first
    assert open_kept(smile, provider="cpu", threads=2) is not first
    with pytest.raises(ProviderUnavailable):
        open_kept(smile, provider="coreml")


def test_a_file_that_was_replaced_is_another_model(tmp_path: Path) -> None:
    path = copied_model(tmp_path / "smile" / "model.onnx", version="1")
    (before,) = ModelStore([tmp_path]).installed()
    session = open_kept(before, provider="cpu")
    copied_model(path, version="2")
    (after,) = ModelStore([tmp_path]).installed()
    assert open_kept(after, provider="cpu") is not session
    assert open_kept(after, provider="cpu").card.version == "2"


def test_the_chosen_model_answers(app_dirs: Path) -> None:
    mine = copied_model(data_dir() / "models" / "mine" / "model.onnx", name="mine")
    for chosen, path in (({}, SHIPPED), ({"smile": sha256_of(mine)}, mine), ({"smile": "0" * 64}, SHIPPED)):
        pipeline = build_pipeline(EngineOptions(tasks=["smile"], provider="cpu", chosen=chosen))
        (recogniser,) = pipeline.recognisers
        assert recogniser.session.path == path
