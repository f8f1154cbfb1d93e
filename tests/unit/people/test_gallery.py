"""The gallery: enrolling, mending, undoing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.people.gallery import Gallery
from desktop.people.ready import snapshot_of
from desktop.people.records import NameTaken, PersonUnknown
from tests.support.drawn_people import DIGEST, drawn_face
from vision.errors import FacetError

TABLES = ("people", "faces", "embeddings", "consents")


def contents(gallery: Gallery) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tables that say who is who."""
    return {
        table: sorted(map(tuple, gallery.database.rows(f"SELECT * FROM {table}")), key=repr)
        for table in TABLES
    }


def ids(gallery: Gallery, name: str) -> list[int]:
    return [face.id for face in gallery.faces(gallery.person(name).id)]


def test_what_is_enrolled_is_there_after_reopening(gallery: Gallery) -> None:
    gallery.close()
    with Gallery(gallery.folder) as again:
        assert [(p.name, p.references) for p in again.people()] == [("Ada", 3), ("Bo", 2), ("Cleo", 2)]
        face = again.faces(again.person("ada").id)[1]
        assert face.source == "0-1.jpg"
        assert face.pose is not None
        assert (again.crop(face.id) == drawn_face(0, 1).crop_rgb).all()
        (consent,) = again.consents(again.person("Ada").id)
        assert (consent.what, consent.note) == ("pictures on this machine", "said yes")
        assert consent.given_s is not None


def test_more_pictures_of_a_known_name_join_the_person(gallery: Gallery) -> None:
    person, new = gallery.enrol(" ADA ", [drawn_face(0, 9)])
    assert (person.name, person.references, len(new)) == ("Ada", 4, 1)
    assert len(gallery.people()) == 3


def test_nobody_is_enrolled_without_a_picture_or_a_name(gallery: Gallery) -> None:
    with pytest.raises(FacetError, match="without a picture"):
        gallery.enrol("Dee", [])
    with pytest.raises(FacetError, match="needs a name"):
        gallery.enrol(" \n", [drawn_face(5)])
    assert len(gallery.people()) == 3


def test_a_name_belongs_to_one(gallery: Gallery) -> None:
    bo = gallery.person("Bo")
    with pytest.raises(NameTaken):
        gallery.rename(bo.id, "ada")
    assert gallery.rename(bo.id, "BO").name == "BO"
    assert gallery.rename(bo.id, "Robert").name == "Robert"
    with pytest.raises(PersonUnknown):
        gallery.person("Bo")


@pytest.mark.parametrize("way", ["unmerge", "undo"])
def test_unmerge_restores_exactly(gallery: Gallery, way: str) -> None:
    ada, bo = gallery.person("Ada"), gallery.person("Bo")
    gallery.refuse(bo.id, drawn_face(2, 7), really=gallery.person("Cleo").id)
    gallery.set_aside(ids(gallery, "Bo")[:1], "blurred")
    gallery.saw(bo.id, 99.0)
    before = contents(gallery)
    merged = gallery.merge(bo.id, ada.id)
    assert (merged.references, merged.set_aside, merged.negatives) == (4, 1, 1)
    assert [p.name for p in gallery.people()] == ["Ada", "Cleo"]
    assert len(gallery.consents(ada.id)) == 2
    gallery.unmerge(ada.id) if way == "unmerge" else gallery.undo()
    assert contents(gallery) == before
    with pytest.raises(FacetError, match="Nobody was merged"):
        gallery.unmerge(ada.id)


def test_who_was_marked_as_someone_else_and_is_the_same_after_all_has_no_mark(gallery: Gallery) -> None:
    ada, bo = gallery.person("Ada"), gallery.person("Bo")
    gallery.refuse(bo.id, drawn_face(0, 7), really=ada.id)
    assert gallery.person("Bo").negatives == 1
    gallery.merge(ada.id, bo.id)
    assert gallery.person("Bo").negatives == 0
    gallery.unmerge(bo.id)
    assert gallery.person("Bo").negatives == 1


