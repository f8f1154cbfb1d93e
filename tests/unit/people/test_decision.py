"""Who a face is: bar, lead, "not me", and names that stay on a track."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from desktop.people.calibration import Bar
from desktop.people.decision import Decider
from desktop.people.face_track import IdentityTrack
from desktop.people.gallery import Gallery
from desktop.people.matching import Matcher
from desktop.people.ready import snapshot_of
from tests.support.drawn_people import DIGEST, direction, drawn_face, embedding

BAR = Bar(0.01, 0.5, 0.65)
ADA, BO, CLEO, STRANGER = 0, 1, 2, 77


def decider_of(gallery: Gallery, bar: Bar = BAR) -> Decider:
    return Decider(Matcher(snapshot_of(gallery, DIGEST)), bar)


def between(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    mixed = (1 - share) * a + share * b
    return (mixed / np.linalg.norm(mixed)).astype(np.float32)


def test_a_known_face_gets_its_name_and_a_stranger_none(gallery: Gallery) -> None:
    decider = decider_of(gallery)
    known = decider.decide(embedding(BO, 50))
    assert (known.name, known.nearest, known.reason) == ("Bo", "Bo", None)
    assert known.score > known.threshold == 0.5
    stranger = decider.decide(embedding(STRANGER, 0))
    assert (stranger.name, stranger.person_id) == (None, None)
    assert stranger.nearest in ("Ada", "Bo", "Cleo")
    assert stranger.reason == f"not like {stranger.nearest} enough"


def test_an_empty_gallery_knows_nobody(gallery: Gallery) -> None:
    for person in gallery.people():
        gallery.erase(person.id)
    decision = decider_of(gallery).decide(embedding(ADA, 0))
    assert (decision.name, decision.nearest, decision.reason) == (None, None, "nobody is enrolled")


def test_between_two_people_nobody_is_named(gallery: Gallery) -> None:
    decider = decider_of(gallery, Bar(0.01, 0.3, 0.6))
    # The share at which both are equally alike, found by halving.
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        best = decider.matcher.best(between(direction(ADA), direction(BO), middle))[0]
        low, high = (middle, high) if decider.matcher.snapshot.names[best.row] == "Ada" else (low, middle)
    decision = decider.decide(between(direction(ADA), direction(BO), low))
    assert decision.name is None
    assert decision.reason in ("like Ada and Bo alike", "like Bo and Ada alike")


def test_a_reference_must_be_surer_than_a_name(gallery: Gallery) -> None:
    decider = decider_of(gallery, Bar(0.01, 0.5, 0.75))
    assert decider.decide(direction(ADA)).may_be_reference
    named = decider.decide(between(direction(ADA), embedding(STRANGER, 1), 0.45))
    assert named.name == "Ada"
    assert not named.may_be_reference


def test_quality_is_asked_for(gallery: Gallery) -> None:
    decision = decider_of(gallery).decide(direction(ADA), quality=0.0, reasons=("too dark", "turned away"))
    assert (decision.name, decision.reason) == (None, "too dark, turned away")


def test_not_me_never_comes_back(gallery: Gallery) -> None:
    lookalike = between(direction(ADA), direction(STRANGER), 0.5)
    frames = [between(lookalike, embedding(STRANGER, take), 0.15) for take in range(20)]
    assert all(decider_of(gallery).decide(frame).name == "Ada" for frame in frames)
    wrong = drawn_face(STRANGER)
    gallery.refuse(gallery.person("Ada").id, type(wrong)(**{**vars(wrong), "embedding": frames[0]}))
    decider = decider_of(gallery)
    assert [decider.decide(frame).name for frame in frames] == [None] * 20
    assert decider.decide(frames[0]).reason == "marked as not Ada"
    assert decider.decide(embedding(ADA, 60)).name == "Ada", "Ada herself is still known"
    track = IdentityTrack()
    for at, frame in enumerate(frames):
        track.look(frame, at / 10, quality=0.9)
        decision = track.decide(decider, at / 10)
        assert decision is not None
        assert decision.name is None


def test_a_mark_is_no_reason_where_there_would_have_been_no_name_anyway(gallery: Gallery) -> None:
    lookalike = between(direction(ADA), direction(STRANGER), 0.5)
    wrong = drawn_face(STRANGER)
    gallery.refuse(gallery.person("Ada").id, type(wrong)(**{**vars(wrong), "embedding": lookalike}))
    decider = decider_of(gallery)
    why = decider.why(direction(STRANGER))
    assert decider.is_refused(direction(STRANGER), decider.matcher.best(direction(STRANGER), 1)[0])
    assert why.decision.score < why.decision.threshold
    assert "marked as not" not in why.sentence
    assert why.ruled_out == ()


def test_this_is_somebody_else_takes_effect_at_once_on_the_track(gallery: Gallery) -> None:
    lookalike = between(direction(ADA), direction(STRANGER), 0.5)
    track = IdentityTrack()
    for at in range(5):
        track.look(lookalike, at / 10, quality=0.9)
        track.decide(decider_of(gallery), at / 10)
    assert track.decision is not None
    assert track.decision.name == "Ada"
    face = type(drawn_face(STRANGER))(**{**vars(drawn_face(STRANGER)), "embedding": lookalike})
    dee, _ = gallery.enrol("Dee", [face])
    gallery.refuse(gallery.person("Ada").id, face, really=dee.id)
    decision = track.decide(decider_of(gallery), 0.6)
    assert decision is not None
    assert decision.name == "Dee"


def test_a_name_waits_for_evidence_and_is_kept_through_bad_frames(gallery: Gallery) -> None:
    decider, track = decider_of(gallery, Bar(0.01, 0.62, 0.9)), IdentityTrack()
    names = []
    for at, probe in enumerate([embedding(ADA, 90 + k) for k in range(6)]):
        track.look(probe, at / 10, quality=0.9)
        decision = track.decide(decider, at / 10)
        names.append(decision.name if decision else None)
    assert names[-1] == "Ada"
    for at in range(2):
        track.look(embedding(STRANGER, at), 1 + at / 10, quality=0.1)
        decision = track.decide(decider, 1 + at / 10)
        assert decision is not None
        assert decision.name == "Ada"


def test_a_strong_first_look_names_at_once(gallery: Gallery) -> None:
    track = IdentityTrack()
    track.look(direction(CLEO), 0.0, quality=0.9)
    decision = track.decide(decider_of(gallery), 0.0)
    assert decision is not None
    assert decision.name == "Cleo"


def test_between_two_who_are_both_like_it_a_name_changes_once_a_minute_at_most(gallery: Gallery) -> None:
    decider, track = decider_of(gallery), IdentityTrack(memory=2.0)
    names, nearest, at_s = [], set(), 0.0
    for turn in range(12):  # every ten seconds it is a little more like the other, for two minutes
        mixed = between(direction(ADA), direction(BO), 0.55 if turn % 2 else 0.45)
        nearest.add(decider.decide(mixed).name)
        names += named_over(track, decider, [mixed] * 20, at_s)
        at_s += 10
    assert nearest == {"Ada", "Bo"}
    assert None not in names
    assert sum(a != b for a, b in pairwise(names)) <= 2


def named_over(
    track: IdentityTrack, decider: Decider, looks: list[np.ndarray], at_s: float
) -> list[str | None]:
    names = []
    for number, probe in enumerate(looks):
        now_s = at_s + number / 2
        track.look(probe, now_s, quality=0.9, apart_below=0.25)
        decision = track.decide(decider, now_s)
        names.append(decision.name if decision else None)
    return names


def test_another_face_at_the_same_place_loses_the_name_after_two_looks(gallery: Gallery) -> None:
    decider, track = decider_of(gallery), IdentityTrack()
    before = named_over(track, decider, [embedding(ADA, take) for take in range(20)], 0.0)
    assert before[-1] == "Ada"
    stranger = named_over(track, decider, [embedding(STRANGER, take) for take in range(6)], 10.0)
    assert stranger == ["Ada", *[None] * 5]
    known = named_over(track, decider, [embedding(BO, take) for take in range(3)], 13.0)
    assert known == [None, "Bo", "Bo"], "nor does the other wait for a minute"


def test_after_a_cut_one_look_at_another_face_takes_the_name_away(gallery: Gallery) -> None:
    decider, track = decider_of(gallery), IdentityTrack()
    named_over(track, decider, [embedding(ADA, take) for take in range(20)], 0.0)
    track.doubt()
    assert track.looked_at_s is None, "it is looked at at once"
    assert named_over(track, decider, [embedding(STRANGER, 1)], 10.0) == [None]
    assert track.is_another


def test_after_a_cut_the_same_person_keeps_the_name_and_an_odd_look_counts_as_ever(gallery: Gallery) -> None:
    decider, track = decider_of(gallery), IdentityTrack()
    named_over(track, decider, [embedding(ADA, take) for take in range(20)], 0.0)
    track.doubt()
    seen = [embedding(ADA, 40), embedding(STRANGER, 1), embedding(ADA, 41)]
    assert named_over(track, decider, seen, 10.0) == ["Ada"] * 3
    assert not track.is_another


def test_one_odd_look_takes_no_name_away_and_counts_for_nobody(gallery: Gallery) -> None:
    decider, track = decider_of(gallery), IdentityTrack()
    named_over(track, decider, [embedding(ADA, take) for take in range(5)], 0.0)
    known = track.evidence
    assert named_over(track, decider, [embedding(STRANGER, 3)], 2.5) == ["Ada"]
    assert not track.sure, "so it is looked at again soon"
    assert np.array_equal(track.evidence, known)
    odd = [embedding(STRANGER + 1, 4), embedding(ADA, 40), embedding(STRANGER, 5), embedding(ADA, 41)]
    assert named_over(track, decider, odd, 3.0) == ["Ada"] * 4
    assert track.sure


def test_why_names_references_and_the_sentence(gallery: Gallery) -> None:
    why = decider_of(gallery).why(embedding(ADA, 70))
    assert [like.name for like in why.references] == ["Ada"] * 3
    assert why.references[0].score >= why.references[1].score >= why.references[2].score
    assert why.sentence.startswith("Ada: 0.")
    assert "the bar of 0.50" in why.sentence
    unknown = decider_of(gallery).why(embedding(STRANGER, 70))
    assert unknown.sentence.startswith("Unknown: not like ")


def test_why_says_who_was_ruled_out_and_by_how_like_a_picture(gallery: Gallery) -> None:
    low = Bar(0.01, 0.3, 0.6)
    frame = between(direction(ADA), direction(BO), 0.4)
    before = decider_of(gallery, low).why(frame)
    assert (before.decision.nearest, before.ruled_out) == ("Ada", ())
    wrong = drawn_face(STRANGER)
    gallery.refuse(gallery.person("Ada").id, type(wrong)(**{**vars(wrong), "embedding": frame}))
    why = decider_of(gallery, low).why(frame)
    assert why.decision.nearest == "Bo"
    assert [(one.name, one.score) for one in why.ruled_out] == [("Ada", pytest.approx(1.0, abs=1e-5))]
    assert decider_of(gallery).why(embedding(BO, 5)).ruled_out == ()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_searching_one_by_one_and_in_batches_agree(gallery: Gallery, count: int) -> None:
    matcher = decider_of(gallery).matcher
    probes = np.stack([embedding(person, 5) for person in range(count)])
    together = matcher.scores(probes)
    for probe, row in zip(probes, together, strict=True):
        best = matcher.best(probe, 3)
        assert [c.score for c in best] == pytest.approx(sorted(row, reverse=True))
        assert matcher.score_of(probe, best[0].row) == pytest.approx(best[0].score)
