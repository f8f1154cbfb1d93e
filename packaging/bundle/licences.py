"""Licence texts that come with no package: those of Qt, ONNX Runtime, Python and the system's libraries."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

_FOLDER = "licences"
_RUNTIME_NOTICES = ("LICENSE", "ThirdPartyNotices.txt")


def own_texts(here: Path) -> list[tuple[str, str]]:
    """The texts that are kept in `packaging/bundle/licences`, and where they go."""
    return [(str(path), _FOLDER) for path in sorted((here / "licences").iterdir())]


def python_text() -> list[tuple[str, str]]:
    """Python's own."""
    candidates = (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt")
    return [(str(path), f"{_FOLDER}/python") for path in candidates if path.is_file()][:1]


def runtime_texts(packages: Iterable[str]) -> list[tuple[str, str]]:
    """ONNX Runtime's, which lie in its package."""
    runtimes = [name for name in packages if name.startswith("onnxruntime")]
    files = [
        Path(str(distribution(name).locate_file(f"onnxruntime/{notice}")))
        for name in runtimes
        for notice in _RUNTIME_NOTICES
    ]
    return [(str(path), f"{_FOLDER}/onnxruntime") for path in files if path.is_file()]


def system_texts(libraries: Iterable[str]) -> list[tuple[str, str, str]]:
    """Of libraries from Debian's packages: (target, source, "DATA"), as PyInstaller lists files."""
    if shutil.which("dpkg-query") is None:
        return []
    packages = {name for library in libraries if (name := _package_of(Path(library)))}
    texts = {name: Path("/usr/share/doc") / name / "copyright" for name in sorted(packages)}
    return [
        (f"{_FOLDER}/system/{name}.txt", str(text), "DATA") for name, text in texts.items() if text.is_file()
    ]


def _package_of(library: Path) -> str:
    """The package that a file belongs to; "" where none has it. /lib and /usr/lib may be one folder."""
    real = library.resolve()
    for path in dict.fromkeys((library, real, Path(str(real).removeprefix("/usr")))):
        done = subprocess.run(["dpkg-query", "-S", str(path)], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.partition(":")[0]
    return ""
