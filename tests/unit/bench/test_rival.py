"""The tutorial's loop: what it does to a picture, its protocol, and what is said when it dies."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from desktop.bench import rival
from desktop.bench.onnx_rival import vgg16
from desktop.bench.rival import Rival, has_trainer, rival_command
from tests.unit.bench.drawn_clip import drawn_reel
from vision.errors import FacetError
from vision.onnx_runtime import ort
from vision.tutorial_loop import TutorialLoop, serve, stored_pictures


def test_the_loop_asks_the_network_about_each_face_and_draws(astronaut_bgr: np.ndarray) -> None:
    asked: list[np.ndarray] = []

    def predict(faces: np.ndarray) -> np.ndarray:
        asked.append(faces)
        return np.eye(1, 10, 3, dtype=np.float32)

    before = astronaut_bgr.copy()
    count = TutorialLoop(predict).step(astronaut_bgr)
    assert count == len(asked) >= 1
    assert all(faces.shape == (1, 224, 224, 3) and faces.dtype == np.float32 for faces in asked)
    assert all(faces.min() >= 0 and faces.max() <= 1 for faces in asked)
    assert not np.array_equal(before, astronaut_bgr)


def test_requests_are_answered_one_a_line_after_who_answers(
    tmp_path: Path, astronaut_bgr: np.ndarray
) -> None:
    grey = np.full_like(astronaut_bgr, 90)
    (tmp_path / "reel").write_bytes(np.stack([astronaut_bgr, grey]).tobytes())
    pictures, answers = stored_pictures(tmp_path / "reel", 512, 512), io.StringIO()
    predict = lambda faces: np.zeros((1, 10), np.float32)  # noqa: E731
    serve(pictures, predict, "a stand-in", ['{"frames": [0, 1]}\n', '{"frames": [1]}\n'], answers)
    first, both, one = (json.loads(line) for line in answers.getvalue().splitlines())
    assert first["engine"] == "a stand-in"
    assert "random weights" in first["network"]
    assert both["faces"][0] >= 1
    assert both["faces"][1] == one["faces"][0] == 0
    assert [len(both[key]) for key in ("wall_ms", "cpu_ms")] == [2, 2]
    assert all(ms > 0 for ms in both["wall_ms"])


@pytest.mark.parametrize("size", [0, 100, 12 * 12 * 3 + 1])
def test_what_are_no_pictures_is_refused(tmp_path: Path, size: int) -> None:
    (tmp_path / "reel").write_bytes(bytes(size))
    with pytest.raises(FacetError, match="no stored pictures of 12x12"):
        stored_pictures(tmp_path / "reel", 12, 12)


def test_the_network_in_onnx_is_vggs_shape() -> None:
    session = ort.InferenceSession(vgg16(16, ((4, 4), (8,)), (12, 5)), providers=["CPUExecutionProvider"])
    faces = np.random.default_rng(0).random((1, 16, 16, 3), np.float32)
    (answer,) = session.run(None, {"faces": faces})
    assert answer.shape == (1, 5)
    assert answer.sum() == pytest.approx(1.0, abs=1e-5)


_LOOP = """
import json, sys
print(json.dumps({"engine": "e", "network": "n", "loop": "l"}), flush=True)
for line in sys.stdin:
    frames = json.loads(line)["frames"]
    if 9 in frames:
        sys.exit("no such picture")
    count = len(frames)
    print(json.dumps({"wall_ms": [4.0] * count, "cpu_ms": [6.0] * count, "faces": frames}), flush=True)
"""


def test_it_is_driven_round_by_round() -> None:
    with Rival([sys.executable, "-c", _LOOP]) as loop:
        loop.round([0, 1])
        loop.round([2])
        said = loop.figures.to_json_object()
    assert (said["engine"], said["rounds"], said["frames"], said["wall_ms"], said["cpu_ms"]) == (
        "e",
        2,
        3,
        4.0,
        6.0,
    )


def test_its_last_word_is_told_when_it_dies() -> None:
    with Rival([sys.executable, "-c", _LOOP]) as loop, pytest.raises(FacetError, match="no such picture"):
        loop.round([9])
    with pytest.raises(FacetError, match=r"out of memory.*Leave --against out"):
        Rival([sys.executable, "-c", "import sys; sys.exit('out of memory')"])


def test_without_the_trainer_onnx_runtime_runs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reel = drawn_reel(tmp_path, 1)
    assert rival_command(reel, keras=True)[1:4] == ["-m", "trainer", "tutorial-loop"]
    assert rival_command(reel, keras=False)[1:4] == ["-m", "desktop", "tutorial-loop"]
    monkeypatch.setattr(rival, "find_spec", lambda name: None if name == "tensorflow" else object())
    assert not has_trainer()
