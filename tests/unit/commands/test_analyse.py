"""`facet analyse` called in the process: what is asked of the engine and what is said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from desktop.cli import main
from desktop.commands.totals import Totals
from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.sources.base import SourceInfo
from desktop.photos.whole import PictureAnswer
from tests.support.numbered import write_video
from vision.images import write_image
from vision.recognisers import UNSURE, Answer


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_video(tmp_path / "clip.mp4", 6)


def rows_of(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_every_frame_of_a_clip_is_a_row(clip: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["analyse", str(clip), "--jsonl", "-"]) == 0
    rows = rows_of(capfd.readouterr().out)
    assert [row["frame"] for row in rows] == list(range(6))
    assert [row["at_s"] for row in rows] == pytest.approx([k / 25 for k in range(6)], abs=1e-3)
    assert all(row["source"] == "clip.mp4" and row["size"] == [320, 240] for row in rows)
    assert all({"detect", "smile", "total"} <= set(row["timings_ms"]) for row in rows)


def test_several_sources_follow_each_other_and_each_has_its_own_limit(
    clip: Path, tmp_path: Path, astronaut_bgr: np.ndarray, capfd: pytest.CaptureFixture[str]
) -> None:
    write_image(tmp_path / "photo.png", astronaut_bgr)
    arguments = [str(clip), str(tmp_path / "photo.png"), str(clip), "--max-frames", "2", "--jsonl", "-"]
    assert main(["analyse", *arguments]) == 0
    rows = rows_of(capfd.readouterr().out)
    assert [(row["source"], row["frame"]) for row in rows] == [
        ("clip.mp4", 0),
        ("clip.mp4", 1),
        ("photo.png", 0),
        ("clip.mp4", 0),
        ("clip.mp4", 1),
    ]
    (face,) = rows[2]["faces"]
    assert set(face) == {"box", "smile", "emotion"}
    assert face["smile"]["label"] in ("smile", "no smile")


def test_without_rows_the_totals_are_said(
    clip: Path, tmp_path: Path, astronaut_bgr: np.ndarray, capfd: pytest.CaptureFixture[str]
) -> None:
    write_image(tmp_path / "photo.png", astronaut_bgr)
    assert main(["analyse", str(clip), str(tmp_path / "photo.png")]) == 0
    first, second = capfd.readouterr().out.splitlines()
    assert first == "clip.mp4: 6 frames, 0 with a face"
    assert second.startswith("photo.png: 1 photo, 1 with a face; smile: ")


def test_files_that_were_written_are_named(
    clip: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    assert main(["analyse", str(clip), "--jsonl", str(out)]) == 0
    assert capfd.readouterr().out.splitlines()[-1] == f"Written: {out}"


def test_no_tasks_are_boxes_only(
    tmp_path: Path, astronaut_bgr: np.ndarray, capfd: pytest.CaptureFixture[str]
) -> None:
    write_image(tmp_path / "photo.png", astronaut_bgr)
    assert main(["analyse", str(tmp_path / "photo.png"), "--tasks", "", "--jsonl", "-"]) == 0
    (row,) = rows_of(capfd.readouterr().out)
    assert [set(face) for face in row["faces"]] == [{"box"}]


def test_the_same_clip_gives_the_same_rows_but_for_the_times(
    tmp_path: Path, astronaut_bgr: np.ndarray, capfd: pytest.CaptureFixture[str]
) -> None:
    from vision.opencv import cv2

    path = tmp_path / "face.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (512, 512))
    for number in range(12):
        writer.write(np.roll(astronaut_bgr, 2 * number, axis=1))
    writer.release()
    runs = []
    for _ in range(2):
        assert main(["analyse", str(path), "--jsonl", "-"]) == 0
        runs.append([row | {"timings_ms": 0} for row in rows_of(capfd.readouterr().out)])
    assert runs[0] == runs[1]
    assert [[face["track"] for face in row["faces"]] for row in runs[0]] == [[1]] * 12


def test_a_source_is_not_written_over(clip: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = clip.read_bytes()
    assert main(["analyse", str(clip), "--video", str(clip)]) == 2
    assert "this is a source" in capfd.readouterr().err
    assert clip.read_bytes() == before


def test_a_photo_of_the_folder_is_not_written_over(
    tmp_path: Path, astronaut_bgr: np.ndarray, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    write_image(folder / "a.png", astronaut_bgr)
    before = (folder / "a.png").read_bytes()
    for source in (str(folder), folder.as_uri()):
        assert main(["analyse", source, "--jsonl", str(folder / "a.png")]) == 2
        assert "this is a source" in capfd.readouterr().err
    assert (folder / "a.png").read_bytes() == before


def test_a_source_by_file_address_or_link_is_not_written_over(
    clip: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = clip.read_bytes()
    (tmp_path / "hard.mp4").hardlink_to(clip)
    assert main(["analyse", clip.as_uri(), "--video", str(clip)]) == 2
    assert main(["analyse", str(clip), "--video", str(tmp_path / "hard.mp4")]) == 2
    assert capfd.readouterr().err.count("this is a source") == 2
    assert clip.read_bytes() == before


def test_rows_and_video_are_two_files(clip: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "out.mp4")
    assert (
        main(["analyse", str(clip), "--jsonl", out, "--video", f"{tmp_path}/../{tmp_path.name}/out.mp4"]) == 2
    )
    assert "can't be one file" in capfd.readouterr().err
    assert not Path(out).exists()


def test_a_models_folder_that_is_not_there_is_called_so(
    clip: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyse", str(clip), "--models", str(tmp_path / "nope")]) == 2
    assert "no such folder" in capfd.readouterr().err


_UNUSABLE = (
    "missing file",
    "one of several is missing",
    "text named jpg",
    "text named mp4",
    "zero bytes",
    "cut off",
    "empty folder",
    "address nobody listens at",
    "no address",
    "unknown detector",
    "unknown task",
    "no task in the list",
    "task without a model",
    "unknown provider",
    "provider that is not here",
    "models folder without a model",
    "models folder that is none",
    "models folder with a broken model",
    "output is a folder",
    "output where nobody may write",
    "video that is none",
    "no source",
    "no such option",
)


def unusable(tmp_path: Path) -> dict[str, Sequence[object]]:
    clip, text, video = tmp_path / "clip.mp4", tmp_path / "text.jpg", tmp_path / "text.mp4"
    write_video(clip, 3)
    text.write_text("not a picture")
    video.write_text("not a video")
    (tmp_path / "zero.mp4").touch()
    (tmp_path / "cut.mp4").write_bytes(clip.read_bytes()[:600])
    (tmp_path / "empty").mkdir()
    broken = tmp_path / "broken" / "smile"
    broken.mkdir(parents=True)
    (broken / "model.onnx").write_text("no model")
    return {
        "missing file": [tmp_path / "none.mp4"],
        "one of several is missing": [clip, tmp_path / "none.mp4"],
        "text named jpg": [text],
        "text named mp4": [video],
        "zero bytes": [tmp_path / "zero.mp4"],
        "cut off": [tmp_path / "cut.mp4"],
        "empty folder": [tmp_path / "empty"],
        "address nobody listens at": ["http://127.0.0.1:9/video"],
        "no address": ["http://"],
        "unknown detector": [clip, "--detector", "magic"],
        "unknown task": [clip, "--tasks", "smile,shoe-size"],
        "no task in the list": [clip, "--tasks", ","],
        "task without a model": [clip, "--tasks", "smile", "--models", tmp_path / "empty"],
        "unknown provider": [clip, "--provider", "abacus"],
        "provider that is not here": [clip, "--provider", "coreml"],
        "models folder without a model": [clip, "--models", tmp_path / "empty"],
        "models folder that is none": [clip, "--models", tmp_path / "nowhere"],
        "models folder with a broken model": [clip, "--models", tmp_path / "broken"],
        "output is a folder": [clip, "--jsonl", tmp_path / "empty"],
        "output where nobody may write": [clip, "--video", "/proc/nowhere/out.mp4"],
        "video that is none": [clip, "--video", tmp_path / "out.txt"],
        "no source": [],
        "no such option": [clip, "--jsnol", "-"],
    }


@pytest.mark.parametrize("case", _UNUSABLE)
def test_what_can_not_be_used_is_one_line_and_keeps_the_old_output(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], case: str
) -> None:
    arguments = [str(argument) for argument in unusable(tmp_path)[case]]
    old = tmp_path / "old.jsonl"
    old.write_text("old")
    output = [] if "--jsonl" in arguments else ["--jsonl", str(old)]
    try:
        code = main(["analyse", *arguments, *output])
    except SystemExit as ended:  # argparse
        code = int(ended.code or 0)
    said = capfd.readouterr()
    (line,) = said.err.splitlines()
    assert line.startswith("facet")
    assert (code, said.out, old.read_text()) == (2, "", "old")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("number", ["0", "-3", "many", "1.5"])
def test_a_number_of_frames_that_is_none_is_one_line(
    clip: Path, capfd: pytest.CaptureFixture[str], number: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["analyse", str(clip), f"--max-frames={number}"])
    assert ended.value.code == 2
    (line,) = capfd.readouterr().err.splitlines()
    assert number in line
    assert "_positive" not in line


def test_unsure_is_counted_as_an_answer_and_too_small_is_not() -> None:
    totals = Totals()
    faces = [
        FaceAnalysis(None, (0, 0, 40, 40), {"emotion": Answer("emotion", label, 0.4, {}, reason)})
        for label, reason in (("happy", None), (None, UNSURE), (None, "too_small"))
    ]
    totals.add(FrameAnalysis("clip.mp4", 0, 0.0, (60, 40), tuple(faces), {}))
    totals.add(
        FrameAnalysis("clip.mp4", 1, 0.1, (60, 40), (), {}),
        PictureAnswer("dogs-cnn", "0", "dogs", None, (("Saluki", 0.2),)),
    )
    info = SourceInfo("video", "clip.mp4", 60, 40, 25.0, 2, 0.08, True, False)
    said = totals.sentence(info)
    assert said == "clip.mp4: 2 frames, 1 with a face; emotion: happy 1, unsure 1; dogs: unsure 1"
