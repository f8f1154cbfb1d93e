"""Fine-tuning at once: better is kept, worse is refused, and one call goes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.people import head_store, heads
from desktop.people.calibration import calibrate
from desktop.people.gallery import Gallery
from desktop.people.head_store import CARD_KEY, ErasedMeanwhile, go_back, head_as_onnx, head_in_use, tune
from desktop.people.heads import Comparison, Head, compare, fit_head
from desktop.people.leaving import note_leaving
from desktop.people.matching import Matcher
from desktop.people.ready import snapshot_of
from desktop.people.snapshot import Snapshot
from desktop.people.strangers import Crowd, Strangers
from tests.support.drawn_people import DIGEST, DIMENSIONS, NewFace, drawn_face
from vision.embeddings import normalise
from vision.errors import FacetError

# Faces differ along a few directions that say nothing of who they are: light, say. A head can learn to
# look past them, since every person's references are spread along them.
NUISANCE = np.linalg.qr(np.random.default_rng(5).normal(size=(DIMENSIONS, 6)))[0].T


def faces_of(people: int, each: int, seed: int, *, nuisance: float) -> np.ndarray:
    """(people, each, D), length 1."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(people, 1, DIMENSIONS)) / np.sqrt(DIMENSIONS)
    light = random.normal(size=(people, each, len(NUISANCE))) @ NUISANCE * nuisance
    own = random.normal(size=(people, each, DIMENSIONS)) * 0.5 / np.sqrt(DIMENSIONS)
    return normalise((centres + own + light).astype(np.float32))


def snapshot_with(faces: np.ndarray) -> Snapshot:
    people, each, _ = faces.shape
    names = tuple(f"person {row}" for row in range(people))
    columns = np.ascontiguousarray(faces.reshape(-1, DIMENSIONS).T)
    ids, starts = np.arange(people) + 1, np.arange(people) * each
    ones = np.ones(people * each, np.float32)
    empty = np.zeros((0, 0), np.float32)
    return Snapshot(
        DIGEST, 1, names, ids, starts, columns, np.arange(people * each), ones, empty, np.zeros(0, np.int64)
    )


def strangers_with(nuisance: float) -> Strangers:
    crowd = Crowd("drawn", faces_of(1500, 1, 77, nuisance=nuisance)[:, 0])
    return Strangers(DIGEST, (crowd,), {})


def test_a_head_learns_to_look_past_what_is_not_the_person() -> None:
    found = compare(snapshot_with(faces_of(25, 6, 1, nuisance=0.7)), strangers_with(0.7), 0.01)
    assert found.n == 25 * 6
    assert found.better
    assert found.tpir_after > found.tpir_before + 0.05


def test_with_a_head_the_bar_for_cosines_is_that_of_the_plain_comparison() -> None:
    snapshot, strangers = snapshot_with(faces_of(25, 6, 1, nuisance=0.2)), strangers_with(0.2)
    plain, headed = (
        calibrate(Matcher(snapshot, rows), strangers, 0.01)
        for rows in (None, fit_head(snapshot, strangers).rows_for(snapshot))
    )
    assert plain.without_head == plain.threshold
    assert headed.without_head == pytest.approx(plain.threshold, abs=0.04)
    assert headed.threshold < plain.threshold - 0.05, "a head's scores are on another scale"
    assert headed.miss_rate is not None
    assert plain.miss_rate is not None
    assert headed.miss_rate.share == pytest.approx(plain.miss_rate.share, abs=0.05)


def test_not_me_pictures_are_pushed_away() -> None:
    faces = faces_of(5, 4, 3, nuisance=0.2)
    lookalike = normalise((faces[0].mean(axis=0) + 0.6 * faces[1, 0])[None])
    snapshot = snapshot_with(faces)
    told = Snapshot(**{**vars(snapshot), "refused": lookalike.T.copy(), "refused_of": np.array([0])})
    strangers = strangers_with(0.2)
    plain, after = fit_head(snapshot, strangers), fit_head(told, strangers)
    assert (lookalike @ after.weights[0])[0] < (lookalike @ plain.weights[0])[0] - 0.05


