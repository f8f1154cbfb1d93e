"""Keras models measured and exported: the same figures as their ONNX files, and files made elsewhere."""

from __future__ import annotations

import errno
import json
import os
import shutil

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.trainer.test_evaluate import plain
from vision.errors import DataUnusable, FacetError, ModelRefused
from vision.images import read_image
from vision.sessions import open_model

pytestmark = [
    pytest.mark.needs_tensorflow,
    pytest.mark.timeout(900),  # TensorFlow alone takes a minute to import where the cores are busy
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file"),
]

MOODS = "angry,glad,calm"
SAID = ["--task", "mood", "--labels", MOODS, "--licence", "mine", "--scaling", "unit"]


def facet_train(*words):
    from trainer.commands.app import app

    return CliRunner().invoke(app, [str(word) for word in words])


def small(outputs=3, *, activation="softmax", channels=3, side=16):
    """A Sequential network from floats, as elsewhere they are made."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(5)
    return keras.Sequential(
        [
            keras.Input((side, side, channels)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(outputs, activation=activation, kernel_initializer="random_normal"),
        ]
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The same network as .h5 and .keras, and exported."""
    folder = tmp_path_factory.mktemp("elsewhere")
    model = small()
    for name in ("mood.h5", "mood.keras"):
        model.save(folder / name)
    model.save_weights(folder / "mood.weights.h5")
    out = folder / "exported.json"
    words = ["--field", "crop.margin=0.2", "--field", "thresholds.glad=0.4", "--field"]
    done = facet_train(
        *("export", "--model", folder / "mood.h5", "--to", folder / "out", *SAID, *words),
        *("thresholds_chosen_on=drawn pictures", "--json", out),
    )
    assert done.exit_code == 0, done.output
    return folder, json.loads(out.read_text())


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Sixty noisy pictures under three labels."""
    from vision.images import write_image

    folder, random = tmp_path_factory.mktemp("moods"), np.random.default_rng(2)
    for number in range(60):
        label = MOODS.split(",")[number % 3]
        (folder / label).mkdir(exist_ok=True)
        picture = random.integers(0, 256, (24, 24, 3)) * (0.3 + 0.7 * np.eye(3)[number % 3])
        write_image(folder / label / f"{number:02d}.png", picture.astype(np.uint8))
    return folder


def test_the_exported_file_answers_as_the_network_did_on_scaled_floats(made, data):
    import keras

    folder, said = made
    pictures = [read_image(path) for path in sorted(data.rglob("*.png"))]
    crops = np.stack([picture[4:20, 4:20, ::-1] for picture in pictures])
    expected = keras.models.load_model(folder / "mood.h5", compile=False).predict(crops / 255.0, verbose=0)
    session = open_model(folder / "out" / "model.onnx", provider="cpu")
    assert np.abs(session.run(crops) - expected).max() < 1e-4
    card = session.card
    assert (card.task, card.output.kind, card.output.labels) == ("mood", "softmax", tuple(MOODS.split(",")))
    assert (card.crop.margin, card.thresholds, card.licence) == (0.2, {"glad": 0.4}, "mine")
    assert said["parity"]["on_tensors"] < 1e-4
    assert said["parity"]["end_to_end"] < 1e-4
    assert said["card"]["task"] == "mood"
    assert (folder / "out" / "golden.npz").exists()


@pytest.mark.parametrize("name", ["mood.h5", "mood.keras"])
def test_keras_and_onnx_give_the_same_figures(made, data, name, tmp_path):
    folder, _ = made
    onnx_file = folder / "out" / "model.onnx"
    usual = ["--task", "mood", "--data", data, "--layout", "folders", "--json"]
    first, second = tmp_path / "onnx.json", tmp_path / "keras.json"
    assert facet_train("evaluate", "--model", onnx_file, *usual, first).exit_code == 0
    more = ["--card", onnx_file, "--scaling", "unit", "--report", tmp_path / "report"]
    done = facet_train("evaluate", "--model", folder / name, *usual, second, *more)
    assert done.exit_code == 0, done.output
    ours, theirs = (json.loads(path.read_text()) for path in (first, second))
    assert ours["n"] == theirs["n"] == 60
    for key in ("accuracy", "balanced_accuracy", "precision", "recall", "f1", "ece"):
        assert theirs[key] == pytest.approx(ours[key], abs=1e-4)
    assert theirs["confusion"] == ours["confusion"]
    assert theirs["model"]["provider"] == "keras"
    assert (tmp_path / "report" / "report.html").exists()


def test_predict_asks_a_keras_file_too(made, data):
    folder, _ = made
    picture = next(iter(sorted(data.rglob("*.png"))))
    words = ["--card", folder / "out" / "model.onnx", "--scaling", "unit", "--json", "-"]
    done = facet_train("predict", picture, "--model", folder / "mood.keras", *words)
    assert done.exit_code == 0, done.output
    exported = facet_train("predict", picture, "--model", folder / "out" / "model.onnx", "--json", "-")
    ours, theirs = (json.loads(one.stdout)[0]["whole"]["scores"] for one in (done, exported))
    assert ours == pytest.approx(theirs, abs=2e-4)


def test_colours_and_logits_are_made_part_of_the_file(tmp_path):
    """BGR as OpenCV reads, grey as it turns colour into it, and answers before the softmax."""
    from trainer.export.elsewhere import Habits, under_contract
    from vision.opencv import cv2

    crops = np.random.default_rng(3).integers(0, 256, (5, 16, 16, 3), np.uint8)
    for colour, channels in (("bgr", 3), ("grey", 1)):
        model = small(activation=None, channels=channels)
        path = tmp_path / f"{colour}.keras"
        ours = under_contract(model, path, Habits("symmetric", colour, logits=True)).predict(crops, verbose=0)
        code = cv2.COLOR_RGB2BGR if colour == "bgr" else cv2.COLOR_RGB2GRAY
        seen = np.stack([cv2.cvtColor(crop, code).reshape(16, 16, channels) for crop in crops])
        logits = model.predict(seen / 127.5 - 1, verbose=0)
        expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        assert np.abs(ours - expected).max() < 2e-3  # OpenCV rounds grey to whole numbers


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"--labels": "angry,glad"}, "network answers 3 numbers"),
        ({"--labels": "angry,glad,glad"}, "a label stands twice"),
        ({"--scaling": None}, "must be said how its pixels were scaled"),
        ({"--task": None, "--licence": None}, "--task, --licence left out"),
        ({"--colour": "grey"}, "takes 3 channels"),
        ({"--model": "mood.weights.h5"}, "can't be read as a Keras model"),
        ({"--model": "gone.h5"}, "no such file"),
        ({"--model": "."}, "is a folder"),
        ({"--to": None}, "where to write"),
        ({"--field": "thresholds.gld=0.4"}, "unknown labels: gld"),
        ({"--field": "thresholds.glad=0.4"}, "on what the thresholds were chosen"),
        ({"--field": "croop=1"}, "no such field"),
        ({"--field": "crop.margin=9"}, "crop.margin"),
        ({"--run": "runs/smile"}, "Leave --run"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_writes_nothing(made, tmp_path, changes, said):
    folder, _ = made
    usual = {"--model": "mood.h5", "--to": tmp_path / "out", **dict(zip(SAID[::2], SAID[1::2], strict=True))}
    options = {name: value for name, value in (usual | changes).items() if value is not None}
    options["--model"] = folder / options["--model"]
    done = facet_train("export", *(word for pair in options.items() for word in pair))
    assert isinstance(done.exception, FacetError), done.output
    assert said in str(done.exception).replace("\n", " ")
    assert not (tmp_path / "out").exists()


def test_answers_that_are_no_probabilities_are_refused(tmp_path):
    model = tmp_path / "raw.keras"
    small(activation=None).save(model)
    done = facet_train("export", "--model", model, "--to", tmp_path / "out", *SAID)
    assert isinstance(done.exception, FacetError)
    assert "no probabilities" in str(done.exception)
    assert "--logits" in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_one_number_decides_between_two_labels(tmp_path):
    """Advice to give --logits would be wrong: it is a sigmoid already."""
    model = tmp_path / "happy.keras"
    small(1, activation="sigmoid").save(model)
    words = ["export", "--model", model, "--to", tmp_path / "out", *SAID]
    words[words.index(MOODS)] = "happy"
    done = facet_train(*words)
    assert "the network answers one number, which decides between two labels" in str(done.exception)
    assert "--logits" not in str(done.exception)
    words[words.index("happy")] = "calm,happy"
    done = facet_train(*words)
    assert done.exit_code == 0, (done.output, done.exception)
    card = open_model(tmp_path / "out" / "model.onnx", provider="cpu").card
    assert (card.output.kind, card.output.labels) == ("sigmoid", ("calm", "happy"))


def test_a_model_of_another_task_is_not_replaced(made, tmp_path):
    folder, _ = made
    out = tmp_path / "out"
    shutil.copytree(folder / "out", out)
    before = {path: path.read_bytes() for path in out.iterdir()}
    words = ["export", "--model", folder / "mood.h5", "--to", out, *SAID]
    done = facet_train(*[*words, "--task", "weather"])
    assert isinstance(done.exception, DataUnusable), done.output
    assert "is a model for 'mood', which one for 'weather' doesn't replace" in str(done.exception)
    assert {path: path.read_bytes() for path in out.iterdir()} == before
    done = facet_train(*words, "--version", "2")
    assert done.exit_code == 0, (done.output, done.exception)
    assert "task mood, version 2, " in done.output
    assert "open Models, Add a model… in the window" in done.output
    assert open_model(out / "model.onnx", provider="cpu").card.version == "2"


def test_a_network_for_something_else_is_refused(tmp_path):
    import keras
    from keras import layers

    from trainer.export.elsewhere import Habits, under_contract

    words = keras.Sequential([keras.Input((7,)), layers.Dense(2)])
    with pytest.raises(DataUnusable, match="not pictures"):
        under_contract(words, tmp_path / "words.keras", Habits("unit"))
    maps = keras.Sequential([keras.Input((16, 16, 3)), layers.Conv2D(2, 3)])
    with pytest.raises(DataUnusable, match="not one row"):
        under_contract(maps, tmp_path / "maps.keras", Habits("unit"))


def test_a_keras_file_without_a_card_is_not_guessed_at(made, data):
    folder, _ = made
    words = ["--task", "mood", "--data", data, "--layout", "folders"]
    done = facet_train("evaluate", "--model", folder / "mood.h5", *words)
    assert done.exit_code == 2
    assert "--card" in done.stderr
    done = facet_train("evaluate", "--model", data, *words)
    assert done.exit_code == 2
    assert "neither a run's folder" in done.stderr


def test_a_card_of_another_network_is_refused(made, tmp_path):
    from trainer.evaluate.opening import open_recogniser
    from trainer.export.elsewhere import Habits

    folder, _ = made
    small(side=24).save(tmp_path / "wide.keras")
    with pytest.raises(ModelRefused, match="input"):
        open_recogniser(
            tmp_path / "wide.keras", card=folder / "out" / "model.onnx", habits=Habits("unit", None)
        )
    (tmp_path / "card.json").write_text("{}")
    with pytest.raises(ModelRefused, match="field 'task'"):
        open_recogniser(folder / "mood.h5", card=tmp_path / "card.json", habits=Habits("unit", None))


def test_a_full_disk_keeps_both_older_files(made, tmp_path, monkeypatch):
    from trainer.export import placing

    folder, _ = made
    out = tmp_path / "out"
    out.mkdir()
    for name in ("model.onnx", "golden.npz"):
        (out / name).write_text("older")
    written = []

    def full(folder, content):
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(real(folder, content))
        return written[0]

    real = placing._written_beside
    monkeypatch.setattr(placing, "_written_beside", full)
    done = facet_train("export", "--model", folder / "mood.h5", "--to", out, *SAID)
    assert isinstance(done.exception, DataUnusable)
    assert "No space left on device); an older one is kept" in str(done.exception)
    assert sorted(os.listdir(out)) == ["golden.npz", "model.onnx"]
    assert {path.read_text() for path in out.iterdir()} == {"older"}


def test_int8_is_measured_and_kept_only_where_faster_and_as_good(made, data, tmp_path, monkeypatch):
    from trainer.export import int8

    folder, _ = made
    words = ["export", "--model", folder / "mood.h5", *SAID, "--int8", data, "--tolerance", "0.2"]
    for times_ms, accepted in (((1.0, 0.5), True), ((0.5, 1.0), False)):
        monkeypatch.setattr(int8, "_times_ms", lambda *_, times=times_ms: times)
        out, target = tmp_path / f"{accepted}.json", tmp_path / f"{accepted}"
        done = facet_train(*words, "--to", target, "--json", out)
        assert done.exit_code == 0, done.output
        result = json.loads(out.read_text())["int8"]
        assert result["accepted"] is accepted
        assert (result["n"], result["calibrated_on"]) == (30, 30)
        session = open_model(target / "model.onnx", provider="cpu")
        assert ("8-bit" in session.card.description) is accepted
        with np.load(target / "golden.npz") as golden:
            assert np.abs(session.run(golden["crops"]) - golden["answers"]).max() < 1e-4
        assert ("not faster" in done.stderr + done.stdout) is not accepted


def test_int8_needs_pictures(made, data, tmp_path):
    folder, _ = made
    plain(tmp_path / "few" / "angry" / "a.png", 9)
    words = ["export", "--model", folder / "mood.h5", *SAID, "--to", tmp_path / "out", "--int8"]
    done = facet_train(*words, tmp_path / "few")
    assert isinstance(done.exception, DataUnusable)
    assert "int8 needs 40" in str(done.exception)
    assert not (tmp_path / "out").exists()