def test_what_came_after_a_merge_stays_where_it_was_put(gallery: Gallery) -> None:
    ada, bo = gallery.person("Ada"), gallery.person("Bo")
    gallery.merge(bo.id, ada.id)
    gallery.enrol("Ada", [drawn_face(0, 8)])
    gallery.unmerge(ada.id)
    assert (gallery.person("Ada").references, gallery.person("Bo").references) == (4, 2)


def test_merges_are_taken_back_from_the_last(gallery: Gallery) -> None:
    ada, bo, cleo = gallery.people()
    before = contents(gallery)
    gallery.merge(cleo.id, bo.id)
    first = gallery.changes()[0].id
    gallery.merge(bo.id, ada.id)
    with pytest.raises(FacetError, match="Undo that first"):
        gallery.undo(first)
    gallery.unmerge(ada.id)
    gallery.unmerge(bo.id)
    assert contents(gallery) == before


def test_an_unmerge_waits_until_the_name_is_free(gallery: Gallery) -> None:
    ada, bo = gallery.person("Ada"), gallery.person("Bo")
    gallery.merge(bo.id, ada.id)
    gallery.enrol("Bo", [drawn_face(6)])
    merged = contents(gallery)
    with pytest.raises(FacetError, match="bears the name"):
        gallery.unmerge(ada.id)
    assert contents(gallery) == merged


def test_split_move_and_their_undo(gallery: Gallery) -> None:
    before = contents(gallery)
    ada = gallery.person("Ada")
    first, second, _ = ids(gallery, "Ada")
    dee = gallery.split(ada.id, [first], "Dee")
    assert (dee.references, gallery.person("Ada").references) == (1, 2)
    gallery.move(ada.id, [second], gallery.person("Bo").id)
    assert gallery.person("Bo").references == 3
    with pytest.raises(FacetError, match="Choose references of Ada"):
        gallery.move(ada.id, [second], dee.id)
    with pytest.raises(NameTaken):
        gallery.split(ada.id, ids(gallery, "Ada"), "Bo")
    gallery.undo()
    gallery.undo()
    assert contents(gallery) == before


def test_set_aside_does_not_count_until_restored(gallery: Gallery) -> None:
    before = contents(gallery)
    first = ids(gallery, "Ada")[0]
    gallery.set_aside([first], "out of focus")
    assert gallery.person("Ada").references == 2
    assert gallery.faces(gallery.person("Ada").id)[0].set_aside == "out of focus"
    assert first not in snapshot_of(gallery, DIGEST).face_ids
    gallery.restore([first])
    assert first in snapshot_of(gallery, DIGEST).face_ids
    gallery.undo()
    gallery.undo()
    assert contents(gallery) == before


def test_undo_goes_back_change_by_change_to_the_beginning(gallery: Gallery) -> None:
    gallery.rename(gallery.person("Ada").id, "Ada L")
    gallery.refuse(gallery.person("Bo").id, drawn_face(3))
    assert [gallery.undo().kind for _ in range(5)] == ["refuse", "rename", "enrol", "enrol", "enrol"]
    assert not gallery.people()
    assert not gallery.changes(), "nobody's name stays in the history of what was undone"
    with pytest.raises(FacetError, match="nothing to undo"):
        gallery.undo()


def test_a_portrait_looks_ahead(gallery: Gallery) -> None:
    person, _ = gallery.enrol("Dee", [drawn_face(5, 0, yaw_deg=40), drawn_face(5, 1, quality=0.7)])
    portrait = gallery.portrait(person.id)
    assert portrait is not None
    assert (portrait == drawn_face(5, 1).crop_rgb).all()


