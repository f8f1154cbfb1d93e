"""What is installed: pins with hashes and without addresses, and a wheel that carries its assets."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; [^\\]+)? \\$")


@pytest.fixture
def pins(repo_root: Path) -> dict[str, dict[str, str]]:
    """Package to version, for each pinned file."""
    files = sorted((repo_root / "packaging" / "requirements").glob("*.txt"))
    return {file.stem: dict(_pins_of(file)) for file in files}


def _pins_of(file: Path) -> list[tuple[str, str]]:
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        pin = PIN.match(line)
        if pin:
            found.append((pin[1], pin[2]))
        else:
            assert re.match(r"#|    --hash=sha256:[0-9a-f]{64}( \\)?$", line), f"{file.name}:{number}: {line}"
    return found


def test_one_environment_serves_all_commands(pins: dict[str, dict[str, str]]) -> None:
    assert pins["base"].items() <= pins["dev"].items()
    assert set(pins["installer"]) == {"uv"}


def test_everything_declared_is_pinned(pins: dict[str, dict[str, str]], repo_root: Path) -> None:
    with (repo_root / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    extras = project["optional-dependencies"]
    base = {_name(text) for text in project["dependencies"]}
    dev = base | {_name(text) for extra in ("trainer", "dev") for text in extras[extra]}
    assert base <= set(pins["base"])
    assert dev <= set(pins["dev"])
    assert {_name(text) for text in extras["gpu"]} <= base


def test_the_desktop_brings_no_tensorflow(pins: dict[str, dict[str, str]]) -> None:
    assert not [name for name in pins["base"] if name.startswith(("tensorflow", "keras", "nvidia"))]


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9-]+", requirement)
    assert found
    return found[0].lower()


def test_the_wheel_finds_its_assets(repo_root: Path, tmp_path: Path) -> None:
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path),
        str(repo_root),
    ]
    subprocess.run(build, check=True, capture_output=True, timeout=110)
    (wheel,) = tmp_path.glob("facet_desktop-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    tops = {path.name for path in (tmp_path / "installed").iterdir() if path.suffix != ".dist-info"}
    assert tops == {"desktop", "trainer", "vision"}
    program = "import vision.assets as a; print(a.assets_root())"
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        check=True,
    )
    assets = Path(found.stdout.strip())
    assert assets == tmp_path / "installed" / "vision" / "_assets"
    assert (assets / "haar" / "haarcascade_frontalface_default.xml").is_file()
    translations = {path.name for path in (assets / "translations").iterdir()}
    assert {"facet_ar.qm", "facet_de.qm", "facet_zh_CN.qm", "sentences.txt"} <= translations
    assert not [name for name in translations if name.endswith(".ts")]


def test_set_up_without_a_python_says_one_sentence(repo_root: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", str(repo_root / "packaging" / "set_up.sh"), "base"],
        env=os.environ | {"PYTHON": "no-such-python", "VENV": str(tmp_path / "venv")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "3.11, 3.12 or 3.13" in done.stderr
    assert not (tmp_path / "venv").exists()
