"""`facet bench` in the process: a drawn clip through the real engine, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from desktop.bench import measuring
from desktop.cli import main
from tests.support.numbered import write_video
from vision.images import write_image
from vision.opencv import cv2


@pytest.fixture
def clip(tmp_path: Path, astronaut_bgr: np.ndarray) -> Path:
    """A face that stands still for six frames."""
    path = tmp_path / "clip.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 30, (512, 512))
    for _ in range(6):
        writer.write(astronaut_bgr)
    writer.release()
    return path


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rounds, no model that tells people apart, and nothing started to see how long that takes."""
    monkeypatch.setattr(measuring.Plan, "__init__", _short_plan(measuring.Plan.__init__))
    monkeypatch.setattr(measuring, "first_answer_s", lambda source: 0.75)


def _short_plan(whole: object) -> object:
    def init(self: object, *words: object, **more: object) -> None:
        whole(self, *words, **more, rounds=2)  # type: ignore[operator]

    return init


@pytest.mark.usefixtures("short")
def test_without_faces_one_and_four_are_measured(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "speed.json"
    assert main(["bench", "--source", str(clip), "--flat-out", "--json", str(out)]) == 0
    one, four = json.loads(out.read_text(encoding="utf-8"))
    assert (one["faces"], four["faces"]) == (1, 4)
    assert one["clip"] == four["clip"] == "clip.mp4"
    assert one["frames"] == 12
    assert {"detect", "smile", "emotion", "draw"} <= set(one["stages_ms"])
    assert one["recall_faces_per_frame"] > 0
    assert 0 < one["wall_ms"]["p50"] <= one["wall_ms"]["p99"]
    said = capsys.readouterr()
    assert "clip.mp4, 4 faces" in said.out
    assert "facet: decoding" in said.err


@pytest.mark.usefixtures("short")
def test_live_and_json_on_standard_output(clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--source", str(clip), "--faces", "1", "--live", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["first_answer_s"] == 0.75
    assert found["against"] is None


def test_what_can_not_be_measured_is_one_sentence(
    tmp_path: Path, astronaut_bgr: np.ndarray, clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "photo.png"
    write_image(photo, astronaut_bgr)
    for words, said in (
        (["--source", str(tmp_path / "nowhere.mp4")], "there is no such file"),
        (["--source", str(photo)], "only a clip can be measured"),
        (["--source", "http://127.0.0.1:9/stream"], "only a clip can be measured"),
        (["--source", str(clip), "--json", str(tmp_path / "no" / "x.json")], "there is no such folder"),
    ):
        assert main(["bench", *words]) == 2
        error = capsys.readouterr().err
        assert said in error
        assert error.count("\n") == 1


@pytest.mark.parametrize("words", [["--faces", "2"], ["--live", "--flat-out"], ["--against", "nobody"]])
def test_words_that_make_no_sense(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", *words])
    assert ended.value.code == 2
    assert "--help" in capsys.readouterr().err


def test_a_clip_without_a_face_is_refused_where_names_are_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Enrolling takes another process; here its answer alone, that no picture could be taken."""
    clip = write_video(tmp_path / "numbers.mp4", 3)

    class Done:
        returncode = 3

    monkeypatch.setattr("vision.embedders.embedding_models", lambda store: {"sface": object()})
    monkeypatch.setattr(measuring, "enrol_from", _with_run(measuring.enrol_from, lambda *_, **__: Done()))
    assert main(["bench", "--source", str(clip), "--faces", "1"]) == 2
    assert "no face was found in this clip" in capsys.readouterr().err


def _with_run(whole: object, run: object) -> object:
    return lambda reel, folder: whole(reel, folder, run=run)  # type: ignore[operator]


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["bench", "--help"])
    said = capsys.readouterr().out
    assert "examples:" in said
    assert "facet bench --against tutorial" in said
