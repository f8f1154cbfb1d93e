"""Videos that are written: read back with the right size, rate and number of pictures."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from desktop.recording.video_file import video_to
from tests.support.numbered import number_in, numbered_picture
from vision.errors import FacetError
from vision.opencv import cv2


def read(path: Path) -> tuple[list[np.ndarray], float]:
    capture = cv2.VideoCapture(str(path))
    fps = capture.get(cv2.CAP_PROP_FPS)
    pictures = []
    while (answer := capture.read())[0]:
        pictures.append(np.asarray(answer[1]))
    capture.release()
    return pictures, fps


def write(path: Path, pictures: list[np.ndarray], fps: float = 25.0) -> None:
    with video_to(path) as video:
        assert video is not None
        for picture in pictures:
            video.write(picture, fps)


@pytest.mark.parametrize("suffix", [".mp4", ".MP4", ".m4v", ".mov", ".mkv", ".avi"])
def test_every_suffix_offered_is_written_and_read_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    write(path, [numbered_picture(k) for k in range(12)])
    pictures, fps = read(path)
    assert [number_in(picture) for picture in pictures] == list(range(12))
    assert fps == pytest.approx(25)
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("fps", [1.0, 14.985, 24000 / 1001, 29.97, 59.94, 0.5, 120.0])
def test_odd_rates_are_kept(tmp_path: Path, fps: float) -> None:
    write(tmp_path / "out.mp4", [numbered_picture(k) for k in range(5)], fps)
    pictures, read_fps = read(tmp_path / "out.mp4")
    assert len(pictures) == 5
    assert read_fps == pytest.approx(fps, rel=0.001)


@pytest.mark.parametrize("size", [(321, 241), (320, 241), (321, 240), (17, 33)])
def test_odd_sides_lose_one_row_or_column(tmp_path: Path, size: tuple[int, int]) -> None:
    write(tmp_path / "out.mp4", [np.full((size[1], size[0], 3), 90, np.uint8)] * 3)
    pictures, _ = read(tmp_path / "out.mp4")
    assert [picture.shape for picture in pictures] == [(size[1] // 2 * 2, size[0] // 2 * 2, 3)] * 3


def test_a_picture_of_another_shape_is_fitted_whole(tmp_path: Path) -> None:
    upright = np.full((400, 100, 3), 200, np.uint8)
    write(
        tmp_path / "out.avi", [np.zeros((120, 160, 3), np.uint8), upright, np.full((1, 1, 3), 200, np.uint8)]
    )
    pictures, _ = read(tmp_path / "out.avi")
    fitted = pictures[1].mean(axis=2)
    assert fitted[:, 65:95].min() > 150  # 30 wide, as high as the video
    assert fitted[:, :60].max() < 60
    assert fitted[:, 100:].max() < 60


def test_a_suffix_that_is_no_video_is_refused_and_the_others_are_named(tmp_path: Path) -> None:
    for name in ("out.png", "out", "out.webm"):
        with pytest.raises(FacetError, match=r"\.mp4"), video_to(tmp_path / name):
            pytest.fail("the block must not begin")
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FacetError, match="valid text"), video_to(tmp_path / os.fsdecode(b"caf\xe9.mp4")):
        pytest.fail("the block must not begin")


def test_an_error_keeps_the_old_video_and_ctrl_c_keeps_the_new(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    path.write_text("old")

    def cut_short(error: BaseException) -> None:
        with video_to(path) as video:
            assert video is not None
            for number in range(4):
                video.write(numbered_picture(number), 25.0)
            raise error

    with pytest.raises(FacetError):
        cut_short(FacetError("Bad."))
    assert path.read_text() == "old"
    with pytest.raises(KeyboardInterrupt):
        cut_short(KeyboardInterrupt())
    assert len(read(path)[0]) == 4
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("suffix", [".mp4", ".avi", ".mkv"])
def test_a_disk_that_fills_up_is_said_and_the_old_video_kept(tmp_path: Path, suffix: str) -> None:
    """In a process of its own, whose files may not grow past 100 kB."""
    import subprocess

    path = tmp_path / f"out{suffix}"
    path.write_text("old")
    program = f"""
import resource, signal
import numpy as np
from pathlib import Path
from desktop.recording.video_file import video_to
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
noise = np.random.default_rng(0)
with video_to(Path({str(path)!r})) as video:
    for _ in range(30):
        video.write(noise.integers(0, 255, (240, 320, 3), np.uint8), 25.0)
"""
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert "OutputUnwritable" in ended.stderr
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