def enrolled(gallery: Gallery, faces: np.ndarray) -> None:
    for row, person in enumerate(faces):
        new = [
            NewFace(**{**vars(drawn_face(row, take)), "embedding": numbers})
            for take, numbers in enumerate(person)
        ]
        gallery.enrol(f"person {row}", new)


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Gallery]:
    """Twelve people in six pictures, with a nuisance that a head can look past."""
    gallery = Gallery(tmp_path / "people")
    enrolled(gallery, faces_of(12, 6, 4, nuisance=0.7))
    yield gallery
    gallery.close()


def test_a_better_head_is_taken_into_use_and_one_call_goes_back(people: Gallery) -> None:
    strangers = strangers_with(0.7)
    plain = Matcher(snapshot_of(people, DIGEST)).scores(strangers.crowds[0].faces[:5])
    found = tune(people, strangers, 0.01)
    assert found.better
    head = head_in_use(people, DIGEST)
    assert head is not None
    snapshot = snapshot_of(people, DIGEST)
    headed = Matcher(snapshot, head.rows_for(snapshot))
    assert not np.allclose(headed.scores(strangers.crowds[0].faces[:5]), plain)
    probe = snapshot.references_of(3)[0]
    best = headed.best(probe)[0]
    assert (best.row, best.score) == (3, pytest.approx(headed.score_of(probe, 3)))
    assert go_back(people, DIGEST)
    assert head_in_use(people, DIGEST) is None
    assert not go_back(people, DIGEST)


