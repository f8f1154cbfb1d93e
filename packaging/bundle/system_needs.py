"""What a finished bundle needs of a Linux: libraries that it does not bring, and the oldest glibc."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# Libraries that stay the system's own, and which package of Debian and Ubuntu brings each: they belong to the
# graphics driver or the display, which another copy would not fit. A library that is neither here nor in the
# bundle stops the build: some user's machine lacks it.
SYSTEM_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
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
