"""A model is put in place whole or not at all, also where the export is killed."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from trainer.export import placing
from vision.errors import DataUnusable
from vision.model_store import ModelStore

_KILLED = """
import os, sys
from pathlib import Path
from trainer.export import placing

def waiting(*_):
    print("ready", flush=True)
    sys.stdin.read()

placing.os.replace = waiting
placing.replace_both(Path(sys.argv[1]), {"golden.npz": b"new", "model.onnx": b"new"})
"""


def test_both_files_are_written(tmp_path):
    placing.replace_both(tmp_path / "deep" / "model", {"golden.npz": b"g", "model.onnx": b"m"})
    folder = tmp_path / "deep" / "model"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "golden.npz": b"g",
        "model.onnx": b"m",
    }
    if os.name == "posix":
        assert (folder / "model.onnx").stat().st_mode & 0o777 == 0o644


@pytest.mark.timeout(300)
def test_an_export_killed_at_its_end_leaves_the_older_model(tmp_path, repo_root):
    folder = tmp_path / "models" / "mood"
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_text("older")
    export = subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=repo_root,
        env={**os.environ, "PYTHONPATH": str(repo_root)},
    )
    assert export.stdout.readline().strip() == "ready"
    export.kill()
    export.communicate()
    assert (folder / "model.onnx").read_text() == "older"
    assert not (folder / "golden.npz").exists()
    others = [path.name for path in folder.iterdir() if path.name != "model.onnx"]
    assert len(others) == 2
    assert all(name.startswith(".facet-") for name in others)


def test_what_a_killed_export_leaves_is_no_model(tmp_path):
    folder = tmp_path / "models" / "mood"
    folder.mkdir(parents=True)
    (folder / ".facet-abc").write_text("half a mod")
    store = ModelStore([tmp_path / "models"])
    assert store.installed() == []
    assert store.refused() == []


def test_a_folder_that_can_t_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DataUnusable, match=r"model can't be written.*--to"):
        placing.replace_both(tmp_path / "file" / "model", {"model.onnx": b"m"})


def test_a_full_disk_leaves_nothing_beside(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(placing.os, "replace", full)
    with pytest.raises(DataUnusable, match="No space left on device"):
        placing.replace_both(tmp_path / "model", {"golden.npz": b"g", "model.onnx": b"m"})
    assert list((tmp_path / "model").iterdir()) == []
