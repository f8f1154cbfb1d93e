"""A Python that has the trainer is found or its lack said, and the command lines are the trainer's own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop.training import environment
from desktop.training.commands import GALLERY, Order, begin_words, report_words, resume_words
from desktop.training.environment import (
    TrainerMissing,
    child_environment,
    find_trainer,
    install_commands,
    python_in,
    verified,
)
from desktop.training.offers import recipe_named, recipes_from

needs_scripts = pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for a Python")
LISTED = """[{"name": "folder", "task": "t", "data": "d", "needs": "n", "settings": ["epochs"]}]"""


def stand_in(path: Path, missing: str = "[]", listed: str = LISTED, status: int = 0) -> Path:
    """An executable that answers the two questions as a Python with or without the trainer would."""
    path.parent.mkdir(parents=True, exist_ok=True)
    answers = f"""case "$*" in *recipes*) echo '{listed}';; *) echo '{missing}';; esac"""
    path.write_text(
        f"#!/bin/sh\n{answers}\nif [ {status} != 0 ]; then echo 'No module named x' >&2; fi\nexit {status}\n"
    )
    path.chmod(0o755)
    return path


@needs_scripts
def test_a_python_with_the_trainer_says_what_it_offers(tmp_path: Path) -> None:
    python = stand_in(tmp_path / "venv" / "bin" / "python")
    assert python_in(tmp_path / "venv") == python
    trainer = find_trainer(str(python))
    assert [recipe.name for recipe in trainer.recipes] == ["folder"]
    assert trainer.command(["train"])[:2] == [str(python), "-P"]


@needs_scripts
@pytest.mark.parametrize(
    ("missing", "listed", "status", "said"),
    [
        ('["trainer", "keras"]', LISTED, 0, "has no trainer"),
        ('["keras"]', LISTED, 0, "not all it needs: keras"),
        ("[]", "{}", 0, "of another version"),
        ("[]", LISTED, 1, "No module named x"),
        ("hello", LISTED, 0, "does not answer as a Python"),
    ],
)
def test_what_lacks_is_said(tmp_path: Path, missing: str, listed: str, status: int, said: str) -> None:
    with pytest.raises(TrainerMissing, match=said):
        verified(stand_in(tmp_path / "python", missing, listed, status))


def test_a_python_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(TrainerMissing, match="There is no Python at"):
        verified(tmp_path / "python")
    with pytest.raises(TrainerMissing, match="There is no Python in"):
        python_in(tmp_path)
    (tmp_path / "python").write_text("no program")
    with pytest.raises(TrainerMissing, match="can't be run"):
        verified(tmp_path / "python")


def test_a_bundle_asks_for_a_python_and_hands_on_nothing_of_its_own(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(TrainerMissing, match="needs a Python of its own"):
        find_trainer("")
    mine = {"LD_LIBRARY_PATH": "bundle", "LD_LIBRARY_PATH_ORIG": "before", "PYTHONHOME": "bundle", "X": "y"}
    passed = child_environment(mine, tmp_path)
    assert passed["LD_LIBRARY_PATH"] == "before"
    assert "PYTHONHOME" not in passed
    assert (passed["X"], passed["PYTHONUTF8"]) == ("y", "1")
    assert "-m venv" in install_commands()[0]


@pytest.mark.parametrize(
    ("prefix", "said"), [("pipx/venvs/facet", "pipx install"), ("uv/tools/x", "uv tool")]
)
def test_the_command_fits_how_facet_was_installed(monkeypatch, prefix: str, said: str) -> None:
    monkeypatch.setattr(sys, "prefix", str(Path(os.sep) / prefix))
    assert said in install_commands()[0]


def test_a_checkout_installs_itself(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment, "_code_root", lambda: tmp_path)
    (command,) = install_commands()
    assert command.endswith('-m pip install "facet-desktop[trainer]"')
    (tmp_path / "pyproject.toml").write_text("")
    (command,) = install_commands()
    assert f'-m pip install -e "{tmp_path}[trainer]"' in command


def test_a_checkout_set_up_by_make_goes_on_with_make(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment, "_code_root", lambda: tmp_path)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    (tmp_path / "pyproject.toml").write_text("")
    (command,) = install_commands()
    assert "--require-hashes" in command
    assert "dev.txt" in command
    (tmp_path / "Makefile").write_text("")
    (command,) = install_commands()
    if os.name != "nt":
        assert command == f'make -C "{tmp_path}" dev'


def test_the_programs_own_python_finds_the_programs_own_trainer() -> None:
    found = child_environment({"PYTHONPATH": "mine"}, Path(sys.executable))
    first, *rest = found["PYTHONPATH"].split(os.pathsep)
    assert (Path(first) / "trainer" / "__main__.py").is_file()
    assert rest == ["mine"]


def test_recipes_that_come_trained_are_left_out() -> None:
    entry = {"name": "imagenet", "task": "", "data": "", "needs": "", "settings": []}
    backbones = [{"name": "vgg16", "side": 224, "fetched": True}]
    recipes = recipes_from([entry, {**entry, "name": "dogs", "takes": ["fer"], "backbones": backbones}])
    assert [recipe.name for recipe in recipes] == ["dogs"]
    assert recipe_named(recipes, "dogs").backbones[0].name == "vgg16"
    assert recipe_named(recipes, "cats") is None


def test_orders_become_the_trainers_own_words(tmp_path: Path) -> None:
    order = Order("folder", "pets", epochs=3, rate=0.01, second="fer", choices=("task=pets",))
    words = " ".join(begin_words(order, tmp_path))
    assert words.startswith(f"train --recipe folder --data pets --run {tmp_path} --device auto --epochs 3")
    assert "--rate 0.01 --fer fer --set task=pets --events jsonl" in words
    words = " ".join(begin_words(Order(GALLERY, "people", backbone="vgg16", second="others"), tmp_path))
    assert words == (
        f"finetune --gallery people --run {tmp_path} --backbone vgg16 --strangers others --events jsonl"
    )
    assert resume_words(tmp_path, "cpu")[:2] == ["train", "--resume"]
    assert report_words(tmp_path, tmp_path / "m", tmp_path / "r")[-2:] == ["--events", "jsonl"]
    assert Order.from_json_object(order.to_json_object()) == order


@pytest.mark.parametrize("kind", ["train", "resume", "export", "report", "inspect", "mend", "gallery"])
def test_the_trainer_knows_every_option(kind: str, tmp_path: Path) -> None:
    """The command's own parser reads the words; nothing is run."""
    typer = pytest.importorskip("typer", reason="the trainer extra is not installed")
    from desktop.training import commands
    from trainer.commands.app import app

    order = Order("folder", "pets", "vgg16", "cpu", 3, 8, 0.1, 1, 2, "fer", ("a=1",))
    words = {
        "train": lambda: begin_words(order, tmp_path),
        "gallery": lambda: begin_words(Order(GALLERY, "people", "vgg16", epochs=2, second="x"), tmp_path),
        "resume": lambda: resume_words(tmp_path, "cpu"),
        "export": lambda: commands.export_words(tmp_path, tmp_path),
        "report": lambda: report_words(tmp_path, tmp_path, tmp_path),
        "inspect": lambda: commands.inspect_words("pets", tmp_path),
        "mend": lambda: commands.mend_words("pets", tmp_path),
    }[kind]()
    command = typer.main.get_command(app).commands[words[0]]
    command.make_context(words[0], words[1:])
