"""`facet analyse` as its users run it: a command of its own, with files, pipes, terminals and Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.support.mjpeg_server import MjpegServer
from tests.support.numbered import write_video
from vision.assets import shipped_models_root
from vision.images import write_image
from vision.opencv import cv2

FACET = [sys.executable, "-c", "import sys; from desktop.cli import main; sys.exit(main())", "analyse"]
ROOT = Path(__file__).resolve().parents[2]
ENV = {"PYTHONPATH": str(ROOT), "COLUMNS": "100"}
LIMIT_S = 60


def facet(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*FACET, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=os.environ | ENV,
        timeout=LIMIT_S,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def rows_of(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def write_face_clip(
    path: Path, portrait_bgr: np.ndarray, frames: int = 10, size: tuple[int, int] = (512, 512)
) -> Path:
    """The portrait, moving a little; as Motion JPEG, so that sides may be odd."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, size)
    assert writer.isOpened()
    for number in range(frames):
        writer.write(np.ascontiguousarray(np.roll(portrait_bgr, 2 * number, axis=1)[: size[1], : size[0]]))
    writer.release()
    return path


def test_a_face_in_a_clip_and_its_video_with_overlays(tmp_path: Path, astronaut_bgr: np.ndarray) -> None:
    clip = write_face_clip(tmp_path / "clip.avi", astronaut_bgr, size=(511, 501))
    (tmp_path / "out.jsonl").write_text("old")
    answer = facet(clip, "--jsonl", tmp_path / "out.jsonl", "--video", tmp_path / "out.mp4")
    assert (answer.returncode, answer.stderr) == (0, "")
    rows = rows_of((tmp_path / "out.jsonl").read_text())
    assert len(rows) == 10
    for row in rows[2:]:
        assert set(row) == {"source", "frame", "at_s", "size", "faces", "timings_ms"}
        (face,) = row["faces"]
        assert set(face) == {"track", "box", "smile", "emotion"}
        assert face["track"] == 1
        assert face["smile"]["label"] in ("smile", "no smile")
        assert 0.0 <= face["smile"]["score"] <= 1.0
    written = cv2.VideoCapture(str(tmp_path / "out.mp4"))
    pictures = []
    while (read := written.read())[0]:
        pictures.append(read[1])
    assert [picture.shape[:2] for picture in pictures] == [(500, 510)] * 10
    x, y, width, _ = rows[-1]["faces"][0]["box"]
    edge = pictures[-1][y - 1 : y + 2, x + 10 : x + width - 10].astype(int).mean(axis=1)
    assert (edge[:, 0] - edge[:, 2]).max() > 40  # the blue line of the box
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "home") == [
        "clip.avi",
        "out.jsonl",
        "out.mp4",
    ]


