"""What the recordings page and the record key say, and what stands in the timeline. Without widgets."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from desktop.recording.erasing import ErasedFrom
from desktop.recording.library import Listed
from desktop.recording.recorder import Recorded
from desktop.recording.replay import Change, Replayed
from desktop.recording.tracks import Span, TrackLine
from desktop.ui.i18n.drawn_words import drawn_words
from desktop.ui.people.people_words import erased_from_words
from desktop.ui.recordings.lanes import lanes_of, moment_words, ticks
from desktop.ui.recordings.record_words import begun_words, ended_words, kept_words
from desktop.ui.recordings.recording_words import (
    change_time,
    change_words,
    date_words,
    facts_words,
    list_row,
    named_words,
    no_picture_words,
    nobody_words,
    replayed_words,
    who_words,
)
from desktop.ui.theme.contrast import contrast, rgb
from desktop.ui.theme.tokens import DARK, LIGHT, SERIES

NOW_S = datetime(2026, 3, 14, 12, 0).timestamp()
FOUND = Listed(
    Path("2026-03-14 09.05.00"),
    source="camera:0",
    began_s=datetime(2026, 3, 14, 9, 5).timestamp(),
    duration_s=75.0,
    names=("Ada", "Bo"),
    unknown=2,
    size_bytes=12_400_000,
    has_picture=True,
)


def line(track: int = 1, name: str | None = "Ada") -> TrackLine:
    return TrackLine(
        track=track,
        start_s=0.0,
        end_s=4.0,
        name=name,
        person_id=None,
        corrected=False,
        asked_who=True,
        faces=100,
        seen=(Span(0.0, 4.0, ""),),
        who=(Span(0.0, 4.0, name),),
        answers={
            "smile": (Span(0.0, 1.0, "smile"), Span(1.0, 4.0, "no smile")),
            "emotion": (Span(0.0, 1.0, "happy"), Span(1.0, 2.0, None), Span(2.0, 4.0, "sad")),
        },
        scores={"smile": 0.4},
    )


@pytest.mark.parametrize(
    ("began", "words"),
    [
        (datetime(2026, 3, 14, 9, 5), "Today, 09:05"),
        (datetime(2026, 3, 13, 23, 59), "Yesterday, 23:59"),
        (datetime(2026, 3, 4, 8, 0), "4 Mar, 08:00"),
        (datetime(2024, 12, 24, 18, 30), "24 Dec 2024, 18:30"),
    ],
)
def test_days_are_said_as_people_say_them(began: datetime, words: str) -> None:
    assert date_words(began.timestamp(), NOW_S) == words


def test_a_line_of_the_list_says_when_who_and_how_large() -> None:
    row = list_row(FOUND, NOW_S)
    assert (row.title, row.who, row.detail) == ("Today, 09:05", "Ada, Bo, 2 unknown", "1:15 · 12.4 MB")
    broken = list_row(Listed(Path("2026-01-01 00.00.00"), problem="damaged"), NOW_S)
    assert broken.problem
    assert broken.who == "Can't be opened"


@pytest.mark.parametrize(
    ("names", "unknown", "words"),
    [((), 0, "Nobody"), ((), 1, "1 face"), ((), 3, "3 faces"), (("Ada",), 1, "Ada, 1 unknown")],
)
def test_who_was_there(names: tuple[str, ...], unknown: int, words: str) -> None:
    assert who_words(names, unknown) == words


def test_a_recording_of_erased_people_does_not_say_that_nobody_was_there() -> None:
    gone = replace(FOUND, names=(), unknown=0, has_picture=False, erased=True)
    assert list_row(gone, NOW_S).who == "Somebody who was erased"
    assert "somebody who was erased" in facts_words(gone, NOW_S, True)
    for words in (no_picture_words(gone, True), no_picture_words(gone, False), nobody_words(gone)):
        assert words == "Who was in it was erased: nothing is left to see."
    others = replace(gone, names=("Ada",))
    assert list_row(others, NOW_S).who == "Ada"
    assert no_picture_words(others, True) == "The picture was deleted: boxes and answers only."
    never = replace(FOUND, names=(), unknown=0, has_picture=False)
    assert nobody_words(never) == "Nobody was seen"
    assert no_picture_words(never, False) == "No picture was kept: boxes and answers only."


def test_the_line_under_the_title_tells_what_is_missing() -> None:
    assert facts_words(FOUND, NOW_S, False) == "1:15 · 12.4 MB · Camera 0"
    cut = Listed(Path("x"), title="T", began_s=FOUND.began_s, whole=False)
    assert facts_words(cut, NOW_S, False) == "Today, 09:05 · 0:00 · 0 kB · answers only · broke off"
    assert "somebody who was erased" in facts_words(cut, NOW_S, True)


def test_what_is_kept_is_said_with_and_without_the_picture() -> None:
    assert kept_words("/here", False).endswith("No picture and no sound are kept.")
    assert "everyone in view can be recognised" in kept_words("/here", True)
    assert "in /here:" in kept_words("/here", True)


def test_the_end_says_what_did_not_get_in() -> None:
    def state(answers: int, pictures: int) -> str:
        return ended_words(Recorded(Path("x"), 62.0, 900, answers, pictures))

    assert state(0, 0) == "Recorded 1:02."
    assert state(0, 7) == (
        "Recorded 1:02. The answers are whole; 7 pictures were left out: the disk was too slow."
    )
    assert state(4, 7) == "Recorded 1:02. 4 pictures were left out: the disk was too slow."


def test_a_name_says_whether_it_was_learned() -> None:
    assert named_words("Bo", "Face 2", True) == "Face 2 is Bo here, and Facet learned it."
    assert named_words("Bo", "Face 2", False) == "Face 2 is Bo in this recording."
    assert named_words(None, "Ada", False) == "This face is not Ada in this recording."


def test_changes_of_a_replay_in_words() -> None:
    smile = Change("smile", 1, "smile", "no smile", 3.0, 4.25, 75, 30)
    assert change_words(smile, "Ada") == "Ada: smile → no smile"
    assert change_time(smile) == "0:03.0 – 0:04.2"
    assert change_words(Change("identity", 1, None, "Ada", 3.0, 3.0, 75), "Face 1") == "Face 1: unknown → Ada"
    assert change_words(Change("face", 1, "face", None, 3.0, 3.0, 75), "Ada") == "Ada: not found now"
    done = Replayed((smile,), {"smile": 1000, "face": 1000}, {"smile": 997, "face": 1000}, 1000, False)
    assert replayed_words(done) == (
        "3 answers changed",
        "99.8 % of 2,000 answers are as recorded. Stopped before the end.",
    )
    one = Replayed((smile,), {"smile": 2000}, {"smile": 1999}, 2000, True)
    assert replayed_words(one)[0] == "1 answer changed"
    assert replayed_words(Replayed((), {"smile": 9}, {"smile": 9}, 9, True))[0] == "Every answer is the same"


def test_a_lane_has_a_row_a_task_and_words_for_every_moment() -> None:
    lane, other = lanes_of([line(), line(2, None)])
    assert (lane.title, lane.named, other.title, other.named) == ("Ada", True, "Face 2", False)
    assert [row.task for row in lane.rows] == ["seen", "smile", "emotion"]
    assert lane.words_at(0.5) == "Ada, smile, happy, 0:00"
    assert lane.words_at(1.5) == "Ada, no smile, 0:01"
    assert lane.summary == "Ada, from 0:00 to 0:04, no smile 75 %, sad 67 %"


@pytest.mark.parametrize("ground", [LIGHT.window, LIGHT.surface, DARK.window, DARK.surface])
def test_colours_of_answers_can_be_seen(ground: str) -> None:
    assert min(contrast(rgb(colour), rgb(ground)) for colour in SERIES) >= 3.0


@pytest.mark.parametrize(("whole_s", "width"), [(0.0, 500.0), (3.0, 300.0), (75.0, 800.0), (7000.0, 400.0)])
def test_ticks_never_touch(whole_s: float, width: float) -> None:
    found = ticks(whole_s, width)
    assert found[0][0] == 0.0
    assert len(found) <= max(width / 90.0, 1) + 1
    assert moment_words(61.25) == "1:01.2"


def test_erasing_says_what_it_took_from_recordings() -> None:
    assert erased_from_words("Ada was erased.", ErasedFrom()) == "Ada was erased."
    said = erased_from_words("Ada was erased.", ErasedFrom(3, 1, (Path("x"),)))
    assert said == (
        "Ada was erased. 3 recordings named them. The recorded video of 1 recording was deleted. "
        "1 recording can't be read and may still name them."
    )


def test_the_keys_that_are_named_are_those_in_force() -> None:
    assert begun_words(True, "K", "R") == "Recording answers and the picture. K sets a marker. R ends it."
    assert begun_words(False, "", "F7") == "Recording answers, without the picture. F7 ends it."
    assert begun_words(False, "", "") == "Recording answers, without the picture."


@pytest.mark.parametrize(
    ("source", "shown"),
    [("demo", "Demo"), ("camera:2", "Camera 2"), ("clip.mp4", "clip.mp4"), ("rtsp://a/1", "rtsp://a/1")],
)
def test_the_source_is_named_as_in_the_window(source: str, shown: str) -> None:
    assert facts_words(replace(FOUND, source=source), NOW_S, False).endswith(shown)
    assert drawn_words().source(source) == shown
