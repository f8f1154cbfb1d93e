"""What the models page says of a model and of how it runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from desktop.models.known_figures import known_figures
from desktop.models.measure import Measured, measure_finder
from desktop.models.shelf import Shelf, ShelfModel
from desktop.ui.models.figure_words import figure_meanings, figure_row
from desktop.ui.models.model_words import (
    fallback_words,
    measured_rows,
    model_view,
    refused_words,
    rows_of,
)
from tests.support.model_copies import SHIPPED
from trainer.evaluate.intervals import wilson_interval
from vision.errors import FacetError
from vision.model_card import Metric
from vision.sessions import read_card

LIVE = ("smile", "emotion")
RESULTS = Path(__file__).parents[3] / "docs" / "results"


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
    alone = replace(smile, name="dogs", task="dogs")
    models = (smile, replace(smile, name="mine", in_use=False, kind="own"), absent, alone)
    rows = rows_of(Shelf(models, live_tasks=LIVE))
    assert [row.title for row in rows] == ["Smile", "smile", "mine", "Who it is", "SFace", "Dogs", "dogs"]
    assert [row.in_use for row in rows] == [False, True, *[False] * 5], "nobody asks for dogs"
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
    assert view.choices.why_not_use == (
        "Facet's pages don't use this one: none of them asks for “Dogs”. The command line does."
    )
    assert view.choices.command == (
        "facet-train predict --model FILE photo.jpg (“Lies at” below says where FILE is)"
    )
    assert dict(view.file)["Lies at"]
    happy = model_view(replace(smile, task="happy-sad"), LIVE).choices
    assert "the emotion model already tells happy from sad" in happy.why_not_use
    assert happy.command == "facet analyse photo.jpg --tasks happy-sad"
    assert model_view(replace(smile, task="a b"), LIVE).choices.command.endswith("--tasks 'a b'")
    assert not model_view(smile, LIVE).choices.command


def test_each_file_that_is_not_used_has_a_line_and_many_have_an_end() -> None:
    errors = [FacetError(f"{number}.onnx: it is broken.", hint=f"Mend {number}.") for number in range(6)]
    assert refused_words(errors[:1]) == ("0.onnx: it is broken.", "Mend 0.")
    text, detail = refused_words(errors[:4])
    assert text == "These model files are not used:"
    assert detail.splitlines() == [f"• {number}.onnx: it is broken. Mend {number}." for number in range(4)]
    *lines, last = refused_words(errors)[1].splitlines()
    assert len(lines) == 4
    assert last == "• There are more: `facet doctor` names them all."


def test_what_was_chosen_can_be_let_go_of(smile: ShelfModel) -> None:
    def stops(**changes: object) -> bool:
        return model_view(replace(smile, **changes), LIVE).choices.stop  # type: ignore[arg-type]

    assert not stops(), "it answers without being chosen"
    assert stops(instead="other")
    assert not stops(instead="other", in_use=False)
    assert not stops(instead="other", task="dogs"), "no page asks it"


def test_each_figure_of_each_model_is_explained_in_a_sentence() -> None:
    cards = [read_card(path) for path in SHIPPED.parents[1].glob("*/model.onnx")]
    assert len(cards) > 4
    told = [card.metrics for card in cards] + [known_figures(name) for name in ("sface", "yunet")]
    for metrics in told:
        meanings = dict(figure_meanings(metrics))
        for metric in metrics:
            name, _, interval, _, where = figure_row(metric)
            assert meanings[name].endswith("."), name
            assert not interval or meanings["95 % interval"]
            assert "bar for" not in where, "how sure a name must be is said in whole words"
            if where.endswith(", test"):
                assert meanings["Test"]
            elif "cross-validation" in where:
                assert meanings["Cross-validation"]
    assert figure_meanings(()) == ()


def test_how_people_were_named_is_said_in_whole_words() -> None:
    many, one = (
        Metric(
            name="strangers named from 0.9 on",
            value=0.1,
            dataset=f"LFW without the people given, 200 enrolled with up to {most}, bar for 0.1%",
            split="test",
            n=20,
        )
        for most in (5, 1)
    )
    assert figure_row(many) == (
        "Strangers named, where it is 90 % sure or more",
        "10.0 %",
        "",
        "20",
        "LFW, people set aside for this: 200 enrolled with up to 5 pictures each, about 1 in 1,000 strangers "
        "may be named",
    )
    assert "enrolled with one picture each" in figure_row(one)[4]
    assert "Lower is better." in dict(figure_meanings([many]))[figure_row(many)[0]]


def test_classes_of_whole_pictures_stand_as_their_folders_are_spelled(smile: ShelfModel) -> None:
    card = smile.card
    assert card is not None
    output = card.output.model_copy(update={"labels": ("n02091831-Saluki", "happy")})
    own = card.model_copy(update={"subject": "picture", "output": output, "thresholds": {"happy": 0.625}})
    facts = dict(model_view(replace(smile, card=own), LIVE).facts)
    assert facts["Answers"] == "n02091831-Saluki, happy"
    assert facts["Threshold"].startswith("happy from 62.5 % on (chosen on ")


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
    assert measured_rows([automatic])[0][3] == "No usable GPU was found."
    rows = measured_rows([Measured("cpu", "cpu", 0.414, 0.6, 0.0), Measured("cuda", problem="no driver")])
    assert rows[0] == ("CPU", "CPU", "0.41 ms (slowest of twenty: 0.60)", "The others are compared with it.")
    assert rows[1] == ("CUDA", "did not run", "–", "No driver.")


YUNET = ShelfModel(
    "yunet", "detection", "pulled", "c" * 64, 122_489, "MIT", "a zoo", Path("yunet.onnx"), in_use=False
)


def test_the_card_of_the_finder_of_others_is_told_in_words() -> None:
    view = model_view(YUNET, LIVE)
    assert view.description.startswith("Finds faces with their eyes, nose and mouth. Once here, it looks")
    assert view.chips == (("Downloaded", "plain"),)
    assert dict(view.facts)["Licence"] == "MIT"
    assert dict(view.facts)["Answers"] == "boxes of faces with five points"
    assert view.figures[0][:4] == ("Faces found", "91.9 %", "84.9 % to 95.8 %", "99")
    assert view.choices.use
    assert view.choices.measure
    assert view.choices.why_not_use == "Haar does the searches now."
    assert view.takes == "One picture takes"


def test_the_finder_in_use_tells_how_to_go_back() -> None:
    view = model_view(replace(YUNET, in_use=True, instead="haar"), LIVE)
    assert view.chips[0] == ("In use", "good")
    assert not view.choices.use
    assert view.choices.why_not_use == "It does all searches now. “Stop using it” brings Haar back."
    assert view.choices.stop


def test_a_model_that_is_not_here_tells_what_it_would_be_for() -> None:
    view = model_view(replace(YUNET, kind="absent", path=None), LIVE)
    assert "Finds faces" in view.description
    assert "downloading it fetches 122 kB once" in view.description
    assert view.choices.pull
    assert not view.choices.use


def test_figures_of_the_models_of_others_are_those_of_the_results() -> None:
    """Measured by us: what the page says stands in docs/results."""
    identity = (RESULTS / "identity.md").read_text(encoding="utf-8")
    for metric in known_figures("sface"):
        assert metric.ci95 is not None
        low, high = metric.ci95
        if metric.name == "known named rightly":
            said = f"{metric.value:.2%} ({low:.1%} to {high:.1%}) | {metric.n}"
        else:
            said = f"{metric.value:.2%} ({low:.2%} to {high:.2%}) | {metric.n}"
        assert said in identity
    crowds = (RESULTS / "detection.md").read_text(encoding="utf-8")
    said = ("**91.9 %** (91)", "88.9 % (88)", "**66 %** (65 of 99)")
    for metric, words, right in zip(known_figures("yunet"), said, (91, 88, 65), strict=True):
        assert words in crowds
        assert metric.value == pytest.approx(right / metric.n)
        assert metric.ci95 == pytest.approx(wilson_interval(right, 99), abs=0.0006)


def test_haar_stands_beside_yunet_measured_alike() -> None:
    rows = list(map(figure_row, known_figures("yunet")))
    assert rows[1][:4] == ("Faces found", "88.9 %", "81.2 % to 93.7 %", "99")
    assert rows[2][:4] == ("Faces found by Haar", "65.7 %", "55.9 % to 74.3 %", "99")
    assert rows[1][4] == rows[2][4], "on the same pictures, each find counted"
    assert "Faces found by Haar" in dict(figure_meanings(known_figures("yunet")))


def test_a_bar_that_all_share_is_said_once(smile: ShelfModel) -> None:
    card = read_card(SHIPPED.parents[1] / "emotion" / "model.onnx")
    facts = dict(model_view(replace(smile, card=card, licence=card.licence), LIVE).facts)
    (bar,) = set(card.thresholds.values())
    assert facts["Threshold"].startswith(f"each answer from {bar:.0%} on (chosen on ".replace("%", " %"))
    assert "`" not in facts["Licence"]


def test_a_likeness_is_no_share(smile: ShelfModel) -> None:
    card = smile.card
    assert card is not None
    metric = card.metrics[0].model_copy(
        update={"name": "cosine to the teacher", "value": 0.541, "ci95": None}
    )
    view = model_view(replace(smile, card=card.model_copy(update={"metrics": (metric,)})), LIVE)
    assert view.figures[0][:2] == ("Likeness to its teacher's numbers (cosine)", "0.541")


def test_what_opencv_runs_has_nothing_to_be_compared_with() -> None:
    found = measure_finder(lambda _: None, Event())
    (row,) = measured_rows(found)
    assert row[:2] == ("CPU", "CPU")
    assert row[2].endswith(")")
    assert row[3] == "OpenCV runs it, on the CPU alone."
    assert fallback_words(found) is None
