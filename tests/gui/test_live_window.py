"""The real window on the real engine: demo, videos, photos, a stream that dies and comes back."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer

from desktop.settings import pictures_dir
from tests.gui.conftest import close
from tests.support.mjpeg_server import MjpegServer
from vision.opencv import cv2

FACES_WITHIN_MS = 30_000
LOST_WITHIN_MS = 4_000
BACK_WITHIN_MS = 10_000


def write_clip(path: Path, picture_bgr: np.ndarray, frames: int = 60, fps: float = 20.0) -> Path:
    height, width = picture_bgr.shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, (width, height))
    for number in range(frames):
        marked = picture_bgr.copy()
        marked[:8, : (number + 1) * width // frames] = 255
        writer.write(marked)
    writer.release()
    return path


@pytest.fixture
def portrait_bgr(astronaut_bgr: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(astronaut_bgr[:384, :512])


def position(window) -> float:
    return window.page.position_s


def test_the_demo_shows_faces_pauses_steps_and_closes(open_window, qtbot) -> None:
    before = set(threading.enumerate())
    window = open_window("demo", real=True)
    qtbot.waitUntil(lambda: len(window.page.faces) > 0, timeout=FACES_WITHIN_MS)
    (card, *_) = window.page.panel.cards
    assert card.isVisible()
    assert window.page.stage.shows_picture

    qtbot.keyClick(window, Qt.Key.Key_Space)
    paused_at = -1.0
    while paused_at != position(window):  # a picture or two may still be under way
        paused_at = position(window)
        qtbot.wait(150)
    qtbot.keyClick(window, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: position(window) > paused_at)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: position(window) > paused_at + 0.3)

    close(qtbot, window)
    left = [thread.name for thread in threading.enumerate() if thread not in before]
    assert [name for name in left if name.startswith("facet")] == []


def test_a_video_is_sought_and_ends_and_plays_again(open_window, qtbot, tmp_path, portrait_bgr) -> None:
    clip = write_clip(tmp_path / "clip.avi", portrait_bgr)
    window = open_window(str(clip), real=True)
    window.commands["loop"].setChecked(False)
    qtbot.waitUntil(lambda: len(window.page.faces) == 1, timeout=FACES_WITHIN_MS)
    slider = window.page.transport.slider
    assert slider.isVisible()
    assert slider.maximum() == pytest.approx(3000, abs=60)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    slider.setValue(2000)
    qtbot.waitUntil(lambda: position(window) == pytest.approx(2.0, abs=0.06), timeout=5000)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    chip = window.page.header.chip
    qtbot.waitUntil(lambda: chip.text() == "Ended", timeout=10_000)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: chip.text() == "Playing" and position(window) < 1.0, timeout=5000)


def test_photos_of_a_folder_are_turned(open_window, qtbot, tmp_path, portrait_bgr) -> None:
    for name, picture in (
        ("1.png", portrait_bgr),
        ("2.png", portrait_bgr[:, ::-1]),
        ("3.png", portrait_bgr * 0),
    ):
        assert cv2.imwrite(str(tmp_path / name), picture)
    window = open_window(str(tmp_path), real=True)
    time_text = lambda: window.page.transport.time_text  # noqa: E731
    qtbot.waitUntil(lambda: time_text() == "1 of 3", timeout=FACES_WITHIN_MS)
    assert len(window.page.faces) == 1
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: time_text() == "3 of 3", timeout=5000)
    assert window.page.faces == ()
    qtbot.keyClick(window, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: time_text() == "2 of 3", timeout=5000)
    assert len(window.page.faces) == 1


def test_a_stream_that_dies_is_said_and_comes_back_by_itself(open_window, qtbot, portrait_bgr) -> None:
    server = MjpegServer(lambda _: portrait_bgr, fps=15)
    server.start()
    try:
        window = open_window(server.url, real=True)
        banner, chip = window.page.stage.banner, window.page.header.chip
        qtbot.waitUntil(lambda: len(window.page.faces) == 1, timeout=FACES_WITHIN_MS)
        assert chip.text() == "Live"
        server.close()
        qtbot.waitUntil(banner.isVisible, timeout=LOST_WITHIN_MS)
        assert chip.text() == "Connection lost"
        assert "http" in banner.shown.text
        server.start()
        qtbot.waitUntil(lambda: not banner.isVisible(), timeout=BACK_WITHIN_MS)
        qtbot.waitUntil(lambda: len(window.page.faces) == 1, timeout=BACK_WITHIN_MS)
        close(qtbot, window)
    finally:
        server.close()


def test_a_stream_that_hangs_can_be_left_and_closed(open_window, qtbot, portrait_bgr) -> None:
    server = MjpegServer(lambda _: portrait_bgr, fps=15)
    server.start()
    server.freeze()
    try:
        window = open_window(server.url, real=True)
        qtbot.waitUntil(lambda: server.viewers > 0, timeout=FACES_WITHIN_MS)
        assert not window.page.faces
        window.desk.show_demo()
        qtbot.waitUntil(lambda: len(window.page.faces) > 0, timeout=FACES_WITHIN_MS)
        window.desk.open(server.url)
        qtbot.waitUntil(lambda: server.viewers > 0, timeout=FACES_WITHIN_MS)
        close(qtbot, window)
    finally:
        server.close()


def test_a_file_that_is_none_is_said_and_the_demo_still_works(open_window, qtbot, tmp_path) -> None:
    window = open_window(str(tmp_path / "gone.mp4"), real=True)
    start = window.page.stage.start
    qtbot.waitUntil(lambda: start.shown.title == "gone.mp4 could not be opened", timeout=FACES_WITHIN_MS)
    assert "no such file" in start.shown.text
    qtbot.mouseClick(start.button("demo"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.page.faces) > 0, timeout=FACES_WITHIN_MS)


def test_changing_sources_in_a_hurry_ends_with_the_last(open_window, qtbot, tmp_path, portrait_bgr) -> None:
    clip = write_clip(tmp_path / "clip.avi", portrait_bgr)
    window = open_window("demo", real=True)
    for text in (str(clip), "demo", str(clip), str(tmp_path / "gone.mp4"), "demo", str(clip)):
        window.desk.open(text)
    qtbot.waitUntil(lambda: len(window.page.faces) == 1, timeout=FACES_WITHIN_MS)
    assert window.controller.state.source == str(clip)
    assert window.page.shown_frame.source == "clip.avi"
    sessions = [thread.name for thread in threading.enumerate() if thread.name == "facet-capture"]
    assert len(sessions) == 1


def test_closing_while_a_source_still_opens_leaves_nothing(open_window, qtbot) -> None:
    window = open_window("demo", real=True)
    close(qtbot, window)
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("facet")] == []


def waited_for_a_core_ms() -> float:
    """How long this thread has been ready without a core so far; 0 where the system doesn't say."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e6
    except (OSError, IndexError, ValueError):
        return 0.0


