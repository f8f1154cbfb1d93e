"""`facet-train` itself: quick help, one sentence for what is missing or wrong, exit status 2."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.trainer.drawn_genki import write_genki
from trainer.commands.options import settings_of
from trainer.recipes.smile_settings import SmileSettings
from vision.errors import FacetError

pytestmark = pytest.mark.timeout(400)

_BLOCK = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Absent())
sys.argv = ["facet-train", *{words!r}]
"""


def facet_train(*words, without=()):
    """Runs the command in a process where the packages `without` can't be imported."""
    block = _BLOCK.format(names=list(without), words=[str(word) for word in words])
    code = block + "\nfrom trainer.cli import main\nmain()\n"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=350)


def one_sentence(done, *parts):
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    for part in parts:
        assert part in lines[0]


def test_help_needs_no_tensorflow():
    for words in (
        ["--help"],
        ["train", "--help"],
        ["evaluate", "--help"],
        ["models", "--help"],
        ["recipes", "--help"],
    ):
        done = facet_train(
            *words, without=["tensorflow", "keras", "tf2onnx", "onnx", "matplotlib", "sklearn"]
        )
        assert done.returncode == 0, done.stderr
        assert "Usage" in done.stdout
    assert "Example" in done.stdout


def test_the_version_is_said():
    done = facet_train("--version", without=["tensorflow", "keras"])
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"facet-train {version('facet-desktop')}"


def test_recipes_are_listed_without_tensorflow():
    """Its import takes seconds, and the window asks for the list whenever the page is opened."""
    done = facet_train("recipes", "--json", "-", without=["tensorflow", "keras", "tf2onnx"])
    assert done.returncode == 0, done.stderr
    assert {"smile", "folder", "backbone"} <= {entry["name"] for entry in json.loads(done.stdout)}


def test_without_the_extra_one_sentence_says_what_to_install():
    one_sentence(facet_train("--help", without=["typer"]), 'pip install "facet-desktop[trainer]"')


def test_without_tensorflow_training_says_what_to_install(tmp_path):
    data = write_genki(tmp_path / "genki", 40)
    done = facet_train(
        "train", "--data", data, "--run", tmp_path / "run", "--device", "cpu", without=["keras"]
    )
    one_sentence(done, "keras is missing", 'pip install "facet-desktop[trainer]"')


def test_a_wrong_folder_is_one_sentence(tmp_path):
    done = facet_train("prepare", "--data", tmp_path / "nowhere", "--out", tmp_path / "out")
    one_sentence(done, "nowhere", "no such folder")


def test_a_labels_file_one_line_short_is_one_sentence(tmp_path):
    data = write_genki(tmp_path / "genki", 10, labels=[1, 0] * 4 + [1])
    done = facet_train("prepare", "--data", data, "--out", tmp_path / "out")
    one_sentence(done, "labels.txt", "has 9 lines")


def test_training_on_nothing_is_one_sentence(tmp_path):
    one_sentence(facet_train("train", "--run", tmp_path / "run"), "--data DIR")


def test_resuming_nothing_is_one_sentence(tmp_path):
    done = facet_train("train", "--resume", "--run", tmp_path / "run", "--device", "cpu")
    one_sentence(done, "no training to go on with")


@pytest.mark.needs_tensorflow
def test_a_gpu_that_is_not_there_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    data = write_genki(tmp_path / "genki", 10)
    done = facet_train("train", "--data", data, "--run", tmp_path / "run", "--device", "gpu")
    one_sentence(done, "A GPU was asked for", "--device cpu")
    assert not (tmp_path / "run").exists()


def test_settings_are_put_over_the_recipe_s():
    settings = settings_of(
        SmileSettings, ["margin=0.3", "stages=[8, 16]", "augmentation.flip=0"], epochs=3, rate=None
    )
    assert (settings.margin, settings.stages, settings.augmentation.flip, settings.epochs) == (
        0.3,
        (8, 16),
        0,
        3,
    )
    assert settings.rate == settings_of(SmileSettings, None).rate


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("margin", "name=value"),
        ("margine=1", r"margine: there is no such setting\. Did you mean margin\?"),
        ("epochs=many", "epochs"),
        ("augmentation.flop=1", "flop"),
    ],
)
def test_a_setting_that_does_not_fit_is_said(choice, said):
    with pytest.raises(FacetError, match=said):
        settings_of(SmileSettings, [choice])


@pytest.mark.parametrize(
    ("command", "words", "named"),
    [
        ("train", ["--epochs", "9"], "--epochs"),
        ("train", ["--set", "dropout=0.1", "--recipe", "folder"], "--recipe, --set"),
        ("train", ["--mixed-precision", "--seed", "0"], "--seed, --mixed-precision"),
        ("tune", ["--try", "rate", "--epochs", "2"], "--try, --epochs"),
    ],
)
def test_a_run_that_goes_on_is_not_told_anything_else(tmp_path, command, words, named):
    done = facet_train(command, "--resume", "--run", tmp_path / "run", *words)
    one_sentence(done, f"{named} can't be given beside --resume", "another --run")


@pytest.mark.parametrize("command", ["train", "tune"])
@pytest.mark.parametrize(
    ("option", "takes"), [("--from", "happy-sad"), ("--fer", "smile, happy-sad, emotion")]
)
def test_what_a_recipe_has_no_use_for_is_refused(tmp_path, command, option, takes):
    words = ["--recipe", "cifar100", "--data", tmp_path, "--run", tmp_path / "run", option, tmp_path]
    one_sentence(facet_train(command, *words), f"{option} {tmp_path}: the recipe cifar100 has no use", takes)
    assert not (tmp_path / "run").exists()


def test_a_model_to_start_from_must_be_there(tmp_path):
    words = ["--recipe", "happy-sad", "--data", tmp_path, "--from", tmp_path / "absent.keras"]
    one_sentence(facet_train("train", *words), "absent.keras: there is no such file")


@pytest.mark.parametrize("begun", [False, True])
def test_ctrl_c_before_anything_was_begun_is_one_sentence(tmp_path, monkeypatch, capsys, begun):
    """While the commands are imported, and while the backend is."""
    from trainer import cli
    from trainer.fit import device

    def pressed(*_, **__):
        raise KeyboardInterrupt

    if begun:
        monkeypatch.setattr(device, "import_quietly", pressed)
        words = ["--recipe", "folder", "--data", str(tmp_path), "--run", str(tmp_path / "run")]
        monkeypatch.setattr(sys, "argv", ["facet-train", "train", *words])
    else:
        import builtins

        found = builtins.__import__
        monkeypatch.delitem(sys.modules, "trainer.commands.app", raising=False)
        monkeypatch.setattr(
            builtins,
            "__import__",
            lambda name, *rest: pressed() if name == "trainer.commands.app" else found(name, *rest),
        )
    with pytest.raises(SystemExit) as ended:
        cli.main()
    monkeypatch.undo()
    assert ended.value.code == 130
    assert capsys.readouterr().err.strip() == "Stopped. Nothing was begun."
    assert not (tmp_path / "run").exists()
