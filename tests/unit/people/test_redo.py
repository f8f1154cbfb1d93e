"""What was undone can be done again, exactly, and only while nothing else was changed: nobody comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.people.gallery import Gallery
from desktop.people.records import NotAgain
from tests.support.drawn_people import drawn_face
from tests.unit.people.test_gallery import contents, ids


def rename(gallery: Gallery) -> None:
    gallery.rename(gallery.person("Ada").id, "Ada Lovelace")


def merge(gallery: Gallery) -> None:
    gallery.saw(gallery.person("Bo").id, 77.0)
    gallery.merge(gallery.person("Bo").id, gallery.person("Ada").id)


def move(gallery: Gallery) -> None:
    gallery.move(gallery.person("Ada").id, ids(gallery, "Ada")[:2], gallery.person("Bo").id)


def set_aside(gallery: Gallery) -> None:
    gallery.set_aside(ids(gallery, "Ada")[:1], "by hand")


def restore(gallery: Gallery) -> None:
    gallery.set_aside(ids(gallery, "Ada")[:1], "by hand")
    gallery.restore(ids(gallery, "Ada")[:1])


@pytest.mark.parametrize("change", [rename, merge, move, set_aside, restore])
def test_undo_and_redo_go_to_and_fro_exactly(gallery: Gallery, change: Callable[[Gallery], None]) -> None:
    change(gallery)
    after = contents(gallery)
    before = gallery.undo()
    undone = contents(gallery)
    assert undone != after
    for _ in range(2):
        assert gallery.redoable() == gallery.changes()[0]
        assert gallery.redo(before.id).said == before.said
        assert contents(gallery) == after
        assert not gallery.changes()[0].undone
        gallery.undo()
        assert contents(gallery) == undone


def test_several_steps_are_done_again_in_their_order(gallery: Gallery) -> None:
    merge(gallery)
    set_aside(gallery)
    rename(gallery)
    after = contents(gallery)
    for _ in range(3):
        gallery.undo()
    assert [gallery.redo().kind for _ in range(3)] == ["merge", "set aside", "rename"]
    assert contents(gallery) == after
    with pytest.raises(NotAgain, match="nothing to redo"):
        gallery.redo()


def test_without_an_undo_there_is_nothing_to_redo(gallery: Gallery) -> None:
    rename(gallery)
    assert gallery.redoable() is None
    with pytest.raises(NotAgain, match="nothing to redo"):
        gallery.redo()


@pytest.mark.parametrize("elsewhere", [False, True])
def test_after_another_change_nothing_is_done_again(gallery: Gallery, elsewhere: bool) -> None:
    rename(gallery)
    gallery.undo()
    if elsewhere:
        with Gallery(gallery.folder) as other:
            other.set_aside(ids(other, "Bo")[:1], "by hand")
    else:
        gallery.set_aside(ids(gallery, "Bo")[:1], "by hand")
    before = contents(gallery)
    assert gallery.redoable() is None
    with pytest.raises(NotAgain, match="something else was changed since"):
        gallery.redo()
    assert contents(gallery) == before


def test_that_somebody_was_seen_is_no_such_change(gallery: Gallery) -> None:
    rename(gallery)
    gallery.undo()
    gallery.saw(gallery.person("Bo").id)
    assert gallery.redo().kind == "rename"


@pytest.mark.parametrize("elsewhere", [False, True])
def test_whoever_was_erased_does_not_come_back(gallery: Gallery, elsewhere: bool) -> None:
    merge(gallery)
    gallery.undo()
    with Gallery(gallery.folder) as other:
        erasing = other if elsewhere else gallery
        erasing.erase(erasing.person("Bo").id)
    with pytest.raises(NotAgain):
        gallery.redo()
    while any(not change.undone for change in gallery.changes()):
        gallery.undo()
    assert "Bo" not in [person.name for person in gallery.people()]


def test_what_was_enrolled_goes_for_good(gallery: Gallery) -> None:
    rename(gallery)
    gallery.enrol("Dee", [drawn_face(7)])
    gallery.undo()
    before = contents(gallery)
    with pytest.raises(NotAgain, match="its pictures were erased"):
        gallery.redo()
    gallery.undo()
    assert gallery.redo().kind == "rename", "what was undone after it is another matter"
    assert {name: len(rows) for name, rows in contents(gallery).items()} == {
        name: len(rows) for name, rows in before.items()
    }


def test_a_new_name_that_was_undone_is_not_kept_for_later(gallery: Gallery) -> None:
    gallery.split(gallery.person("Ada").id, ids(gallery, "Ada")[:1], "Eve")
    gallery.undo()
    with pytest.raises(NotAgain, match="the new name was erased"):
        gallery.redo()
    assert gallery.find("Eve") is None
