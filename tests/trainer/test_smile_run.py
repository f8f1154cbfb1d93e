"""The smile recipe from drawn pictures to a file that the desktop runs, killed in between."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.trainer.drawn_genki import drawn_picture, write_genki
from vision.model_card import ModelCard
from vision.recognisers import Recogniser
from vision.sessions import open_model

pytestmark = [
    pytest.mark.needs_tensorflow,
    pytest.mark.timeout(400),  # TensorFlow alone takes a minute to import where the cores are busy
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]

SMALL = [
    "--set", "size=32", "--set", "stem=[8,8]", "--set", "stages=[8,16]", "--set", "augmentation.cutout=0",
    "--set", "mixup=0", "--set", "average=0.8", "--set", "warmup=0.5", "--batch", "16", "--rate", "0.01",
]  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return write_genki(tmp_path_factory.mktemp("smile") / "genki", 120)


@pytest.fixture(scope="module")
def run(data):
    """A run that was killed after its first epoch, hard, and resumed."""
    folder = data.parent / "runs" / "small"
    words = ["train", "--data", data, "--run", folder, "--epochs", "6", *SMALL, "--events", "jsonl"]
    trainer = subprocess.Popen(
        [sys.executable, "-m", "trainer", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    events = []
    for line in trainer.stdout:
        events.append(json.loads(line))
        if events[-1]["event"] == "epoch":
            break
    trainer.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    _, errors = trainer.communicate()
    assert events[-1]["event"] == "epoch", errors
    assert not (folder / "result.json").exists()
    assert not (folder / "model.keras").exists()
    resumed = facet_train("train", "--resume", "--run", folder, "--events", "jsonl")
    assert resumed.exit_code == 0, resumed.output
    later = [json.loads(line) for line in resumed.stdout.splitlines()]
    return folder, events, later


@pytest.fixture(scope="module")
def exported(run):
    folder = run[0].parent / "exported"
    result = facet_train("export", "--run", run[0], "--to", folder)
    assert result.exit_code == 0, result.output
    return folder


def facet_train(*words):
    from trainer.commands.app import app

    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_killed_run_goes_on_with_the_next_epoch(run):
    _, before, after = run
    done = [event["epoch"] for event in before if event["event"] == "epoch"]
    assert [event["epoch"] for event in after if event["event"] == "epoch"] == list(range(done[-1] + 1, 7))
    assert after[-1]["event"] == "ended"
    assert before[0]["event"] == "progress"
    assert any(event.get("stage") == "smile" for event in before)


def test_the_run_folder_says_what_decided_the_result(run):
    folder, _, after = run
    config = json.loads((folder / "config.json").read_text())
    result = json.loads((folder / "result.json").read_text())
    assert config["settings"]["size"] == 32
    assert config["settings"]["rate"] == 0.01
    assert config["settings"]["seed"] == 1
    assert {"python", "keras", "numpy"} <= set(config["versions"])
    assert config["manifest"] == result["manifest"] == after[-1]["manifest"]
    assert result["test"]["n"] == sum(map(sum, result["test"]["confusion"]))
    assert len((folder / "history.csv").read_text().splitlines()) == 7
    for name in ("curves.png", "confusion.png"):
        assert (folder / name).read_bytes().startswith(b"\x89PNG")


def test_a_drawn_smile_is_learned(run):
    result = json.loads((run[0] / "result.json").read_text())
    assert result["test"]["accuracy"] > 0.8


def test_the_exported_file_keeps_the_contract(exported):
    session = open_model(exported / "model.onnx", provider="cpu")
    card = session.card
    assert (card.task, card.output.kind, card.output.labels) == ("smile", "sigmoid", ("no smile", "smile"))
    assert (card.input.width, card.crop.width, card.input.dtype) == (32, 32, "uint8")
    accuracy = next(m for m in card.metrics if (m.name, m.split) == ("accuracy", "test"))
    assert accuracy.ci95[0] <= accuracy.value <= accuracy.ci95[1]
    assert accuracy.n == 18
    assert card.data[0].name == "GENKI-4K"
    assert session.run(np.zeros((3, 32, 32, 3), np.uint8)).shape == (3, 1)


def test_names_and_the_batch_dimension_are_the_contract_s(exported):
    import onnx

    proto = onnx.load(exported / "model.onnx")
    (image,), (answer,) = proto.graph.input, proto.graph.output
    assert (image.name, answer.name) == ("image", "answer")
    assert image.type.tensor_type.elem_type == onnx.TensorProto.UINT8
    assert [dim.dim_param or dim.dim_value for dim in image.type.tensor_type.shape.dim] == [
        "batch",
        32,
        32,
        3,
    ]
    assert [dim.dim_param or dim.dim_value for dim in answer.type.tensor_type.shape.dim] == ["batch", 1]
    assert proto.opset_import[0].version == 17


def test_the_exported_file_answers_as_the_keras_model(run, exported):
    import keras

    model = keras.models.load_model(run[0] / "model.keras", compile=False)
    views = np.load(run[0] / "prepared" / "views.npy")
    answers = open_model(exported / "model.onnx", provider="cpu").run(views)
    assert np.abs(answers - model.predict(views, verbose=0)).max() < 1e-4


def test_golden_answers_are_replayed(exported):
    with np.load(exported / "golden.npz") as golden:
        crops, answers = golden["crops"], golden["answers"]
    assert crops.dtype == np.uint8
    assert len(crops) >= 6
    assert np.abs(open_model(exported / "model.onnx", provider="cpu").run(crops) - answers).max() < 1e-4


def test_the_recogniser_reads_a_drawn_smile(exported):
    recogniser = Recogniser(open_model(exported / "model.onnx", provider="cpu"))
    scores = [
        recogniser.recognise_whole(drawn_picture(n, smiling=n % 2 == 0)).score for n in range(1000, 1020)
    ]
    ordered = [smiling > plain for smiling in scores[::2] for plain in scores[1::2]]
    assert np.mean(ordered) > 0.9


def test_evaluate_says_the_same_as_the_run(exported, data):
    target = exported / "figures.json"
    model = exported / "model.onnx"
    result = facet_train(
        "evaluate", "--model", model, "--task", "smile", "--data", data, "--layout", "genki", "--json", target
    )
    assert result.exit_code == 0, result.output
    assert json.loads(target.read_text())["n"] == 120


def test_the_card_takes_what_evaluate_found_on_the_test_part(run, tmp_path):
    n = json.loads((run[0] / "result.json").read_text())["test"]["n"]
    figures = {
        "task": "smile",
        "n": n,
        "accuracy": 0.5,
        "balanced_accuracy": 0.5,
        "f1": 0.5,
        "ci95": [0.3, 0.7],
    }
    tested = tmp_path / "tested.json"
    tested.write_text(json.dumps(figures))
    words = ["export", "--run", run[0], "--to", tmp_path / "model", "--tested", tested]
    assert facet_train(*words).exit_code == 0
    metrics = open_model(tmp_path / "model" / "model.onnx", provider="cpu").card.metrics
    assert next(m.value for m in metrics if (m.name, m.split) == ("accuracy", "test")) == 0.5
    tested.write_text(json.dumps({**figures, "n": n + 1}))
    assert "measured on other pictures" in str(facet_train(*words).exception)
    tested.write_text("not json")
    assert "holds no figures" in str(facet_train(*words).exception)


def test_a_file_that_answers_otherwise_is_not_published(run, tmp_path, monkeypatch):
    from trainer.export import placing, publish
    from trainer.export.parity import ParityLost
    from trainer.fit.run_folder import RunFolder

    other = placing.to_onnx

    def shifted(model, card, *, opset):
        weights = model.get_weights()
        model.set_weights([weight + 0.05 for weight in weights])
        content = other(model, card, opset=opset)
        model.set_weights(weights)
        return content

    monkeypatch.setattr(placing, "to_onnx", shifted)
    with pytest.raises(ParityLost, match="on tensors"):
        publish.export_run(RunFolder(run[0]), tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_one_network_a_fold_makes_one_model(run, data):
    folder = run[0].parent / "folds"
    words = [
        "train",
        "--data",
        run[0] / "prepared",
        "--run",
        folder,
        "--epochs",
        "3",
        *SMALL,
        "--set",
        "folds=2",
    ]
    done = facet_train(*words, "--events", "jsonl")
    assert done.exit_code == 0, done.output
    result = json.loads((folder / "result.json").read_text())
    assert "2 folds" in result["chosen_on"]
    assert result["validation"]["n"] + result["test"]["n"] == len(data_rows(data))
    stages = {json.loads(line).get("stage") for line in done.stdout.splitlines()}
    assert {"fold 1", "fold 2"} <= stages
    assert (folder / "model.keras").exists()


def data_rows(data):
    return (data / "labels.txt").read_text().splitlines()


def test_a_run_is_not_begun_over_another(run, data):
    from vision.errors import DataUnusable

    result = facet_train("train", "--data", data, "--run", run[0], *SMALL)
    assert isinstance(result.exception, DataUnusable)
    assert "holds a run already" in str(result.exception)


def test_data_prepared_for_another_crop_is_refused(run):
    result = facet_train(
        "train", "--data", run[0] / "prepared", "--run", run[0].parent / "other", "--set", "size=48"
    )
    assert "prepared for another crop" in str(result.exception)
    assert not (run[0].parent / "other").exists()


def test_a_run_whose_data_has_changed_is_not_resumed(run, tmp_path):
    import shutil

    shutil.copytree(run[0], tmp_path / "run")
    config = json.loads((tmp_path / "run" / "config.json").read_text())
    (tmp_path / "run" / "config.json").write_text(json.dumps({**config, "manifest": "0" * 64}))
    result = facet_train("train", "--resume", "--run", tmp_path / "run")
    assert "other pictures than the run began with" in str(result.exception)


def test_a_run_that_has_not_ended_is_not_exported(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    result = facet_train("export", "--run", tmp_path, "--to", tmp_path / "model")
    assert "has not ended" in str(result.exception)


def test_the_card_survives_its_json(exported):
    card = open_model(exported / "model.onnx", provider="cpu").card
    assert ModelCard.from_json(card.to_json(), "model.onnx") == card
