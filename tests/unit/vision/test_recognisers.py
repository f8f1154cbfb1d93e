"""Answers: sigmoid and softmax, by the card's labels and thresholds, the same alone as in a batch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vision.crops import crop_faces, crop_whole
from vision.errors import ModelRefused
from vision.geometry import as_boxes, empty_boxes
from vision.recognisers import Recogniser
from vision.sessions import open_model

ModelMaker = Callable[..., Path]
MakeCard = Callable[..., dict[str, Any]]
MOODS = ["angry", "happy", "calm"]


@pytest.fixture
def red_is_a_smile(model_file: ModelMaker, make_card: MakeCard) -> Recogniser:
    """P(smile) is how red a crop is; from 0.6 on it is called so."""
    card = make_card(thresholds={"smile": 0.6}, thresholds_chosen_on="x", crop__margin=0.25)
    return Recogniser(open_model(model_file(card=card), provider="cpu"))


@pytest.fixture
def three_moods(model_file: ModelMaker, make_card: MakeCard) -> Recogniser:
    card = make_card(task="mood", output={"kind": "softmax", "size": 3, "labels": MOODS})
    return Recogniser(open_model(model_file(kind="softmax", card=card), provider="cpu"))


def flat(*colours: tuple[int, int, int]) -> NDArray[np.uint8]:
    return np.stack([np.full((8, 8, 3), colour, np.uint8) for colour in colours])


def test_a_sigmoid_answers_by_the_threshold(red_is_a_smile: Recogniser) -> None:
    # 153 / 255 is 0.6 exactly: at the bar is over it.
    answers = red_is_a_smile.answer(flat((0, 9, 9), (152, 0, 0), (154, 0, 0), (255, 0, 0)))
    assert [answer.label for answer in answers] == ["no smile", "no smile", "smile", "smile"]
    assert [answer.score for answer in answers] == pytest.approx([0, 152 / 255, 154 / 255, 1], abs=1e-6)
    for answer in answers:
        assert answer.task == "smile"
        assert answer.reason is None
        assert list(answer.scores) == ["no smile", "smile"]
        assert answer.scores["no smile"] == pytest.approx(1 - answer.score, abs=1e-6)


def test_without_a_threshold_the_bar_is_a_half(model_file: ModelMaker, make_card: MakeCard) -> None:
    plain = Recogniser(open_model(model_file(card=make_card()), provider="cpu"))
    assert [answer.label for answer in plain.answer(flat((127, 0, 0), (128, 0, 0)))] == ["no smile", "smile"]


def test_a_softmax_answers_the_likeliest(three_moods: Recogniser) -> None:
    answers = three_moods.answer(flat((255, 0, 0), (0, 255, 0), (0, 0, 255)))
    assert [answer.label for answer in answers] == MOODS
    highest = np.e / (np.e + 2)
    for answer in answers:
        assert answer.score == pytest.approx(highest, abs=1e-6)
        assert list(answer.scores) == MOODS
        assert sum(answer.scores.values()) == pytest.approx(1, abs=1e-6)


def test_a_softmax_below_its_label_s_threshold_is_unsure(model_file: ModelMaker, make_card: MakeCard) -> None:
    """Red has a bar of .58, blue one below what it reaches, green none: only red is left unsaid."""
    output = {"kind": "softmax", "size": 3, "labels": MOODS}
    bars = {"angry": 0.58, "calm": 0.57}
    card = make_card(task="mood", output=output, thresholds=bars, thresholds_chosen_on="x")
    model = Recogniser(open_model(model_file(kind="softmax", card=card), provider="cpu"))
    red, green, blue = model.answer(flat((255, 0, 0), (0, 255, 0), (0, 0, 255)))
    highest = np.e / (np.e + 2)  # .576
    assert [answer.label for answer in (red, green, blue)] == [None, "happy", "calm"]
    assert (red.reason, green.reason, blue.reason) == ("unsure", None, None)
    assert red.score == pytest.approx(highest, abs=1e-6)
    assert max(red.scores, key=red.scores.__getitem__) == "angry"


def test_probabilities_stand_in_the_cards_order(red_is_a_smile: Recogniser, three_moods: Recogniser) -> None:
    assert red_is_a_smile.probabilities(flat((51, 0, 0))) == pytest.approx(np.array([[0.8, 0.2]]), abs=1e-6)
    assert three_moods.probabilities(flat((9, 9, 9))) == pytest.approx(np.full((1, 3), 1 / 3), abs=1e-6)


def test_nobody_in_the_picture(red_is_a_smile: Recogniser, three_moods: Recogniser) -> None:
    for model in (red_is_a_smile, three_moods):
        assert model.recognise(np.zeros((50, 50, 3), np.uint8), empty_boxes()) == []
        assert model.probabilities(np.zeros((0, 8, 8, 3), np.uint8)).shape == (
            0,
            len(model.card.output.labels),
        )


def test_a_box_is_answered_from_its_crop_in_rgb(red_is_a_smile: Recogniser) -> None:
    image = np.zeros((100, 200, 3), np.uint8)
    image[:, :100] = (0, 0, 255)  # BGR: the left half is red, the right half blue
    image[:, 100:] = (255, 0, 0)
    boxes = as_boxes([(140, 40, 20, 20), (30, 40, 20, 20), (90, 40, 20, 20)])
    answers = red_is_a_smile.recognise(image, boxes)
    assert [answer.score for answer in answers] == pytest.approx([0, 1, 0.5], abs=0.01)
    assert np.array_equal(
        red_is_a_smile.crops(image, boxes), crop_faces(image, boxes, red_is_a_smile.card.crop)
    )


def test_many_boxes_equal_one_by_one(red_is_a_smile: Recogniser, astronaut_bgr: NDArray[np.uint8]) -> None:
    boxes = as_boxes([(180 + 7 * n, 60, 80 + n, 80) for n in range(9)])
    together = red_is_a_smile.recognise(astronaut_bgr, boxes)
    alone = [red_is_a_smile.recognise(astronaut_bgr, boxes[[n]])[0] for n in range(9)]
    assert [a.score for a in together] == pytest.approx([a.score for a in alone], abs=1e-6)
    assert [a.label for a in together] == [a.label for a in alone]


def test_the_whole_picture_answers_too(red_is_a_smile: Recogniser, astronaut_bgr: NDArray[np.uint8]) -> None:
    answer = red_is_a_smile.recognise_whole(astronaut_bgr)
    (expected,) = red_is_a_smile.answer(crop_whole(astronaut_bgr, red_is_a_smile.card.crop))
    assert answer == expected
    assert answer.score == pytest.approx(astronaut_bgr[:, :, 2].mean() / 255, abs=0.01)


def test_an_embedding_is_no_answer(model_file: ModelMaker, make_card: MakeCard) -> None:
    card = make_card(output={"kind": "embedding", "size": 3})
    with pytest.raises(ModelRefused, match=r"output\.kind"):
        Recogniser(open_model(model_file(kind="embedding", card=card), provider="cpu"))