def test_a_folder_with_an_unreadable_photo_says_which_it_left_out(
    tmp_path: Path, astronaut_bgr: np.ndarray
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    write_image(folder / "1.png", astronaut_bgr)
    (folder / "2.jpg").write_text("not a picture")
    write_image(folder / "10.png", astronaut_bgr[:, ::-1])
    answer = facet(folder, "--jsonl", "-")
    assert answer.returncode == 0
    rows = rows_of(answer.stdout)
    assert [(row["source"], row["frame"], row["at_s"]) for row in rows] == [
        ("1.png", 0, 0.0),
        ("10.png", 2, 0.0),
    ]
    assert all("track" not in face for row in rows for face in row["faces"])
    (line,) = answer.stderr.splitlines()
    assert "2.jpg" in line
    assert "not a picture" in line


@pytest.mark.parametrize("case", ["missing file", "text named mp4", "address nobody listens at", "no source"])
def test_what_can_not_be_used_is_one_line(tmp_path: Path, case: str) -> None:
    """The others are tried in tests/unit/commands, without a process each."""
    (tmp_path / "text.mp4").write_text("not a video")
    arguments = {
        "missing file": [tmp_path / "none.mp4"],
        "text named mp4": [tmp_path / "text.mp4"],
        "address nobody listens at": ["http://127.0.0.1:9/video"],
        "no source": [],
    }[case]
    answer = facet(*arguments, "--jsonl", "-")
    assert (answer.returncode, answer.stdout) == (2, "")
    (line,) = answer.stderr.splitlines()
    assert line.startswith("facet")


def start(*arguments: object, **streams: object) -> subprocess.Popen[bytes]:
    """A process that signals end, also where `nohup make test` or a shell's `&` has them ignored."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, signal.SIG_DFL) for number in numbers}
    try:
        return subprocess.Popen(
            [*FACET, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            env=os.environ | ENV,
            **({"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams),  # type: ignore[call-overload]
        )
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is something else on Windows")
def test_ctrl_c_leaves_whole_lines_and_a_video_that_plays(tmp_path: Path) -> None:
    video = tmp_path / "out.mp4"
    running = start("demo", "--jsonl", "-", "--video", video)
    assert running.stdout is not None
    first = [running.stdout.readline() for _ in range(5)]
    running.send_signal(signal.SIGINT)
    rest, errors = running.communicate(timeout=LIMIT_S)
    assert running.returncode == 130
    assert errors.decode().splitlines() == ["facet: interrupted"]
    rows = rows_of((b"".join(first) + rest).decode())
    assert [row["frame"] for row in rows] == list(range(len(rows)))
    assert rest.endswith(b"\n") or not rest
    capture = cv2.VideoCapture(str(video))
    assert capture.isOpened()
    assert abs(capture.get(cv2.CAP_PROP_FRAME_COUNT) - len(rows)) <= 1


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is something else on Windows")
@pytest.mark.parametrize(("number", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_ended_by_a_signal_it_keeps_the_rows_so_far_in_the_file(
    tmp_path: Path, number: str, code: int
) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("old")
    running = start("demo", "--jsonl", out, "--video", tmp_path / "out.avi", stdout=subprocess.DEVNULL)
    try:
        part = wait_for_growing(tmp_path, ".out.*.avi", running)
        running.send_signal(getattr(signal, number))
        running.communicate(timeout=LIMIT_S)
    finally:
        running.kill()
    assert running.returncode == code
    assert rows_of(out.read_text())
    assert not part.exists()


def wait_for_growing(folder: Path, pattern: str, running: subprocess.Popen[bytes]) -> Path:
    """The part file beside the output, once pictures are in it."""
    while running.poll() is None:
        for path in folder.glob(pattern):
            if path.stat().st_size > 60_000:
                return path
    pytest.fail("it ended by itself")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a Unix shell")
def test_a_reader_that_has_enough_is_no_error(tmp_path: Path) -> None:
    running = start("demo", "--jsonl", "-")
    assert running.stdout is not None
    row = json.loads(running.stdout.readline())
    running.stdout.close()
    assert running.stderr is not None
    errors = running.stderr.read()
    running.stderr.close()
    assert running.wait(LIMIT_S) == 0
    assert errors == b""
    assert row["source"] == "demo"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
class TestOnATerminal:
    def on_terminal(self, *arguments: object, stdout: object = None) -> tuple[int, str]:
        import pty

        ours, theirs = pty.openpty()
        running = start(*arguments, stdout=stdout or theirs, stderr=theirs)
        os.close(theirs)
        said = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other side is closed
                break
            if not piece:
                break
            said += piece
        os.close(ours)
        return running.wait(LIMIT_S), said.decode()

    def test_a_progress_bar_then_the_totals_and_what_else_could_be_had(self, tmp_path: Path) -> None:
        code, said = self.on_terminal(write_video(tmp_path / "clip.mp4", 8))
        assert code == 0
        assert "8/8" in said
        *_, total, tip = said.splitlines()
        assert total == "clip.mp4: 8 frames, 0 with a face"
        assert "--jsonl" in tip

    def test_rows_on_the_terminal_are_not_painted_over(self, tmp_path: Path) -> None:
        code, said = self.on_terminal(write_video(tmp_path / "clip.mp4", 4), "--jsonl", "-")
        assert code == 0
        assert len(rows_of(said)) == 4

    def test_rows_into_a_file_leave_the_bar_on_the_terminal(self, tmp_path: Path) -> None:
        with (tmp_path / "rows").open("wb") as file:
            code, said = self.on_terminal(write_video(tmp_path / "clip.mp4", 4), "--jsonl", "-", stdout=file)
        assert code == 0
        assert "4/4" in said
        assert len(rows_of((tmp_path / "rows").read_text())) == 4


def test_a_stream_ends_when_its_server_closes(astronaut_bgr: np.ndarray) -> None:
    with MjpegServer(lambda _: astronaut_bgr, fps=20) as server:
        running = start(server.url, "--jsonl", "-")
        assert running.stdout is not None
        lines = [running.stdout.readline() for _ in range(8)]
        server.close()
        rest, errors = running.communicate(timeout=LIMIT_S)
    assert (running.returncode, errors) == (0, b"")
    rows = rows_of((b"".join(lines) + rest).decode())
    assert [row["frame"] for row in rows] == list(range(len(rows)))
    assert rows[7]["source"] == server.url
    assert [face["track"] for face in rows[7]["faces"]] == [1]


def test_libraries_stay_silent_over_damaged_input(tmp_path: Path, astronaut_bgr: np.ndarray) -> None:
    clip = write_face_clip(tmp_path / "clip.avi", astronaut_bgr, frames=20)
    data = bytearray(clip.read_bytes())
    for at in range(len(data) // 4, len(data) // 2, 997):
        data[at : at + 16] = bytes(16)
    clip.write_bytes(data)
    folder = tmp_path / "photos"
    folder.mkdir()
    jpeg = cv2.imencode(".jpg", astronaut_bgr)[1].tobytes()
    (folder / "cut.jpg").write_bytes(jpeg[: len(jpeg) // 2])
    (folder / "whole.jpg").write_bytes(jpeg)
    answer = facet(clip, folder, "--jsonl", "-")
    assert answer.returncode == 0
    assert {row["source"] for row in rows_of(answer.stdout)} == {"clip.avi", "whole.jpg"}
    (line,) = answer.stderr.splitlines()
    assert "cut.jpg" in line


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' file names are text")
def test_a_photo_whose_name_is_no_text(tmp_path: Path, astronaut_bgr: np.ndarray) -> None:
    write_image(tmp_path / "photo.png", astronaut_bgr)
    odd = os.fsdecode(os.path.join(os.fsencode(tmp_path), b"caf\xe9 \xe2\x9c\x93.png"))
    os.rename(tmp_path / "photo.png", odd)
    assert facet(odd).returncode == 0
    answer = facet(odd, "--jsonl", tmp_path / "out.jsonl")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert len(rows_of((tmp_path / "out.jsonl").read_text())) == 1


def test_the_shipped_models_folder_by_name_and_relative_paths(
    tmp_path: Path, astronaut_bgr: np.ndarray
) -> None:
    write_image(tmp_path / "me.png", astronaut_bgr)
    answer = facet(
        "me.png", "--models", shipped_models_root(), "--tasks", "smile", "--jsonl", "-", cwd=tmp_path
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    (row,) = rows_of(answer.stdout)
    assert row["faces"][0]["smile"]["label"] == "smile"


@pytest.mark.needs_data
def test_a_real_clip_end_to_end(shared_data: Path) -> None:
    answer = facet(shared_data / "videos" / "liveportrait_source_s18.mp4", "--max-frames", 40, "--jsonl", "-")
    assert (answer.returncode, answer.stderr) == (0, "")
    rows = rows_of(answer.stdout)
    assert len(rows) == 40
    assert sum(bool(row["faces"]) for row in rows) >= 38
    assert {face["track"] for row in rows for face in row["faces"]} == {1}
