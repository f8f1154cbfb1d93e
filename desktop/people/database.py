"""The gallery's SQLite file: opened, checked, brought to the present form, written in whole transactions."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.people.schema import APPLICATION_ID, MIGRATIONS, VERSION
from desktop.people.soundness import CheckBeside, first_fault
from vision.errors import FacetError

_log = logging.getLogger(__name__)
_BUSY_S = 10.0
_LARGE_BYTES = 32 << 20  # a smaller file is read whole at each opening, in a tenth of a second at most
_REWRITTEN_ON_DISK_BYTES = 256 << 20
_CHECK_EVERY_S = 30 * 86_400.0
_IN_THE_WAY = (  # what passes, or what the user can mend; anything else is a mistake of the program
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)
_COUNTS = ("generation", "choosing")
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
        self._check: CheckBeside | None = None
        self._fault: str | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _make_private(path)
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
        self._stop_check()
        with self._turn:
            self._connection.close()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a question. Raises GalleryUnusable where the file turns out to be damaged or in use."""
        with self._turn, self._plainly():
            return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        """The first row, or None. Raises as `rows` does."""
        with self._turn, self._plainly():
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
        with self._plainly():
            return int(self._connection.execute(sql, values).lastrowid or 0)

    @contextmanager
    def transaction(self, *, counts: Sequence[str] = _COUNTS) -> Iterator[None]:
        """All of the block or nothing, also when the process is killed. Blocks may stand in one another.

        `counts`: the facts that tell others of a change. Raises GalleryUnusable where another program keeps
        the file busy.
        """
        with self._turn:
            if self._depth:
                yield
                return
            with self._plainly():
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                with self._plainly():
                    for count in counts:
                        self._connection.execute("UPDATE facts SET value = value + 1 WHERE key = ?", (count,))
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
        return self.fact("generation")

    def fact(self, key: str) -> int:
        """A number that the file keeps of itself."""
        return self.number("SELECT value FROM facts WHERE key = ?", (key,))

    def scrub(self) -> None:
        """Rewrites the file without what was deleted, and empties its journal.

        What is due stays noted in the file until it is done: killed in between, the next opening goes on.
        Raises GalleryUnusable where another program keeps the file busy.
        """
        self._stop_check()  # it reads the journal; it is due again when the file is next opened
        with self._turn:
            try:
                self._rewrite()
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

    def _rewrite(self) -> None:
        """The whole file anew. Those who stay lie in memory meanwhile, or, of a large file, on the disk."""
        large = self.path.stat().st_size >= _REWRITTEN_ON_DISK_BYTES
        self._connection.execute(f"PRAGMA temp_store = {'FILE' if large else 'MEMORY'}")
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA temp_store = MEMORY")

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
            self._look_whether_whole()
            due = self.fact("scrub_due")
        except sqlite3.OperationalError as error:
            raise GalleryUnusable(
                self.path, f"the gallery can't be used now ({_said(error)})", hint="Try again in a moment."
            ) from error
        except sqlite3.DatabaseError as error:
            raise self._damaged(_said(error)) from error
        if due:
            self.scrub()
        if not self._is_small() and time.time() - self.fact("checked_s") > _CHECK_EVERY_S:
            self._check = CheckBeside(self.path, self._checked)

    def _look_whether_whole(self) -> None:
        """A small file is read now; a large one beside the work, once in thirty days.

        Where something was found to be wrong with it, it is read now, however large it is.
        """
        due = self.fact("check_due")
        if due or self._is_small():
            fault = first_fault(self._connection)
            if fault is not None:
                raise sqlite3.DatabaseError(fault)
            if due:
                self.note_checked()

    def _is_small(self) -> bool:
        return self.path.stat().st_size < _LARGE_BYTES

    def note_checked(self) -> None:
        """The file was read whole just now, and is sound."""
        with self.transaction(counts=()):
            self.write("UPDATE facts SET value = ? WHERE key = 'checked_s'", (int(time.time()),))
            self.write("UPDATE facts SET value = 0 WHERE key = 'check_due'")

    def wait_for_check(self) -> None:
        """Until the check beside the work, where one is under way, has ended."""
        if self._check is not None:
            self._check.wait()

    def _checked(self, fault: str | None) -> None:
        """Called in the check's thread."""
        try:
            if fault is None:
                self.note_checked()
                return
            _log.error("%s: the gallery is damaged (%s)", self.path, fault)
            with self._turn:
                self._fault = fault
                self._note_check_due()
        except (GalleryUnusable, sqlite3.ProgrammingError) as error:  # in use, or closed just now
            _log.debug("the gallery's check was not noted: %s", error)

    def _stop_check(self) -> None:
        if self._check is not None:
            self._check.stop()
            self._check = None

    def _note_check_due(self) -> None:
        """The next opening reads the file whole, and refuses it where it is damaged."""
        with suppress(sqlite3.Error):
            if not self._connection.in_transaction:
                self._connection.execute("UPDATE facts SET value = 1 WHERE key = 'check_due'")

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        """A damaged or busy file in words that act. Inside `_turn`."""
        if self._fault is not None:
            raise self._damaged(self._fault)
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _IN_THE_WAY:
                raise
            raise GalleryUnusable(
                self.path, f"the gallery can't be used now ({_said(error)})", hint="Try again in a moment."
            ) from error
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:
                raise
            self._note_check_due()
            raise self._damaged(_said(error)) from error

    def _damaged(self, said: str) -> GalleryUnusable:
        return GalleryUnusable(
            self.path,
            f"the gallery is damaged ({said}); nothing was changed",
            hint="Import an exported archive into a new gallery, or move the file away to begin anew.",
        )

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


def _make_private(path: Path) -> None:
    """A new file that is the user's alone, as the journal after it will be: faces are nobody else's business.

    One that is there is not touched: to close it here would end the locks that another connection of this
    process holds on it (POSIX), and another process would then take its journal away, with what is in it.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


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