def test_the_window_answers_while_it_runs_saves_stops_and_opens(open_window, qtbot) -> None:
    """Gaps between ticks of a timer on the window's thread, less what other programs took of it."""
    window = open_window("demo", real=True)
    qtbot.waitUntil(lambda: len(window.page.faces) > 0, timeout=FACES_WITHIN_MS)
    gaps_ms: list[float] = []
    last = [time.perf_counter(), waited_for_a_core_ms()]

    def tick() -> None:
        now, waited = time.perf_counter(), waited_for_a_core_ms()
        gaps_ms.append((now - last[0]) * 1e3 - (waited - last[1]))
        last[:] = now, waited

    timer = QTimer(window)
    timer.setInterval(2)
    timer.timeout.connect(tick)
    timer.start()
    qtbot.wait(1500)
    window.commands["snapshot"].trigger()
    qtbot.waitUntil(window.page.stage.toast.isVisible, timeout=10_000)
    window.desk.show_demo()  # closes and opens again
    qtbot.waitUntil(lambda: len(window.page.faces) > 0, timeout=FACES_WITHIN_MS)
    qtbot.wait(500)
    timer.stop()
    assert len(list(pictures_dir().glob("*.png"))) == 1
    gaps_ms.sort()
    # The aim is 16 ms. A thread that holds Python's lock while it waits for a core stretches single gaps
    # on a busy machine, so the bounds are wide; work on every frame that belongs elsewhere still breaks them.
    # That nothing slow runs on this thread at all is tested in test_window.py.
    assert gaps_ms[len(gaps_ms) // 2] < 16, gaps_ms[-20:]
    assert gaps_ms[int(len(gaps_ms) * 0.9)] < 60, gaps_ms[-20:]
