"""What the models page says of a model and of how it runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.models.measure import Measured
from desktop.models.shelf import Shelf, ShelfModel
from desktop.ui.models.model_words import fallback_words, measured_rows, model_view, rows_of
from tests.support.model_copies import SHIPPED
from vision.sessions import read_card

LIVE = ("smile", "emotion")


@pytest.fixture(scope="module")
def smile() -> ShelfModel:
    """The shipped model as it stands on the shelf."""
    card = read_card(SHIPPED)
    return ShelfModel("smile", "smile", "shipped", "a" * 64, 1_541_574, "Apache-2.0", "", SHIPPED, card, True)


def test_figures_have_their_interval_and_their_n(smile: ShelfModel) -> None:
    card = smile.card
    assert card is not None
    metric = card.metrics[0]
    metric = metric.model_copy(update={"value": 0.9605, "ci95": (0.9391, 0.9746), "n": 2719})
    view = model_view(replace(smile, card=card.model_copy(update={"metrics": (metric,)})), LIVE)
    assert view.figures == (
        ("Accuracy", "96.0 %", "93.9 % to 97.5 %", "2,719", f"{metric.dataset}, {metric.split}"),
    )


def test_an_error_in_pixels_is_no_share(smile: ShelfModel) -> None:
    card = smile.card
    assert card is not None
    metric = card.metrics[0].model_copy(update={"name": "mean_error_px", "value": 0.8, "ci95": None})
    view = model_view(replace(smile, card=card.model_copy(update={"metrics": (metric,)})), LIVE)
    assert view.figures[0][:3] == ("Mean error px", "0.8", "")


def test_the_list_has_a_heading_a_task_and_ticks_what_is_in_use(smile: ShelfModel) -> None:
    absent = ShelfModel("sface", "identity", "absent", "b" * 64, 10_667_852, "Apache-2.0")
    rows = rows_of(Shelf((smile, replace(smile, name="mine", in_use=False, kind="own"), absent)))
    assert [row.title for row in rows] == ["Smile", "smile", "mine", "Who it is", "sface"]
    assert [row.in_use for row in rows] == [False, True, False, False, False]
    assert rows[4].detail == "Not downloaded · 10.7 MB"


@pytest.mark.parametrize(
    ("changes", "choices"),
    [
        ({}, {"use": False, "remove": False, "pull": False}),
        ({"in_use": False, "rivals": 2}, {"use": True}),
        ({"kind": "own"}, {"remove": True}),
        ({"kind": "absent", "path": None, "card": None, "in_use": False}, {"pull": True, "measure": False}),
    ],
)
def test_only_what_can_be_done_is_offered(smile: ShelfModel, changes: dict, choices: dict) -> None:
    offered = model_view(replace(smile, **changes), LIVE).choices
    assert {name: getattr(offered, name) for name in choices} == choices


def test_a_task_that_no_page_asks_for_says_so(smile: ShelfModel) -> None:
    view = model_view(replace(smile, task="dogs", rivals=2, in_use=False), LIVE)
    assert not view.choices.use
    assert "No page asks" in view.choices.why_not_use


def test_a_silent_fallback_is_said_aloud() -> None:
    cpu = Measured("cpu", "cpu", 0.41, 0.6, 0.0)
    assert fallback_words([cpu, Measured("cuda", problem="the driver is not installed")]) is None
    fell = Measured("cuda", problem="ONNX Runtime fell back to 'cpu'.", fell_back=True)
    said = fallback_words([cpu, fell])
    assert said is not None
    assert said[0] == "CUDA was asked for, and the model does not run on it."
    assert said[1] == "ONNX Runtime fell back to 'cpu'. It runs on the CPU instead."
    automatic = Measured("auto", "cpu", 0.41, 0.6, 0.0, problem="cuda could not start", fell_back=True)
    said = fallback_words([automatic, cpu])
    assert said is not None
    assert said[0] == "A graphics card is there, and the model does not run on it."
    assert said[1] == "Cuda could not start. It runs on the CPU instead."
    wrong = fallback_words([cpu, Measured("cuda", "cuda", 0.1, 0.2, 0.3)])
    assert wrong is not None
    assert wrong[0] == "CUDA gives other answers than the CPU."


def test_what_ran_and_what_did_not_stand_side_by_side() -> None:
    automatic = Measured("auto", "cpu", 0.4, 0.6, 0.0, problem="no usable GPU was found")
    assert measured_rows([automatic])[0][:2] == ("Automatic", "CPU")
    assert measured_rows([automatic])[0][3] == "no usable GPU was found"
    rows = measured_rows([Measured("cpu", "cpu", 0.414, 0.6, 0.0), Measured("cuda", problem="no driver")])
    assert rows[0] == ("CPU", "CPU", "0.41 ms (slowest of twenty: 0.60)", "the measure for the others")
    assert rows[1] == ("CUDA", "did not run", "–", "no driver")
