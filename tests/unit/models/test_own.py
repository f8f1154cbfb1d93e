"""Bringing models in and taking them away: whole or not at all, and undone on request."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.models.own import ModelNotKept, forget_removed, import_model, put_back, remove_model
from tests.support.model_copies import copied_model
from vision.errors import ModelRefused
from vision.model_store import ModelStore


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The folder of the user's models, not made yet."""
    return tmp_path / "data" / "models"


def litter(own: Path) -> list[str]:
    return [path.name for path in own.parent.iterdir() if path != own]


def test_a_model_with_a_card_is_copied_under_its_name(own: Path, tmp_path: Path) -> None:
    source = copied_model(tmp_path / "Kind Smile.onnx", name="Kind Smile!")
    assert import_model(source, own, taken=()) == "kind-smile"
    (model,) = ModelStore([own]).installed()
    assert model.path.read_bytes() == source.read_bytes()
    assert litter(own) == []


def test_a_name_that_is_taken_stays_with_its_model(own: Path, tmp_path: Path) -> None:
    one, other = (copied_model(tmp_path / f"{n}.onnx", version=str(n)) for n in (1, 2))
    assert import_model(one, own, taken={"smile"}) == "smile-2"
    assert import_model(other, own, taken={"smile"}) == "smile-3"


def test_the_same_file_is_not_kept_twice(own: Path, tmp_path: Path) -> None:
    source = copied_model(tmp_path / "a.onnx")
    import_model(source, own, taken=())
    with pytest.raises(ModelNotKept, match="here already, as smile"):
        import_model(source, own, taken=())
    assert litter(own) == []


def test_a_file_without_a_card_is_refused_by_its_own_name_and_leaves_nothing(
    own: Path, tmp_path: Path
) -> None:
    source = copied_model(tmp_path / "foreign.onnx", with_card=False)
    with pytest.raises(ModelRefused) as refused:
        import_model(source, own, taken=())
    assert refused.value.path == source
    assert refused.value.field == "card"
    assert not own.exists()
    assert litter(own) == []


@pytest.mark.parametrize("name", ["notes.txt", "missing.onnx"])
def test_what_is_no_model_is_refused(own: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("no model")
    with pytest.raises(ModelNotKept):
        import_model(tmp_path / name, own, taken=())


def test_a_removal_can_be_undone_until_it_is_forgotten(own: Path, tmp_path: Path) -> None:
    import_model(copied_model(tmp_path / "a.onnx"), own, taken=())
    before = (own / "smile" / "model.onnx").read_bytes()
    removed = remove_model(own / "smile")
    assert ModelStore([own]).installed() == []
    put_back(removed)
    assert (own / "smile" / "model.onnx").read_bytes() == before
    removed = remove_model(own / "smile")
    forget_removed(own)
    with pytest.raises(ModelNotKept, match="could not be put back"):
        put_back(removed)
