"""The cards of the photos page: which there are, which a filter shows, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.identity import IdentityAnswer
from desktop.photos.reading import PhotoResult
from desktop.ui.photos.face_items import (
    Filter,
    Item,
    items_of,
    kinds_of,
    label_choices,
    progress_words,
    shown_words,
    summary,
)
from vision.recognisers import UNSURE, Answer

SCORES = {"happy": 0.8, "sad": 0.1, "calm": 0.1}
SAD = {"happy": 0.1, "sad": 0.8, "calm": 0.1}


def photo(*labels: str | None) -> PhotoResult:
    faces = tuple(
        FaceAnalysis(
            None,
            (0, 0, 40, 40),
            {
                "emotion": Answer(
                    "emotion", label, 0.8, SAD if label == "sad" else SCORES, None if label else UNSURE
                )
            },
        )
        for label in labels
    )
    analysis = FrameAnalysis("a.jpg", 0, 0.0, (100, 100), faces, {})
    return PhotoResult(Path("a.jpg"), analysis, (b"jpeg",) * max(len(faces), 1))


@pytest.fixture
def items() -> list[Item]:
    """Three faces, a photo without one, a file that can't be read."""
    broken = PhotoResult(Path("b.jpg"), problem="the file is empty")
    return [item for one in (photo("happy", "sad", None), photo(), broken) for item in items_of(one)]


def test_a_card_says_the_answer_first_and_the_file_last(items: list[Item]) -> None:
    assert items[0].lines() == ("Happy 80 %", (), "a.jpg")
    assert items[2].lines()[0] == "Unsure (happy?)"
    assert items[3].lines() == ("No face found", (), "a.jpg")
    assert items[4].in_words() == "Can't be read, the file is empty, b.jpg"


def test_a_share_that_is_another_labels_is_told_as_such() -> None:
    smile = Answer("smile", "no smile", 0.1, {"no smile": 0.9, "smile": 0.1})
    face = FaceAnalysis(None, (0, 0, 40, 40), {"smile": smile, "emotion": Answer("emotion", "sad", 0.8, SAD)})
    shown = PhotoResult(Path("a.jpg"), FrameAnalysis("a.jpg", 0, 0.0, (100, 100), (face,), {}), (b"jpeg",))
    assert items_of(shown)[0].lines() == ("No smile (smile 10 %)", ("Sad 80 %",), "a.jpg")


def test_a_name_stands_first_and_is_filtered_by() -> None:
    def someone(name: str | None) -> list[Item]:
        answers = {
            "emotion": Answer("emotion", "sad", 0.8, SAD),
            "identity": IdentityAnswer("identity", name, 0.7, {}, nearest="Ada", threshold=0.5),
        }
        face = FaceAnalysis(None, (0, 0, 40, 40), answers)
        analysis = FrameAnalysis("a.jpg", 0, 0.0, (100, 100), (face,), {})
        return items_of(PhotoResult(Path("a.jpg"), analysis, (b"jpeg",)))

    assert someone("Ada")[0].lines() == ("Ada", ("Sad 80 %",), "a.jpg")
    assert someone(None)[0].lines() == ("Unknown", ("Sad 80 %",), "a.jpg")
    both = [*someone("Ada"), *someone(None)]
    assert label_choices(both)["identity"] == [(None, "Anybody"), ("Ada", "Ada (1)"), ("", "Unknown (1)")]
    assert "identity" not in label_choices(someone(None))


def test_a_filter_shows_one_kind_and_one_label_a_task(items: list[Item]) -> None:
    def shown(wanted: Filter) -> list[int]:
        return [at for at, item in enumerate(items) if wanted.shows(item)]

    assert shown(Filter()) == [0, 1, 2]
    assert shown(Filter("face", (("emotion", "sad"),))) == [1]
    assert shown(Filter("face", (("emotion", ""),))) == [2], "those without a label"
    assert shown(Filter("face", (("emotion", "sad"), ("smile", "smile")))) == []
    assert shown(Filter("no_face")) == [3]
    assert shown(Filter("unreadable")) == [4]


def small_face(*tasks: str) -> Item:
    reason = "the face is too small (10 of 20 pixels)"
    answers = {task: Answer(task, None, 0.0, reason=reason) for task in tasks}
    face = FaceAnalysis(None, (0, 0, 10, 10), answers)
    analysis = FrameAnalysis("a.jpg", 0, 0.0, (100, 100), (face,), {})
    return items_of(PhotoResult(Path("a.jpg"), analysis, (b"jpeg",)))[0]


def test_unsure_and_no_answer_are_two_choices(items: list[Item]) -> None:
    both = [*items, *(small_face("emotion") for _ in range(2))]
    (_, *choices) = label_choices(both)["emotion"]
    assert {words for _, words in choices} == {
        "No answer (2)",
        "Happy (1)",
        "Sad (1)",
        "Unsure (1)",
    }
    for value, words in choices:
        wanted = Filter("face", (("emotion", value or ""),))
        fits = [item for item in both if wanted.shows(item)]
        assert words.endswith(f"({len(fits)})")
        assert all(item.lines()[0].split(" (")[0].split(" 8")[0] == words.split(" (")[0] for item in fits)


def test_a_card_without_answers_says_once_why() -> None:
    why = "The face is too small (10 of 20 pixels)"
    assert small_face("smile", "emotion").lines() == ("No answer", (why,), "a.jpg")
    assert small_face("smile", "emotion", "glasses").lines() == ("No answer", (why,), "a.jpg")
    assert small_face("smile").lines() == ("No answer", (), "a.jpg")
    assert small_face("smile").reasons() == (why,)
    assert items_of(photo("happy"))[0].reasons() == ()


def test_an_unsure_card_says_what_its_figure_would_be_of() -> None:
    (unsure,) = items_of(photo(None))
    assert unsure.reasons() == ("Unsure: happy is likeliest, but only at 80 %",)
    assert "%" not in unsure.in_words()


def test_the_choices_are_those_that_occur_with_their_counts(items: list[Item]) -> None:
    more = [*items, *items_of(photo("sad"))]
    assert label_choices(more) == {
        "emotion": [
            (None, "Any emotion"),
            ("sad", "Sad (2)"),
            ("happy", "Happy (1)"),
            ("", "Unsure (1)"),
        ]
    }
    assert kinds_of(items) == [
        ("face", "Faces (3)"),
        ("no_face", "Without a face (1)"),
        ("unreadable", "Not readable (1)"),
    ]
    assert kinds_of([]) == [("face", "Faces (0)")]


def test_the_whole_is_said_in_a_sentence(items: list[Item]) -> None:
    assert summary(3, items) == "3 photos, 3 faces, 1 without a face, 1 not readable"
    assert summary(1, items_of(photo("sad"))) == "1 photo, 1 face"
    assert shown_words(3, items, "face") == ""
    assert shown_words(1, items, "face") == "1 of 3 shown"


@pytest.mark.parametrize(
    ("done", "whole", "seconds", "said"),
    [
        (0, 0, 0.0, "Looking for photos…"),
        (0, 2300, 0.0, "Reading 1 of 2,300…"),
        (100, 500, 50.0, "Reading 101 of 500, 3 min left"),
        (100, 110, 50.0, "Reading 101 of 110, 5 s left"),
        (110, 110, 50.0, "Reading 110 of 110, 1 s left"),
    ],
)
def test_progress_says_how_long_once_that_can_be_told(
    done: int, whole: int, seconds: float, said: str
) -> None:
    assert progress_words(done, whole, seconds) == said
