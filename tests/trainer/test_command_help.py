"""Help of the commands that look and list comes at once, with examples, and without the heavy packages."""

from __future__ import annotations

import pytest

from tests.trainer.test_cli import facet_train

HEAVY = [
    "tensorflow",
    "keras",
    "tf2onnx",
    "onnx",
    "onnxruntime",
    "matplotlib",
    "sklearn",
    "scipy",
    "imagehash",
]


@pytest.mark.parametrize(
    "command", ["models", "inspect", "evaluate", "predict", "export", "compare", "finetune", "report"]
)
def test_help_has_examples_and_needs_nothing_heavy(command):
    done = facet_train(command, "--help", without=HEAVY)
    assert done.returncode == 0, done.stderr
    assert f"facet-train {command}" in done.stdout
    assert "Example" in done.stdout
    assert "--json" in done.stdout


def test_listing_models_without_the_extra_says_what_to_install():
    done = facet_train("models", without=["keras"])
    assert done.returncode == 2
    assert 'keras is missing): pip install "facet-desktop[trainer]"' in done.stderr
    assert "Traceback" not in done.stderr
