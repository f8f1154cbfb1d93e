"""The recordings there are: listed, named, deleted one by one, by age, and all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from desktop.recording import library
from desktop.recording.corrections import add_marker, name_track, remove_marker, take_back
from desktop.recording.recording import Recording
from desktop.recording.session_file import ANSWERS_FILE
from tests.support.recordings import record, visit

DAY_S = 86_400.0


def test_a_recording_is_listed_with_who_was_seen() -> None:
    folder = record(visit())
    found = library.listed(folder)
    assert (found.names, found.unknown, found.source) == (("Ada",), 1, "video")
    assert found.duration_s == pytest.approx(49 / 25)
    assert found.size_bytes > 10_000
    assert found.has_picture
    assert found.whole
    assert found.problem == ""
    assert library.folders() == [folder]


def test_a_broken_one_is_listed_with_the_reason() -> None:
    folder = record(visit(frames=3))
    (folder / ANSWERS_FILE).write_bytes(b"\0" * 5000)
    assert "damaged" in library.listed(folder).problem


def test_two_of_one_second_get_two_folders(tmp_path: Path) -> None:
    now = datetime(2026, 3, 4, 5, 6, 7)
    made = [library.new_folder(tmp_path, now).name for _ in range(3)]
    assert made == ["2026-03-04 05.06.07", "2026-03-04 05.06.07 2", "2026-03-04 05.06.07 3"]


def test_a_title_and_back() -> None:
    folder = record(visit(frames=3))
    assert library.retitle(folder, " Birthday ") == ""
    assert library.listed(folder).title == "Birthday"
    assert library.retitle(folder, "") == "Birthday"


def test_the_old_ones_go_and_the_young_ones_stay() -> None:
    old = record(visit(frames=3), facts={"began_s": 100 * DAY_S})
    young = record(visit(frames=3), facts={"began_s": 109 * DAY_S})
    assert library.delete_older_than(0, 200 * DAY_S) == []
    assert library.delete_older_than(7, 110 * DAY_S) == [old]
    assert library.folders() == [young]
    assert not old.exists()


def test_what_is_not_facets_stays() -> None:
    folder = record(visit(frames=3))
    (folder / "notes.txt").write_text("mine")
    library.delete(folder)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
    assert library.folders() == []


def test_all_go_but_the_one_that_is_being_made() -> None:
    kept = record(visit(frames=3))
    record(visit(frames=3), place=library.videos_dir())
    record(visit(frames=3))
    assert library.delete_all(but=kept) == 2
    assert library.folders() == [kept]


def test_a_face_gets_a_name_at_once_everywhere_and_loses_it_again() -> None:
    folder = record(visit())
    said = name_track(folder, 2, "Bo", 7)
    with Recording(folder) as recording:
        lines = recording.tracks()
        assert [(line.name, line.person_id, line.corrected) for line in lines] == [
            ("Ada", 1, False),
            ("Bo", 7, True),
        ]
        answer = recording.analysis(40).faces[1].answers["identity"]
        assert (answer.label, answer.reason) == ("Bo", None)
        assert recording.analysis(40, corrected=False).faces[1].answers["identity"].label is None
    assert library.listed(folder).names == ("Ada", "Bo")
    second = name_track(folder, 2, None)
    assert library.listed(folder).names == ("Ada",)
    take_back(second)
    assert library.listed(folder).names == ("Ada", "Bo")
    take_back(said)
    assert library.listed(folder).names == ("Ada",)
    assert b"Bo" not in (folder / ANSWERS_FILE).read_bytes(), "a name that was taken back is not kept"


def test_somebody_may_be_nobody_known() -> None:
    folder = record(visit())
    name_track(folder, 1, None)
    with Recording(folder) as recording:
        line = recording.tracks()[0]
        assert (line.name, line.corrected) == (None, True)
        assert recording.analysis(20).faces[0].answers["identity"].reason == "you said so"


def test_markers_come_and_go() -> None:
    folder = record(visit(frames=10))
    number = add_marker(folder, 0.2, "look")
    with Recording(folder) as recording:
        assert [(mark.id, mark.text) for mark in recording.markers] == [(number, "look")]
        remove_marker(folder, number)
        recording.read_again()
        assert recording.markers == ()


def test_spans_say_when_which_answer_stood() -> None:
    with Recording(record(visit())) as recording:
        ada, other = recording.tracks()
    assert [(span.value, pytest.approx(span.start_s)) for span in ada.answers["smile"]] == [
        ("smile", 0.0),
        ("no smile", 1.0),
    ]
    assert [span.value for span in ada.who] == [None, "Ada"]
    assert ada.share_of("smile", "smile") == pytest.approx(0.5, abs=0.02)
    assert other.start_s == pytest.approx(1.0)
    assert len(other.seen) == 1
