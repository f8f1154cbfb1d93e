"""OpenCV's linear algebra on Linux: Debian's plain LAPACK in the place of OpenBLAS, 30 MB smaller.

OpenBLAS holds each routine anew for every processor, for matrices of hundreds of rows. Facet gives OpenCV
none: what it asks of it, from resizing to finding faces, has its own code there. NumPy keeps its OpenBLAS.
"""

from __future__ import annotations

import subprocess
import sysconfig
from collections.abc import Sequence
from pathlib import Path

Entry = tuple[str, str, str]
"""Of PyInstaller: the path in the bundle, the file, the kind."""

# Those of Debian's and Ubuntu's packages liblapack3 and libblas3, whatever /etc/alternatives says.
_LIBRARIES = ("lapack/liblapack.so.3", "blas/libblas.so.3", "libgfortran.so.5", "libquadmath.so.0")


def plain_libraries() -> list[Path]:
    """LAPACK, BLAS and what they need, where this system has them all; else nothing."""
    folder = Path("/usr/lib", sysconfig.get_config_var("MULTIARCH") or "")
    found = [folder / name for name in _LIBRARIES if not name.startswith("libquadmath")]
    if not all(path.is_file() for path in found):
        return []
    return found + [path for path in [folder / "libquadmath.so.0"] if path.is_file()]  # x86 alone has it


def slimmer(binaries: Sequence[Entry], plain: Sequence[Path], work: Path) -> list[Entry]:
    """The bundle's libraries with a stand-in for OpenCV's OpenBLAS, which only loads the plain ones.

    Unchanged where there are no plain ones, or where they lack a function that OpenCV takes from OpenBLAS.
    """
    openblas = [entry for entry in binaries if Path(entry[0]).match("opencv*.libs/libopenblas*")]
    users = [Path(source) for target, source, _ in binaries if Path(target).match("cv2/*.so")]
    if not openblas or not plain:
        return list(binaries)
    asked = set().union(*map(_asked, users)) & _offered(Path(openblas[0][1]))
    if asked - set().union(*map(_offered, plain)):
        return list(binaries)
    name = Path(openblas[0][0]).name
    stand_in = work / name
    command = ["ld", "-shared", "--no-as-needed", "-soname", name, "-o", str(stand_in), *map(str, plain[:2])]
    subprocess.run(command, check=True)
    others = [entry for entry in binaries if entry not in openblas]
    added = [(path.name, str(path), "BINARY") for path in plain]
    return [*others, (openblas[0][0], str(stand_in), "BINARY"), *added]


def _asked(library: Path) -> set[str]:
    return _symbols("--undefined-only", library)


def _offered(library: Path) -> set[str]:
    return _symbols("--defined-only", library)


def _symbols(which: str, library: Path) -> set[str]:
    command = ["nm", "--dynamic", "--format=posix", which, str(library)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return {line.split()[0].partition("@")[0] for line in lines if line}
