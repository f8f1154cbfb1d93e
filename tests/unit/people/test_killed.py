"""Killed at any statement, the gallery holds what it held before, or what it holds after; nothing between."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop.people.gallery import Gallery
from tests.support.recordings import record, visit

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are POSIX")

BEFORE = {"Ada": 3, "Bo": 2, "Cleo": 2}
AFTER = {
    "enrol": BEFORE | {"Dee": 2},
    "rename": {"Bo": 2, "Cleo": 2, "Countess": 3},
    "merge": {"Ada": 5, "Cleo": 2},
    "erase": {"Bo": 2, "Cleo": 2},
    "rebuild": BEFORE,
}


def killed(gallery: Gallery, operation: str, root: Path) -> list[dict[str, Any]]:
    """What was found after each kill; the last row is of a run that was left alone."""
    gallery.close()
    command = [sys.executable, "-m", "tests.support.killed_gallery", str(gallery.folder), operation]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("operation", sorted(AFTER))
def test_all_or_nothing(gallery: Gallery, repo_root: Path, operation: str) -> None:
    found = killed(gallery, operation, repo_root)
    assert len(found) > 5
    assert [row["killed"] for row in found] == [True] * (len(found) - 1) + [False]
    for row in found:
        assert row["people"] in (BEFORE, AFTER[operation]), row
        assert (row["orphans"], row["integrity"], row["scrub_due"]) == (0, "ok", 0), row
        done = row["people"] == AFTER[operation] != BEFORE
        assert len(row["audit"]) == done, row
        assert row["consents"] == {"enrol": 3 + done, "erase": 3 - done}.get(operation, 3), row
        assert (
            row["missing"] == (row["missing"] // 2) * 2 + sum(row["people"].values()) % 2
            or not row["missing"]
        )
    assert found[-1]["people"] == AFTER[operation]


def test_an_erasure_that_was_begun_is_finished_in_the_recordings_too(
    gallery: Gallery, repo_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.recording.library.recordings_dir", lambda: gallery.folder / "recordings")
    folder = record(visit("Ada", gallery.person("Ada").id), facts={"title": "With Ada"})
    assert gallery.folder in folder.parents
    found = killed(gallery, "everywhere", repo_root)
    begun = next(place for place, row in enumerate(found) if row["people"] != BEFORE)
    assert all(row["people"] == BEFORE and row["named"] for row in found[:begun])
    for row in found[begun:]:
        assert row["people"] == AFTER["erase"], "once it was begun it is finished"
        assert (row["named"], row["integrity"], row["orphans"]) == ([], "ok", 0), row
    assert sum(row["finished"] for row in found) > 20, "some were killed amid the recording"


def test_an_interrupted_rebuild_goes_on(gallery: Gallery, repo_root: Path) -> None:
    left = [row["missing"] for row in killed(gallery, "rebuild", repo_root)]
    assert left == sorted(left, reverse=True), "what was made stays made"
    assert set(left) == {7, 5, 3, 1, 0}


def test_an_interrupted_erasure_is_finished_by_the_next_opening(gallery: Gallery, repo_root: Path) -> None:
    from tests.support.drawn_people import drawn_face
    from tests.unit.people.test_erase import traces

    found = killed(gallery, "erase", repo_root)
    first_done = next(row["statement"] for row in found if "Ada" not in row["people"])
    assert first_done < found[-1]["statement"], "some kills fall between deleting and overwriting"
    last = gallery.folder.with_name("last-erase")
    assert traces(last, [drawn_face(0, take) for take in range(3)], ("Ada",)) == []
