"""Which models are at hand: order of the roots, one a name, and why others are not used."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vision.errors import ModelRefused
from vision.model_store import ModelStore

ModelMaker = Callable[..., Path]
MakeCard = Callable[..., dict[str, Any]]
Put = Callable[..., Path]


@pytest.fixture
def put(model_file: ModelMaker, make_card: MakeCard, tmp_path: Path) -> Put:
    """Puts a model for `task` into a folder of a root."""

    def into(root: str, folder: str, task: str = "smile", version: str = "1", subject: str = "face") -> Path:
        card = make_card(task=task, version=version, subject=subject)
        return model_file(tmp_path / root / folder / "model.onnx", card=card)

    return into


def test_roots_in_their_order_and_names_in_theirs(put: Put, tmp_path: Path) -> None:
    for root, folder in (("mine", "b"), ("mine", "a"), ("shipped", "0")):
        put(root, folder)
    store = ModelStore([tmp_path / "mine", tmp_path / "nowhere", tmp_path / "shipped"])
    assert [model.name for model in store.installed()] == ["a", "b", "0"]
    first = store.installed()[0]
    assert first.path == tmp_path / "mine" / "a" / "model.onnx"
    assert first.digest == hashlib.sha256(first.path.read_bytes()).hexdigest()
    assert first.card.task == first.task == "smile"


def test_of_two_with_one_name_the_first_root_counts(put: Put, tmp_path: Path) -> None:
    put("shipped", "smile", version="old")
    put("mine", "smile", version="new")
    for roots, version in ((["mine", "shipped"], "new"), (["shipped", "mine"], "old")):
        store = ModelStore([tmp_path / root for root in roots])
        assert [model.card.version for model in store.installed()] == [version]
        assert store.refused() == []


def test_a_refused_model_is_told_and_the_next_root_steps_in(put: Put, tmp_path: Path) -> None:
    put("shipped", "smile")
    broken = tmp_path / "mine" / "smile" / "model.onnx"
    broken.parent.mkdir(parents=True)
    broken.write_text("no model")
    (tmp_path / "mine" / "folder" / "model.onnx").mkdir(parents=True)
    (tmp_path / "mine" / "empty").mkdir()
    store = ModelStore([tmp_path / "mine", tmp_path / "shipped"])
    refused = store.refused()
    assert all(isinstance(error, ModelRefused) for error in refused)
    assert [Path(error.path).parent.name for error in refused if isinstance(error, ModelRefused)] == [
        "folder",
        "smile",
    ]
    found = store.for_task("smile")
    assert found is not None
    assert found.path.is_relative_to(tmp_path / "shipped")


def test_for_a_task_the_model_named_like_it(put: Put, tmp_path: Path) -> None:
    put("mine", "another")
    put("mine", "mood-a", task="mood")
    put("mine", "mood-b", task="mood")
    put("shipped", "smile")
    store = ModelStore([tmp_path / "mine", tmp_path / "shipped"])
    chosen = {task: store.for_task(task) for task in ("smile", "mood", "age")}
    assert {task: model and model.name for task, model in chosen.items()} == {
        "smile": "smile", "mood": "mood-a", "age": None,
    }  # fmt: skip
    assert store.tasks() == ["mood", "smile"]


def test_models_of_whole_pictures_are_at_hand_but_answer_no_task(put: Put, tmp_path: Path) -> None:
    put("mine", "dogs", task="breed", subject="picture")
    put("mine", "smile")
    store = ModelStore([tmp_path / "mine"])
    assert [model.name for model in store.installed()] == ["dogs", "smile"]
    assert store.for_task("breed") is None
    assert store.tasks() == ["smile"]


def test_what_is_put_there_later_is_seen_after_a_refresh(put: Put, tmp_path: Path) -> None:
    store = ModelStore([tmp_path / "mine"])
    assert store.installed() == []
    path = put("mine", "smile")
    assert store.installed() == []
    store.refresh()
    assert [model.path for model in store.installed()] == [path]
    store.installed().clear()
    assert len(store.installed()) == 1


def test_no_roots() -> None:
    store = ModelStore([])
    assert (store.installed(), store.refused(), store.tasks(), store.for_task("smile")) == ([], [], [], None)
