"""Kills a process at every statement of a change to a gallery, and looks at what is left. POSIX only.

    python -m tests.support.killed_gallery FOLDER enrol|rename|merge|erase|rebuild|everywhere

For the n-th statement: a fresh copy of FOLDER, a child that is killed with SIGKILL just before it, then the
copy is opened again. Prints what was found each time as one JSON line.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.people.erasure import erase_person, finish_erasures
from desktop.people.gallery import Gallery
from desktop.people.rebuild import missing, rebuild
from desktop.people.records import Consent
from desktop.recording.session_file import ANSWERS_FILE
from tests.support.drawn_people import KeptEmbedder, drawn_face


def _enrol(gallery: Gallery) -> None:
    gallery.enrol("Dee", [drawn_face(5, 0), drawn_face(5, 1)], consent=Consent("pictures"))


def _rename(gallery: Gallery) -> None:
    gallery.rename(gallery.person("Ada").id, "Countess")


def _merge(gallery: Gallery) -> None:
    gallery.merge(gallery.person("Bo").id, gallery.person("Ada").id)


def _erase(gallery: Gallery) -> None:
    gallery.erase(gallery.person("Ada").id)


def _erase_everywhere(gallery: Gallery) -> None:
    """Also from the recordings, which lie in the gallery's folder here."""
    erase_person(gallery, gallery.person("Ada").id, _recordings(gallery))


def _recordings(gallery: Gallery) -> list[Path]:
    return sorted(path.parent for path in gallery.folder.rglob(ANSWERS_FILE))


def _rebuild(gallery: Gallery) -> None:
    rebuild(gallery, KeptEmbedder(), batch=2)


OPERATIONS: dict[str, Callable[[Gallery], None]] = {
    "enrol": _enrol,
    "rename": _rename,
    "merge": _merge,
    "erase": _erase,
    "rebuild": _rebuild,
    "everywhere": _erase_everywhere,
}


def _run_until(folder: Path, operation: str, statement: int) -> None:
    """The child's life: ends by SIGKILL before that statement, or by itself."""
    seen = 0

    def count(_: str) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    gallery = Gallery(folder)
    gallery.database._connection.set_trace_callback(count)
    connect = sqlite3.connect

    def traced(*values: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*values, **named)
        connection.set_trace_callback(count)
        return connection

    sqlite3.connect = traced  # the recordings' files are opened later
    OPERATIONS[operation](gallery)
    os._exit(0)


def _found(folder: Path) -> dict[str, object]:
    with Gallery(folder) as gallery:
        finished = finish_erasures(gallery, lambda: _recordings(gallery), lambda _: None)
        database = gallery.database
        return {
            "finished": finished,
            "people": {person.name: person.references for person in gallery.people()},
            "consents": database.number("SELECT count(*) FROM consents"),
            "missing": missing(gallery, KeptEmbedder().digest),
            "orphans": len(database.rows("PRAGMA foreign_key_check")),
            "integrity": database.rows("PRAGMA integrity_check")[0][0],
            "scrub_due": database.number("SELECT value FROM facts WHERE key = 'scrub_due'"),
            "audit": [entry.action for entry in gallery.audit()][3:],
            "changes": [change.kind for change in gallery.changes()][:-3],
        }


def main() -> None:
    source, operation = Path(sys.argv[1]), sys.argv[2]
    for statement in range(1, 400):
        copy = source.with_name(f"killed-{operation}")
        shutil.copytree(source, copy)
        child = os.fork()
        if child == 0:
            _run_until(copy, operation, statement)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        found = _found(copy)
        named = [path.name for path in copy.rglob("*") if path.is_file() and b"Ada" in path.read_bytes()]
        print(json.dumps({"statement": statement, "killed": killed, **found, "named": named}))
        shutil.copytree(copy, source.with_name(f"last-{operation}"), dirs_exist_ok=True)
        shutil.rmtree(copy)
        if not killed:
            return


if __name__ == "__main__":
    main()
