"""Below which probability a model says that it is unsure: chosen where the likeliest label is a coin toss."""

import numpy as np
import pytest

from trainer.fit.answers import decided, unsure_bars

LABELS = ("papillon", "pug", "whippet")


def rows(*tops: float) -> np.ndarray:
    """The first label so likely, the others half of the rest each."""
    return np.array([(top, (1 - top) / 2, (1 - top) / 2) for top in tops], np.float32)


def test_the_bar_is_where_the_likeliest_label_is_wrong_as_often_as_right() -> None:
    answers = rows(*np.repeat((0.42, 0.52, 0.9), (8, 12, 40)))
    wrong = np.r_[np.ones(4), np.zeros(4), np.ones(6), np.zeros(6), np.zeros(40)].astype(np.intp)
    bars = unsure_bars(answers, wrong, LABELS)
    assert bars == dict.fromkeys(LABELS, pytest.approx(0.6)), "half of the 20 below .6 are right"
    fewer = wrong.copy()
    fewer[8:20] = 0
    bars = unsure_bars(answers, fewer, LABELS)
    assert bars == dict.fromkeys(LABELS, pytest.approx(0.41)), "8 at .42 are too few to tell"


def test_so_little_sure_as_it_hardly_ever_is_of_its_own_classes_is_unsure_too() -> None:
    """A model that knows three breeds and is always right: 51 % of a picture of people is no breed."""
    right = np.zeros(100, np.intp)
    assert unsure_bars(rows(*[0.95] * 100), right, LABELS) == dict.fromkeys(LABELS, pytest.approx(0.6))
    assert unsure_bars(rows(*[0.5] * 5, *[0.95] * 95), right, LABELS)["pug"] == pytest.approx(0.6)
    seldom = unsure_bars(rows(*[0.5] * 6, *[0.95] * 94), right, LABELS)
    assert seldom == dict.fromkeys(LABELS, pytest.approx(0.5)), "one in twenty may be lost, no more"


def test_of_a_few_pictures_no_bar_is_told() -> None:
    assert unsure_bars(rows(*[0.95] * 9), np.zeros(9, np.intp), LABELS) == {}
    assert unsure_bars(np.zeros((0, 3), np.float32), np.zeros(0, np.intp), LABELS) == {}


def test_many_labels_may_be_said_below_a_fifth() -> None:
    answers = np.full((60, 100), 0.88 / 99, np.float32)
    answers[:, 0] = 0.12
    answers[20:, 0] = 0.55
    classes = np.r_[np.ones(20), np.zeros(40)].astype(np.intp)
    assert unsure_bars(answers, classes, ("fox",)) == {"fox": pytest.approx(0.55)}
    assert unsure_bars(answers[:20], classes[:20], ("fox",)) == {"fox": pytest.approx(0.6)}
    classes[:9] = 0
    assert unsure_bars(answers, classes, ("fox",)) == {"fox": pytest.approx(0.55)}, "11 of 20 are wrong"
    classes[:11] = 0
    assert unsure_bars(answers, classes, ("fox",)) == {"fox": pytest.approx(0.11)}


def test_bars_of_two_labels_decide_nothing_but_how_sure_it_is() -> None:
    """One threshold alone is a sigmoid's: from it on the second label is said."""
    answers = np.array([[0.48, 0.52], [0.3, 0.7]], np.float32)
    assert decided(answers, ("no", "yes"), {"yes": 0.6}).tolist() == [0, 1]
    assert decided(answers, ("cat", "dog"), {"cat": 0.6, "dog": 0.6}).tolist() == [1, 1]
