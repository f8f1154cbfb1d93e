"""The gallery's SQLite file: opened, checked, brought to the present form, written in whole transactions."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.people.schema import APPLICATION_ID, MIGRATIONS, VERSION
from vision.errors import FacetError

_BUSY_S = 10.0
_BESIDE = ("-wal", "-shm")
_MANNERS = ("foreign_keys = ON", "secure_delete = ON", "synchronous = FULL", "temp_store = MEMORY")


class GalleryUnusable(FacetError):
    """A gallery's file can't be opened; it was left as it is."""

    def __init__(self, path: Path, reason: str, *, hint: str, newer: bool = False) -> None:
        super().__init__(f"{path}: {reason}.", hint=hint)
        self.path = path
        self.reason = reason
        self.newer = newer


class Database:
    """One connection to a gallery. Threads take turns; other processes may have the file open too."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the file. Raises GalleryUnusable: broken, not a gallery, or of a newer Facet."""
        self.path = path
        self._turn = threading.RLock()
        self._depth = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Faces are nobody else's business: the file, and the journal after it, are the user's alone.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._connection = _connect(path)
        except (OSError, sqlite3.OperationalError) as error:
            raise GalleryUnusable(
                path,
                f"the gallery can't be opened ({_said(error)})",
                hint="Choose a folder that you may write.",
            ) from error
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        with self._turn:
            self._connection.close()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a question."""
        with self._turn:
            return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        """The first row, or None."""
        with self._turn:
            row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
            return row

    def number(self, sql: str, values: Sequence[Any] = ()) -> int:
        """The first value of the first row, as a whole number; 0 where there is none."""
        row = self.one(sql, values)
        return int(row[0] or 0) if row else 0

    def write(self, sql: str, values: Sequence[Any] = ()) -> int:
        """One statement inside `transaction`; gives the new row's id."""
        if not self._depth:
            raise RuntimeError("a gallery is written in a transaction only")
        return int(self._connection.execute(sql, values).lastrowid or 0)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or nothing, also when the process is killed. Blocks may stand in one another."""
        with self._turn:
            if self._depth:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                self._connection.execute("UPDATE facts SET value = value + 1 WHERE key = 'generation'")
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What is read in the block is of one moment."""
        with self._turn:
            if self._depth:
                yield
                return
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("COMMIT")

    def generation(self) -> int:
        """Grows with every change, whoever made it: one who holds a snapshot asks whether it is old."""
        return self.number("SELECT value FROM facts WHERE key = 'generation'")

    def scrub(self) -> None:
        """Rewrites the file without what was deleted, and empties its journal.

        What is due stays noted in the file until it is done: killed in between, the next opening goes on.
        Raises GalleryUnusable where another program keeps the file busy.
        """
        with self._turn:
            try:
                self._connection.execute("VACUUM")
                self._empty_journal()
                with self.transaction():
                    self.write("UPDATE facts SET value = 0 WHERE key = 'scrub_due'")
                self._empty_journal()
            except sqlite3.OperationalError as error:
                raise GalleryUnusable(
                    self.path,
                    f"what was deleted is not yet overwritten, the file is in use ({_said(error)})",
                    hint="Close other windows of Facet; it is done when the gallery is next opened.",
                ) from error

    def _empty_journal(self) -> None:
        busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise sqlite3.OperationalError("the journal is being read")

    def _prepare(self) -> None:
        try:
            for manner in _MANNERS:
                self._connection.execute(f"PRAGMA {manner}")
            version = self._checked_version()
            self._connection.execute("PRAGMA journal_mode = WAL")
            for step in range(version, VERSION):
                self._migrate(step)
            if self._connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("its pages contradict each other")
            due = self.number("SELECT value FROM facts WHERE key = 'scrub_due'")
        except sqlite3.OperationalError as error:
            raise GalleryUnusable(
                self.path, f"the gallery can't be used now ({_said(error)})", hint="Try again in a moment."
            ) from error
        except sqlite3.DatabaseError as error:
            raise GalleryUnusable(
                self.path,
                f"the gallery is damaged ({_said(error)}); nothing was changed",
                hint="Import an exported archive into a new gallery, or move the file away to begin anew.",
            ) from error
        if due:
            self.scrub()

    def _checked_version(self) -> int:
        """The file's version; refuses a newer one, and other programs' files."""
        version = self._pragma("user_version")
        owner = self._pragma("application_id")
        if owner != APPLICATION_ID and (version or self.number("SELECT count(*) FROM sqlite_master")):
            raise GalleryUnusable(
                self.path, "this is no gallery of Facet's", hint="Choose another folder for the gallery."
            )
        if version > VERSION:
            raise GalleryUnusable(
                self.path,
                f"a newer Facet wrote this gallery (form {version}, this one knows {VERSION})",
                hint="Update Facet; the file was not touched.",
                newer=True,
            )
        return version

    def _migrate(self, step: int) -> None:
        # One transaction holds the new tables and the new number: killed in between, the old form stands.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            if self._pragma("user_version") == step:
                for statement in _statements(MIGRATIONS[step]):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                self._connection.execute(f"PRAGMA user_version = {step + 1}")
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    def _pragma(self, name: str) -> int:
        return int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])


def set_aside(path: Path) -> Path:
    """Renames a gallery that can't be used, with its journal, so that a new one can begin."""
    stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    aside = path.with_name(f"{path.stem}-{stamp}{path.suffix}")
    number = 2
    while aside.exists():
        aside = path.with_name(f"{path.stem}-{stamp}-{number}{path.suffix}")
        number += 1
    for suffix in (*_BESIDE, ""):  # the file itself last: without it, the rest is nobody's
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would end the transaction around them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _said(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
