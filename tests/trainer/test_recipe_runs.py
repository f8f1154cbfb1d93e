"""Whole pictures learned from scratch, and settings tried: tiny runs by the commands themselves."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.trainer.drawn_sets import write_folders
from vision.assets import shipped_models_root
from vision.errors import DataUnusable, FacetError
from vision.images import write_image
from vision.sessions import open_model

pytestmark = [
    pytest.mark.needs_tensorflow,
    pytest.mark.timeout(900),  # TensorFlow alone takes a minute to import where the cores are busy
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]

SMALL = [
    "--recipe", "folder", "--set", "size=16", "--set", "width=1", "--set", "average=0.5",
    "--set", "warmup=0.2", "--set", "task=shapes", "--batch", "16", "--rate", "0.01", "--device", "cpu",
]  # fmt: skip


def facet_train(*words):
    from trainer.commands.app import app

    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return write_folders(tmp_path_factory.mktemp("shapes") / "shapes", 40)


@pytest.fixture(scope="module")
def run(data):
    folder = data.parent / "run"
    words = ["--data", data, "--run", folder, "--epochs", "6", "--tensorboard", "--mixed-precision"]
    done = facet_train("train", *SMALL, *words, "--json", folder.with_suffix(".json"))
    assert done.exit_code == 0, (done.output, done.exception)
    return folder


def test_a_folder_of_class_folders_is_learned(run):
    result = json.loads((run / "result.json").read_text())
    assert result["test"]["accuracy"] >= 0.75
    assert result == json.loads(run.with_suffix(".json").read_text())
    assert 0 <= result["waiting"] <= 1
    assert 0 < result["busy"] <= 1
    config = json.loads((run / "config.json").read_text())
    assert config["compute"]["mixed"] is True
    assert (run / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_a_run_can_be_moved_and_used_from_anywhere(run, tmp_path, monkeypatch):
    from shutil import copytree

    kept = json.loads((run / "config.json").read_text())
    assert kept["prepared"] == "prepared"
    copytree(run, tmp_path / "moved")
    monkeypatch.chdir(tmp_path)
    done = facet_train("export", "--run", "moved", "--to", "out")
    assert done.exit_code == 0, (done.output, done.exception)
    assert open_model(tmp_path / "out" / "model.onnx", provider="cpu").card.task == "shapes"
    assert facet_train("report", "--run", "moved", "--to", "report").exit_code == 0


def test_a_run_of_before_is_found_where_it_was_typed(run, tmp_path, monkeypatch):
    from trainer.fit.run_folder import RunFolder

    monkeypatch.chdir(run.parent)
    config = {**json.loads((run / "config.json").read_text()), "prepared": f"{run.name}/prepared"}
    RunFolder(tmp_path / "old").write_json("config.json", config)
    assert RunFolder(tmp_path / "old").config()["prepared"] == f"{run.name}/prepared"


def test_what_is_not_learned_from_is_said(data, tmp_path, monkeypatch):
    from shutil import copy, copytree

    mine = tmp_path / "shapes"
    copytree(data, mine)
    first, second = sorted(folder for folder in mine.iterdir() if folder.is_dir())[:2]
    (first / "torn.png").write_bytes(b"no picture")
    copy(sorted(first.iterdir())[0], second / "twice.png")
    monkeypatch.chdir(tmp_path)
    words = ["--data", mine.name, "--run", "run", "--epochs", "1"]
    done = facet_train("train", *SMALL, *words)
    assert done.exit_code == 0, (done.output, done.exception)
    assert "Left out: " in done.stderr
    assert "torn.png" in done.stderr
    assert "CONFLICT, copies under two labels: " in done.stderr
    assert f"{second.name}/twice.png ({second.name})" in done.stderr
    config = json.loads((tmp_path / "run" / "config.json").read_text())
    assert config["data"] == str(mine.resolve()), "so that the run can be measured from anywhere"


def test_sixteen_bits_are_not_what_is_kept(run):
    import keras

    model = keras.models.load_model(run / "model.keras", compile=False)
    assert {layer.compute_dtype for layer in model.layers} <= {"float32", "uint8", None}
    assert keras.config.dtype_policy().name == "float32"


def test_tensorboard_finds_each_epoch(run):
    from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

    (events,) = (run / "tensorboard" / "wide-resnet").iterdir()
    epochs = [event.step for event in EventFileLoader(str(events)).Load() if event.summary.value]
    assert epochs == [1, 2, 3, 4, 5, 6]


def test_without_tensorboard_one_sentence_says_what_to_install(tmp_path, monkeypatch):
    import sys

    from trainer.fit.tensorboard import Board

    monkeypatch.setitem(sys.modules, "tensorboard.compat.proto.event_pb2", None)
    with pytest.raises(FacetError, match="pip install tensorboard"):
        Board(tmp_path)


def test_the_exported_file_bears_the_folder_s_labels(run):
    done = facet_train("export", "--run", run, "--to", run.parent / "model")
    assert done.exit_code == 0, (done.output, done.exception)
    session = open_model(run.parent / "model" / "model.onnx", provider="cpu")
    assert (session.card.task, session.card.output.labels) == ("shapes", ("apple", "pear"))
    assert session.run(np.zeros((2, 16, 16, 3), np.uint8)).sum(axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_a_model_of_one_s_own_stays_in_its_run(run):
    done = facet_train("export", "--run", run)
    assert done.exit_code == 0, (done.output, done.exception)
    assert open_model(run / "export" / "model.onnx", provider="cpu").card.task == "shapes"
    assert f"{run / 'export' / 'model.onnx'}: task shapes, version 1, " in done.output
    assert not (shipped_models_root() / "folder").exists()


def test_a_folder_that_can_not_be_told_apart_gets_a_bar_for_unsure(tmp_path):
    random = np.random.default_rng(3)
    for label in ("apple", "pear", "plum"):
        for number in range(40):
            grey = random.integers(90, 110, (16, 16, 3), np.uint8)
            write_image(tmp_path / "noise" / label / f"{number}.png", grey)
    words = ["train", *SMALL, "--data", tmp_path / "noise", "--run", tmp_path / "run", "--epochs", "1"]
    done = facet_train(*words)
    assert done.exit_code == 0, (done.output, done.exception)
    result = json.loads((tmp_path / "run" / "result.json").read_text())
    assert set(result["thresholds"]) == {"apple", "pear", "plum"}
    assert result["validation"]["accuracy"] < 0.7


def test_a_full_disk_at_the_end_is_one_sentence_and_leaves_no_half_model(run, tmp_path, monkeypatch):
    import errno

    import keras

    from trainer.recipes import running

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(running.os, "replace", full)
    model = keras.models.load_model(run / "model.keras", compile=False)
    with pytest.raises(DataUnusable, match=r"No space left on device.*--resume"):
        running.save_model(model, tmp_path / "model.keras")
    assert not list(tmp_path.iterdir())


def test_training_ends_early_where_nothing_gets_better(run):
    folder = run.parent / "early"
    words = ["train", *SMALL, "--data", run / "prepared", "--run", folder, "--epochs", "30"]
    # With such small steps and such a mean, the first epochs differ from each other by chance alone.
    done = facet_train(*words, "--stop-after", "1", "--rate", "0.5", "--set", "average=0")
    assert done.exit_code == 0, (done.output, done.exception)
    assert json.loads((folder / "result.json").read_text())["epochs"] < 30


def test_tune_counts_earlier_trials_and_says_the_best_as_a_command(run):
    folder = run.parent / "tuned"
    words = ["tune", *SMALL, "--data", run / "prepared", "--run", folder, "--epochs", "1"]
    first = facet_train(*words, "--try", "rate=1e-3..1e-1", "--try", "batch=8,16", "--trials", "1")
    assert first.exit_code == 0, (first.output, first.exception)
    _leave_a_trial_unfinished(folder)
    table = folder / "table.json"
    again = facet_train(
        "tune", "--resume", "--run", folder, "--trials", "3", "--json", table, "--device", "cpu"
    )
    assert again.exit_code == 0, (again.output, again.exception)
    content = json.loads(table.read_text())
    assert len(content["trials"]) == 3
    assert {"rate": 0.05, "batch": 8} in [trial["values"] for trial in content["trials"]]
    assert content["best"]["loss"] == min(trial["loss"] for trial in content["trials"])
    assert content["command"].startswith("facet-train train --recipe folder --data ")
    assert f"--set batch={content['best']['values']['batch']}" in content["command"]
    assert not (folder / "result.json").exists()


def _leave_a_trial_unfinished(folder):
    """As a process that is killed in its second trial does."""
    import optuna

    storage = optuna.storages.RDBStorage(f"sqlite:///{folder / 'tune.db'}")
    study = optuna.load_study(study_name="tune", storage=storage)
    study.enqueue_trial({"rate": 0.05, "batch": 8})
    trial = study.ask()
    trial.suggest_float("rate", 1e-3, 1e-1, log=True)
    trial.suggest_categorical("batch", (8, 16))
    storage.remove_session()
    storage.engine.dispose()
