"""A network made elsewhere gets its card: fed as it expects, or refused with what it would have to be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.models.card_writing import CardDraft, CardUnfit, Trial, import_with_card, try_card
from desktop.models.foreign import ForeignNetwork, NetworkUnfit, look_at
from tests.support.foreign_network import COLOURS, foreign_network
from vision.model_store import ModelStore

DRAFT = CardDraft("Colours", "colour", COLOURS, "MIT", origin="a test", width=16, height=16)
NOBODY = np.zeros((0, 4), np.int32)


def picture(colour: str) -> np.ndarray:
    """A picture of that colour, BGR."""
    bgr = {"red": (0, 0, 250), "green": (0, 250, 0), "blue": (250, 0, 0)}[colour]
    return np.full((40, 60, 3), bgr, np.uint8)


def tried(network: ForeignNetwork, draft: CardDraft, folder: Path, colour: str = "red") -> Trial:
    return try_card(network, draft, picture(colour), folder, lambda _: NOBODY)


@pytest.mark.parametrize("layout", ["nchw", "nhwc"])
@pytest.mark.parametrize("colour", COLOURS)
def test_floats_in_either_layout_are_fed_from_bytes(tmp_path: Path, layout: str, colour: str) -> None:
    network = look_at(foreign_network(tmp_path / "net.onnx", layout=layout))
    assert (network.layout, network.width, network.height, network.answers) == (layout, 16, 16, 3)
    trial = tried(network, DRAFT, tmp_path, colour)
    assert trial.top[0][0] == colour
    assert trial.top[0][1] > 0.99
    assert trial.sums_to == pytest.approx(1, abs=1e-4)


def test_the_order_of_colours_and_the_scaling_are_what_was_said(tmp_path: Path) -> None:
    network = look_at(foreign_network(tmp_path / "net.onnx"))
    assert tried(network, replace(DRAFT, colour="bgr"), tmp_path).top[0][0] == "blue"
    assert tried(network, replace(DRAFT, scaling="caffe"), tmp_path).top[0][0] == "blue"
    for scaling in ("symmetric", "torch", "none"):
        assert tried(network, replace(DRAFT, scaling=scaling), tmp_path).top[0][0] == "red"
    unit = dict(tried(network, DRAFT, tmp_path).top)
    none = dict(tried(network, replace(DRAFT, scaling="none"), tmp_path).top)
    assert none["green"] < unit["green"] < 1e-6


def test_answers_before_a_softmax_are_noticed_and_mended(tmp_path: Path) -> None:
    network = look_at(foreign_network(tmp_path / "net.onnx", softmax=False))
    assert network.looks_raw
    assert tried(network, DRAFT, tmp_path).sums_to > 1.5
    assert tried(network, replace(DRAFT, logits=True), tmp_path).sums_to == pytest.approx(1, abs=1e-4)


def test_a_fixed_batch_and_answers_as_maps_are_mended(tmp_path: Path) -> None:
    network = look_at(foreign_network(tmp_path / "net.onnx", batch=1, maps=True))
    assert not network.flat
    assert tried(network, DRAFT, tmp_path, "green").top[0][0] == "green"


@pytest.mark.parametrize("layout", ["nchw", "nhwc"])
def test_bytes_are_fed_as_they_are(tmp_path: Path, layout: str) -> None:
    network = look_at(foreign_network(tmp_path / "net.onnx", bytes_in=True, layout=layout))
    assert network.bytes_in
    assert tried(network, replace(DRAFT, scaling="none"), tmp_path, "blue").top[0][0] == "blue"
    with pytest.raises(CardUnfit, match="takes bytes"):
        tried(network, DRAFT, tmp_path)


def test_weights_among_the_inputs_do_not_matter(tmp_path: Path) -> None:
    network = look_at(foreign_network(tmp_path / "net.onnx", weights_as_inputs=True))
    assert tried(network, DRAFT, tmp_path, "green").top[0][0] == "green"


def test_a_network_of_any_size_takes_the_one_that_is_said(tmp_path: Path) -> None:
    network = look_at(foreign_network(tmp_path / "net.onnx", size="side"))
    assert not network.sure_size
    draft = replace(DRAFT, width=32, height=24)
    name = import_with_card(network, draft, tmp_path / "data" / "models", taken=())
    (model,) = ModelStore([tmp_path / "data" / "models"]).installed()
    assert (name, model.card.input.width, model.card.input.height) == ("colours", 32, 24)


def test_the_copy_has_the_card_and_the_given_file_stays(tmp_path: Path) -> None:
    source = foreign_network(tmp_path / "net.onnx")
    before = source.read_bytes()
    own = tmp_path / "data" / "models"
    name = import_with_card(look_at(source), DRAFT, own, taken={"colours"})
    assert name == "colours-2"
    (model,) = ModelStore([own]).about_pictures()
    assert model.card.output.labels == COLOURS
    assert (model.card.licence, model.card.description) == ("MIT", "Comes from a test.")
    assert source.read_bytes() == before
    assert [path.name for path in own.parent.iterdir()] == ["models"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"labels": ("red", "green")}, "3 has 3 labels, not 2"),
        ({"labels": ("red", "red", "blue")}, "a label stands twice"),
        ({"licence": ""}, "'licence'"),
        ({"colour": "grey"}, "3 channels"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(tmp_path: Path, changes: dict, said: str) -> None:
    network = look_at(foreign_network(tmp_path / "net.onnx"))
    own = tmp_path / "data" / "models"
    with pytest.raises(CardUnfit, match=said):
        import_with_card(network, replace(DRAFT, **changes), own, taken=())
    assert list(own.parent.iterdir()) == []


def test_a_batch_of_one_inside_is_refused_with_what_to_do(tmp_path: Path) -> None:
    network = look_at(foreign_network(tmp_path / "net.onnx", batch=1, one_at_a_time=True))
    with pytest.raises(NetworkUnfit, match="one picture at a time") as refused:
        tried(network, DRAFT, tmp_path)
    assert "free batch size" in refused.value.hint


def test_what_is_no_network_for_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.onnx").write_text("no model")
    with pytest.raises(NetworkUnfit, match="not a model"):
        look_at(tmp_path / "notes.onnx")
    with pytest.raises(NetworkUnfit, match="1100 × 1100"):
        look_at(foreign_network(tmp_path / "wide.onnx", size=1100))
