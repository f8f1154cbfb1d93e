"""What a finished bundle needs of a Linux: libraries that it does not bring, and the oldest glibc."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# Libraries that stay the system's own, and which package of Debian and Ubuntu brings each: they go with its
# graphics driver, display, fonts and message bus, and other copies would not fit. A library that is neither
# here nor in the bundle stops the build: some user's machine lacks it.
SYSTEM_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb.so.1": "libxcb1",
}
_GLIBC = re.compile(r"^(ld-linux-.*|lib(c|dl|m|pthread|resolv|rt|util))\.so\.\d+$")
_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
_GLIBC_VERSION = re.compile(r"GLIBC_(\d+)\.(\d+)")


@dataclass(frozen=True)
class Needs:
    """`glibc`: the oldest version that has everything. `packages`: Debian's, besides."""

    glibc: str
    packages: list[str]


def orphans(binaries: Mapping[str, Path]) -> set[str]:
    """Which shared libraries, by their path in the bundle, nothing that is in it is linked to.

    They came with a plugin that stays out. Modules and plugins are loaded by name and are no orphans.
    """
    linked = {target: _needed(source) for target, source in binaries.items()}
    gone: set[str] = set()
    while True:
        needed = set().union(*(names for target, names in linked.items() if target not in gone))
        more = {target for target in linked if _is_linked_only(target) and Path(target).name not in needed}
        if more <= gone:
            return gone
        gone |= more


def _is_linked_only(target: str) -> bool:
    """Whether a file is there for others to be linked to. The starter opens Python's library by name."""
    folder, name = str(Path(target).parent), Path(target).name
    for_linking = folder in (".", "PySide6/Qt/lib") or folder.endswith(".libs")
    return for_linking and not name.startswith("libpython")


def _needed(source: Path) -> set[str]:
    return set(_NEEDED.findall(_readelf("--dynamic", [source]))) if _is_elf(source) else set()


def examine(folder: Path) -> Needs:
    """Reads every library of the bundle. Exits with a sentence where one needs what nobody brings."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and _is_elf(path)]
    here = {path.name for path in files} | {path.name for path in folder.rglob("*") if path.is_symlink()}
    needed = set(_NEEDED.findall(_readelf("--dynamic", files))) - here
    needed = {name for name in needed if not _GLIBC.match(name)}
    unknown = sorted(needed - SYSTEM_LIBRARIES.keys())
    if unknown:
        sys.exit(f"the bundle needs {', '.join(unknown)} and neither brings it nor says so to users")
    versions = {(int(a), int(b)) for a, b in _GLIBC_VERSION.findall(_readelf("--version-info", files))}
    glibc = ".".join(map(str, max(versions)))
    return Needs(glibc, sorted({SYSTEM_LIBRARIES[name] for name in needed}))


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _readelf(what: str, files: list[Path]) -> str:
    command = ["readelf", "--wide", what, *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    print(examine(Path(sys.argv[1])))
