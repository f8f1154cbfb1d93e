"""The doctor's report holds what it promises, and survives the faults that it is for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop.commands import doctor, health
from desktop.folders import own_models_dir
from vision.errors import ModelRefused


def report_of(path_first: Path | None = None) -> dict[str, Any]:
    """`facet doctor --json` in a process of its own, with `path_first` before the installed packages."""
    path = os.pathsep.join(str(part) for part in (path_first, Path.cwd()) if part)
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "doctor", "--json"],
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_report_says_what_runs_and_where_files_live(repo_root: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(repo_root)
    report = report_of()
    assert report["qt"]["platform"] == "offscreen"
    assert report["providers"]["asked"] == "auto"
    assert report["providers"]["used"] in report["providers"]["at_hand"]
    smile = next(model for model in report["models"] if model["name"] == "smile")
    assert len(smile["digest"]) == 64
    assert {"settings", "data", "cache", "snapshots", "log", "models"} <= set(report["folders"])
    assert all(problem["what"] and problem["hint"] for problem in report["problems"])


def test_an_emptied_onnx_runtime_is_told_and_not_a_traceback(
    tmp_path: Path, repo_root: Path, monkeypatch: Any
) -> None:
    """What uninstalling one of the two builds leaves of the other."""
    monkeypatch.chdir(repo_root)
    (tmp_path / "onnxruntime").mkdir()
    (tmp_path / "onnxruntime" / "__init__.py").touch()
    problems = report_of(tmp_path)["problems"]
    assert "onnxruntime" in problems[0]["what"]
    assert "Uninstall" in problems[0]["hint"]


def test_a_missing_system_library_is_told_with_the_packages(
    tmp_path: Path, repo_root: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(repo_root)
    fault = "raise ImportError('libGL.so.1: cannot open shared object file')"
    (tmp_path / "cv2.py").write_text(fault, encoding="utf-8")
    problems = report_of(tmp_path)["problems"]
    assert "libGL.so.1" in problems[0]["what"]
    assert "apt-get install" in problems[0]["hint"]


def test_a_library_that_qt_lacks_is_no_missing_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    error = "libEGL.so.1: cannot open shared object file: No such file or directory."
    (problem,) = health._qt_problems({"platform": None, "error": error})
    assert problem.what.endswith("No such file or directory.")
    assert "libegl1" in problem.hint
    (without_display,) = health._qt_problems({"platform": None, "error": "no display"})
    assert "no display here" in without_display.hint.lower()


def test_the_packages_named_are_those_that_set_up_installs(repo_root: Path) -> None:
    listed = (repo_root / "packaging" / "debian-packages.txt").read_text(encoding="utf-8")
    named = health._SYSTEM_LIBRARIES.partition("apt-get install ")[2].split()
    assert [name for name in named if name not in listed] == []


def test_two_runtimes_at_once_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"onnxruntime": "1.31.1", "onnxruntime-gpu": "1.31.1"}
    monkeypatch.setattr(health, "_version", known.get)
    (problem,) = health._package_problems()
    assert "onnxruntime and onnxruntime-gpu are both installed" in problem.what
    assert "pip uninstall" in problem.hint


def test_a_refused_model_is_told_with_its_field() -> None:
    class Store:
        def refused(self) -> list[ModelRefused]:
            return [ModelRefused("m.onnx", "card", "the file holds none")]

    problems = health._model_problems(Store(), [])  # type: ignore[arg-type]
    assert any("card: the file holds none" in problem.what for problem in problems)


def test_a_model_file_that_lies_where_none_is_looked_for_is_told() -> None:
    loose = own_models_dir() / "mask.onnx"
    loose.parent.mkdir(parents=True)
    loose.write_text("whatever")
    problems = health.examine()["problems"]
    (hint,) = [problem["hint"] for problem in problems if str(loose) in problem["what"]]
    assert str(loose.parent / "mask" / "model.onnx") in hint


def test_a_gpu_that_does_not_run_the_models_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    class Store:
        def refused(self) -> list[ModelRefused]:
            return []

    said = {"task": "smile", "error": None, "provider_reason": "cuda could not start"}
    for fell_back, count in ((True, 1), (False, 0)):
        models = [{**said, "provider_fell_back": fell_back}] * 2
        problems = health._model_problems(Store(), models)  # type: ignore[arg-type]
        told = [problem for problem in problems if "cuda could not start" in problem.what]
        assert len(told) == count
        assert all("gpu" in problem.hint for problem in told)


def test_the_text_names_every_problem() -> None:
    report = health.examine()
    text = doctor.as_text(report)
    assert all(problem["what"] in text and problem["hint"] in text for problem in report["problems"])


def test_other_commands_point_to_the_doctor(tmp_path: Path, repo_root: Path) -> None:
    (tmp_path / "cv2.py").write_text("raise ImportError('libGL.so.1: no such file')", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(repo_root)])
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "analyse", "demo"],
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    assert done.returncode == 2
    assert "libGL.so.1" in done.stderr
    assert "facet doctor" in done.stderr
    assert done.stderr.strip().count("\n") == 0
