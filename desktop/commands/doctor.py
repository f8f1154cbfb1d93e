"""`facet doctor`: what is installed, what works here, and what is wrong with a hint for each."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from desktop.app import FACE_TASKS, model_store
from desktop.engine.sources.camera_list import list_cameras
from desktop.folders import cache_dir, config_dir, data_dir, log_dir, pictures_dir
from vision.assets import assets_root
from vision.errors import FacetError
from vision.model_store import InstalledModel, ModelStore
from vision.onnx_runtime import ort
from vision.sessions import available_providers, open_model

_PACKAGES = (
    "facet-desktop",
    "PySide6-Essentials",
    "opencv-python",
    "onnxruntime",
    "onnxruntime-gpu",
    "numpy",
    "pillow",
    "tensorflow",
    "tensorflow-cpu",
)
_RUNTIMES = ("onnxruntime", "onnxruntime-gpu", "onnxruntime-directml", "onnxruntime-openvino")
_OTHER_OPENCVS = ("opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless")
_QT_PROBE_S = 20


@dataclass(frozen=True)
class Problem:
    """Something that does not work as a user would expect, and what to do about it."""

    what: str
    hint: str


def doctor(*, as_json: bool) -> int:
    """Prints the report. Always 0: the problems are in it."""
    report = examine()
    if as_json:
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        print(as_text(report))
    return 0


def examine() -> dict[str, Any]:
    """Everything that `facet doctor` knows, as plain values."""
    store = model_store()
    models = [_model(model) for model in store.installed()]
    qt = _qt()
    cameras = [asdict(camera) for camera in list_cameras()]
    problems = [*_package_problems(), *_model_problems(store, models), *_qt_problems(qt)]
    if not cameras:
        problems.append(Problem("No camera was found.", "Plug one in, or use a file, a stream or the demo."))
    return {
        "facet": _version("facet-desktop"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "qt": qt,
        "cameras": cameras,
        "providers": {"asked": "auto", **_providers(models)},
        "models": models,
        "folders": {
            "settings": str(config_dir()),
            "data": str(data_dir()),
            "cache": str(cache_dir()),
            "snapshots": str(pictures_dir()),
            "log": str(log_dir()),
            "assets": str(assets_root()),
            "models": [str(root) for root in store.roots],
        },
        "problems": [asdict(problem) for problem in problems],
    }


def as_text(report: dict[str, Any]) -> str:
    """The report for reading on a terminal."""
    packages = ", ".join(f"{name} {found}" for name, found in report["packages"].items() if found)
    qt, providers = report["qt"], report["providers"]
    cameras = [f"{camera['index']}: {camera['name']} ({camera['backend']})" for camera in report["cameras"]]
    lines = [
        f"Facet      {report['facet'] or 'runs from its sources, not installed'}",
        f"Python     {report['python']} on {report['system']}",
        f"Packages   {packages}",
        f"Qt         {qt['version'] or 'missing'}, platform {qt['platform'] or 'none: ' + qt['error']}",
        f"Cameras    {', '.join(cameras) or 'none'}",
        f"Providers  asked {providers['asked']}, runs {providers['used'] or 'nothing'}{_because(providers)}",
    ]
    lines += [f"           {name}: {why or 'can be used'}" for name, why in providers["at_hand"].items()]
    for model in report["models"]:
        lines.append(
            f"Model      {model['name']} {model['version']}: {model['task']}, sha256 {model['digest']}"
        )
        lines.append(f"           runs on {model['provider'] or 'nothing'}, {model['path']}")
    lines += [f"Folder     {name}: {_folder(where)}" for name, where in report["folders"].items()]
    if not report["problems"]:
        return "\n".join([*lines, "", "Nothing is wrong."])
    said = [f"  {problem['what']}\n    {problem['hint']}" for problem in report["problems"]]
    return "\n".join([*lines, "", "What is wrong:", *said])


def _folder(where: str | list[str]) -> str:
    return where if isinstance(where, str) else ", ".join(where)


def _because(providers: dict[str, Any]) -> str:
    return f" ({providers['reason']})" if providers["reason"] else ""


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _model(model: InstalledModel) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": model.name,
        "task": model.task,
        "version": model.card.version,
        "digest": model.digest,
        "path": str(model.path),
        "provider": None,
        "error": None,
    }
    try:
        truth = open_model(model.path).provider
    except FacetError as error:
        return facts | {"error": str(error)}
    return facts | {"provider": truth.used, "provider_reason": truth.reason}


def _providers(models: list[dict[str, Any]]) -> dict[str, Any]:
    running = next((model for model in models if model["provider"]), None)
    return {
        "used": running["provider"] if running else None,
        "reason": running["provider_reason"] if running else "no model could be opened",
        "at_hand": available_providers(),
        "built_with": list(ort.get_available_providers()),
    }


def _qt() -> dict[str, Any]:
    """Asks another process which platform Qt starts on: Qt ends a process that it can't start in."""
    command = [sys.executable, *([] if getattr(sys, "frozen", False) else ["-m", "desktop"]), "probe-qt"]
    facts: dict[str, Any] = {"version": None, "platform": None, "error": ""}
    facts["asked"] = os.environ.get("QT_QPA_PLATFORM")
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_QT_PROBE_S, check=False)
        found: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return facts | {"error": f"Qt did not start within {_QT_PROBE_S} s"}
    except ValueError:
        return facts | {"error": _reason(done.stderr), "version": _version("PySide6-Essentials")}
    return facts | found


def _reason(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.strip()]
    return lines[0].strip() if lines else "Qt ended without a word"


def probe_qt() -> int:
    """Starts Qt without a window and prints its version and platform as JSON."""
    from PySide6.QtCore import qVersion
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication(["facet"])
    print(json.dumps({"version": qVersion(), "platform": application.platformName()}))
    return 0


def _package_problems() -> list[Problem]:
    problems = []
    runtimes = [name for name in _RUNTIMES if _version(name)]
    if len(runtimes) > 1:
        problems.append(
            Problem(
                f"{' and '.join(runtimes)} are both installed; they overwrite each other's files.",
                f"Uninstall both, then install one: pip uninstall -y {' '.join(runtimes)}",
            )
        )
    others = [name for name in _OTHER_OPENCVS if _version(name)]
    if others:
        problems.append(
            Problem(
                f"{', '.join(others)} is installed beside opencv-python; they overwrite each other's files.",
                f"Uninstall both, then install opencv-python alone: pip uninstall -y {' '.join(others)}",
            )
        )
    return problems


def _model_problems(store: ModelStore, models: list[dict[str, Any]]) -> list[Problem]:
    problems = [Problem(error.message, error.hint) for error in store.refused()]
    problems += [Problem(model["error"], "See the line above.") for model in models if model["error"]]
    if not any(model["task"] in FACE_TASKS for model in models):
        problems.append(Problem("No model for faces is at hand.", "Install Facet again, or train one."))
    return problems


def _qt_problems(qt: dict[str, Any]) -> list[Problem]:
    if qt["platform"]:
        return []
    hint = "On Debian or Ubuntu: apt-get install the packages named in packaging/debian-packages.txt."
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY") and sys.platform == "linux":
        hint = "There is no display here. `facet analyse` works without one."
    return [Problem(f"The window can't open: {qt['error']}.", hint)]
