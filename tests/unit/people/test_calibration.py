"""The bar: by how often strangers get a name, from the gallery alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.people.calibration import (
    calibrate,
    cautious_bar,
    interval95,
    leave_one_out,
    quantile_above,
)
from desktop.people.gallery import Gallery
from desktop.people.matching import Matcher
from desktop.people.ready import snapshot_of
from desktop.people.snapshot import Snapshot
from desktop.people.strangers import (
    Crowd,
    Strangers,
    population_of,
    read_strangers,
    strangers_for,
    write_strangers,
)
from tests.support.drawn_people import DIGEST, DIMENSIONS, embedding
from vision.embeddings import normalise
from vision.errors import FacetError


def people(count: int, references: int, seed: int = 0) -> np.ndarray:
    """Embeddings of people who share some directions, as faces do: (count, references, D)."""
    random = np.random.default_rng(seed)
    scale = np.linspace(2.0, 0.5, DIMENSIONS)
    centres = random.normal(size=(count, 1, DIMENSIONS)) * scale
    faces = centres + 0.8 * random.normal(size=(count, references, DIMENSIONS)) * scale
    return normalise(faces.astype(np.float32))


def matcher_of(faces: np.ndarray) -> Matcher:
    count, references, dimensions = faces.shape
    columns = np.ascontiguousarray(faces.reshape(-1, dimensions).T)
    return Matcher(
        Snapshot(
            digest=DIGEST,
            generation=1,
            names=tuple(f"person {row}" for row in range(count)),
            person_ids=np.arange(count),
            starts=np.arange(count) * references,
            columns=columns,
            face_ids=np.arange(count * references),
            qualities=np.ones(count * references, np.float32),
            refused=np.zeros((0, 0), np.float32),
            refused_of=np.zeros(0, np.int64),
        )
    )


@pytest.fixture(scope="module")
def strangers() -> Strangers:
    """Drawn from people who are in no gallery here."""
    population = population_of("drawn", people(800, 1, seed=99)[:, 0])
    return Strangers(DIGEST, (Crowd("drawn", population.draw(3000)),), {})


@pytest.mark.parametrize("size", [5, 20, 200])
def test_strangers_get_a_name_no_more_often_than_asked(strangers: Strangers, size: int) -> None:
    matcher = matcher_of(people(size, 3, seed=size))
    bar = calibrate(matcher, strangers, 0.01)
    others = people(5000, 1, seed=1234)[:, 0]
    named = (matcher.scores(others).max(axis=1) >= bar.threshold).mean()
    assert 0.0005 < named <= 0.01


def test_more_people_or_fewer_mistakes_raise_the_bar(strangers: Strangers) -> None:
    bars = [calibrate(matcher_of(people(size, 3)), strangers, 0.01).threshold for size in (2, 20, 200)]
    assert bars == sorted(bars)
    assert bars[2] > bars[0] + 0.05
    matcher = matcher_of(people(20, 3))
    stricter = [calibrate(matcher, strangers, fpir) for fpir in (0.01, 0.001, 0.0001)]
    assert [bar.threshold for bar in stricter] == sorted({bar.threshold for bar in stricter})
    assert all(bar.reference_threshold > bar.threshold for bar in stricter)
    missed = [bar.miss_rate.share for bar in stricter if bar.miss_rate]
    assert missed == sorted(missed)


@pytest.mark.parametrize("fpir", [0.01, 0.001, 0.0001])
@pytest.mark.parametrize("seed", range(4))
def test_a_bar_in_haste_is_never_the_lower_one(strangers: Strangers, seed: int, fpir: float) -> None:
    matcher = matcher_of(people(300, 3, seed=seed))
    hasty, right = cautious_bar(matcher, strangers, fpir), calibrate(matcher, strangers, fpir)
    assert hasty.threshold > right.threshold
    assert hasty.reference_threshold > right.reference_threshold
    if fpir == 0.01:
        assert hasty.threshold < right.threshold + 0.15, "or nobody would get a name"
    assert (hasty.fpir, hasty.miss_rate, hasty.is_cautious) == (fpir, None, True)
    assert not right.is_cautious


def test_the_strictest_crowd_counts(strangers: Strangers) -> None:
    matcher = matcher_of(people(20, 3))
    nearer = Crowd("relatives", matcher.snapshot.columns.T + 0.0)
    mixed = Strangers(DIGEST, (*strangers.crowds, nearer), {})
    assert calibrate(matcher, mixed, 0.01).threshold > calibrate(matcher, strangers, 0.01).threshold


@pytest.mark.parametrize("fpir", [0.0, 1.0, -0.1])
def test_a_share_is_a_share(strangers: Strangers, fpir: float) -> None:
    with pytest.raises(FacetError, match="between 0 and 1"):
        calibrate(matcher_of(people(2, 2)), strangers, fpir)


def test_beyond_the_data_the_tail_goes_on() -> None:
    tops = np.random.default_rng(0).exponential(0.05, 4000).astype(np.float32)
    exact = [-0.05 * np.log(share) for share in (0.01, 0.001, 0.0001)]
    found = [quantile_above(tops, share) for share in (0.01, 0.001, 0.0001)]
    assert all(1.02 < one / other < 1.25 for one, other in zip(found, exact, strict=True)), (
        "cautious, not wild"
    )


def test_the_expected_miss_rate_is_that_of_pictures_left_out(strangers: Strangers) -> None:
    matcher = matcher_of(people(50, 4))
    bar = calibrate(matcher, strangers, 0.001)
    assert bar.miss_rate is not None
    found = leave_one_out(matcher)
    assert bar.miss_rate.n == len(found) == 200
    assert bar.miss_rate.share == (found < bar.threshold).mean()
    assert bar.miss_rate.low <= bar.miss_rate.share <= bar.miss_rate.high


def test_one_picture_each_tells_nothing_of_misses(strangers: Strangers) -> None:
    assert calibrate(matcher_of(people(5, 1)), strangers, 0.01).miss_rate is None


def test_leaving_out_is_scoring_against_the_others() -> None:
    faces = people(3, 4)
    whole, rest = matcher_of(faces), matcher_of(np.delete(faces, 2, axis=1))
    assert leave_one_out(whole).reshape(3, 4)[1, 2] == pytest.approx(rest.score_of(faces[1, 2], 1), abs=1e-6)


def test_wilson() -> None:
    # R: prop.test(0, 100, correct = FALSE), prop.test(10, 1000, correct = FALSE)
    assert interval95(0, 100) == pytest.approx((0.0, 0.03699), abs=1e-4)
    assert interval95(10, 1000) == pytest.approx((0.00544, 0.01831), abs=1e-4)
    assert interval95(0, 0) == (0.0, 1.0)


def test_statistics_are_written_and_read(tmp_path: Path) -> None:
    population = population_of("drawn", people(400, 1)[:, 0], 1.2)
    path = write_strangers(tmp_path, DIGEST, [population], {"faces": 400})
    facts, (read,) = read_strangers(path)
    assert (facts["faces"], facts["digest"], read.name, read.stretch) == (400, DIGEST, "drawn", 1.2)
    assert read.draw(50) == pytest.approx(population.draw(50), abs=5e-3)
    found = strangers_for(DIGEST, tmp_path)
    assert found is not None
    assert found.crowds[0].faces.shape[1] == DIMENSIONS
    assert strangers_for("f" * 64, tmp_path) is None
    path.write_bytes(b"no numbers")
    with pytest.raises(FacetError, match="can't be read"):
        read_strangers(path)


def test_the_shipped_statistics_are_of_nobody(repo_root: Path) -> None:
    for path in (repo_root / "assets" / "strangers").glob("*.npz"):
        facts, populations = read_strangers(path)
        assert path.stem == facts["digest"][:16]
        for population in populations:
            assert population.spread.shape == (len(population.mean), len(population.mean))
            alike = np.abs(population.draw(300) @ population.draw(300, seed=1).T)
            assert alike.max() < 0.75, "drawn faces are different people"


def test_the_gallerys_own_people_set_the_bar(gallery: Gallery, strangers: Strangers) -> None:
    matcher = Matcher(snapshot_of(gallery, DIGEST))
    bar = calibrate(matcher, strangers, 0.01)
    assert matcher.best(embedding(0, 33))[0].score > bar.threshold
