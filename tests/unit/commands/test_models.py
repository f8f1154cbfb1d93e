"""`facet models`: what it lists, and its answers and exit codes without a network."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import main
from desktop.commands import models
from desktop.folders import own_models_dir
from vision.pinned_models import PinnedModel, WebFile

CONTENT = b"a model"


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> PinnedModel:
    """The only model to pull, from where nobody answers."""
    nowhere = WebFile("http://127.0.0.1:9/tiny.onnx")
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    model = PinnedModel("tiny", "detection", "tiny.onnx", sha256, len(CONTENT), "MIT", "nowhere", (nowhere,))
    monkeypatch.setattr(models, "PINNED_MODELS", (model,))
    monkeypatch.setattr(models, "pinned_by_name", {"tiny": model}.__getitem__)
    return model


@pytest.fixture
def put(tiny: PinnedModel) -> Path:
    """The model's file, as if it had been pulled."""
    path = models.pulled_models_dir() / "tiny" / "tiny.onnx"
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    return path


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    main(["models", *arguments, "--json"])
    return json.loads(capsys.readouterr().out)


def test_the_list_has_what_ships_and_what_can_be_pulled(capsys: pytest.CaptureFixture[str]) -> None:
    found = {model["name"]: model for model in printed(capsys, "list")}
    assert found["smile"]["kind"] == "shipped"
    assert Path(found["smile"]["path"]).is_file()
    assert {found[name]["kind"] for name in ("yunet", "sface")} == {"absent"}
    assert found["sface"]["licence"] == "Apache-2.0"
    assert all(len(model["sha256"]) == 64 for model in found.values())
    assert main(["models", "list"]) == 0
    assert "facet models pull --all" in capsys.readouterr().out


def test_the_list_names_files_of_ones_own_that_are_not_asked(capsys: pytest.CaptureFixture[str]) -> None:
    root = own_models_dir()
    (root / "broken").mkdir(parents=True)
    (root / "broken" / "model.onnx").write_text("no model")
    (root / "mask.onnx").write_text("whatever")
    assert main(["models", "list", "--json"]) == 0
    said = capsys.readouterr()
    assert "smile" in {model["name"] for model in json.loads(said.out)}
    broken, loose = said.err.splitlines()
    assert f"{root / 'broken' / 'model.onnx'}: the model is refused" in broken
    assert f"Move it to {root / 'mask' / 'model.onnx'}." in loose


def test_without_a_network_one_line_says_so(tiny: PinnedModel, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "pull", "--missing"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "tiny.onnx" in said.err
    assert "127.0.0.1: it can't be reached" in said.err
    (failed,) = printed(capsys, "pull", "tiny")
    assert (failed["name"], failed["pulled"], failed["source"]) == ("tiny", False, None)


def test_what_is_there_is_not_looked_for(put: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "pull", "--missing"]) == 0
    assert capsys.readouterr() == ("", "")
    assert main(["models", "pull", "--all"]) == 0
    assert capsys.readouterr().out == "tiny: is here already\n"
    assert next(model for model in printed(capsys, "list") if model["name"] == "tiny")["path"] == str(put)


def test_verify_tells_sound_from_broken_from_absent(put: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "verify"]) == 0
    assert capsys.readouterr().out == "tiny: as published\n"
    put.write_bytes(CONTENT[::-1])
    assert main(["models", "verify"]) == 1
    assert "sha256 differs. `facet models pull tiny` mends it" in capsys.readouterr().out
    put.unlink()
    assert main(["models", "verify"]) == 0  # nobody has to have it
    assert main(["models", "verify", "tiny"]) == 1


def test_removing_names_what_was_there(put: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "remove"]) == 2
    assert put.is_file()
    assert main(["models", "remove", "tiny"]) == 0
    assert not put.exists()
    capsys.readouterr()
    assert printed(capsys, "remove", "--all") == [{"name": "tiny", "removed": False}]


@pytest.mark.parametrize("arguments", [["pull", "vgg"], ["verify", "vgg"], ["remove", "vgg"]])
def test_an_unknown_name_is_told_with_those_that_there_are(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", *arguments]) == 2
    assert "Choose from: yunet, sface." in capsys.readouterr().err