def test_the_snapshot_holds_people_in_one_block_each(gallery: Gallery) -> None:
    gallery.enrol("Ada", [drawn_face(0, 5)])
    bo = gallery.person("Bo")
    gallery.refuse(bo.id, drawn_face(2, 7))
    snapshot = snapshot_of(gallery, DIGEST)
    assert snapshot.names == ("Ada", "Bo", "Cleo")
    assert snapshot.counts.tolist() == [4, 2, 2]
    assert snapshot.owners.tolist() == [0, 0, 0, 0, 1, 1, 2, 2]
    assert snapshot.references_of(0)[3] == pytest.approx(drawn_face(0, 5).embedding)
    assert (snapshot.refused.shape[1], snapshot.refused_of.tolist()) == (1, [1])
    assert snapshot.generation == gallery.generation
    assert len(snapshot_of(gallery, "c" * 64)) == 0


def test_the_generation_tells_other_processes_of_a_change(gallery: Gallery) -> None:
    with Gallery(gallery.folder) as other:
        before = other.generation
        gallery.saw(gallery.person("Ada").id)
        assert other.generation > before
        assert other.person("Ada").last_seen_s is not None


def test_the_audit_trail_has_numbers_only(gallery: Gallery) -> None:
    gallery.rename(gallery.person("Ada").id, "Countess")
    entries = gallery.audit()
    assert [entry.action for entry in entries] == ["enrol", "enrol", "enrol", "rename"]
    assert "Countess" not in repr(entries)


def test_odd_file_names_are_kept_as_far_as_they_are_text(gallery: Gallery) -> None:
    face = drawn_face(5)
    odd = type(face)(**{**vars(face), "source": "caf\udce9.jpg"})
    person, _ = gallery.enrol("Dee \udce9", [odd])
    assert person.name == "Dee"
    assert gallery.faces(person.id)[0].source == "caf?.jpg"


def test_pictures_must_be_pictures(gallery: Gallery) -> None:
    face = drawn_face(5)
    wrong = type(face)(**{**vars(face), "crop_rgb": np.zeros((8, 8), np.uint8)})
    with pytest.raises(ValueError, match="a crop is uint8"):
        gallery.enrol("Dee", [drawn_face(5, 1), wrong])
    assert gallery.find("Dee") is None, "half of an enrolment is none"


def test_the_file_is_the_users_alone(gallery: Gallery, tmp_path: Path) -> None:
    modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "gallery").iterdir()}
    assert modes == {0}


def test_someone_else_is_one_change_that_one_undo_takes_back(gallery: Gallery) -> None:
    ada, face = gallery.person("Ada"), drawn_face(40)
    people, audit = gallery.people(), len(gallery.audit())
    dee, _ = gallery.enrol("Dee", [face], instead_of={ada.id: [face]})
    (refused,) = gallery.faces(ada.id, "negative")
    assert refused.of_person == dee.id
    assert [entry.action for entry in gallery.audit()[audit:]] == ["enrol", "refuse"]
    change = gallery.changes()[0]
    assert set(change.people) == {ada.id, dee.id}
    gallery.undo(change.id)
    assert gallery.people() == people
    assert gallery.faces(ada.id, "negative") == []
    assert gallery.find("Dee") is None


def test_faces_that_were_taken_for_several_are_refused_by_each_of_them(gallery: Gallery) -> None:
    ada, bo, (first, second, third) = (
        gallery.person("Ada"),
        gallery.person("Bo"),
        map(drawn_face, (40, 41, 42)),
    )
    people = gallery.people()
    dee, ids = gallery.enrol("Dee", [first, second, third], instead_of={ada.id: [first], bo.id: [second]})
    assert len(ids) == 3
    for person, face in ((ada, first), (bo, second)):
        (refused,) = gallery.faces(person.id, "negative")
        assert refused.of_person == dee.id
        assert np.array_equal(gallery.crop(refused.id), face.crop_rgb)
    gallery.undo(gallery.changes()[0].id)
    assert gallery.people() == people


def test_someone_who_was_taken_for_themselves_is_not_refused(gallery: Gallery) -> None:
    ada = gallery.person("Ada")
    face = drawn_face(0, 40)
    gallery.enrol("ada", [face], instead_of={ada.id: [face]})
    assert gallery.person("Ada").references == ada.references + 1
    assert gallery.faces(ada.id, "negative") == []
