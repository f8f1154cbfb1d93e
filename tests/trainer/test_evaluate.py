"""`facet-train evaluate` from a model file and a folder to figures, with models whose answers are known."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from trainer.data.layouts import read_fer, read_folders
from trainer.evaluate.command import evaluate
from trainer.evaluate.looking import finder_for
from trainer.evaluate.runner import evaluate_pictures
from vision.crops import CropSpec
from vision.errors import DataUnusable, FacetError
from vision.images import write_image
from vision.model_card import CARD_KEY, InputSpec, ModelCard, OutputSpec
from vision.recognisers import Recogniser
from vision.sessions import open_model

onnx = pytest.importorskip("onnx")

ASKED = {"task", "n", "n_no_face", "accuracy", "balanced_accuracy", "precision", "recall", "f1", "confusion"}
ASKED |= {"labels", "ci95", "per_class", "ece", "model", "detector", "margin"}


def save_model(path, graph_nodes, weights, *, task, output, thresholds=None, side=16):
    """A network from uint8 (batch, side, side, 3) "image" to "answer", with a valid card."""
    helper, tensor = onnx.helper, onnx.TensorProto
    graph = helper.make_graph(
        graph_nodes,
        "known",
        [helper.make_tensor_value_info("image", tensor.UINT8, ["batch", side, side, 3])],
        [helper.make_tensor_value_info("answer", tensor.FLOAT, ["batch", output.size])],
        [onnx.numpy_helper.from_array(np.asarray(value), name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    card = ModelCard(
        task=task,
        name=f"{task}-known",
        version="1",
        input=InputSpec(width=side, height=side),
        crop=CropSpec(width=side, height=side, margin=0.1),
        output=output,
        thresholds=thresholds or {},
        thresholds_chosen_on="drawn pictures" if thresholds else "",
        licence="Apache-2.0",
        seed=0,
        versions={},
        created="2026-01-01",
    )
    helper.set_model_props(model, {CARD_KEY: card.to_json()})
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return path


def brightness_model(path, *, task="smile", labels=("no smile", "smile"), thresholds=None):
    """P(positive) = sigmoid((mean of all pixels - 127.5) / 16)."""
    node = onnx.helper.make_node
    nodes = [
        node("Cast", ["image"], ["pixels"], to=onnx.TensorProto.FLOAT),
        node("ReduceMean", ["pixels"], ["mean"], axes=[1, 2], keepdims=0),
        node("MatMul", ["mean", "third"], ["grey"]),
        node("Sub", ["grey", "middle"], ["moved"]),
        node("Div", ["moved", "width"], ["logit"]),
        node("Sigmoid", ["logit"], ["answer"]),
    ]
    weights = {
        "third": np.full((3, 1), 1 / 3, np.float32),
        "middle": np.float32(127.5),
        "width": np.float32(16),
    }
    output = OutputSpec(kind="sigmoid", size=1, labels=labels)
    return save_model(path, nodes, weights, task=task, output=output, thresholds=thresholds)


def colour_model(path, labels, *, task="emotion"):
    """Softmax whose first three labels are red, green and blue; the others are never the most probable."""
    node = onnx.helper.make_node
    nodes = [
        node("Cast", ["image"], ["pixels"], to=onnx.TensorProto.FLOAT),
        node("ReduceMean", ["pixels"], ["mean"], axes=[1, 2], keepdims=0),
        node("MatMul", ["mean", "matrix"], ["scaled"]),
        node("Softmax", ["scaled"], ["answer"], axis=1),
    ]
    weights = {"matrix": (np.eye(3, len(labels)) / 20).astype(np.float32)}
    output = OutputSpec(kind="softmax", size=len(labels), labels=labels)
    return save_model(path, nodes, weights, task=task, output=output)


def plain(path, bgr, size=(24, 24)):
    write_image(path, np.full((*size, 3), bgr, np.uint8))
    return path


def recogniser(path):
    return Recogniser(open_model(path, provider="cpu"))


# What is measured


def test_folders_answers_by_the_largest_face_or_the_whole_picture(tmp_path, astronaut_bgr):
    model = recogniser(brightness_model(tmp_path / "m.onnx"))
    face = astronaut_bgr
    # All black but the face: only a crop of the face is bright.
    masked = np.zeros_like(face)
    masked[60:190, 160:290] = face[60:190, 160:290]
    write_image(tmp_path / "data/smile/face.png", masked)
    plain(tmp_path / "data/smile/bright.png", 250)
    plain(tmp_path / "data/No_Smile/dark.png", 5)
    pictures = read_folders(tmp_path / "data", model.card.output.labels)
    result = evaluate_pictures(model, pictures)
    assert result.figures.n == 3
    assert result.n_no_face == 2
    by_name = {prediction.path.name: prediction for prediction in result.predictions}
    assert by_name["face.png"].face_found
    whole = model.recognise_whole(masked).score
    assert by_name["face.png"].probabilities[1] > whole + 0.2
    assert result.figures.confusion[0] == (1, 0)
    assert by_name["bright.png"].probabilities[1] > 0.99


def test_the_cards_threshold_decides_for_a_sigmoid(tmp_path):
    plain(tmp_path / "data/smile/a.png", 132)  # P = .57
    plain(tmp_path / "data/no smile/b.png", 10)
    for threshold, right in ((0.5, 2), (0.9, 1)):
        model = recogniser(brightness_model(tmp_path / "m.onnx", thresholds={"smile": threshold}))
        result = evaluate_pictures(model, read_folders(tmp_path / "data", model.card.output.labels))
        assert result.figures.accuracy == pytest.approx(right / 2)


def test_answers_are_the_windows_own(tmp_path, astronaut_bgr):
    model = recogniser(brightness_model(tmp_path / "m.onnx"))
    face = astronaut_bgr
    write_image(tmp_path / "data/smile/face.png", face)
    (prediction,) = evaluate_pictures(
        model, read_folders(tmp_path / "data", ("no smile", "smile"))
    ).predictions
    box = finder_for("haar").largest_square(face)
    assert prediction.probabilities[1] == pytest.approx(model.recognise(face, box)[0].score, abs=1e-6)


def test_fer_runs_no_detector(tmp_path):
    labels = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
    model = recogniser(colour_model(tmp_path / "m.onnx", labels))
    red, green, blue = (0, 0, 255), (0, 255, 0), (255, 0, 0)
    for number, (folder, colour) in enumerate(
        [("Angry", red), ("Angry", green), ("Disgust", green), ("Fear", blue)]
    ):
        plain(tmp_path / f"data/Training/{folder}/{number}.png", colour, size=(48, 48))
    result = evaluate_pictures(model, read_fer(tmp_path / "data"), "no such detector")
    assert result.n_no_face == 0
    assert result.figures.accuracy == pytest.approx(0.75)
    assert result.figures.confusion[0][:3] == (1, 1, 0)


def test_labels_are_in_the_cards_order_whatever_the_datas(tmp_path):
    model = recogniser(colour_model(tmp_path / "m.onnx", ("surprise", "happy", "angry")))
    plain(tmp_path / "data/PublicTest/Surprise/1.png", (0, 0, 255))
    plain(tmp_path / "data/PublicTest/Anger/2.png", (255, 0, 0))
    result = evaluate_pictures(model, read_fer(tmp_path / "data"))
    assert result.figures.labels == ("surprise", "happy", "angry")
    assert result.figures.confusion == ((1, 0, 0), (0, 0, 0), (0, 0, 1))


def test_unreadable_pictures_are_left_out_and_named(tmp_path):
    model = recogniser(brightness_model(tmp_path / "m.onnx"))
    plain(tmp_path / "data/smile/good.png", 250)
    (tmp_path / "data/smile/broken.jpg").write_text("no picture")
    pictures = read_folders(tmp_path / "data", ("no smile", "smile"))
    result = evaluate_pictures(model, pictures)
    assert result.figures.n == 1
    assert [error.path.name for error in result.unreadable] == ["broken.jpg"]
    (tmp_path / "data/smile/good.png").unlink()
    with pytest.raises(DataUnusable, match="none of 1 pictures can be read"):
        evaluate_pictures(model, read_folders(tmp_path / "data", ("no smile", "smile")))


def test_order_and_figures_do_not_depend_on_the_threads(tmp_path):
    model = recogniser(brightness_model(tmp_path / "m.onnx"))
    for number in range(300):
        plain(tmp_path / f"data/smile/{number:03d}.png", number % 256)
    pictures = read_folders(tmp_path / "data", ("no smile", "smile"))
    one, four = (evaluate_pictures(model, pictures, threads=threads) for threads in (1, 4))
    assert one.predictions == four.predictions
    assert [p.path for p in one.predictions] == [s.path for s in pictures.samples]


def test_progress_reaches_the_end(tmp_path):
    model = recogniser(brightness_model(tmp_path / "m.onnx"))
    for number in range(3):
        plain(tmp_path / f"data/smile/{number}.png", 99)
    seen = []
    pictures = read_folders(tmp_path / "data", ("no smile", "smile"))
    evaluate_pictures(model, pictures, on_progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_labels_that_the_model_does_not_know_are_named(tmp_path):
    model = recogniser(brightness_model(tmp_path / "m.onnx"))
    plain(tmp_path / "data/Training/Happy/1.png", 9)
    with pytest.raises(DataUnusable, match=r"happy.*no smile, smile"):
        evaluate_pictures(model, read_fer(tmp_path / "data"))


def test_an_unknown_detector_is_refused(tmp_path):
    model = recogniser(brightness_model(tmp_path / "m.onnx"))
    plain(tmp_path / "data/smile/1.png", 9)
    with pytest.raises(FacetError, match="no detector 'hair'"):
        evaluate_pictures(model, read_folders(tmp_path / "data", ("no smile", "smile")), "hair")


# The command


def command(*words):
    app = typer.Typer()
    app.command()(evaluate)
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def genki(tmp_path):
    """Three pictures: two right, one smile missed."""
    for number, grey in enumerate((250, 5, 5), start=1):
        plain(tmp_path / f"genki/files/file{number:04d}.jpg", grey)
    (tmp_path / "genki/labels.txt").write_text("1 0 0 0\n0 0 0 0\n1 0 0 0\n")
    return tmp_path / "genki"


def test_command_writes_what_was_asked(tmp_path, genki):
    model, out = brightness_model(tmp_path / "m.onnx"), tmp_path / "deep/out.json"
    done = command("--model", model, "--task", "smile", "--data", genki, "--layout", "genki", "--json", out)
    assert done.exit_code == 0, done.output
    figures = json.loads(out.read_text())
    assert set(figures) >= ASKED
    assert (figures["task"], figures["n"], figures["n_no_face"]) == ("smile", 3, 3)
    assert figures["accuracy"] == pytest.approx(2 / 3)
    assert figures["labels"] == ["no smile", "smile"]
    assert figures["confusion"] == [[1, 0], [1, 1]]
    assert figures["balanced_accuracy"] == pytest.approx(0.75)
    assert figures["detector"] == "haar"
    assert figures["margin"] == 0.1
    assert figures["ci95"][0] < 2 / 3 < figures["ci95"][1]
    assert "66.67%" in done.stdout
    assert done.stderr == ""


def test_command_json_alone_on_standard_output(tmp_path, genki):
    model = brightness_model(tmp_path / "m.onnx")
    done = command("--model", model, "--task", "smile", "--data", genki, "--layout", "genki", "--json", "-")
    assert json.loads(done.stdout)["n"] == 3
    assert "accuracy" in done.stderr


def test_command_ferplus(tmp_path):
    labels = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
    model = colour_model(tmp_path / "m.onnx", labels)
    plain(tmp_path / "data/PublicTest/Sad/28709.png", (0, 0, 255))
    head = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
    (tmp_path / "data/fer2013new.csv").write_text(f"{head}\nPublicTest,a.png,1,0,0,1,8,0,0,0,0,0\n")
    words = (
        "--model",
        model,
        "--task",
        "emotion",
        "--data",
        tmp_path / "data",
        "--layout",
        "fer",
        "--json",
        "-",
    )
    own = json.loads(command(*words).stdout)
    plus = json.loads(command(*words, "--labels", "ferplus").stdout)
    assert (own["accuracy"], plus["accuracy"]) == (0.0, 1.0)
    assert (plus["detector"], plus["n_no_face"]) == (None, 0)
    assert set(plus["top_k"]) == {"2", "3", "5"}


def test_one_split_of_many_can_be_measured(tmp_path):
    """Of a published split the test part alone: its one bright picture is no smile."""
    model = brightness_model(tmp_path / "m.onnx")
    plain(tmp_path / "data/train/smile/a.png", 250)
    plain(tmp_path / "data/test/no smile/b.png", 250)
    usual = ("--model", model, "--task", "smile", "--data", tmp_path / "data", "--layout", "folders")
    every = json.loads(command(*usual, "--json", "-").stdout)
    part = json.loads(command(*usual, "--split", "Test", "--json", "-").stdout)
    assert (every["n"], every["accuracy"]) == (2, 0.5)
    assert (part["n"], part["accuracy"]) == (1, 0.0)


def test_command_errors_are_one_line_and_exit_2(tmp_path, genki):
    model = brightness_model(tmp_path / "m.onnx")
    (tmp_path / "text.onnx").write_text("no model")
    usual = {"--model": model, "--task": "smile", "--data": genki, "--layout": "genki"}
    for change, says in (
        ({"--model": tmp_path / "gone.onnx"}, "no such file"),
        ({"--model": tmp_path / "text.onnx"}, "not a model"),
        ({"--task": "emotion"}, "answers 'smile', not 'emotion'"),
        ({"--data": tmp_path / "gone"}, "no such folder"),
        ({"--layout": "fer"}, "holds none of Training"),
        ({"--labels": "ferplus"}, "choice of the layout fer"),
        ({"--detector": "hair"}, "no detector"),
        ({"--split": "test"}, "no split 'test'"),
        ({"--json": genki}, "can't be written"),
    ):
        words = [word for pair in (usual | change).items() for word in pair]
        done = command(*words)
        assert done.exit_code == 2, (change, done.output)
        assert says in done.stderr
        assert done.stderr.strip().count("\n") == 0


def test_no_tensorflow_is_loaded(tmp_path, genki, repo_root):
    model = brightness_model(tmp_path / "m.onnx")
    code = (
        "import sys; sys.modules['tensorflow'] = sys.modules['keras'] = None\n"
        "import typer; from trainer.evaluate.command import evaluate\n"
        "typer.run(evaluate)"
    )
    words = ["--model", model, "--task", "smile", "--data", genki, "--layout", "genki", "--json", "-"]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *map(str, words)],
        capture_output=True,
        text=True,
        cwd=repo_root,
        env={**os.environ, "PYTHONPATH": str(repo_root)},
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["n"] == 3
