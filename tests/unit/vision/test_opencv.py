"""The one import of OpenCV leaves Qt's variables as they were, and OpenCV silent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

QT = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
PROGRAM = """
import json, os
import {module}
print(json.dumps(dict(os.environ)))
"""


def environment_after(module: str, root: Path, **given: str) -> dict[str, str]:
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QT_QPA_P", "QT_QPA_F", "OPENCV"))
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(module=module)],
        cwd=root, env=env | given, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("given", [{}, dict.fromkeys(QT, "as-the-user-set-it")], ids=["unset", "set"])
def test_qts_variables_stay_as_they_were(repo_root: Path, given: dict[str, str]) -> None:
    after = environment_after("vision.opencv", repo_root, **given)
    assert {name: after[name] for name in QT if name in after} == given


def test_what_the_user_set_for_opencv_stays(repo_root: Path) -> None:
    after = environment_after("vision.opencv", repo_root, OPENCV_LOG_LEVEL="INFO")
    assert after["OPENCV_LOG_LEVEL"] == "INFO"


def test_nobody_else_imports_opencv(repo_root: Path) -> None:
    def imports_it(file: Path) -> bool:
        lines = file.read_text(encoding="utf-8").splitlines()
        return any(line.strip().startswith(("import cv2", "from cv2 ")) for line in lines)

    rooms = [file for room in ("vision", "desktop", "trainer") for file in (repo_root / room).rglob("*.py")]
    assert [str(file.relative_to(repo_root)) for file in rooms if imports_it(file)] == [
        str(Path("vision", "opencv.py"))
    ]
