"""Where `export` puts a model, what it replaces there, and what it says when it can't."""

from __future__ import annotations

import json
import shutil

import pytest
from typer.testing import CliRunner

from tests.support.foreign_network import foreign_network
from trainer.export.target import check_replaceable, is_shipped, target_of
from vision.assets import shipped_models_root
from vision.errors import DataUnusable, FacetError
from vision.sessions import listed_card

pytestmark = pytest.mark.timeout(400)  # importing takes its time where the cores are busy

SHIPPED = shipped_models_root()


def said_by(*words) -> str:
    from trainer.commands.app import app

    done = CliRunner().invoke(app, [str(word) for word in words])
    assert isinstance(done.exception, FacetError), (done.output, done.exception)
    return str(done.exception)


@pytest.mark.parametrize("recipe", ["smile", "emotion", "emotion-fer2013", "happy-sad"])
def test_a_model_that_ships_goes_among_those_that_ship(recipe, tmp_path):
    assert target_of(tmp_path, {"recipe": recipe}) == SHIPPED / recipe
    assert is_shipped(target_of(tmp_path, {"recipe": recipe}))


@pytest.mark.parametrize("recipe", ["folder", "backbone", "dogs", "cifar100", "identity-vgg16", "no-such"])
def test_any_other_stays_in_its_run(recipe, tmp_path):
    assert target_of(tmp_path, {"recipe": recipe}) == tmp_path / "export"
    assert not is_shipped(tmp_path / "export")


def test_a_shipped_model_that_learned_from_other_pictures_stays_in_its_run(tmp_path):
    config = {"recipe": "smile", "finetuned": {"data": "my-photos"}}
    assert target_of(tmp_path, config) == tmp_path / "export"


@pytest.fixture
def folder(tmp_path):
    """A folder with the smile model."""
    (tmp_path / "models").mkdir()
    shutil.copy(SHIPPED / "smile" / "model.onnx", tmp_path / "models" / "model.onnx")
    return tmp_path / "models"


def test_a_newer_version_replaces_an_older_one(folder):
    card = listed_card(folder / "model.onnx")
    check_replaceable(folder, card.model_copy(update={"version": "99"}))
    check_replaceable(folder / "empty", card)


def test_another_task_s_model_is_not_replaced(folder):
    with pytest.raises(DataUnusable) as error:
        check_replaceable(folder, listed_card(SHIPPED / "happy-sad" / "model.onnx"))
    said = str(error.value)
    assert f"{folder / 'model.onnx'}: is a model for 'smile', which one for 'happy-sad'" in said
    assert "Name another folder with --to" in said


def test_a_model_with_other_labels_is_not_replaced(folder):
    card = listed_card(folder / "model.onnx")
    output = card.output.model_copy(update={"labels": ("calm", "smile")})
    with pytest.raises(
        DataUnusable, match=r"other labels \(no smile, smile\) than the new one \(calm, smile\)"
    ):
        check_replaceable(folder, card.model_copy(update={"output": output}))


def test_a_model_made_elsewhere_is_not_replaced_but_a_damaged_file_is(folder):
    card = listed_card(folder / "model.onnx")
    foreign_network(folder / "model.onnx")
    with pytest.raises(DataUnusable, match="is not a model of Facet's, so it is not replaced"):
        check_replaceable(folder, card)
    (folder / "model.onnx").write_bytes(b"half of a mod")
    check_replaceable(folder, card)


def test_a_file_that_was_exported_already_is_said_before_anything_is_asked(folder, tmp_path):
    said = said_by("export", "--model", folder / "model.onnx", "--to", tmp_path / "out")
    assert "was exported already; its card says task 'smile'" in said
    assert "Add a model…" in said
    foreign_network(tmp_path / "other.onnx")
    said = said_by("export", "--model", tmp_path / "other.onnx", "--to", tmp_path / "out")
    assert "export takes Keras files (.keras, .h5)" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["export", "report"])
def test_a_file_in_place_of_a_run_s_folder_is_said(command, tmp_path):
    (tmp_path / "two.keras").write_bytes(b"a network")
    said = said_by(command, "--run", tmp_path / "two.keras")
    assert "two.keras: is a file, not the folder of a training" in said
    assert "--model" in said


@pytest.mark.parametrize("words", [["export"], ["export", "--run", "mine"], ["report", "--run", "mine"]])
def test_where_no_training_is_one_is_told_how_to_begin(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = said_by(*words)
    run = "mine" if "mine" in words else "smile"
    assert f"{run}: there is no training here. Give --run" in said
    assert "facet-train train --data DIR --run" in said


def test_a_run_that_has_not_ended_is_to_go_on(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"recipe": "folder"}))
    said = said_by("export", "--run", tmp_path)
    assert "the training has not ended, so there is no result" in said
    assert f"Go on with it: facet-train train --resume --run {tmp_path}" in said
