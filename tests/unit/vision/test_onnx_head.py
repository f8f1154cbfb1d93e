"""The head of a model file, read without ONNX Runtime: the same card, and no guess about what is broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vision import sessions
from vision.assets import shipped_models_root
from vision.errors import ModelRefused
from vision.onnx_head import read_head, same_network
from vision.onnx_runtime import ort
from vision.sessions import listed_card, read_card

ModelMaker = Callable[..., Path]
MakeCard = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    "path", sorted(shipped_models_root().glob("*/model.onnx")), ids=lambda p: p.parent.name
)
def test_the_head_says_what_onnx_runtime_says(path: Path) -> None:
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    head = read_head(path)
    assert head is not None
    for own, its in ((head.inputs, session.get_inputs()), (head.outputs, session.get_outputs())):
        assert [(port.name, port.type) for port in own] == [(port.name, port.type) for port in its]
        assert [list(port.shape)[1:] for port in own] == [port.shape[1:] for port in its]
        assert all(port.shape[0] is None for port in own)
    assert head.metadata == session.get_modelmeta().custom_metadata_map


def test_a_list_of_models_opens_none(
    model_file: ModelMaker, make_card: MakeCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = model_file(card=make_card())
    whole = read_card(path)
    monkeypatch.setattr(sessions, "_open_session", None)
    assert listed_card(path) == whole


@pytest.mark.parametrize("content", [b"", b"no model", bytes(500), b"\x08\x09", b"\x3a\xff\xff\xff\x7fabc"])
def test_what_is_no_model_has_no_head_and_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    head = read_head(path)
    assert head is None or not head.metadata
    with pytest.raises(ModelRefused):
        listed_card(path)


def test_a_file_cut_short_anywhere_is_refused(model_file: ModelMaker, make_card: MakeCard) -> None:
    path = model_file(card=make_card())
    whole = path.read_bytes()
    for length in range(1, len(whole), 53):
        path.write_bytes(whole[:length])
        with pytest.raises(ModelRefused):
            listed_card(path)


def test_a_card_that_disagrees_is_refused_with_the_field(model_file: ModelMaker, make_card: MakeCard) -> None:
    with pytest.raises(ModelRefused) as refused:
        listed_card(model_file(card=make_card(), side=16))
    assert refused.value.field == "input"


def test_no_file_is_refused(tmp_path: Path) -> None:
    for name in ("nowhere.onnx", "."):
        with pytest.raises(ModelRefused):
            listed_card(tmp_path / name)


def test_networks_are_compared_without_their_cards(model_file: ModelMaker, make_card: MakeCard) -> None:
    one = model_file(card=make_card()).read_bytes()
    reworded = model_file(card=make_card(description="Said in other words.")).read_bytes()
    other = model_file(card=make_card(), side=16).read_bytes()
    assert one != reworded
    assert same_network(one, reworded)
    assert not same_network(one, other)
    assert not same_network(one, one[:-40])
