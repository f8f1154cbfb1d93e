"""Heads on a frozen backbone, from class folders to an ONNX file, and fine-tuning of what came out."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.trainer.test_features import write_colours
from trainer.models.weights_packages import CACHE_VARIABLE
from vision.errors import FacetError
from vision.images import write_image
from vision.model_making import FineTunedOn, HeadOnNetwork
from vision.recognisers import UNSURE, Recogniser
from vision.sessions import open_model, read_card

pytestmark = [
    pytest.mark.needs_tensorflow,
    pytest.mark.timeout(400),  # TensorFlow alone takes a minute to import where the cores are busy
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
SIDE = 32
COLOURS_ON_MOBILENET = HeadOnNetwork(answers="classes", data="colours", network="mobilenetv2")


def tiny(entry, weights, side):
    """In place of a backbone: one convolution with fixed weights and what follows it."""
    import keras
    from keras import layers

    picture = keras.Input((side, side, 3))
    x = layers.Conv2D(6, 4, strides=4, activation="relu", name="block1_conv")(picture)
    x = layers.BatchNormalization(name="block1_norm")(x)
    x = layers.Conv2D(8, 1, activation="relu", name="block2_conv")(x)
    network = keras.Model(picture, x, name=entry.name)
    random = np.random.default_rng(1)
    for layer in network.layers:
        if isinstance(layer, layers.Conv2D):
            kernel, bias = layer.get_weights()
            layer.set_weights([random.normal(0, 0.3, kernel.shape), bias])
    return network


@pytest.fixture(scope="module", autouse=True)
def _tiny_backbones(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(tmp_path_factory.mktemp("cache")))
        patch.setattr("trainer.models.backbone_networks.backbone_network", tiny)
        yield


def facet_train(*words):
    from trainer.commands.app import app

    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return write_colours(tmp_path_factory.mktemp("pictures") / "colours", 30)


@pytest.fixture(scope="module")
def run(data):
    folder = data.parent / "runs" / "colours"
    done = facet_train(
        "train", "--backbone", "mobilenetv2", "--data", data, "--run", folder, "--set", f"size={SIDE}",
        "--device", "cpu", "--events", "jsonl",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return folder


def test_any_class_folders_are_learnt_on_a_backbone(run):
    result = json.loads((run / "result.json").read_text())
    assert result["test"]["accuracy"] > 0.9
    assert result["chosen_on"].startswith("validation part, C ")
    assert set(result["thresholds"]) == {"blue", "green", "red"}
    assert set(result["thresholds"].values()) <= {0.6}, "hardly ever less sure of a colour"
    config = json.loads((run / "config.json").read_text())
    assert config["settings"]["backbone"] == "mobilenetv2"


def test_the_exported_file_answers_as_the_run_and_says_what_it_is(run, data, tmp_path):
    done = facet_train("export", "--run", run, "--to", tmp_path / "model")
    assert done.exit_code == 0, done.output
    recogniser = Recogniser(open_model(tmp_path / "model" / "model.onnx", provider="cpu"))
    assert recogniser.card.task == "colours"
    assert recogniser.card.output.labels == ("blue", "green", "red")
    assert "frozen" in recogniser.card.description
    assert recogniser.card.making == (COLOURS_ON_MOBILENET,)
    reds = np.zeros((1, SIDE, SIDE, 3), np.uint8)
    reds[..., 0] = 200
    reds[..., 1:] = 60
    assert recogniser.answer(reds)[0].label == "red"


def test_what_can_not_be_told_apart_is_answered_with_unsure(tmp_path):
    """The bar is chosen on the validation part, and stands in the card."""
    random = np.random.default_rng(3)
    for label in ("papillon", "pug", "whippet"):
        for number in range(40):
            grey = random.integers(90, 110, (SIDE, SIDE, 3), dtype=np.uint8)
            write_image(tmp_path / "dogs" / label / f"{number}.png", grey)
    words = ("--data", tmp_path / "dogs", "--run", tmp_path / "run", "--set", f"size={SIDE}")
    done = facet_train("train", "--backbone", "mobilenetv2", "--device", "cpu", *words)
    assert done.exit_code == 0, (done.output, done.exception)
    assert ", unsure below 0." in done.output
    assert facet_train("export", "--run", tmp_path / "run", "--to", tmp_path / "model").exit_code == 0
    recogniser = Recogniser(open_model(tmp_path / "model" / "model.onnx", provider="cpu"))
    assert set(recogniser.card.thresholds) == {"papillon", "pug", "whippet"}
    assert recogniser.card.thresholds_chosen_on.startswith("dogs, validation part")
    said = recogniser.answer(random.integers(90, 110, (1, SIDE, SIDE, 3), dtype=np.uint8))[0]
    assert (said.label, said.reason) == (None, UNSURE)


def test_the_run_is_measured_on_what_it_kept_aside(run, tmp_path):
    done = facet_train("report", "--run", run, "--to", tmp_path, "--events", "jsonl")
    assert done.exit_code == 0, (done.output, done.exception)
    figures, result = (
        json.loads(path.read_text()) for path in (tmp_path / "figures.json", run / "result.json")
    )
    assert figures["n"] == result["test"]["n"]
    assert figures["confusion"] == result["test"]["confusion"]
    assert (tmp_path / "report.html").is_file()
    assert json.loads(done.stdout.splitlines()[-1])["event"] == "reported"


def test_a_dense_head_trains_by_epochs(data, tmp_path):
    done = facet_train(
        "train", "--recipe", "identity-vgg16", "--data", data, "--run", tmp_path / "run", "--epochs", "12",
        "--batch", "20", "--rate", "0.02", "--set", f"size={SIDE}", "--set", "hidden=16", "--device", "cpu",
        "--events", "jsonl",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert sum(event["event"] == "epoch" for event in events) == 12
    result = json.loads((tmp_path / "run" / "result.json").read_text())
    assert result["test"]["accuracy"] > 0.8
    assert (tmp_path / "run" / "history.csv").read_text().count("\n") == 13


def test_a_backbone_that_there_is_not_is_said(data, tmp_path):
    done = facet_train("train", "--backbone", "vgg", "--data", data, "--run", tmp_path / "run")
    assert isinstance(done.exception, FacetError)
    assert "no backbone 'vgg'" in str(done.exception)


@pytest.fixture(scope="module")
def shifted(tmp_path_factory):
    """The same labels in other light."""
    dark = {"blue": (90, 60, 70), "green": (60, 90, 70), "red": (60, 70, 90)}
    return write_colours(tmp_path_factory.mktemp("shifted") / "dark", 40, dark)


def test_fine_tuning_is_kept_where_it_helps(run, shifted, tmp_path):
    tuned = tmp_path / "tuned"
    done = facet_train(
        "finetune", "--model", run, "--data", shifted, "--run", tuned, "--rate", "0.01", "--epochs", "6",
        "--json", tmp_path / "figures.json", "--events", "jsonl",
    )  # fmt: skip
    assert done.exit_code == 0, (done.output, done.exception)
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures["after"] >= figures["before"]
    assert figures["best_epoch"] > 0
    assert figures["n"] == json.loads((tuned / "result.json").read_text())["test"]["n"]
    assert json.loads((tuned / "config.json").read_text())["finetuned"]["outcome"] == figures
    assert facet_train("export", "--run", tuned, "--to", tmp_path / "model").exit_code == 0
    card = read_card(tmp_path / "model" / "model.onnx")
    assert card.making == (COLOURS_ON_MOBILENET, FineTunedOn(data="dark"))


def test_fine_tuning_that_makes_worse_is_refused_and_leaves_nothing(run, data, tmp_path, monkeypatch):
    from trainer.fit.loop import FitResult

    def spoil(model, *_others):
        """Pleases the validation part, and forgets which class is which."""
        answer = model.get_layer("answer")
        answer.set_weights([np.roll(part, 1, axis=-1) for part in answer.get_weights()])
        return FitResult(1, 0.0, [{"val_loss": 0.0}])

    monkeypatch.setattr("trainer.fit.finetuning.fit", spoil)
    before = {path: path.read_bytes() for path in run.iterdir() if path.is_file()}
    done = facet_train(
        "finetune", "--model", run, "--data", data, "--run", tmp_path / "tuned", "--rate", "0.1",
        "--epochs", "1", "--layers", "9",
    )  # fmt: skip
    assert isinstance(done.exception, FacetError), done.output
    assert "did not help" in str(done.exception)
    assert not (tmp_path / "tuned").exists()
    assert [path for path in tmp_path.iterdir() if "tuned" in path.name] == []
    assert {path: path.read_bytes() for path in run.iterdir() if path.is_file()} == before


def test_other_labels_than_the_model_s_are_refused(run, tmp_path):
    other = write_colours(tmp_path / "other", 6, {"black": (0, 0, 0), "red": (60, 60, 200)})
    done = facet_train("finetune", "--model", run, "--data", other, "--run", tmp_path / "tuned")
    assert "other labels than the model: black" in str(done.exception)


def test_a_start_must_be_named(data, tmp_path):
    done = facet_train("finetune", "--data", data, "--run", tmp_path / "tuned")
    assert "--model RUN or --backbone NAME" in str(done.exception)


def test_the_last_layers_alone_are_freed_and_normalisation_never():
    import keras

    from trainer.features.assembled import assembled
    from trainer.fit.finetuning import free_last_layers
    from trainer.models.backbones import backbone

    dense = [(np.zeros((8, 3), np.float32), np.zeros(3, np.float32))]
    model = assembled(backbone("vgg16"), "average", dense, side=SIDE)
    assert [variable.path for variable in model.trainable_variables] == ["answer/kernel", "answer/bias"]
    assert free_last_layers(model, 2) == 8 * 3 + 3 + 6 * 8 + 8
    network = model.get_layer("vgg16")
    assert network.get_layer("block2_conv").trainable
    assert not network.get_layer("block1_conv").trainable
    assert free_last_layers(model, 99) == 8 * 3 + 3 + 6 * 8 + 8 + 4 * 4 * 3 * 6 + 6
    assert not network.get_layer("block1_norm").trainable
    assert keras.backend.is_keras_tensor(model.output)
