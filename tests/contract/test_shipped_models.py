"""The models that ship: small, with a valid card, and answering today as on the day of their export."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from vision.assets import shipped_models_root
from vision.detectors import HaarDetector
from vision.model_card import ModelCard
from vision.model_store import ModelStore
from vision.recognisers import Recogniser
from vision.sessions import ModelSession, open_model, read_card

MODELS = sorted(path.parent.name for path in shipped_models_root().glob("*/model.onnx"))
MIB = 2**20
# Two builds of ONNX Runtime round float32 differently; a changed crop, scale or weight is far beyond.
SAME = 1e-4

each_model = pytest.mark.parametrize("name", MODELS)


def folder_of(name: str) -> Path:
    return shipped_models_root() / name


def golden_of(name: str) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    with np.load(folder_of(name) / "golden.npz", allow_pickle=False) as golden:
        return golden["crops"], golden["answers"]


def answers_of(session: ModelSession, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """As a user's program gets them: a sigmoid's one number is the probability of its second label."""
    if session.card.output.kind in ("embedding", "points"):
        return session.run(crops)
    probabilities = Recogniser(session).probabilities(crops)
    return probabilities[:, 1:] if session.card.output.kind == "sigmoid" else probabilities


def test_a_smile_model_ships() -> None:
    assert "smile" in MODELS


def test_none_is_refused() -> None:
    store = ModelStore([shipped_models_root()])
    assert store.refused() == []
    assert [model.name for model in store.installed()] == MODELS
    for model in store.installed():
        assert model.digest == hashlib.sha256(model.path.read_bytes()).hexdigest()


def test_together_they_stay_small() -> None:
    assert (folder_of("smile") / "model.onnx").stat().st_size < 2 * MIB
    assert sum(file.stat().st_size for file in shipped_models_root().rglob("*") if file.is_file()) < 30 * MIB


def test_a_model_folder_holds_nothing_else() -> None:
    for name in MODELS:
        assert {file.name for file in folder_of(name).iterdir()} == {"model.onnx", "golden.npz"}


@each_model
def test_the_card_tells_a_reader_what_to_judge_it_by(name: str) -> None:
    card = read_card(folder_of(name) / "model.onnx")
    assert ModelCard.from_json(card.to_json(), "again") == card
    assert card.name == name
    assert card.description
    assert card.licence
    assert card.data
    assert {"onnxruntime", "onnx"} & {package.removesuffix("-gpu") for package in card.versions}
    assert all(0 <= metric.value <= 1 for metric in card.metrics if metric.name == "accuracy")
    test_figures = [metric for metric in card.metrics if metric.split == "test" and metric.ci95]
    assert test_figures, "no figure on pictures that the training never saw"
    for metric in test_figures:
        assert metric.ci95 is not None
        low, high = metric.ci95
        assert low <= metric.value <= high
    unseen = [metric.n for metric in card.metrics if metric.split == "test" or "cross" in metric.split]
    assert max(unseen) >= 100, "too few pictures to say anything"
    assert not card.thresholds or "test" not in card.thresholds_chosen_on.lower()


@each_model
def test_no_machines_paths_in_the_file(name: str) -> None:
    content = (folder_of(name) / "model.onnx").read_bytes()
    assert not [
        folder for folder in (b"work", b"home", b"root", b"Users", b"tmp") if b"/%b/" % folder in content
    ]


@each_model
def test_golden_crops_are_answered_as_at_export(name: str) -> None:
    session = open_model(folder_of(name) / "model.onnx", provider="cpu")
    crops, expected = golden_of(name)
    card = session.card
    assert crops.dtype == np.uint8
    assert crops.shape[1:] == (card.input.height, card.input.width, 3)
    assert expected.dtype == np.float32
    assert expected.shape == (len(crops), card.output.size)
    assert len(crops) >= 4
    assert np.ptp(expected) > 0.2, "answers that are all alike prove little"
    assert np.abs(answers_of(session, crops) - expected).max() < SAME
    alone = np.concatenate([answers_of(session, crop[None]) for crop in crops])
    assert np.abs(alone - expected).max() < SAME


@each_model
def test_golden_crops_would_show_a_swapped_colour_or_scale(name: str) -> None:
    """What went wrong elsewhere must be visible here."""
    session = open_model(folder_of(name) / "model.onnx", provider="cpu")
    crops, expected = golden_of(name)
    for changed in (crops[:, ::-1], crops // 2, crops.transpose(0, 2, 1, 3)):
        assert np.abs(answers_of(session, np.ascontiguousarray(changed)) - expected).max() > 20 * SAME


@each_model
def test_golden_files_are_plain_arrays(name: str) -> None:
    with zipfile.ZipFile(folder_of(name) / "golden.npz") as golden:
        assert sorted(golden.namelist()) == ["answers.npy", "crops.npy"]


@each_model
def test_one_thread_or_two_give_the_same_answers(name: str) -> None:
    crops, expected = golden_of(name)
    two = open_model(folder_of(name) / "model.onnx", provider="cpu", threads=2)
    assert np.abs(answers_of(two, crops) - expected).max() < SAME


def test_the_astronaut_smiles_from_picture_to_answer(astronaut_bgr: NDArray[np.uint8]) -> None:
    smile = Recogniser(open_model(folder_of("smile") / "model.onnx", provider="cpu"))
    found = HaarDetector().detect(astronaut_bgr)
    (answer,) = smile.recognise(astronaut_bgr, found.boxes_px)
    assert answer.label == "smile"
    mirrored = np.ascontiguousarray(astronaut_bgr[:, ::-1])
    boxes = found.boxes_px * [-1, 1, 1, 1] + [512, 0, 0, 0] - [1, 0, 0, 0] * found.boxes_px[:, 2:3]
    (same,) = smile.recognise(mirrored, boxes.astype(np.int32))
    assert same.label == "smile"
    assert same.score == pytest.approx(answer.score, abs=0.15)
