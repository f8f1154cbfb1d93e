"""The emotion recipes on a drawn FER2013: two labellings, one split, and models that can be unsure."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from trainer.data.layouts.labels import EMOTIONS
from trainer.recipes.emotion_data import read_emotion_data, read_rows
from vision.errors import DataUnusable
from vision.images import write_image
from vision.opencv import cv2

pytestmark = pytest.mark.timeout(400)  # TensorFlow alone takes a minute to import where the cores are busy

COLUMNS = (
    "neutral",
    "happiness",
    "surprise",
    "sadness",
    "anger",
    "disgust",
    "fear",
    "contempt",
    "unknown",
    "NF",
)
PLUS = {"angry": "anger", "happy": "happiness", "sad": "sadness"}


def drawn_face(emotion, random):
    """A grey gradient, whose direction and brightness are the emotion, and some noise."""
    number = EMOTIONS.index(emotion)
    rows, columns = np.mgrid[0:48, 0:48] / 47 - 0.5
    wave = np.cos(rows * np.cos(number) * 9 + columns * np.sin(number) * 9 + number)
    face = 128 + 90 * wave + random.normal(0, 8, (48, 48))
    return np.repeat(face.clip(0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def write_fer(root, counts, seed=1):
    """A drawn FER2013 with votes; `counts`: pictures of each use. Half of disgust voters call anger."""
    random = np.random.default_rng(seed)
    rows = []
    for use, count in counts.items():
        for number in range(count):
            emotion = EMOTIONS[number % len(EMOTIONS)]
            folder = root / use / emotion
            folder.mkdir(parents=True, exist_ok=True)
            write_image(folder / f"{number}.png", drawn_face(emotion, random))
            angry = emotion == "disgust" and number // len(EMOTIONS) % 2
            top = "anger" if angry else PLUS.get(emotion, emotion)
            votes = {column: 8 if column == top else 0 for column in COLUMNS} | {"unknown": 2}
            rows.append({"Usage": use, "Image name": f"fer{number}.png", **votes})
    with (root / "fer2013new.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ["Usage", "Image name", *COLUMNS])
        writer.writeheader()
        writer.writerows(rows)
    return root


@pytest.fixture(scope="module")
def fer(tmp_path_factory):
    return write_fer(tmp_path_factory.mktemp("fer"), {"Training": 420, "PublicTest": 42}, seed=2)


def test_publictest_tests_and_training_is_dealt_out(fer):
    uses = [sample.use for sample in read_rows(fer, "fer").samples]
    assert uses.count("test") == 42
    assert 15 <= uses.count("validation") <= 60  # one in twelve of 420, by a hash
    assert uses.count("train") + uses.count("validation") == 420


def test_a_mirrored_copy_of_a_tested_picture_does_not_learn(tmp_path):
    root = write_fer(tmp_path / "fer", {"Training": 21, "PublicTest": 7})
    face = drawn_face("sad", np.random.default_rng(9))
    write_image(root / "Training" / "sad" / "5.png", np.ascontiguousarray(face[:, ::-1]))
    write_image(root / "PublicTest" / "sad" / "5.png", face)
    pictures = read_rows(root, "fer")
    assert [skipped.path.name for skipped in pictures.skipped] == ["5.png"]
    assert "mirror" in pictures.skipped[0].reason


def test_a_near_copy_of_a_tested_picture_does_not_learn(tmp_path, astronaut_bgr):
    root = write_fer(tmp_path / "fer", {"Training": 42, "PublicTest": 7})
    face = cv2.resize(astronaut_bgr[:240, 100:340], (48, 48))
    write_image(root / "PublicTest" / "sad" / "5.png", face)
    write_image(root / "Training" / "sad" / "5.png", cv2.convertScaleAbs(face, alpha=0.9, beta=9))
    data = read_emotion_data(root)
    assert not data.learns[data.paths.index("Training/sad/5.png")]
    assert (data.learns | data.held_out).sum() == 41, "all others do, or choose"


def test_both_labellings_of_the_same_rows(fer):
    data = read_emotion_data(fer)
    disgust, angry = EMOTIONS.index("disgust"), EMOTIONS.index("angry")
    assert data.faces.shape == (420, 48, 48, 3)
    tops = data.votes[data.labels == disgust].argmax(axis=1)
    assert (tops == disgust).sum() == (tops == angry).sum() == 30
    assert np.allclose(data.votes.sum(axis=1), 1)


def test_nothing_to_test_on_is_said(tmp_path):
    root = write_fer(tmp_path / "fer", {"Training": 21})
    with pytest.raises(DataUnusable, match="nothing to test on"):
        read_rows(root, "fer")


@pytest.mark.needs_tensorflow
def test_the_temperature_mends_answers_that_are_too_sure():
    from trainer.recipes.emotion_answers import best_temperature

    random = np.random.default_rng(1)
    truth = random.integers(0, 3, 4000)
    logits = random.normal(0, 1, (4000, 3)) + 1.2 * np.eye(3)[truth]
    honest = np.exp(logits * 1.2) / np.exp(logits * 1.2).sum(axis=1, keepdims=True)  # Bayes' answer
    sharp = honest**2 / (honest**2).sum(axis=1, keepdims=True)
    assert best_temperature(honest.astype(np.float32), truth) == pytest.approx(1, abs=0.1)
    assert best_temperature(sharp.astype(np.float32), truth) == pytest.approx(2, abs=0.2)


@pytest.mark.needs_tensorflow
def test_unsure_is_where_the_answer_is_a_coin_toss():
    from trainer.recipes.emotion_answers import unsure_bar

    top = np.repeat([0.3, 0.45, 0.9], 100).astype(np.float32)
    answers = np.stack([top, *[(1 - top) / 4] * 4], axis=1)
    right = np.concatenate([np.arange(100) < 20, np.arange(100) < 60, np.arange(100) < 95])
    # Below .45 one in five is right; with the next hundred among them, 40 of 100; then 175 of 300.
    assert unsure_bar(answers, np.where(right, 0, 1)) == pytest.approx(0.6)
    assert unsure_bar(answers[100:], np.where(right, 0, 1)[100:]) == pytest.approx(0.2)


@pytest.mark.needs_tensorflow
def test_a_head_leans_on_another_as_far_as_that_knows_more():
    from trainer.recipes.emotion_answers import best_leaning, leant

    random = np.random.default_rng(5)
    truth = random.integers(0, 3, 4000)
    seen = np.stack([np.exp(random.normal(0, 1, (4000, 3)) + 1.2 * np.eye(3)[truth]) for _ in range(2)])
    own, other = (seen / seen.sum(axis=2, keepdims=True)).astype(np.float32)
    assert best_leaning(own, other, truth) == pytest.approx(0.5, abs=0.05), "both know as much"
    assert best_leaning(own, other[::-1], truth) == 0, "what speaks of other pictures is not heard"
    right = [(answers.argmax(axis=1) == truth).mean() for answers in (own, leant(own, other, 0.5))]
    assert right[1] > right[0] + 0.04


def uneven_answers(random):
    """Answers that lean to the first of three labels, which training saw most, and what is true."""
    truth = random.integers(0, 3, 3000)
    logits = random.normal(0, 1, (3000, 3)) + 1.2 * np.eye(3)[truth] + np.log([0.8, 0.1, 0.1])
    raised = np.exp(logits)
    return (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32), truth


@pytest.mark.needs_tensorflow
def test_evened_answers_know_the_rare_labels_too():
    from trainer.recipes.emotion_answers import best_evening, evened

    answers, truth = uneven_answers(np.random.default_rng(3))
    shares = np.array([0.8, 0.1, 0.1])
    even = evened(answers, shares, 1.0)
    assert (even.argmax(axis=1) == truth).mean() > (answers.argmax(axis=1) == truth).mean() + 0.1
    assert np.allclose(even.sum(axis=1), 1, atol=1e-5)
    assert best_evening(answers, truth, shares, 0.05) == pytest.approx(1, abs=0.15)


@pytest.mark.needs_tensorflow
def test_evening_costs_no_more_than_allowed():
    from trainer.recipes.emotion_answers import best_evening, evened

    answers, truth = uneven_answers(np.random.default_rng(3))
    common = np.flatnonzero((truth == 0) | (np.arange(len(truth)) % 8 == 0))  # as uneven as training
    answers, truth, shares = answers[common], truth[common], np.array([0.8, 0.1, 0.1])
    found = best_evening(answers, truth, shares, 0.01)
    accuracy = [(evened(answers, shares, e).argmax(axis=1) == truth).mean() for e in (0.0, found)]
    assert 0 < found < 1
    assert accuracy[1] >= accuracy[0] - 0.01


@pytest.mark.needs_tensorflow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_mirrored_network_answers_a_picture_and_its_mirror_image_alike():
    from trainer.fit.answers import answers_of
    from trainer.models.emotion_net import build_trunk, mirrored, with_softmax
    from trainer.models.emotion_shape import EmotionNet
    from trainer.recipes.emotion_answers import move

    shape = EmotionNet(48, (8, 8), ((16, 1),), 0.1)
    single = with_softmax(build_trunk(shape), shape, 7)
    random = np.random.default_rng(1)
    faces = np.stack([drawn_face(name, random) for name in EMOTIONS])
    double = mirrored(single)
    answers = answers_of(double, faces)
    assert np.allclose(answers, answers_of(double, faces[:, :, ::-1]), atol=1e-5)
    logs = np.log(answers_of(single, faces)) + np.log(answers_of(single, faces[:, :, ::-1]))
    mean = np.exp(logs / 2)
    assert np.allclose(answers, mean / mean.sum(axis=1, keepdims=True), atol=1e-5)
    move(single, 0.0, 2.0)
    cooler = answers_of(double, faces)
    assert np.allclose(
        np.log(cooler[:, 1:] / cooler[:, :1]) * 2, np.log(answers[:, 1:] / answers[:, :1]), atol=1e-3
    )


@pytest.mark.needs_tensorflow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_from_drawn_faces_to_a_card_that_knows_unsure(fer, tmp_path):
    from trainer.commands.app import app

    small = ["--set", "stem=[8,8]", "--set", "stages=[[16,1]]", "--set", "mixup=0", "--set", "average=0.8"]
    words = ["train", "--recipe", "emotion", "--data", fer, "--run", tmp_path / "run", "--epochs", "2"]
    more = [
        "--batch",
        "32",
        "--rate",
        "0.01",
        "--set",
        "first_epochs=1",
        "--events",
        "jsonl",
    ]
    runner = CliRunner()
    trained = runner.invoke(app, list(map(str, [*words, *small, *more])))
    assert trained.exit_code == 0, trained.output
    result = json.loads((tmp_path / "run" / "result.json").read_text())
    assert result["test"]["n"] == 42
    assert set(result["thresholds"]) == set(EMOTIONS)
