"""Embedding models: rows of length 1, the mirror's mean, which one is the default, and what is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vision.embedders import Embedder, embedder_by_name, embedding_models
from vision.errors import FacetError, ModelMissing, ModelRefused
from vision.geometry import as_boxes
from vision.model_store import ModelStore
from vision.sessions import open_model

ModelMaker = Callable[..., Path]
MakeCard = Callable[..., dict[str, Any]]
Put = Callable[..., Path]


@pytest.fixture
def put(model_file: ModelMaker, make_card: MakeCard, tmp_path: Path) -> Put:
    """Puts a model that answers a crop's mean red, green and blue."""

    def into(name: str, kind: str = "embedding", **changes: Any) -> Path:
        output = {"kind": kind, "size": 3, "labels": [] if kind == "embedding" else ["r", "g", "b"]}
        card = make_card(task="identity", name=name, output=output, **changes)
        return model_file(tmp_path / name / "model.onnx", card=card, kind=kind)

    return into


def test_rows_have_length_one_and_the_order_of_the_crops(put: Put) -> None:
    path = put("facet-id")
    embedder = Embedder(open_model(path, provider="cpu"))
    picture = np.zeros((40, 80, 3), np.uint8)
    picture[:, :40], picture[:, 40:] = (0, 0, 250), (100, 0, 0)
    crops = embedder.crops(picture, as_boxes([(40, 0, 40, 40), (0, 0, 40, 40)]))
    assert crops.shape == (2, 8, 8, 3)
    assert embedder.embed(crops) == pytest.approx(np.array([[0, 0, 1], [1, 0, 0]]), abs=1e-6)
    assert embedder.embed(crops[:0]).shape == (0, 3)
    assert embedder.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (embedder.name, embedder.size) == ("facet-id", 3)


def test_the_mirror_image_is_averaged_in(put: Put) -> None:
    """The mean of a crop's colours is its mirror image's: the mean of both is the same again."""
    embedder = Embedder(open_model(put("facet-id"), provider="cpu"))
    crops = np.random.default_rng(0).integers(0, 256, (3, 8, 8, 3), np.uint8)
    assert embedder.embed(crops, mirrored=True) == pytest.approx(embedder.embed(crops), abs=1e-6)


def test_a_derived_model_goes_by_the_published_files_digest(put: Put) -> None:
    path = put("sface", versions={"published sha256": "f" * 64})
    assert Embedder(open_model(path, provider="cpu")).digest == "f" * 64


def test_the_default_is_the_first_that_is_there(put: Put, tmp_path: Path) -> None:
    for name in ("mine", "facet-id", "sface"):
        put(name)
        assert embedder_by_name(ModelStore([tmp_path])).name == name
    put("smile", kind="softmax")
    store = ModelStore([tmp_path])
    assert sorted(embedding_models(store)) == ["facet-id", "mine", "sface"]
    assert embedder_by_name(store, "mine").name == "mine"
    with pytest.raises(FacetError, match=r"no model 'smile' to tell people apart.*sface, facet-id, mine"):
        embedder_by_name(store, "smile")


@pytest.mark.parametrize("name", [None, "sface", "facet-id"])
def test_none_at_hand_says_what_brings_one(tmp_path: Path, name: str | None) -> None:
    with pytest.raises(ModelMissing, match="facet models pull sface"):
        embedder_by_name(ModelStore([tmp_path]), name)


def test_another_kind_of_model_is_refused(put: Put) -> None:
    with pytest.raises(ModelRefused, match="no embedding: softmax"):
        Embedder(open_model(put("smile", kind="softmax"), provider="cpu"))


def test_it_is_said_when_the_own_model_stands_in(put: Put, tmp_path: Path, caplog: Any) -> None:
    put("facet-id")
    assert embedder_by_name(ModelStore([tmp_path])).name == "facet-id"
    assert "facet models pull sface" in caplog.text
    caplog.clear()
    embedder_by_name(ModelStore([tmp_path]), "facet-id")
    put("sface")
    assert embedder_by_name(ModelStore([tmp_path])).name == "sface"
    assert not caplog.records
