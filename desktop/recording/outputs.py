"""Output files that are replaced whole: written beside, renamed when done."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from vision.errors import FacetError


class OutputUnwritable(FacetError):
    """A file that was asked for can't be written; what was there before is kept."""

    def __init__(self, path: Path | str, error: OSError) -> None:
        reason = error.strerror or str(error)
        super().__init__(f"{path}: it can't be written ({reason}).", hint="What was there before is kept.")


class RowWriter:
    """One JSON object a line."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, row: dict[str, Any]) -> None:
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")


@contextmanager
def rows_to(target: str | None) -> Iterator[RowWriter | None]:
    """A writer of JSON lines to a file, to standard output (`-`), or None for None.

    The file takes its place when the block ends, also by Ctrl-C: the rows so far are whole lines. Any other
    error leaves what was there. Raises OutputUnwritable.
    """
    if target is None:
        yield None
    elif target == "-":
        yield RowWriter(sys.stdout)
        sys.stdout.flush()
    else:
        with beside(Path(target), keep_on_interrupt=True) as path:
            try:
                with path.open("w", encoding="utf-8") as file:
                    yield RowWriter(file)
            except OSError as error:
                raise OutputUnwritable(target, error) from error


@contextmanager
def beside(target: Path, *, keep_on_interrupt: bool = False) -> Iterator[Path]:
    """A path beside `target`, with its suffix, that becomes `target` when the block ends well."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.stem}.", suffix=target.suffix, dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise OutputUnwritable(target, error) from error
    path = Path(name)
    try:
        yield path
        _take_place(path, target)
    except KeyboardInterrupt:
        if keep_on_interrupt:
            _take_place(path, target)
        raise
    finally:
        path.unlink(missing_ok=True)


def _take_place(path: Path, target: Path) -> None:
    try:
        path.chmod(0o644)
        path.replace(target)
    except OSError as error:
        raise OutputUnwritable(target, error) from error