def test_a_worse_head_is_refused(people: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    tune(people, strangers_with(0.7), 0.01)
    before = head_in_use(people, DIGEST)

    def confused(snapshot: Snapshot, _: Strangers) -> Head:
        head = fit_head(snapshot, strangers_with(0.7))
        return Head(head.digest, head.person_ids, head.weights[::-1].copy(), head.offsets[::-1].copy())

    monkeypatch.setattr(heads, "fit_head", confused)
    monkeypatch.setattr(head_store, "fit_head", confused)
    found = tune(people, strangers_with(0.7), 0.01)
    assert found.tpir_after < found.tpir_before
    assert people.database.number("SELECT count(*) FROM heads") == 1
    after = head_in_use(people, DIGEST)
    assert before is not None
    assert after is not None
    assert (after.weights == before.weights).all()


@pytest.mark.parametrize("how", ["erased", "begun", "a picture"])
def test_a_head_that_learned_from_somebody_who_was_erased_meanwhile_is_not_kept(
    people: Gallery, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Fitting as slow as you like: another window erases somebody before it ends."""

    def slowly(*given: Any, **named: Any) -> Comparison:
        with Gallery(people.folder) as other:
            if how == "erased":
                other.erase(5)
            elif how == "begun":
                note_leaving(other, 5, learned=False)
            else:
                other.delete_faces([other.faces(5)[0].id])
        return compare(*given, **named)

    monkeypatch.setattr(head_store, "compare", slowly)
    with pytest.raises(ErasedMeanwhile, match="erased while the head was fitted"):
        tune(people, strangers_with(0.7), 0.01)
    assert people.database.number("SELECT count(*) FROM heads") == 0


def test_what_else_changes_meanwhile_does_not_hinder_a_head(
    people: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*given: Any, **named: Any) -> Comparison:
        with Gallery(people.folder) as other:
            other.rename(5, "Nina")
            other.enrol("Late", [drawn_face(300)])
            other.merge(6, 7)
        return compare(*given, **named)

    monkeypatch.setattr(head_store, "compare", slowly)
    assert tune(people, strangers_with(0.7), 0.01).better
    assert head_in_use(people, DIGEST) is not None


def test_where_there_is_nothing_to_gain_nothing_changes(tmp_path: Path) -> None:
    with Gallery(tmp_path / "people") as gallery:
        enrolled(gallery, faces_of(6, 4, 8, nuisance=0.0))
        found = tune(gallery, strangers_with(0.0), 0.01)
        assert (found.tpir_before, found.better) == (1.0, False)
        assert head_in_use(gallery, DIGEST) is None


def test_one_person_is_not_enough(tmp_path: Path) -> None:
    with Gallery(tmp_path / "people") as gallery:
        enrolled(gallery, faces_of(1, 4, 8, nuisance=0.0))
        with pytest.raises(FacetError, match="two people"):
            tune(gallery, strangers_with(0.0), 0.01)


def test_someone_enrolled_later_is_compared_plainly(people: Gallery) -> None:
    tune(people, strangers_with(0.7), 0.01)
    people.enrol("Late", [drawn_face(300)])
    head, snapshot = head_in_use(people, DIGEST), snapshot_of(people, DIGEST)
    assert head is not None
    row = snapshot.names.index("Late")
    probe = drawn_face(300).embedding
    assert Matcher(snapshot, head.rows_for(snapshot)).score_of(probe, row) == pytest.approx(
        Matcher(snapshot).score_of(probe, row)
    )


def test_the_exported_head_answers_the_same_and_carries_its_card(people: Gallery) -> None:
    from vision.onnx_runtime import ort

    tune(people, strangers_with(0.7), 0.01)
    session = ort.InferenceSession(head_as_onnx(people, DIGEST), providers=["CPUExecutionProvider"])
    probes = faces_of(4, 1, 9, nuisance=0.7)[:, 0]
    (scores,) = session.run(None, {"embeddings": probes})
    head = head_in_use(people, DIGEST)
    assert head is not None
    assert scores == pytest.approx(probes @ head.weights.T + head.offsets, abs=1e-5)
    card = json.loads(session.get_modelmeta().custom_metadata_map[CARD_KEY])
    assert card["labels"] == [f"person {row}" for row in range(12)]
    assert card["comparison"]["n"] == 72


def test_erasing_someone_takes_the_heads_fitted_on_them(people: Gallery) -> None:
    tune(people, strangers_with(0.7), 0.01)
    people.erase(people.person("person 5").id)
    assert head_in_use(people, DIGEST) is None


def test_a_head_that_is_equal_is_kept_out(people: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    equal = Comparison(0.01, 0.9, 0.9, 72)
    monkeypatch.setattr(head_store, "compare", lambda *_, **__: equal)
    assert tune(people, strangers_with(0.7), 0.01) == equal
    assert head_in_use(people, DIGEST) is None


def test_the_comparison_says_what_was_measured() -> None:
    assert not Comparison(0.01, 0.9, 0.9, 50).better
    assert Comparison(0.01, 0.9, 0.92, 50).better


@pytest.mark.parametrize(
    ("gained", "lost", "sure"),
    [(1, 0, False), (5, 0, False), (6, 0, True), (8, 1, True), (9, 4, False), (0, 0, False)],
)
def test_a_gain_within_chance_is_not_sure(gained: int, lost: int, sure: bool) -> None:
    found = Comparison(0.01, (14 - gained) / 28, (14 - lost) / 28, 28, gained, lost)
    assert found.better == (gained > lost)
    assert found.surely_better == sure


def test_a_gain_within_chance_is_not_taken_into_use(people: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head_store, "compare", lambda *_, **__: Comparison(0.01, 0.68, 0.71, 28, 1, 0))
    assert tune(people, strangers_with(0.7), 0.01).better
    assert head_in_use(people, DIGEST) is None


def test_what_commands_tell_of_a_comparison_keeps_its_form() -> None:
    assert Comparison(0.01, 0.5, 0.75, 4, 1, 0).figures() == {
        "fpir": 0.01,
        "tpir_before": 0.5,
        "tpir_after": 0.75,
        "n": 4,
    }
