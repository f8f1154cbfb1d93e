"""The smile model that ships: small, honest in its card, and still answering as on the day of its export."""

from __future__ import annotations

import numpy as np
import pytest

from vision.assets import shipped_models_root
from vision.detectors import HaarDetector, largest_face
from vision.recognisers import Recogniser
from vision.sessions import open_model

FOLDER = shipped_models_root() / "smile"


@pytest.fixture(scope="module")
def session():
    return open_model(FOLDER / "model.onnx", provider="cpu")


def test_it_is_under_two_megabytes():
    assert (FOLDER / "model.onnx").stat().st_size < 2_000_000


def test_golden_answers_are_replayed(session):
    with np.load(FOLDER / "golden.npz") as golden:
        crops, answers = golden["crops"], golden["answers"]
    assert len(crops) >= 8
    assert np.abs(session.run(crops) - answers).max() < 1e-3  # other processors round otherwise


def test_a_batch_answers_as_one_by_one(session):
    with np.load(FOLDER / "golden.npz") as golden:
        crops = golden["crops"]
    alone = np.concatenate([session.run(crop[None]) for crop in crops])
    assert np.abs(session.run(crops) - alone).max() < 1e-4


def test_its_card_says_how_good_it_is_and_on_what(session):
    card = session.card
    figure = next(m for m in card.metrics if (m.name, m.split) == ("accuracy", "test"))
    assert figure.dataset == "GENKI-4K"
    assert figure.n >= 400
    assert figure.value >= 0.92
    assert figure.ci95[0] < figure.value < figure.ci95[1]
    assert card.output.labels == ("no smile", "smile")
    assert 0.2 <= card.threshold("smile") <= 0.8


def test_the_astronaut_smiles(session, astronaut_bgr):
    recogniser = Recogniser(session)
    box = largest_face(HaarDetector().detect(astronaut_bgr))
    answer = recogniser.recognise(astronaut_bgr, box)[0]
    assert answer.label == "smile"
    assert answer.score > 0.8


def test_a_mirrored_or_slightly_moved_face_gets_the_same_answer(session, astronaut_bgr):
    recogniser = Recogniser(session)
    box = largest_face(HaarDetector().detect(astronaut_bgr))
    moved = np.concatenate([box + np.array([x, y, 0, 0], np.int32) for x in (-4, 0, 4) for y in (-4, 0, 4)])
    scores = [answer.score for answer in recogniser.recognise(astronaut_bgr, moved)]
    mirrored = recogniser.answer(np.ascontiguousarray(recogniser.crops(astronaut_bgr, box)[:, :, ::-1]))[0]
    assert min([*scores, mirrored.score]) > card_threshold(session)


def card_threshold(session):
    return session.card.threshold("smile")
