"""References that don't fit are set aside by themselves, with the reason, and can be brought back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.people.calibration import Bar
from desktop.people.decision import Decider
from desktop.people.gallery import Gallery
from desktop.people.matching import Matcher
from desktop.people.ready import snapshot_of
from desktop.people.records import NewFace
from desktop.people.screening import Suspect, badly_seen, is_unlike, set_suspects_aside, shown_wrongly
from tests.support.drawn_people import DIGEST, drawn_face
from vision.face_quality import OUT_OF_FOCUS, TOO_DARK, TURNED_AWAY

NAME = "Dee"


def decider(gallery: Gallery) -> Decider:
    return Decider(Matcher(snapshot_of(gallery, DIGEST)), Bar(0.01, 0.5, 0.7))


def seen(take: int, *reasons: str) -> NewFace:
    return replace(drawn_face(9, take, quality=0.2 if reasons else 0.9), reasons=reasons)


def set_aside(gallery: Gallery, person_id: int) -> list[str | None]:
    return [face.set_aside for face in gallery.faces(person_id)]


def test_bad_pictures_go_aside_where_there_are_good_ones_and_turned_faces_stay(gallery: Gallery) -> None:
    faces = [seen(0), seen(1), seen(2, TURNED_AWAY), seen(3, TURNED_AWAY, TOO_DARK), seen(4, OUT_OF_FOCUS)]
    person, ids = gallery.enrol(NAME, faces)
    found = set_suspects_aside(gallery, decider(gallery), person.id)
    assert [(one.face_id, one.why) for one in found] == [(ids[3], TOO_DARK), (ids[4], OUT_OF_FOCUS)]
    assert set_aside(gallery, person.id) == [None, None, None, TOO_DARK, OUT_OF_FOCUS]
    gallery.restore([ids[3]])
    assert set_aside(gallery, person.id)[3] is None


@pytest.mark.parametrize("good", [0, 2])
def test_a_bad_picture_is_better_than_few(gallery: Gallery, good: int) -> None:
    person, _ = gallery.enrol(NAME, [*map(seen, range(good)), seen(7, TOO_DARK)])
    assert badly_seen(gallery, person.id) == []


def test_what_was_brought_back_is_not_set_aside_again_by_new_pictures(gallery: Gallery) -> None:
    person, ids = gallery.enrol(NAME, [seen(0), seen(1), seen(2), seen(3, TOO_DARK)])
    _, new = gallery.enrol(NAME, [seen(4), seen(5, OUT_OF_FOCUS)])
    set_suspects_aside(gallery, decider(gallery), person.id, new)
    assert set_aside(gallery, person.id) == [None] * 5 + [OUT_OF_FOCUS]
    assert ids[3] not in new


def test_a_picture_of_somebody_else_goes_aside_and_says_how_unlike_it_is(gallery: Gallery) -> None:
    faces = [*map(seen, range(4)), drawn_face(77)]
    person, ids = gallery.enrol(NAME, faces)
    (odd,) = set_suspects_aside(gallery, decider(gallery), person.id)
    assert odd.face_id == ids[4]
    assert odd.why.startswith("unlike the other pictures (")
    assert set_aside(gallery, person.id)[4] == odd.why


def refused(gallery: Gallery, person_id: int, face: NewFace) -> list[Suspect]:
    """ "Not me", as the window says it."""
    found = shown_wrongly(decider(gallery), person_id, [face])
    gallery.refuse(person_id, face, aside=[(one.face_id, one.why) for one in found])
    return found


def test_a_wrong_naming_that_is_refused_takes_its_picture_along_and_comes_back_in_one(
    gallery: Gallery,
) -> None:
    person, ids = gallery.enrol(NAME, [*map(seen, range(3)), drawn_face(77)])
    (found,) = refused(gallery, person.id, drawn_face(77, 1))
    assert found.face_id == ids[3]
    assert found.why.startswith("unlike the other pictures")
    assert set_aside(gallery, person.id) == [None, None, None, found.why]
    gallery.undo()
    assert set_aside(gallery, person.id) == [None] * 4
    assert gallery.person(person.id).negatives == 0


def test_who_is_refused_by_mistake_keeps_every_picture(gallery: Gallery) -> None:
    person, _ = gallery.enrol(NAME, [*map(seen, range(3)), drawn_face(77)])
    assert refused(gallery, person.id, seen(8)) == []
    assert set_aside(gallery, person.id) == [None] * 4


def test_naming_someone_else_takes_the_wrong_pictures_of_the_first_aside(gallery: Gallery) -> None:
    person, _ = gallery.enrol(NAME, [*map(seen, range(3)), drawn_face(77)])
    face = drawn_face(77, 1)
    found = shown_wrongly(decider(gallery), person.id, [face])
    gallery.enrol(
        "Eve", [face], instead_of={person.id: [face]}, aside=[(one.face_id, one.why) for one in found]
    )
    assert set_aside(gallery, person.id)[3] is not None
    gallery.undo()
    assert set_aside(gallery, person.id) == [None] * 4
    assert gallery.find("Eve") is None


def test_a_face_is_unlike_where_none_of_the_references_is_half_as_like_as_a_name_needs(
    gallery: Gallery,
) -> None:
    person, _ = gallery.enrol(NAME, [seen(0)])
    assert is_unlike(decider(gallery), person.id, drawn_face(77))
    assert not is_unlike(decider(gallery), person.id, seen(1))
    assert not is_unlike(decider(gallery), person.id + 1, drawn_face(77)), "nobody there to be unlike"
