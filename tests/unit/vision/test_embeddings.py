"""The nearest person, or nobody."""

from __future__ import annotations

import numpy as np
import pytest

from vision.embeddings import Match, cosine, nearest_person, normalise


def unit(*degrees: float) -> np.ndarray:
    angles = np.deg2rad(degrees)
    return np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)


def test_rows_get_length_one_and_nothing_stays_nothing() -> None:
    rows = normalise(np.array([[3, 4], [0, 0], [-1e-20, 0], [1e20, 0]], np.float32))
    assert rows.dtype == np.float32
    assert rows[:2] == pytest.approx(np.array([[0.6, 0.8], [0, 0]]), abs=1e-7)
    assert np.isfinite(rows).all()
    assert normalise(np.zeros((0, 5), np.float32)).shape == (0, 5)
    assert normalise(np.array([0, 9], np.float32)).tolist() == [0, 1]


def test_very_large_numbers_do_not_overflow() -> None:
    assert normalise(np.array([[3e30, 4e30]], np.float32)) == pytest.approx(np.array([[0.6, 0.8]]), abs=1e-6)


def test_cosine_is_the_cosine() -> None:
    got = cosine(unit(0, 90), unit(0, 60, 180))
    assert got.dtype == np.float32
    assert got == pytest.approx(np.array([[1, 0.5, -1], [0, np.sqrt(0.75), 0]]), abs=1e-6)


@pytest.mark.parametrize(
    ("probe", "name", "nearest"),
    [(4.0, "Ada", "Ada"), (40.0, None, "Ada"), (83.0, "Bo", "Bo"), (200.0, None, "Bo")],
)
def test_the_nearest_person_or_nobody(probe: float, name: str | None, nearest: str) -> None:
    # Ada at 0 and 10 degrees, Bo at 90 and 100; known within 25 degrees.
    match = nearest_person(
        unit(probe)[0], unit(0, 10, 90, 100), ["Ada", "Ada", "Bo", "Bo"], np.cos(np.deg2rad(25))
    )
    assert (match.name, match.nearest) == (name, nearest)
    closest = min(abs(probe - angle) for angle in (0, 10, 90, 100))
    assert match.score == pytest.approx(np.cos(np.deg2rad(closest)), abs=1e-6)


def test_at_the_bar_is_known() -> None:
    assert nearest_person(unit(0)[0], unit(0), ["Ada"], 1.0).name == "Ada"


def test_an_empty_gallery_knows_nobody() -> None:
    assert nearest_person(unit(0)[0], np.zeros((0, 2), np.float32), [], 0.3) == Match(None, None, 0.0)


def test_every_reference_has_a_name() -> None:
    with pytest.raises(ValueError, match="2 references have 1 names"):
        nearest_person(unit(0)[0], unit(0, 1), ["Ada"], 0.3)
