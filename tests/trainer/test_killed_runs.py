"""Runs of every kind of recipe that are cut off hard, some twice, end like those that were not."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from tests.trainer.drawn_sets import write_folders
from tests.trainer.test_backbone_run import tiny
from tests.trainer.test_emotion import write_fer
from trainer.commands.progress import Reporter
from trainer.models.weights_packages import CACHE_VARIABLE
from vision.errors import DataUnusable

pytestmark = [
    pytest.mark.needs_tensorflow,
    pytest.mark.timeout(900),  # TensorFlow alone takes a minute to import where the cores are busy
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


class Killed(BaseException):
    """Stands in for SIGKILL: nobody catches it, so nothing is tidied up that a dead process would leave."""


@contextmanager
def killed_at(stage, kind, epoch):
    """Within, the process dies, as it were, at the first event of this stage, kind and epoch."""
    told = Reporter.fit

    def fit(self, name, event):
        if (name, event.kind, event.epoch) == (stage, kind, epoch):
            raise Killed
        told(self, name, event)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reporter, "fit", fit)
        try:
            yield
        except Killed:
            return
    pytest.fail("the run ended before it was killed")


def app():
    from trainer.commands.app import app

    return app


def facet_train(*words):
    done = CliRunner().invoke(app(), [str(word) for word in words])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def cut_off(words, run, kills):
    """The run begun and killed at each of these points in turn, then finished."""
    for number, kill in enumerate(kills):
        with killed_at(*kill):
            facet_train(*(["train", "--resume", "--run", run] if number else [*words, "--run", run]))
        there = {path.name for path in run.iterdir()}
        assert not there & {"result.json", "model.keras", "history.csv"}
    facet_train("train", "--resume", "--run", run)


def kill_in_epoch(words, epoch):
    """A process of its own, killed by the system once the epoch before has ended."""
    trainer = subprocess.Popen(
        [sys.executable, "-m", "trainer", *map(str, words), "--events", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    done = []
    for line in trainer.stdout:
        event = json.loads(line)
        done += [event["epoch"]] if event["event"] == "epoch" else []
        if done and done[-1] == epoch - 1:
            break
    trainer.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    _, errors = trainer.communicate()
    assert done[-1:] == [epoch - 1], errors
    assert trainer.returncode < 0 or os.name != "posix"


def assert_alike(run, straight):
    """The same curve epoch by epoch and the same figures, within what the order of threads may change."""
    ours, theirs = (
        list(csv.DictReader((one / "history.csv").read_text().splitlines())) for one in (run, straight)
    )
    assert len(ours) == len(theirs)
    for entry, other in zip(ours, theirs, strict=True):
        for name in {"loss", "val_loss", "val_accuracy", "score"} & set(other):
            assert float(entry[name]) == pytest.approx(float(other[name]), abs=2e-3), name
    result, wanted = (json.loads((one / "result.json").read_text()) for one in (run, straight))
    assert result["best_epoch"] == wanted["best_epoch"]
    assert result["manifest"] == wanted["manifest"]
    for part in ("validation", "test"):
        assert result[part]["n"] == wanted[part]["n"]
        assert result[part]["accuracy"] == pytest.approx(wanted[part]["accuracy"], abs=0.03)
    assert (run / "model.keras").exists()


def test_a_folder_s_training_that_the_system_kills(photos, tmp_path):
    run, straight = tmp_path / "cut", tmp_path / "straight"
    words = [
        "train", "--recipe", "folder", "--data", photos, "--set", "size=16", "--set", "width=1", "--set",
        "average=0.5", "--batch", "8", "--rate", "0.01", "--epochs", "4", "--device", "cpu",
    ]  # fmt: skip
    kill_in_epoch([*words, "--run", run], 3)
    # Whatever was being written lies beside, under a name that nobody reads.
    assert {path.name for path in run.iterdir() if not path.name.startswith(".")} == {
        "checkpoint.npz", "config.json", "prepared",
    }  # fmt: skip
    for asked in (["export", "--run", run], ["report", "--run", run]):
        refused = CliRunner().invoke(app(), [str(word) for word in asked])
        assert isinstance(refused.exception, DataUnusable), (asked, refused.output, refused.exception)
    resumed = facet_train("train", "--resume", "--run", run, "--events", "jsonl")
    later = [json.loads(line) for line in resumed.splitlines()]
    assert [event["epoch"] for event in later if event["event"] == "epoch"] == [3, 4]
    facet_train(*words, "--run", straight)
    assert_alike(run, straight)


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    return write_folders(tmp_path_factory.mktemp("photos") / "photos", 30, ("happy", "sad"))


@pytest.fixture
def tiny_backbones(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr("trainer.models.backbone_networks.backbone_network", tiny)


@pytest.mark.parametrize(
    ("head", "kills"),
    [
        ("dense", [("features", "step", 1), ("head", "epoch", 2)]),
        ("logistic", [("features", "step", 1)]),
    ],
)
def test_a_head_on_a_backbone(photos, tmp_path, tiny_backbones, head, kills):
    words = [
        "train", "--backbone", "mobilenetv2", "--data", photos, "--set", "size=32", "--set", f"head={head}",
        "--set", "hidden=8", "--rate", "0.01", "--batch", "16", "--device", "cpu",
    ]  # fmt: skip
    words += ["--epochs", "3"] if head == "dense" else []
    cut_off(words, tmp_path / "cut", kills)
    facet_train(*words, "--run", tmp_path / "straight")
    assert_alike(tmp_path / "cut", tmp_path / "straight")


def test_emotions_on_small_pictures_and_at_full_size(tmp_path):
    fer = write_fer(tmp_path / "fer", {"Training": 420, "PublicTest": 42})
    words = [
        "train", "--recipe", "emotion-fer2013", "--data", fer, "--set", "stem=[8,8]", "--set",
        "stages=[[16,1]]", "--batch", "32", "--rate", "0.01", "--epochs", "2", "--set", "first_epochs=2",
        "--device", "cpu",
    ]  # fmt: skip
    # In folders of their own: runs beside each other share the network of both labellings.
    straight, cut = tmp_path / "one" / "run", tmp_path / "other" / "run"
    facet_train(*words, "--run", straight)
    cut_off(words, cut, [("small pictures", "step", 2), ("full size", "step", 2)])
    assert_alike(cut, straight)


def test_one_network_a_fold(photos, tmp_path):
    words = [
        "train", "--recipe", "happy-sad", "--data", photos, "--from", trained_before(tmp_path), "--set",
        "size=32", "--set", "folds=2", "--epochs", "2", "--batch", "16", "--device", "cpu",
    ]  # fmt: skip
    facet_train(*words, "--run", tmp_path / "straight")
    cut_off(words, tmp_path / "cut", [("fold 1", "step", 2), ("fold 2", "step", 2)])
    assert_alike(tmp_path / "cut", tmp_path / "straight")


def trained_before(folder):
    """A network such as `--from` takes."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(1)
    image = keras.Input((32, 32, 3), dtype="uint8", name="image")
    x = layers.Conv2D(6, 4, strides=4, activation="relu")(layers.Rescaling(1 / 255)(image))
    answer = layers.Dense(7, activation="softmax", name="answer")(layers.GlobalAveragePooling2D()(x))
    keras.Model(image, answer).save(folder / "before.keras")
    return folder / "before.keras"


def test_settings_that_are_tried(photos, tmp_path, tiny_backbones):
    words = [
        "tune", "--recipe", "backbone", "--data", photos, "--set", "size=32", "--set", "head=dense", "--set",
        "hidden=8", "--epochs", "2", "--try", "rate=1e-3..1e-1", "--batch", "16", "--device", "cpu",
    ]  # fmt: skip
    facet_train(*words, "--run", tmp_path / "straight", "--trials", "3")
    with killed_at("trial 2", "epoch", 1):
        facet_train(*words, "--run", tmp_path / "cut", "--trials", "3")
    assert not (tmp_path / "cut" / "tune.json").exists()
    facet_train("tune", "--resume", "--run", tmp_path / "cut", "--trials", "2", "--device", "cpu")
    ours, theirs = (
        json.loads((tmp_path / name / "tune.json").read_text())["trials"] for name in ("cut", "straight")
    )
    assert len(ours) == 2
    for trial in ours:  # the one that was cut off is tried again with its own values
        same = next(other for other in theirs if other["values"] == trial["values"])
        assert trial["loss"] == pytest.approx(same["loss"], abs=2e-3)
