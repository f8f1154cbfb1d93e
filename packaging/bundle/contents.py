"""What goes into the bundle: the packages that the desktop needs to run, and of their files those it uses."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from fnmatch import fnmatch
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

from packaging.utils import canonicalize_name
from system_needs import SYSTEM_LIBRARIES

from packaging.requirements import Requirement

# Qt's plugins by folder; "*" takes the folder whole. What is not named stays out.
QT_PLUGINS = {
    "egldeviceintegrations": (),
    "generic": (),
    "iconengines": ("*",),
    "imageformats": ("*qgif.*", "*qico.*", "*qjpeg.*", "*qsvg.*", "*qwebp.*"),
    "platforminputcontexts": ("*composeplatform*", "*ibusplatform*"),
    "platforms": ("*qxcb.*", "*qwayland*", "*qoffscreen.*", "*qminimal.*", "*qwindows.*", "*qcocoa.*"),
    "platformthemes": ("*xdgdesktopportal*",),  # not qgtk3: it would bring all of GTK
    "styles": ("*",),
    "wayland-decoration-client": ("*",),
    "wayland-graphics-integration-client": ("*wayland-egl*", "*shm-emulation*"),
    "wayland-shell-integration": ("*xdg-shell*", "*qt-shell*"),
    "xcbglintegrations": ("*",),
}
# The languages that Facet speaks, for the words of Qt's own dialogs.
QT_LANGUAGES = ("ar", "de", "en", "es", "fr", "zh_CN")
LEFT_OUT = (
    "cv2/qt/*",  # windows and fonts of OpenCV's own, which Facet never opens
    "cv2/data/*",  # cascades: Facet has its own copy of the one it uses
    "onnxruntime/capi/libonnxruntime.so*",  # for programs in C; the Python module holds the runtime itself
    "PySide6/Qt/qml/*",
    "assets/translations/*.ts",  # what the .qm files beside them are made of
    # how a package came here, which names this machine
    "*.dist-info/INSTALLER",
    "*.dist-info/RECORD",
    "*.dist-info/REQUESTED",
    "*.dist-info/direct_url.json",
    "*.dist-info/sboms/*",
    "*.dist-info/uv_*",
)
CUDA_FILES = ("*onnxruntime_providers_cuda*", "*onnxruntime_providers_tensorrt*")
# Asked for by packages that do without; PyInstaller would bring whatever of them is installed here.
MODULES_LEFT_OUT = (
    "IPython",
    "PySide6.QtNetwork",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "_pytest",
    "google.colab",
    "hypothesis",
    "keras",
    "matplotlib",
    "mypy",
    "numpy._core._simd",
    "numpy.f2py",
    "numpy.testing",
    "onnx.backend.test",
    "onnxruntime.tools",
    "onnxruntime.transformers",
    "pandas",
    "pip",
    "pydantic.mypy",
    "pydantic.v1",
    "pytest",
    "rich",
    "scipy",
    "setuptools",
    "skimage",
    "sklearn",
    "sympy",
    "tensorflow",
    "threadpoolctl",
    "tkinter",
    "torch",
    "trainer",
    "yaml",
)


# The bundle is made with these in place of what pyproject.toml asks for: packaging/requirements/bundle.in.
INSTEAD = {"onnxruntime-gpu": "onnxruntime", "opencv-python": "opencv-python-headless"}


def runtime_packages(pyproject: Path) -> set[str]:
    """The names of the packages that an installed desktop has: what it needs, and what those need."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    found = {canonicalize_name(project["name"])}
    wanted = _needed(project["dependencies"])
    while wanted:
        name = _installed(wanted.pop())
        if name not in found:
            found.add(name)
            wanted += _needed(distribution(name).requires or ())
    return found


def _installed(name: str) -> str:
    try:
        distribution(name)
    except PackageNotFoundError:
        return INSTEAD.get(name, name)
    return name


def _needed(requirements: Iterable[str]) -> list[str]:
    """The names of those that count on this system."""
    read = (Requirement(text) for text in requirements)
    here = (one for one in read if one.marker is None or one.marker.evaluate({"extra": ""}))
    return [canonicalize_name(one.name) for one in here]


def foreign_modules(modules: Iterable[str], packages: set[str]) -> set[str]:
    """Top names of modules that are neither Python's, nor Facet's, nor of those packages."""
    owners = packages_distributions()
    own = {"desktop", "vision", "start", "PyInstaller", "pyi_splash"} | set(sys.stdlib_module_names)
    tops = {name.partition(".")[0] for name in modules} - own
    known = {top for top in tops if packages & {canonicalize_name(owner) for owner in owners.get(top, ())}}
    return {
        top for top in tops - known if not top.startswith(("_sysconfigdata", "pyimod", "_pyi_", "pyi_rth"))
    }


def is_wanted(target: str, *, cuda: bool) -> bool:
    """Whether a file belongs into the bundle, by its path there."""
    path = Path(target).as_posix()
    if path in SYSTEM_LIBRARIES:
        return False
    if any(fnmatch(path, pattern) for pattern in LEFT_OUT):
        return False
    if not cuda and any(fnmatch(path, pattern) for pattern in CUDA_FILES):
        return False
    plugin = re.search(r"PySide6/(?:Qt/)?plugins/([^/]+)/([^/]+)$", path)
    if plugin:
        return any(fnmatch(plugin[2], pattern) for pattern in QT_PLUGINS.get(plugin[1], ()))
    translation = re.search(r"PySide6/(?:Qt/)?translations/(\w+?)_(\w+)\.qm$", path)
    if translation:
        return translation[1] == "qtbase" and translation[2] in QT_LANGUAGES
    return True


def data_files(root: Path, rooms: Iterable[str]) -> list[tuple[str, str]]:
    """What lies beside the modules of these rooms: translations and the like, each with its folder."""
    files = (path for room in rooms for path in sorted((root / room).rglob("*")) if path.is_file())
    return [
        (str(path), path.parent.relative_to(root).as_posix())
        for path in files
        if path.suffix not in (".py", ".pyc")
    ]


def module_names(root: Path, rooms: Iterable[str]) -> list[str]:
    """Every module of these rooms, also those that are imported by name only."""
    files = (path.relative_to(root) for room in rooms for path in sorted((root / room).rglob("*.py")))
    return [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in files]
