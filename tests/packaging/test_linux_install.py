"""install.sh and uninstall.sh of the Linux archive, with a stand-in for the program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the scripts are for Linux")


@pytest.fixture
def unpacked(repo_root: Path, tmp_path: Path) -> Path:
    """An archive as it lies unpacked, its program a line of shell."""
    folder = tmp_path / "down loads" / "facet-9.9-linux-x86_64"
    linux = repo_root / "packaging" / "bundle" / "linux"
    for name in ("install.sh", "uninstall.sh"):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(linux / name, folder)
    applications = folder / "share" / "applications"
    applications.mkdir(parents=True)
    shutil.copy(linux / "facet.desktop", applications)
    icon = folder / "share" / "icons" / "hicolor" / "16x16" / "apps" / "facet.png"
    icon.parent.mkdir(parents=True)
    icon.write_bytes(b"icon")
    program = folder / "facet"
    program.write_text("#!/bin/sh\necho facet 9.9\n", encoding="utf-8")
    program.chmod(0o755)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "a home"
    folder.mkdir()
    return folder


def run(script: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
    return subprocess.run([str(script)], env=environment, capture_output=True, text=True, check=False)


def files(home: Path) -> set[str]:
    return {str(path.relative_to(home)) for path in home.rglob("*") if not path.is_dir() or path.is_symlink()}


def own(home: Path) -> set[str]:
    """Without what the desktop's own programs keep."""
    return {name for name in files(home) if not name.endswith(("mimeinfo.cache", "icon-theme.cache"))}


def test_it_is_installed_for_the_user_and_removed_again(unpacked: Path, home: Path) -> None:
    kept = home / ".local" / "share" / "facet" / "gallery.db"
    kept.parent.mkdir(parents=True)
    kept.write_text("people", encoding="utf-8")
    assert run(unpacked / "install.sh", home).returncode == 0
    command = home / ".local" / "bin" / "facet"
    said = subprocess.run([command], capture_output=True, text=True, check=True).stdout
    assert said == "facet 9.9\n"
    assert (home / ".local/share/icons/hicolor/16x16/apps/facet.png").read_bytes() == b"icon"
    entry = (home / ".local/share/applications/facet.desktop").read_text(encoding="utf-8")
    assert f'Exec="{home}/.local/lib/facet/facet"\n' in entry
    assert f'Exec="{home}/.local/lib/facet/facet" --source demo\n' in entry
    done = run(home / ".local" / "lib" / "facet" / "uninstall.sh", home)
    assert done.returncode == 0
    assert str(kept.parent) in done.stdout
    assert own(home) == {".local/share/facet/gallery.db"}


def test_a_newer_one_replaces_it_whole(unpacked: Path, home: Path) -> None:
    (unpacked / "left-over").touch()
    run(unpacked / "install.sh", home)
    (unpacked / "left-over").unlink()
    assert run(unpacked / "install.sh", home).returncode == 0
    assert sorted(path.name for path in (home / ".local" / "lib").iterdir()) == ["facet"]
    assert not (home / ".local" / "lib" / "facet" / "left-over").exists()


def test_another_facet_on_the_path_stays(unpacked: Path, home: Path) -> None:
    other = home / ".local" / "bin" / "facet"
    other.parent.mkdir(parents=True)
    other.write_text("another", encoding="utf-8")
    done = run(unpacked / "install.sh", home)
    assert done.returncode == 0
    assert "another program and stays" in done.stdout
    run(unpacked / "uninstall.sh", home)
    assert other.read_text(encoding="utf-8") == "another"


def test_removing_what_is_not_there_says_so(unpacked: Path, home: Path) -> None:
    done = run(unpacked / "uninstall.sh", home)
    assert done.returncode == 2
    assert done.stderr == f"facet: it is not installed in {home}/.local/lib/facet\n"
    assert files(home) == set()
