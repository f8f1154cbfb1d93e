"""What was undone or done again reads as a sentence, for each kind of change that the gallery notes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop.people.gallery import Gallery
from desktop.people.records import Change
from desktop.ui.people.change_words import change_words, redo_words, undo_words
from tests.support.drawn_people import drawn_face


@pytest.fixture
def gallery(tmp_path) -> Iterator[Gallery]:
    with Gallery(tmp_path / "gallery") as opened:
        yield opened


def newest(gallery: Gallery) -> str:
    return change_words(gallery.changes()[0])


def test_every_kind_of_change_reads_as_a_sentence(gallery) -> None:
    ann, ids = gallery.enrol("Ann Lee", [drawn_face(0, 0), drawn_face(0, 1), drawn_face(0, 2)])
    assert newest(gallery) == "3 pictures added to Ann Lee"
    bo, _ = gallery.enrol("Bo", [drawn_face(3, 0)])
    assert newest(gallery) == "1 picture added to Bo"
    gallery.set_aside(ids[:1], "by hand")
    assert newest(gallery) == "1 picture of Ann Lee set aside"
    gallery.set_aside(ids[1:], "by hand")
    assert newest(gallery) == "2 pictures of Ann Lee set aside"
    gallery.restore(ids[:1])
    assert newest(gallery) == "1 picture of Ann Lee counts again"
    gallery.restore(ids[1:])
    assert newest(gallery) == "2 pictures of Ann Lee count again"
    gallery.move(ann.id, ids[:1], bo.id)
    assert newest(gallery) == "1 picture moved from Ann Lee to Bo"
    gallery.move(bo.id, ids[:1], ann.id)
    gallery.split(ann.id, ids[:2], "Cy")
    assert newest(gallery) == "2 pictures moved from Ann Lee to Cy"
    gallery.refuse(ann.id, drawn_face(4, 0))
    assert newest(gallery) == "1 picture marked as not Ann Lee"
    gallery.rename(bo.id, "Bob")
    assert newest(gallery) == "Bo renamed to Bob"
    gallery.merge(bo.id, ann.id)
    assert newest(gallery) == "Bob merged into Ann Lee"
    assert undo_words(gallery.changes()[0]) == "Undo: Bob merged into Ann Lee"
    assert redo_words(gallery.changes()[0]) == "Redo: Bob merged into Ann Lee"


@pytest.mark.parametrize("said", ["add many to Ann", "something else"])
def test_what_is_noted_otherwise_is_said_as_it_is(said: str) -> None:
    assert change_words(Change(1, 0.0, "enrol", said, undone=False)) == said
    assert change_words(Change(1, 0.0, "of tomorrow", said, undone=False)) == said
