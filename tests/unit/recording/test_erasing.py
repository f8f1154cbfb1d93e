"""Erasing someone leaves no byte of their name, their answers or their face in any recording."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.engine.identity import IdentityAnswer
from desktop.people.erasure import erase_person
from desktop.people.gallery import Gallery
from desktop.recording import library
from desktop.recording.corrections import add_marker, name_track
from desktop.recording.erasing import Sought, erase_from_recordings
from desktop.recording.recording import Recording
from desktop.recording.session_file import PICTURE_FILE, SessionFile
from tests.support.drawn_people import drawn_face
from tests.support.recordings import face, record, view, visit, who
from tests.support.stand_in_people import stand_in_work

NAME = "Zeno Unmistakable"


def holds(folder: Path, *words: str) -> list[str]:
    """The files under a folder with any of these words, in any case that was used."""
    needles = [text.encode() for word in words for text in (word, word.casefold(), word.upper())]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path.name for path in files if any(needle in path.read_bytes() for needle in needles)]


def test_nothing_is_left_of_who_was_recognised() -> None:
    folder = record(visit(NAME, 5), facts={"source": f"{NAME}.mp4", "title": f"With {NAME.upper()}"})
    add_marker(folder, 0.5, f"{NAME} laughs")
    with SessionFile(folder) as file, file.transaction():
        file.write("UPDATE faces SET who_reason = ? WHERE track = 2", (f"looked a bit like {NAME}",))
    name_track(folder, 2, "Bo", 2)
    assert holds(folder, NAME)
    done = erase_from_recordings([folder], Sought([5], [NAME]))
    assert (done.recordings, done.pictures, done.unreadable) == (1, 1, ())
    assert holds(folder, NAME) == []
    assert not (folder / PICTURE_FILE).exists()
    with Recording(folder) as recording:
        assert [line.name for line in recording.tracks()] == ["Bo"], "others' answers stay"
        assert recording.facts["picture_erased"] is True
        assert (recording.source, recording.facts["title"]) == ("", "")
        assert recording.markers[0].text == ""


def test_where_no_picture_was_kept_none_is_said_to_be_deleted() -> None:
    folder = record([view(n, [face(1, identity=who(NAME, 5))]) for n in range(6)], with_picture=False)
    done = erase_from_recordings([folder], Sought([5], [NAME]))
    assert (done.recordings, done.pictures) == (1, 0)
    found = library.listed(folder)
    assert (found.erased, found.names, found.unknown) == (True, (), 0)
    with Recording(folder) as recording:
        assert recording.facts["picture_erased"] is False


def test_who_was_only_thought_of_loses_the_name_alone() -> None:
    folder = record([view(n, [face(1, identity=who(None, 5, nearest=NAME))]) for n in range(6)])
    done = erase_from_recordings([folder], Sought([5], [NAME]))
    assert (done.recordings, done.pictures) == (1, 0)
    assert holds(folder, NAME) == []
    with Recording(folder) as recording:
        assert recording.has_picture
        assert recording.tracks()[0].faces == 6
    assert not library.listed(folder).erased


@pytest.mark.parametrize("reason", [f"like {NAME} and Bo alike", f"like Bo and {NAME} alike"])
def test_a_reason_names_nobody(reason: str) -> None:
    answer = IdentityAnswer("identity", None, 0.5, reason=reason, nearest="Bo", threshold=0.4)
    folder = record([view(n, [face(1, identity=answer)]) for n in range(3)])
    assert holds(folder, NAME) == []
    with Recording(folder) as recording:
        assert recording.analysis(0).faces[0].answers["identity"].reason == "like two people alike"


def test_who_was_taken_for_someone_else_keeps_the_answers() -> None:
    """The face was named wrongly, and the user said whose it is."""
    folder = record(visit(NAME, 5))
    name_track(folder, 1, "Ada", 1)
    done = erase_from_recordings([folder], Sought([5], [NAME]))
    assert (done.recordings, done.pictures) == (1, 0)
    assert holds(folder, NAME) == []
    with Recording(folder) as recording:
        assert [line.name for line in recording.tracks()] == ["Ada", None]


def test_a_number_counts_in_younger_recordings_only() -> None:
    """A gallery was begun anew: number 5 is somebody else now."""
    folder = record(visit("Ada", 5))
    done = erase_from_recordings([folder], Sought([5], [NAME], since_s=4e9))
    assert done.recordings == 0
    assert library.listed(folder).names == ("Ada",)


def test_a_recording_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").write_bytes(b"broken" * 900)
    assert erase_from_recordings([tmp_path], Sought([1], [NAME])).unreadable == (tmp_path,)


def test_the_window_erases_from_every_recording(tmp_path: Path) -> None:
    work = stand_in_work()
    person, _ = work._open().enrol(NAME, [drawn_face(3)])
    folder = record(visit(NAME, person.id))
    gone = work.erase(person.id)
    work.close()
    assert (gone.recordings, gone.pictures) == (1, 1)
    assert holds(folder.parent.parent, NAME) == []


@pytest.fixture
def gallery(tmp_path: Path):
    """A gallery beside the recordings, as in the data folder."""
    with Gallery(tmp_path / "data" / "gallery") as opened:
        yield opened


def test_erasing_from_the_gallery_searches_the_recordings_too(gallery: Gallery, tmp_path: Path) -> None:
    gallery.enrol("Ada", [drawn_face(1)])
    zeno, _ = gallery.enrol(NAME, [drawn_face(9)])
    place = tmp_path / "data" / "recordings"
    shown = record(visit(NAME, zeno.id), place=place)
    renamed = record(visit(NAME, zeno.id), place=place)
    thought_of = record([view(0, [face(1, identity=who(None, None, nearest=NAME))])], place=place)
    gallery.rename(zeno.id, "Zeno II")
    other = record(visit("Ada", 1), place=place)
    done = erase_person(gallery, zeno.id, library.folders([place]))
    assert (done.recordings, done.pictures) == (3, 2)
    assert (thought_of / PICTURE_FILE).exists()
    gallery.close()
    assert holds(tmp_path / "data", NAME, "Zeno II") == []
    assert not (shown / PICTURE_FILE).exists()
    assert not (renamed / PICTURE_FILE).exists()
    assert (other / PICTURE_FILE).exists()
    assert library.listed(other).names == ("Ada",)
