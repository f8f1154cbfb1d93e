"""What works on this machine and what is wrong, as plain values. Each part is looked at by itself."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from desktop.folders import cache_dir, config_dir, data_dir, log_dir, own_models_dir, pictures_dir
from vision.assets import assets_root
from vision.errors import FacetError

if TYPE_CHECKING:
    from vision.model_store import InstalledModel, ModelStore

T = TypeVar("T")
_PACKAGES = (
    "facet-desktop",
    "PySide6-Essentials",
    "opencv-python",
    "opencv-python-headless",
    "onnxruntime",
    "onnxruntime-gpu",
    "numpy",
    "pillow",
    "tensorflow",
    "tensorflow-cpu",
)
# What must import, what must be in it, and what brings it back.
_PARTS = (
    ("numpy", "ndarray", "pip install --force-reinstall numpy"),
    ("vision.opencv", "cv2", "pip install --force-reinstall opencv-python"),
    (
        "vision.onnx_runtime",
        "ort.InferenceSession",
        "Uninstall every onnxruntime, then install onnxruntime-gpu alone.",
    ),
    ("PySide6.QtCore", "qVersion", "pip install --force-reinstall pyside6-essentials"),
)
# What brings all of packaging/debian-packages.txt: an installed Facet has not that file.
_SYSTEM_LIBRARIES = (
    "On Debian and Ubuntu: sudo apt-get install libdbus-1-3 libegl1 libfontconfig1 libgl1 libglib2.0-0 "
    "libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-randr0 libxcb-shape0 libxkbcommon-x11-0"
)
_RUNTIMES = ("onnxruntime", "onnxruntime-gpu", "onnxruntime-directml", "onnxruntime-openvino")
_OTHER_OPENCVS = ("opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless")
_QT_PROBE_S = 20
_NO_PROVIDERS: dict[str, Any] = {"at_hand": {}}


@dataclass(frozen=True)
class Problem:
    """Something that does not work as a user would expect, and what to do about it."""

    what: str
    hint: str


def examine() -> dict[str, Any]:
    """Everything that `facet doctor` knows, as plain values."""
    problems = [*_part_problems(), *_package_problems()]
    store = _tried(problems, "The models can't be looked at", _store, None)
    models: list[dict[str, Any]] = _tried(problems, "The models can't be opened", lambda: _models(store), [])
    cameras: list[dict[str, Any]] = _tried(problems, "The cameras can't be listed", _cameras, [])
    qt = _qt()
    pulled: list[dict[str, Any]] = _tried(problems, "The pulled models can't be looked at", _pulled, [])
    problems += [*_model_problems(store, models), *_qt_problems(qt)]
    if not cameras:
        problems.append(Problem("No camera was found.", "Plug one in, or use a file, a stream or the demo."))
    return {
        "facet": _version("facet-desktop"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "qt": qt,
        "cameras": cameras,
        "providers": {"asked": "auto"}
        | _tried(problems, "The providers are unknown", _built, _NO_PROVIDERS)
        | _runs(models),
        "models": models,
        "pulled": pulled,
        "folders": {
            "settings": str(config_dir()),
            "data": str(data_dir()),
            "cache": str(cache_dir()),
            "snapshots": str(pictures_dir()),
            "log": str(log_dir()),
            "assets": _tried(problems, "Facet's own files are missing", lambda: str(assets_root()), ""),
            "models": [str(root) for root in store.roots] if store else [],
        },
        "problems": [asdict(problem) for problem in problems],
    }


def _tried(problems: list[Problem], what: str, work: Callable[[], T], otherwise: T) -> T:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - the doctor reports what is broken, whatever it raises
        problems.append(
            Problem(f"{what}: {_first_line(error)}.", "Mend what stands above this, then ask again.")
        )
        return otherwise


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__


def _part_problems() -> list[Problem]:
    """Parts that are installed and yet don't import: half uninstalled, or without their system libraries."""
    problems = []
    for module, content, hint in _PARTS:
        try:
            attrgetter(content)(import_module(module))
        except Exception as error:  # noqa: BLE001 - a broken package raises what it likes
            library = ".so" in str(error)
            name = module.removeprefix("vision.").partition(".")[0].replace("_", "")
            problems.append(
                Problem(
                    f"{name} does not load: {_first_line(error)}.", _SYSTEM_LIBRARIES if library else hint
                )
            )
    return problems


