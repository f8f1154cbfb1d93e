"""The figures: recall, medians of rounds, ratios, and the keys that were agreed."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

from desktop.bench.figures import Figures
from desktop.bench.first_answer import is_answered
from desktop.bench.passes import Pass
from desktop.bench.reference import Recall, recall, spread
from desktop.bench.rival import RivalFigures
from tests.unit.bench.drawn_clip import TOO_SMALL, face

KEYS = [
    "clip", "faces", "frames", "wall_ms", "cpu_ms_mean", "stages_ms", "recall_faces_per_frame", "rss_mb",
    "first_answer_s", "against", "ratio_wall", "ratio_cpu",
]  # fmt: skip
FACTS = {"engine": "Keras 3", "network": "VGG16, random weights", "loop": "Haar 1.3/5"}


def boxes(*rows: tuple[int, int, int, int]) -> np.ndarray:
    return np.array(rows, np.int32).reshape(-1, 4)


def test_a_face_counts_where_an_answered_one_lies_over_it() -> None:
    reference = {0: boxes((0, 0, 100, 100), (300, 0, 100, 100)), 5: boxes((0, 0, 100, 100)), 9: boxes()}
    faces = {
        0: [face(10, 10, 100, 100), face(600, 0, 100, 100)],
        5: [face(0, 0, 100, 100, answer=TOO_SMALL)],
        9: [face(0, 0, 50, 50)],
    }
    assert recall(reference, faces) == Recall(pairs=3, answered=1)
    assert recall(reference, {}) == Recall(3, 0), "dropped frames are missed"


def test_one_answer_does_not_stand_for_two_faces() -> None:
    near = {0: boxes((0, 0, 100, 100), (5, 0, 100, 100))}
    assert recall(near, {0: [face(0, 0, 100, 100)]}).answered == 1
    assert recall(near, {0: [face(0, 0, 100, 100), face(5, 0, 100, 100)]}).answered == 2


@pytest.mark.parametrize(("shift", "answered"), [(47, 1), (49, 0)])
def test_the_bound_is_an_overlap_of_35_percent(shift: int, answered: int) -> None:
    # iou of two squares of 100, shifted by s: (100 - s) / (100 + s); .35 at s = 48.1
    assert recall({0: boxes((0, 0, 100, 100))}, {0: [face(shift, 0, 100, 100)]}).answered == answered


def test_frames_are_spread_over_the_clip() -> None:
    assert spread(10, 20) == list(range(10))
    assert spread(300, 3) == [0, 100, 200]
    assert spread(1, 5) == [0]


def a_pass(wall_ms: list[float], cpu_ms: float, ages_ms: tuple[float, ...] = (), dropped: int = 0) -> Pass:
    stages = {"detect": sum(wall_ms)}
    return Pass(wall_ms, stages, cpu_ms, cpu_ms / 2, cpu_ms / 10, list(ages_ms), dropped)


def figures(*passes: Pass, rival: RivalFigures | None = None, found: Recall | None = None) -> Figures:
    return Figures("clip.mp4", 4, passes, found or Recall(200, 190), 150.0, 0.9, (), rival)


def test_without_a_rival_the_last_keys_are_null() -> None:
    said = figures(a_pass([10.0, 20.0], 50.0)).to_json_object()
    assert list(said) == KEYS
    assert (said["against"], said["ratio_wall"], said["ratio_cpu"]) == (None, None, None)
    assert said["wall_ms"] == {"p50": 15.0, "p95": 19.5, "p99": 19.9, "mean": 15.0}
    assert said["cpu_ms_mean"] == 25.0
    parts = figures(a_pass([10.0, 20.0], 50.0)).cpu_parts_ms
    assert parts == {"step": 10.0, "draw": 2.5, "other threads": 12.5}
    assert said["recall_faces_per_frame"] == 0.95
    assert said["frames"] == 2


def test_ratios_are_of_the_rounds_medians() -> None:
    rival = RivalFigures(FACTS)
    for wall, cpu in ((400.0, 600.0), (300.0, 500.0), (9000.0, 9000.0)):
        rival.add({"wall_ms": [wall, wall], "cpu_ms": [cpu, cpu], "faces": [1, 0]})
    said = figures(
        *(a_pass([wall], cpu) for wall, cpu in ((8.0, 10.0), (99.0, 99.0), (8.0, 12.0))), rival=rival
    )
    found = said.to_json_object()
    assert (found["ratio_wall"], found["ratio_cpu"]) == (50.0, 50.0)
    assert found["against"] == FACTS | {
        "rounds": 3, "frames": 6, "faces_per_frame": 0.5, "wall_ms": 400.0, "cpu_ms": 600.0,
    }  # fmt: skip
    text = said.to_text()
    assert all(word in text for word in chain(FACTS.values(), ["50.0 times less CPU", "95.0%"]))


def test_age_and_drops_are_told_of_a_live_run_only() -> None:
    text = figures(a_pass([5.0] * 9, 45.0, (10.0,) * 9, dropped=1)).to_text()
    assert "1 of 10 frames (10.0%)" in text
    assert "p95 10.0" in text
    assert "dropped" not in figures(a_pass([5.0], 5.0)).to_text()


def test_what_is_unknown_is_said_to_be() -> None:
    unknown = Figures("clip.mp4", 1, (a_pass([5.0], 5.0),), Recall(0, 0), None, None, ("no names",))
    said = unknown.to_json_object()
    assert (said["recall_faces_per_frame"], said["rss_mb"], said["first_answer_s"]) == (None, None, None)
    assert "unknown" in unknown.to_text()
    assert "no names" in unknown.to_text()


def test_a_row_is_answered_where_a_face_has_a_label() -> None:
    assert is_answered({"faces": [{"box": [0, 0, 1, 1], "smile": {"label": "smile", "score": 0.9}}]})
    assert not is_answered({"faces": [{"box": [0, 0, 1, 1], "smile": {"label": None, "score": 0.0}}]})
    assert not is_answered({"faces": []})
