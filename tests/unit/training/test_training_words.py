"""What the training page says of recipes, folders and trainings, and of a form that can't begin yet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.training.commands import GALLERY, Order
from desktop.training.events import Epoch, Progress
from desktop.training.found import Found, found_from
from desktop.training.live import LiveTraining
from desktop.training.offers import Backbone, Recipe
from desktop.training.report import Bar, ClosedSet, Report
from desktop.training.runs import Outcome, Run
from desktop.ui.training.chart_scale import ticks_of
from desktop.ui.training.found_words import can_be_mended, headline, remarks
from desktop.ui.training.offer_words import OWN, SCRATCH, backbone_words, offers
from desktop.ui.training.order_form import Form, FormUnfit, learns_in_rounds, order_of, title_of, why_not
from desktop.ui.training.run_titles import titles_of
from desktop.ui.training.run_words import (
    NEW,
    closed_set_words,
    confused,
    curves,
    live_view,
    rows_of,
    run_view,
    span_words,
)

HEAD = Recipe(
    "backbone", "", "folders", "a dozen", ("head",), {"head": "logistic"}, (), (Backbone("x", 224, True),)
)
SCRATCHED = Recipe("folder", "pictures", "folders", "dozens", ("epochs",))
SMILE = Recipe("smile", "smile", "GENKI-4K", "60 MB", ("epochs",), {}, ("fer",))
FOUND = Found("pets", 40, {"cat": 24, "dog": 16}, sizes=((32, 64), (32, 64)))
RUN = Run(Path("pets-1"), "pets", Order("folder", "pets"), "2026-03-04T05:06:07", "new")
OUTCOME = Outcome(0.9, (0.8, 0.95), 50)
REPORT = Report("pets", 6, 5 / 6, (0.4, 0.97), ("cat", "dog"), ((3, 0), (1, 2)))


def said(found: Found) -> list[tuple[str, str]]:
    return [(remark.tone, f"{remark.text} {remark.detail}".strip()) for remark in remarks(found)]


def test_ones_own_folders_come_first_and_plain_recipes_are_not_offered_twice() -> None:
    keys = [offer.key for offer in offers((SCRATCHED, SMILE, HEAD))]
    assert keys == [OWN, GALLERY, "smile"]
    assert GALLERY not in [offer.key for offer in offers((SMILE,), with_gallery=False)]
    assert offers((SMILE,))[-1].second, "FER2013 helps"


def test_a_recipe_that_is_not_known_is_told_in_its_own_words() -> None:
    other = offers((Recipe("stars", "stars", "Galaxy Zoo", "a telescope"),))[-1]
    assert (other.title, other.what) == ("stars", "Galaxy Zoo: a telescope.")


def test_a_network_that_keras_fetches_says_so() -> None:
    assert backbone_words(Backbone("mobilenetv2", 224, True))[0] == "MobileNetV2 (14 MB)"
    assert "Keras" in backbone_words(Backbone("xception", 299, False))[1]
    assert backbone_words(Backbone("new", 224, True)) == ("new", "")


def test_good_data_is_called_good() -> None:
    assert headline(FOUND) == "40 pictures in 2 classes, 32 × 32 – 64 × 64 pixels"
    assert said(FOUND) == [
        ("info", "Nothing speaks against this data."),
        ("info", "No two pictures are the same, nor nearly so."),
    ]


@pytest.mark.parametrize(
    ("labels", "tone", "words"),
    [
        ({"cat": 40}, "problem", "All pictures are of one class, “cat”."),
        ({"cat": 40, "dog": 0, "cow": 20}, "problem", "No picture in: dog."),
        ({"cat": 30, "dog": 5}, "warning", "Few pictures of: dog."),
        ({"cat": 90, "dog": 15}, "warning", "Some classes have many more"),
    ],
)
def test_lopsided_classes_are_said(labels: dict[str, int], tone: str, words: str) -> None:
    first = said(replace(FOUND, labels=labels))[0]
    assert first[0] == tone
    assert words in first[1]


def test_copies_are_said_by_what_they_spoil() -> None:
    groups = (("train/a.png", "test/b.png"),)
    split = replace(FOUND, across=groups, splits={"train": {}, "test": {}}, copies=2)
    assert can_be_mended(split)
    assert ("warning", "Photographs on two sides of the folder’s own split: 1. The training leaves "
            "the copies out of what it learns from: train/a.png = test/b.png.") in said(split)  # fmt: skip
    assert not can_be_mended(replace(split, splits={}))
    assert said(replace(FOUND, conflicts=groups))[0][0] == "warning"
    assert any("3 pictures have a copy" in words for _, words in said(replace(FOUND, copies=3)))


def test_what_the_trainer_writes_is_understood() -> None:
    entry = {
        "data": "pets", "n": 3, "labels": {"cat": 3}, "splits": {}, "left_out": {"no picture": 2},
        "sizes": {"width": {"min": 9, "max": 9}, "height": {"min": 8, "max": 8}},
        "unreadable": {"n": 1, "first": [{"path": "cat/broken.png", "reason": "empty"}]},
        "leaks": {"n_in_groups": 0, "across_splits": [], "label_conflicts": [[{"path": "a"}, {"path": "b"}]]},
        "samples": {"cat": ["a.png"]},
    }  # fmt: skip
    found = found_from(entry)
    assert headline(found) == "3 pictures in 1 classes, 9 × 8 pixels"
    words = " ".join(line for _, line in said(found))
    for wanted in (
        "one class",
        "a = b",
        "Pictures that can’t be read, left out: 1. broken.png",
        "broken.png",
        "Left out: 2, no picture",
    ):
        assert wanted in words


def test_a_form_orders_what_fits_it() -> None:
    form = Form(
        data="pets", backbone="mobilenetv2", head="dense", epochs=" 7 ", rate="0,01", others="hidden=64 a=1"
    )
    order = order_of(form)
    assert (order.recipe, order.backbone, order.epochs, order.rate) == ("backbone", "mobilenetv2", 7, 0.01)
    assert order.choices == ("head=dense", "hidden=64", "a=1")
    order = order_of(Form(data="my/pets", backbone=SCRATCH, subject="face"))
    assert (order.recipe, order.choices) == ("folder", ('task="pets"', "subject=face"))
    order = order_of(Form(offer=GALLERY, data="people", second="others", others="a=1", stop_after="3"))
    assert (order.recipe, order.second, order.choices, order.stop_after) == (GALLERY, "others", (), None)
    assert title_of(form, "Your own pictures") == "pets"
    assert title_of(Form(offer="smile", data="genki"), "Smile or not") == "Smile or not"


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("epochs", "0", "Rounds: a whole number from 1 on"),
        ("batch", "many", "Pictures a step: a whole number from 2 on"),
        ("rate", "-1", "Learning rate: a small number above 0"),
        ("others", "hidden", "“hidden” is not of the form name=value"),
        ("others", "a='b", "a quotation mark lacks its partner"),
    ],
)
def test_a_field_that_can_not_be_used_is_named(field: str, text: str, why: str) -> None:
    form = replace(Form(data="pets"), **{field: text})
    with pytest.raises(FormUnfit, match=why):
        order_of(form)
    assert why in why_not(form, HEAD, refused=False)


def test_what_still_lacks_is_said() -> None:
    assert why_not(Form(), HEAD, refused=False) == "Choose a folder of pictures first."
    assert "older" in why_not(Form(data="pets"), None, refused=False)
    assert "as it is" in why_not(Form(data="pets"), HEAD, refused=True)
    assert why_not(Form(data="pets"), HEAD, refused=False) == ""


def test_a_head_that_is_solved_at_once_has_no_rounds() -> None:
    assert not learns_in_rounds(Form(), HEAD)
    assert learns_in_rounds(Form(head="dense"), HEAD)
    assert learns_in_rounds(Form(), SCRATCHED)


def test_the_list_says_how_each_training_stands() -> None:
    done = replace(RUN, folder=Path("b"), state="done", outcome=OUTCOME)
    failed = replace(RUN, folder=Path("c"), problem="It failed.")
    live = LiveTraining()
    live.take(Progress("fit", 5, 10), 0.0)
    rows = rows_of((RUN, done, failed), RUN.key, live, frozenset({"b"}))
    assert [row.key for row in rows] == [NEW, "", "pets-1", "b", "c"]
    assert [row.detail for row in rows[2:]] == [
        "Learning… · 50 %",
        "90.0 % right · 4 Mar 2026, 05:06",
        "Did not work · 4 Mar 2026, 05:06",
    ]
    assert [row.in_use for row in rows[2:]] == [False, True, False]
    assert len(rows_of((), "", None, frozenset())) == 1


def test_trainings_of_one_title_are_told_apart_by_what_differs() -> None:
    def told(*pairs: tuple[str, str]) -> list[str]:
        runs = [
            replace(
                RUN, folder=Path(f"r{at}"), began=f"2026-03-{began}", order=Order("backbone", "pets", net)
            )
            for at, (began, net) in enumerate(pairs)
        ]
        return [title.apart for title in titles_of(runs).values()]

    assert told(("04T15:04:09", "vgg16")) == [""]
    assert told(("04T15:04:09", "vgg16"), ("04T15:04:09", "xception")) == ["VGG16", "Xception"]
    assert told(("04T15:04:09", "vgg16"), ("04T16:00:00", "vgg16")) == ["15:04", "16:00"]
    assert told(("04T15:04:09", "vgg16"), ("05T15:04:09", "vgg16")) == [
        "4 Mar 2026, 15:04",
        "5 Mar 2026, 15:04",
    ]
    of_one_network = (("04T15:04:09", "vgg16"), ("04T16:00:00", "vgg16"), ("04T17:00:00", "xception"))
    assert told(*of_one_network) == ["VGG16, 15:04", "VGG16, 16:00", "Xception"]
    assert told(("04T15:04:10", "vgg16"), ("04T15:04:09", "vgg16"))[0] == "4 Mar 2026, 15:04:10"
    assert told(("04T15:04:09", "vgg16"), ("04T15:04:09", "vgg16")) == ["2", "1"]
    long = replace(RUN, title="p" * 90, began="2026-03-04T15:04:09")
    titles = titles_of([long, replace(long, folder=Path("b"), began="2026-03-04T15:06:09")])
    assert titles["b"].short == f"{'p' * 39}… · 15:06"


@pytest.mark.parametrize(
    ("changes", "act", "chip"),
    [
        ({}, "again", "Not begun"),
        ({"problem": "No."}, "again", "Did not work"),
        ({"state": "stopped"}, "resume", "Unfinished"),
        ({"state": "trained", "outcome": OUTCOME}, "finish", "Learned"),
        ({"state": "done", "outcome": OUTCOME}, "use", "Finished"),
    ],
)
def test_each_state_has_its_act(changes: dict, act: str, chip: str) -> None:
    view = run_view(replace(RUN, **changes), None, in_use=False)
    assert (view.act, view.chip[0]) == (act, chip)
    assert bool(view.act_words)
    assert view.can_remove
    assert not view.can_cancel


def test_what_was_asked_is_told_in_words() -> None:
    facts = dict(run_view(replace(RUN, order=Order("backbone", "pets", "mobilenetv2")), None, False).facts)
    assert facts["Learns"] == "Your own pictures, MobileNetV2"
    assert facts["Begun"] == "4 Mar 2026, 05:06"


def test_a_long_title_is_cut() -> None:
    view = run_view(replace(RUN, title="p" * 90), None, in_use=False)
    assert view.title == "p" * 39 + "…"


def test_a_running_training_can_be_cancelled_once_and_one_in_use_is_not_used_again() -> None:
    live = LiveTraining()
    view = run_view(RUN, live, in_use=False)
    assert (view.act, view.can_cancel, view.can_remove) == ("", True, False)
    live.ending = True
    assert not run_view(RUN, live, in_use=False).can_cancel
    done = replace(RUN, state="done", outcome=OUTCOME)
    used = run_view(done, None, in_use=True, asked_by="live", model="pets")
    assert (used.act, used.act_words) == ("", "In use")
    assert used.where == "It is among your models as “pets”. The live view answers with it."
    other = run_view(done, None, in_use=False, asked_by="live", model="pets")
    assert (other.act, other.act_words) == ("use", "Use it now")
    assert other.where == "It is among your models as “pets”. Another model is in use in its place."
    assert run_view(done, None, in_use=False).sentence == (
        "90.0 % right, 80.0 % to 95.0 % with 95 % certainty, on 50 pictures kept aside."
    )


def test_a_running_training_says_round_time_and_busy() -> None:
    live = LiveTraining()
    assert live_view(live).text == "Starting…"
    live.take(Progress("prepare", 0, 10), 0.0)
    assert live_view(live).text == "Reading the pictures…"
    live.take(Progress("fit", 10, 100), 0.0)
    live.take(Epoch("fit", 1, 10, {"busy": 0.81, "waiting": 0.25}), 5.0)
    live.take(Progress("fit", 20, 100), 10.0)
    view = live_view(live)
    assert view.detail == "round 1 of 10 · about 80 s left · processors 81 % busy · waiting for pictures 25 %"
    assert view.share == pytest.approx(0.2)
    live.begin("measuring")
    assert live_view(live).text == "Measuring it…"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (80, "80 s"), (150, "2 min"), (7500, "2 h 5 min")]
)
def test_times_are_said_as_people_do(seconds: float, words: str) -> None:
    assert span_words(seconds) == words


def test_the_curve_is_that_of_the_newest_stage() -> None:
    epochs = [Epoch("trunk", 1, 2, {"loss": 9.0}), Epoch("fit", 1, 3, {"loss": 2.0, "val_accuracy": 0.5})]
    assert curves(epochs) == {"loss": {"learned": [(1, 2.0)]}, "accuracy": {"checked": [(1, 0.5)]}}
    assert curves([]) == {}


def test_confusions_come_by_how_often() -> None:
    assert confused(REPORT) == [("dog", "cat", "1 / 3")]


def test_a_closed_set_says_what_strangers_get() -> None:
    assert closed_set_words(REPORT) == []
    closed = ClosedSet(0.9, 50, (Bar(0.9, 0.95, 0.4),))
    assert closed_set_words(replace(REPORT, accuracy=1.0, closed_set=closed)) == [
        ("The gallery by itself", "90.0 %"),
        ("This network", "100.0 %"),
        ("When 90 % sure", "95.0 % of your people named rightly; 40.0 % of 50 strangers get a name"),
    ]
    unmeasured = closed_set_words(replace(REPORT, closed_set=ClosedSet(0.9, 0, ())))
    assert unmeasured[-1] == ("Strangers", "Not measured: every one gets a name")


@pytest.mark.parametrize(
    ("values", "as_share", "low", "high"),
    [
        ([0.52, 0.91], True, 0.5, 1.0),
        ([], True, 0.0, 1.0),
        ([2.3, 0.4], False, 0.0, 3.0),
        ([1.0], True, 0.9, 1.0),
    ],
)
def test_an_axis_has_round_figures_around_all_values(
    values: list[float], as_share: bool, low: float, high: float
) -> None:
    first, last, ticks = ticks_of(values, as_share=as_share)
    assert (first, last) == pytest.approx((low, high))
    assert 3 <= len(ticks) <= 7
    assert all(low <= value <= high for value in values)


@pytest.mark.parametrize(
    ("asked_by", "words"), [("live", "Use it now"), ("photos", "Use it now"), ("", "Add to models")]
)
def test_a_model_is_used_at_once_where_a_page_asks_it(asked_by, words: str) -> None:
    done = replace(RUN, state="done", outcome=Outcome(0.9, (0.8, 0.95), 50))
    view = run_view(done, None, in_use=False, asked_by=asked_by)
    assert (view.act, view.act_words) == ("use", words)
