"""Output files that are replaced whole: written beside, renamed when done."""

from __future__ import annotations

import errno
import json
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from vision.errors import FacetError, SourceLost

# What ends a run early and leaves what was written before it whole and worth having.
_ENDS_EARLY = (KeyboardInterrupt, SourceLost)


class OutputUnwritable(FacetError):
    """A file that was asked for can't be written; what was there before is kept."""

    def __init__(self, path: Path | str, error: OSError) -> None:
        reason = error.strerror or str(error)
        super().__init__(f"{path}: it can't be written ({reason}).", hint="What was there before is kept.")


class RowWriter:
    """One JSON object a line, UTF-8."""

    def __init__(self, file: BinaryIO, name: str, *, at_once: bool) -> None:
        """`name` is what an error calls the file. `at_once`: somebody reads along, so each row is flushed."""
        self._file = file
        self._name = name
        self._at_once = at_once

    def write(self, row: dict[str, Any]) -> None:
        """Raises OutputUnwritable, and BrokenPipeError where the reader has gone."""
        try:
            self._file.write(_line(row))
            if self._at_once:
                self._file.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputUnwritable(self._name, error) from error


@contextmanager
def rows_to(target: str | None) -> Iterator[RowWriter | None]:
    """A writer of JSON lines to a file, to standard output (`-`), or None for None.

    The file takes its place when the block ends, also by Ctrl-C or where a stream breaks off: the rows so far
    are whole lines. Any other error leaves what was there. A device or named pipe is written to as it is.
    Raises OutputUnwritable.
    """
    if target is None:
        yield None
    elif target == "-":
        yield RowWriter(sys.stdout.buffer, "standard output", at_once=True)
    elif _is_special(Path(target)):
        with _opened(Path(target), target) as file:
            yield RowWriter(file, target, at_once=True)
    else:
        with beside(Path(target), keep_when_cut_short=True) as path, _opened(path, target) as file:
            yield RowWriter(file, target, at_once=False)


@contextmanager
def beside(target: Path, *, keep_when_cut_short: bool = False) -> Iterator[Path]:
    """An empty file beside `target`, with its suffix, that becomes `target` when the block ends well.

    `keep_when_cut_short`: also when Ctrl-C or the loss of a source ends it, if anything was written.
    Where `target` is a link, the file that it points to is replaced. Raises OutputUnwritable.
    """
    place = Path(os.path.realpath(target))
    try:
        path = _new_file_beside(place)
    except OSError as error:
        raise OutputUnwritable(target, error) from error
    try:
        yield path
        _take_place(path, place)
    except _ENDS_EARLY:
        if keep_when_cut_short and path.stat().st_size:
            _take_place(path, place)
        raise
    finally:
        path.unlink(missing_ok=True)


def _line(row: dict[str, Any]) -> bytes:
    try:
        return (json.dumps(row, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # a file name that is no text: its bytes come as \udc.. escapes
        return (json.dumps(row) + "\n").encode()


def _is_special(path: Path) -> bool:
    """Whether something is there that is neither file nor folder: /dev/null must not be replaced."""
    try:
        return path.exists() and not (path.is_file() or path.is_dir())
    except OSError:
        return False


@contextmanager
def _opened(path: Path, name: str) -> Iterator[BinaryIO]:
    try:
        file = path.open("wb")
    except OSError as error:
        raise OutputUnwritable(name, error) from error
    try:
        yield file
    finally:
        try:
            file.close()
        except BrokenPipeError:
            raise
        except OSError as error:  # a full disk is noticed last here
            raise OutputUnwritable(name, error) from error


def _new_file_beside(place: Path) -> Path:
    """Raises OSError where `place` could not be replaced either."""
    place.parent.mkdir(parents=True, exist_ok=True)
    known = place.exists()
    if place.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if known and not place.is_file():
        raise OSError(errno.EINVAL, "it is a device or pipe")
    if known and not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, "it is write-protected")
    path = place.with_name(f".{place.stem}.{secrets.token_hex(4)}{place.suffix}")
    mode = place.stat().st_mode & 0o777 if known else 0o666  # a private file stays private
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    os.close(handle)
    if known:
        path.chmod(mode)
    return path


def _take_place(path: Path, target: Path) -> None:
    try:
        path.replace(target)
    except OSError as error:
        raise OutputUnwritable(target, error) from error
