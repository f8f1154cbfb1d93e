"""A gallery of many: found among thousands as by looking at all, and not searched between two looks."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.people.calibration import Bar
from desktop.people.decision import Decider
from desktop.people.face_track import IdentityTrack
from desktop.people.matching import Matcher
from desktop.people.snapshot import Snapshot

PEOPLE, EACH, D = 1500, 8, 128
DRAW = np.random.default_rng(11)


def unit(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), np.float32)


def looks(centres: np.ndarray) -> np.ndarray:
    """Faces of people as a good network has them: cosines of about .5 between two of one person."""
    return unit(centres + unit(DRAW.standard_normal(centres.shape)))


@pytest.fixture(scope="module")
def centres() -> np.ndarray:
    return unit(DRAW.standard_normal((PEOPLE, D)))


@pytest.fixture(scope="module")
def matcher(centres: np.ndarray) -> Matcher:
    counts = np.resize([EACH, 1, 2 * EACH - 1], PEOPLE)
    faces = looks(np.repeat(centres, counts, axis=0))
    return Matcher(
        Snapshot(
            digest="d",
            generation=1,
            names=tuple(f"person {n}" for n in range(PEOPLE)),
            person_ids=np.arange(PEOPLE) + 1,
            starts=np.concatenate([[0], np.cumsum(counts)[:-1]]),
            columns=np.ascontiguousarray(faces.T),
            face_ids=np.arange(len(faces)),
            qualities=np.ones(len(faces), np.float32),
            refused=np.zeros((0, 0), np.float32),
            refused_of=np.zeros(0, np.int64),
        )
    )


def test_the_known_are_found_as_by_looking_at_all(matcher: Matcher, centres: np.ndarray) -> None:
    assert matcher.snapshot.columns.shape[1] > 8192, "as many as the short list is made for"
    probes = looks(centres[::10])
    exact = matcher.scores(probes)
    for probe, scores in zip(probes, exact, strict=True):
        (best,) = matcher.best(probe, 1)
        assert best.row == int(scores.argmax())
        assert best.score == pytest.approx(float(scores.max()), abs=1e-5)


def test_a_stranger_is_never_more_alike_than_by_looking_at_all(matcher: Matcher) -> None:
    strangers = unit(DRAW.standard_normal((200, D)))
    exact = matcher.scores(strangers).max(axis=1)
    found = np.array([matcher.best(probe, 1)[0].score for probe in strangers])
    assert (found <= exact + 1e-5).all()
    assert np.median(exact - found) < 0.02


def test_the_best_come_in_their_order_and_as_many_as_asked(matcher: Matcher, centres: np.ndarray) -> None:
    candidates = matcher.best(looks(centres[:1])[0], 200)
    assert len(candidates) == 200
    assert len({candidate.row for candidate in candidates}) == 200
    scores = [candidate.score for candidate in candidates]
    assert scores == sorted(scores, reverse=True)


def test_between_two_looks_nothing_is_searched(matcher: Matcher, centres: np.ndarray) -> None:
    decider, searched = Decider(matcher, Bar(0.01, 0.4, 0.6)), []
    best = matcher.best

    def counted(probe: np.ndarray, count: int = 2) -> object:
        searched.append(count)
        return best(probe, count)

    matcher.best = counted  # type: ignore[method-assign,assignment]
    try:
        track = IdentityTrack()
        for frame in range(30):
            if frame % 10 == 0:
                track.look(looks(centres[7:8])[0], frame / 30, quality=1.0)
            decision = track.decide(decider, frame / 30)
        assert len(searched) == 3
        assert decision is not None
        assert decision.name == "person 7"
        track.decide(Decider(matcher, Bar(0.01, 0.99, 0.995)), 1.0)
        assert len(searched) == 4, "another bar is asked at once"
    finally:
        del matcher.best
