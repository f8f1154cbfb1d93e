"""Whether a gallery's pages are whole: small files are read at each opening, large ones beside the work."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

_log = logging.getLogger(__name__)
_STEPS = 20_000  # of SQLite's machine, between two looks whether to stop
_REST_S = 20.0  # whoever opens the file reads from the same disk at first


def first_fault(connection: sqlite3.Connection) -> str | None:
    """What is wrong with the file, None where it is whole. Reads all of it."""
    try:
        said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if said == "ok" else "its pages contradict each other"


class CheckBeside:
    """Reads a file whole in a thread of its own, through a connection of its own, and tells what it found."""

    def __init__(
        self, path: Path, found: Callable[[str | None], None], *, rest_s: float | None = None
    ) -> None:
        """`found` is called in the thread, unless it is stopped before. `rest_s`: before it begins."""
        self._path = path
        self._found = found
        self._rest_s = _REST_S if rest_s is None else rest_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gallery-check", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends it soon; what it has read so far says nothing."""
        self._stopped.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def wait(self) -> None:
        """Until it has told what it found."""
        self._thread.join()

    def _run(self) -> None:
        if self._stopped.wait(self._rest_s):
            return
        try:
            with closing(sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
                connection.set_progress_handler(self._stopped.is_set, _STEPS)
                fault = first_fault(connection)
        except sqlite3.OperationalError as error:  # interrupted, or the file is in use
            _log.debug("the gallery was not checked: %s", error)
            return
        if not self._stopped.is_set():
            self._found(fault)
