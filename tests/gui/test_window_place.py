"""The window comes up wholly on the screen, with its frame: the first time, and as it was kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect

from desktop.settings import Settings, WindowGeometry, save_settings

ONE = [(0, 0, 2048, 1280)]
TWO = [(0, 0, 1920, 1080), (1920, 0, 1920, 1080)]
CODE = """
import json, sys
from PySide6.QtCore import QTimer
from desktop.settings import load_settings
from desktop.ui import main_window
real = main_window.MainWindow.begin
def corners(place):
    return [place.x(), place.y(), place.width(), place.height()]
def say(window):
    screens = [corners(screen.availableGeometry()) for screen in app().screens()]
    kept = [window.isMaximized(), corners(window.frameGeometry()), corners(window.geometry())]
    print(json.dumps([screens, *kept]), flush=True)
    window.close_now()
def app():
    from PySide6.QtWidgets import QApplication
    return QApplication.instance()
def begin(self, text):
    real(self, text)
    if "--normal" in sys.argv:
        assert self.isMaximized()
        self.showNormal()
    QTimer.singleShot(1000, self, lambda: say(self))
main_window.MainWindow.begin = begin
sys.exit(main_window.run_window(load_settings(), "demo"))
"""


def came_up(
    repo_root: Path, folder: Path, screens: list[tuple[int, int, int, int]], scale: float, *arguments: str
) -> tuple[list[QRect], bool, QRect, QRect]:
    """The screens, whether it fills one, and where the window stands with its frame and without."""
    names = ("x", "y", "width", "height")
    listed = [
        dict(zip(names, place, strict=True), name=f"screen {number}", dpr=1.0)
        for number, place in enumerate(screens)
    ]
    file = folder / "screens.json"
    file.write_text(json.dumps({"screens": listed}), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", CODE, *arguments],
        cwd=repo_root,
        capture_output=True,
        text=True,
        timeout=60,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": f"offscreen:configfile={os.path.relpath(file, repo_root)}",
            "QT_SCALE_FACTOR": str(scale),
        },
        check=True,
    )
    rooms, maximised, frame, inside = json.loads(done.stdout.splitlines()[-1])
    return [QRect(*room) for room in rooms], maximised, QRect(*frame), QRect(*inside)


@pytest.mark.parametrize("scale", [1, 2])
def test_the_first_time_it_is_on_the_screen_with_its_frame(
    repo_root: Path, app_dirs: Path, tmp_path: Path, scale: int
) -> None:
    (room,), _, frame, inside = came_up(repo_root, tmp_path, ONE, scale)
    assert room.contains(frame), (room, frame)
    assert inside.size().toTuple() == ((1280, 720) if scale == 1 else (1022, 638)), "no smaller than needed"
    assert frame.size() != inside.size(), "this window system gives frames"


@pytest.mark.parametrize(
    ("kept", "scale"),
    [
        (WindowGeometry(x=59, y=77, width=1280, height=720), 2),
        (WindowGeometry(x=2400, y=1300, width=2200, height=1400), 1),
        (WindowGeometry(x=-900, y=-30, width=1000, height=600), 1),
        (WindowGeometry(x=1900, y=1200, width=1024, height=640), 2),
    ],
)
def test_a_place_kept_from_another_screen_is_brought_onto_this_one(
    repo_root: Path, app_dirs: Path, tmp_path: Path, kept: WindowGeometry, scale: int
) -> None:
    save_settings(Settings(window=kept))
    (room,), _, frame, inside = came_up(repo_root, tmp_path, ONE, scale)
    assert room.contains(frame), (room, frame)
    edges = frame.size() - inside.size()
    assert inside.width() == min(kept.width, room.width() - edges.width())
    assert inside.height() == min(kept.height, room.height() - edges.height())


def test_a_place_that_the_screen_has_room_for_is_kept_as_it_was(
    repo_root: Path, app_dirs: Path, tmp_path: Path
) -> None:
    save_settings(Settings(window=WindowGeometry(x=300, y=200, width=1100, height=700)))
    _, _, frame, inside = came_up(repo_root, tmp_path, ONE, 1)
    assert (frame.topLeft().toTuple(), inside.size().toTuple()) == ((300, 200), (1100, 700))


def test_a_window_over_two_screens_stays_there(repo_root: Path, app_dirs: Path, tmp_path: Path) -> None:
    save_settings(Settings(window=WindowGeometry(x=1000, y=100, width=2000, height=800)))
    _, _, frame, inside = came_up(repo_root, tmp_path, TWO, 1)
    assert (frame.topLeft().toTuple(), inside.size().toTuple()) == ((1000, 100), (2000, 800))


def test_a_window_that_fills_the_screen_is_brought_in_when_it_no_longer_does(
    repo_root: Path, app_dirs: Path, tmp_path: Path
) -> None:
    kept = WindowGeometry(x=1900, y=1200, width=3000, height=1300, maximised=True)
    save_settings(Settings(window=kept))
    (room,), maximised, frame, _ = came_up(repo_root, tmp_path, ONE, 1, "--normal")
    assert not maximised
    assert room.contains(frame), (room, frame)


def test_what_is_sized_meanwhile_stays(qtbot, open_window) -> None:
    window = open_window()
    window.resize(3000, 900)
    qtbot.wait(700)
    assert window.size().toTuple() == (3000, 900)
