"""The smallest recipe, as docs/training.md has it: copied from there, trained, exported."""

from __future__ import annotations

import json
import re
import sys

import pytest
from typer.testing import CliRunner

import trainer.recipes
from tests.trainer.test_features import write_colours
from trainer.recipes import catalogue
from vision.sessions import open_model

pytestmark = [
    pytest.mark.needs_tensorflow,
    pytest.mark.timeout(900),  # TensorFlow alone takes a minute to import where the cores are busy
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
_FILES = re.compile(r"`trainer/recipes/(?P<name>\w+)\.py`[^\n]*:\n\n```python\n(?P<text>.*?)```", re.DOTALL)


@pytest.fixture
def fruit(repo_root, tmp_path, monkeypatch):
    """The two files where the catalogue finds them, as though they lay among the recipes."""
    text = (repo_root / "docs" / "training.md").read_text(encoding="utf-8")
    files = {match["name"]: match["text"] for match in _FILES.finditer(text)}
    assert set(files) == {"fruit", "fruit_training"}
    (tmp_path / "recipes").mkdir()
    for name, content in files.items():
        (tmp_path / "recipes" / f"{name}.py").write_text(content, encoding="utf-8")
    monkeypatch.setattr(trainer.recipes, "__path__", [*trainer.recipes.__path__, str(tmp_path / "recipes")])
    (line,) = re.findall(r"`\"(fruit)\": \"([\w.]+)\",`", text)
    monkeypatch.setitem(catalogue._MODULES, *line)
    yield
    for name in files:
        sys.modules.pop(f"trainer.recipes.{name}", None)


def facet_train(*words):
    from trainer.commands.app import app

    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_the_smallest_recipe_is_listed_trained_and_exported(fruit, tmp_path):
    assert "fruit" in facet_train("recipes")
    data, run = write_colours(tmp_path / "my-fruit", 40), tmp_path / "run"
    words = ["--epochs", "20", "--batch", "16", "--rate", "0.01", "--set", "size=32", "--device", "cpu"]
    facet_train("train", "--recipe", "fruit", "--data", data, "--run", run, *words)
    result = json.loads((run / "result.json").read_text())
    assert result["epochs"] == 20
    assert result["test"]["accuracy"] > 0.8
    assert "task fruit, version 1" in facet_train("export", "--run", run)
    card = open_model(run / "export" / "model.onnx", provider="cpu").card
    assert (card.task, card.name, card.licence) == ("fruit", "fruit-cnn", "CC-BY-4.0")
    assert (card.output.labels, card.subject) == (("blue", "green", "red"), "picture")
