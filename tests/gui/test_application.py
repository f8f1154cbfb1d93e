"""The application around the window: what it loads, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.erase_all import DIALOGS_FILE, erase_all
from desktop.folders import config_dir

HEAVY = ("numpy", "cv2", "PIL", "onnxruntime", "tensorflow", "desktop.app", "desktop.engine")


def test_the_window_is_there_before_anything_heavy_is_loaded(repo_root: Path) -> None:
    code = f"import sys, desktop.ui.application; print([m for m in {HEAVY!r} if m in sys.modules])"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=repo_root, capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == "[]"


@pytest.mark.skipif(os.name != "posix", reason="signals are for POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_sigterm_close_the_program_cleanly(repo_root: Path, app_dirs: Path, number: int) -> None:
    code = (
        "import sys\n"
        "from desktop.settings import Settings\n"
        "from desktop.ui import main_window\n"
        "real = main_window.MainWindow.begin\n"
        "def begin(self, text):\n"
        "    real(self, text)\n"
        "    self.controller.view_came.connect(lambda _: print('seen', flush=True))\n"
        "main_window.MainWindow.begin = begin\n"
        "sys.exit(main_window.run_window(Settings(), 'demo'))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=repo_root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        try:
            assert program.stdout.readline().strip() == "seen"
            program.send_signal(number)
            assert program.wait(timeout=30) == 0
            known = ("This plugin does not", "SFace is not at hand")
            lines = program.stderr.read().splitlines()
            assert [line for line in lines if not any(words in line for words in known)] == []
        finally:
            program.kill()
    assert (app_dirs / "config" / "facet" / "settings.json").exists()


def test_a_signal_in_the_middle_of_painting_closes_the_program_after_it(
    repo_root: Path, app_dirs: Path
) -> None:
    code = (
        "import os, signal, sys\n"
        "from desktop.settings import Settings\n"
        "from desktop.ui import main_window\n"
        "from desktop.ui.live.picture_view import PictureView\n"
        "ground = PictureView._paint_ground\n"
        "def paint_ground(self, painter, place):\n"
        "    ground(self, painter, place)\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "PictureView._paint_ground = paint_ground\n"
        "sys.exit(main_window.run_window(Settings(), 'demo'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repo_root,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_it_can_be_asked_to_end_after_some_pictures(repo_root: Path, app_dirs: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "--source", "demo", "--quit-after", "30"],
        cwd=repo_root,
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=60,
        check=True,
    )
    first, last = (json.loads(line) for line in done.stdout.splitlines())
    assert first["pictures"] == 1
    assert last["pictures"] == 30
    assert last["faces"] >= 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt keeps it in the registry or preferences")
def test_qts_file_dialogs_note_their_folders_where_erasing_finds_them(
    repo_root: Path, app_dirs: Path, tmp_path: Path
) -> None:
    code = (
        "import sys\n"
        "from desktop.ui.application import make_application\n"
        "from PySide6.QtWidgets import QFileDialog\n"
        "app = make_application()\n"
        f"dialog = QFileDialog(None, '', {str(tmp_path)!r})\n"
        "dialog.setOption(QFileDialog.Option.DontUseNativeDialog)\n"
        "dialog.show()\n"
        "del dialog\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=repo_root, check=True, timeout=60)
    noted = config_dir() / DIALOGS_FILE
    assert str(tmp_path) in noted.read_text(encoding="utf-8")
    assert erase_all() == ()
    assert not noted.exists()
