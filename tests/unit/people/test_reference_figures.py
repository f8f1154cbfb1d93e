"""What is said of each kept picture: how like the others, and what strangers would get by it alone."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.people.calibration import Bar
from desktop.people.decision import Decider
from desktop.people.gallery import Gallery
from desktop.people.matching import Matcher
from desktop.people.ready import snapshot_of
from desktop.people.reference_figures import reference_figures
from desktop.people.strangers import Crowd, Strangers
from tests.support.drawn_people import DIGEST, embedding


def decider(gallery: Gallery, threshold: float = 0.5) -> Decider:
    return Decider(Matcher(snapshot_of(gallery, DIGEST)), Bar(0.01, threshold, threshold))


def test_a_stranger_like_one_picture_is_counted_with_that_one(gallery: Gallery) -> None:
    ada = gallery.person("Ada").id
    first, *others = gallery.faces(ada)
    like_first = embedding(0, 0)
    crowd = np.stack([like_first, like_first, *(embedding(900 + k, 0) for k in range(98))])
    found = reference_figures(decider(gallery, 0.9), Strangers(DIGEST, (Crowd("drawn", crowd),), {}), ada)
    assert set(found) == {face.id for face in (first, *others)}
    assert (found[first.id].named, found[first.id].asked) == (2, 100)
    assert found[first.id].nearest == pytest.approx(1.0, abs=0.01)
    assert [found[face.id].named for face in others] == [0] * len(others)


def test_real_strangers_score_further_out_than_drawn_ones(gallery: Gallery) -> None:
    ada, faces = gallery.person("Ada").id, np.stack([embedding(900 + k, 0) for k in range(200)])
    plain, far = (
        reference_figures(decider(gallery), Strangers(DIGEST, (Crowd("drawn", faces, by),), {}), ada)
        for by in (1.0, 1.15)
    )
    for key, figures in plain.items():
        assert figures.nearest is not None
        assert far[key].nearest > figures.nearest


@pytest.mark.parametrize(
    ("asked", "named", "mistakable"),
    [
        (1_000, 5, True),  # of 10 that may get a name, half by one of seven pictures
        (1_000, 4, False),  # too few to be more than luck
        (6_000, 26, True),
        (6_000, 25, False),  # of 60 that may: three times a seventh are usual
    ],
)
def test_a_picture_is_mistakable_that_costs_the_others_their_names(
    gallery: Gallery, asked: int, named: int, mistakable: bool
) -> None:
    ada = gallery.person("Ada").id
    first, *others = gallery.faces(ada)
    crowd = np.stack([embedding(0, 0)] * named + [-embedding(0, 0)] * (asked - named))
    found = reference_figures(decider(gallery, 0.9), Strangers(DIGEST, (Crowd("drawn", crowd),), {}), ada)
    assert (found[first.id].named, found[first.id].mistakable) == (named, mistakable)
    assert not any(found[face.id].mistakable for face in others)


def test_without_strangers_and_without_the_person_nothing_is_made_up(gallery: Gallery) -> None:
    ada = gallery.person("Ada").id
    assert {one.asked for one in reference_figures(decider(gallery), None, ada).values()} == {0}
    assert reference_figures(decider(gallery), None, 999) == {}