def _store() -> ModelStore:
    from desktop.app import model_store

    store = model_store()
    store.installed()
    return store


def _cameras() -> list[dict[str, Any]]:
    from desktop.engine.sources.camera_list import list_cameras

    return [asdict(camera) for camera in list_cameras()]


def _built() -> dict[str, Any]:
    from vision.sessions import available_providers

    return {"at_hand": available_providers()}


def _runs(models: list[dict[str, Any]]) -> dict[str, Any]:
    """What really runs the models, and why it is that."""
    running = next((model for model in models if model["provider"]), None)
    return {
        "used": running["provider"] if running else None,
        "reason": running["provider_reason"] if running else "no model could be opened",
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _models(store: ModelStore | None) -> list[dict[str, Any]]:
    return [_model(model) for model in store.installed()] if store else []


def _model(model: InstalledModel) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": model.name,
        "task": model.task,
        "version": model.card.version,
        "digest": model.digest,
        "path": str(model.path),
        "provider": None,
        "provider_fell_back": False,
        "error": None,
    }
    from vision.sessions import open_model

    try:
        truth = open_model(model.path).provider
    except FacetError as error:
        return facts | {"error": str(error)}
    return facts | {
        "provider": truth.used,
        "provider_reason": truth.reason,
        "provider_fell_back": truth.fell_back,
    }


def _pulled() -> list[dict[str, Any]]:
    """The models of others that can be pulled, and whether they were; Facet works without them."""
    from desktop.folders import pulled_models_dir
    from vision.pinned_models import PINNED_MODELS
    from vision.pulling import is_pulled

    root = pulled_models_dir()
    return [
        {"name": model.name, "task": model.task, "here": is_pulled(model, root)} for model in PINNED_MODELS
    ]


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
    if others and _version("opencv-python"):
        problems.append(
            Problem(
                f"{', '.join(others)} is installed beside opencv-python; they overwrite each other's files.",
                f"Uninstall both, then install opencv-python alone: pip uninstall -y {' '.join(others)}",
            )
        )
    return problems


def _model_problems(store: ModelStore | None, models: list[dict[str, Any]]) -> list[Problem]:
    if store is None:
        return []
    from desktop.app import FACE_TASKS
    from desktop.models.astray import astray

    refused = (*store.refused(), *astray(own_models_dir()))
    problems = [Problem(error.message, error.hint) for error in refused]
    problems += [
        Problem(model["error"], "Install Facet again, or put a model that runs in its place.")
        for model in models
        if model["error"]
    ]
    fallen = dict.fromkeys(model["provider_reason"] for model in models if model["provider_fell_back"])
    problems += [
        Problem(
            f"There is a GPU, and the models run on the CPU all the same: {reason}.",
            'Install what the GPU needs, on NVIDIA: pip install "facet-desktop[gpu]".',
        )
        for reason in fallen
    ]
    if not any(model["task"] in FACE_TASKS for model in models):
        problems.append(Problem("No model for faces is at hand.", "Install Facet again, or train one."))
    return problems


def _qt_problems(qt: dict[str, Any]) -> list[Problem]:
    if qt["platform"]:
        return []
    error, hint = qt["error"].rstrip("."), _SYSTEM_LIBRARIES
    if "shared object file" in error:
        return [Problem(f"The window can't open: {error}.", hint)]
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY") and sys.platform == "linux":
        hint = "There is no display here. `facet analyse` works without one."
    return [Problem(f"The window can't open: {error}.", hint)]
