"""A recorded session's answers: one SQLite file in the recording's folder, opened, read and written.

SQLite with a journal: what was committed survives a process that is killed, and erasing can overwrite.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.identity import TASK as IDENTITY
from desktop.engine.identity import IdentityAnswer
from desktop.recording.session_schema import APPLICATION_ID, TABLES, VERSION
from vision.errors import FacetError
from vision.recognisers import Answer

ANSWERS_FILE = "answers.sqlite"
PICTURE_FILE = "picture.mkv"
_BUSY_S = 10.0
_FACE = (
    "frame, track, x, y, width, height, held, seen_for_s, answers, asked_who, who, nearest, likeness, bar, "
    "who_reason"
)


class RecordingUnusable(FacetError):
    """A recording can't be opened; it was left as it is."""

    def __init__(self, folder: Path, reason: str, *, hint: str = "Nothing was changed.") -> None:
        super().__init__(f"The recording {folder.name} can't be used: {reason}.", hint=hint)
        self.folder = folder


class SessionFile:
    """The answers of one recording. Threads take turns. Raises RecordingUnusable where it can't be opened."""

    def __init__(self, folder: Path, *, make: bool = False) -> None:
        """`make`: a new one, in a folder that holds none."""
        self.folder = folder
        self._turn = threading.RLock()
        self._names: dict[tuple[str, int | None], int] = {}
        path = folder / ANSWERS_FILE
        try:
            if make:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            elif not path.is_file():
                raise RecordingUnusable(folder, "its answers are missing")
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise RecordingUnusable(folder, str(error)) from error
        try:
            self._prepare(make)
        except sqlite3.Error as error:
            self._connection.close()
            raise RecordingUnusable(folder, f"its file is damaged ({error})") from error
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        with self._turn:
            self._connection.close()

    def __enter__(self) -> SessionFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a question."""
        with self._turn:
            try:
                return self._connection.execute(sql, values).fetchall()
            except sqlite3.Error as error:
                raise RecordingUnusable(self.folder, f"it can't be read ({error})") from error

    def facts(self) -> dict[str, Any]:
        """What is known of the whole."""
        return {row["key"]: json.loads(row["value"]) for row in self.rows("SELECT key, value FROM facts")}

    def names(self) -> dict[int, tuple[str, int | None]]:
        """Everyone who is named: the name, and the number in the gallery."""
        return {row["id"]: (row["name"], row["person_id"]) for row in self.rows("SELECT * FROM names")}

    def corrections(self) -> dict[int, int | None]:
        """Who tracks really are, by their number, as the numbers of names; None for nobody known."""
        return {row["track"]: row["who"] for row in self.rows("SELECT * FROM corrections")}

    def faces_of(self, frame: int, names: Mapping[int, tuple[str, int | None]]) -> tuple[FaceAnalysis, ...]:
        """The faces of a frame, as they were answered; corrections are not in them. `names`: of `names()`."""
        rows = self.rows(f"SELECT {_FACE} FROM faces WHERE frame = ? ORDER BY track", (frame,))
        return tuple(_face_of(row, names) for row in rows)

    # Writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or nothing. Raises RecordingUnusable: a full disk, a busy file."""
        with self._turn:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield
                    self._connection.execute("COMMIT")
                except BaseException:
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                    self._names.clear()
                    raise
            except sqlite3.Error as error:
                raise RecordingUnusable(self.folder, f"it can't be written ({error})") from error

    def write(self, sql: str, values: Sequence[Any] = ()) -> int:
        """One statement inside `transaction`; gives the new row's id."""
        return int(self._connection.execute(sql, values).lastrowid or 0)

    def note(self, facts: Mapping[str, Any]) -> None:
        """Keeps facts of the whole; for inside `transaction`."""
        for key, value in facts.items():
            self.write("INSERT OR REPLACE INTO facts VALUES(?, ?)", (key, json.dumps(value)))

    def add(
        self,
        time_s: float,
        analysis: FrameAnalysis,
        faces: Iterable[FaceAnalysis],
        picture: int | None,
    ) -> int:
        """Keeps a frame's answers; for inside `transaction`. Every face has a track."""
        frame = self.write(
            "INSERT INTO frames(time_s, at_s, number, width, height, picture) VALUES(?, ?, ?, ?, ?, ?)",
            (time_s, analysis.at_s, analysis.frame, *analysis.size, picture),
        )
        for face in faces:
            self.write(f"INSERT INTO faces({_FACE}) VALUES({','.join('?' * 15)})", self._row(frame, face))
        return frame

    def name_id(self, name: str, person_id: int | None) -> int:
        """The number of a name; for inside `transaction`."""
        known = self._names.get((name, person_id))
        if known is None:
            found = self._connection.execute(
                "SELECT id FROM names WHERE name = ? AND person_id IS ?", (name, person_id)
            ).fetchone()
            known = (
                found[0] if found else self.write("INSERT INTO names VALUES(NULL, ?, ?)", (name, person_id))
            )
            self._names[name, person_id] = int(known)
        return int(known)

    def scrub(self) -> None:
        """Rewrites the file without what was deleted, and empties its journal."""
        with self._turn:
            try:
                self._names.clear()
                self._connection.execute("VACUUM")
                busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                if busy:
                    raise sqlite3.OperationalError("the journal is being read")
            except sqlite3.Error as error:
                raise RecordingUnusable(
                    self.folder, f"what was deleted is not yet overwritten ({error})", hint="Try again."
                ) from error

    def _row(self, frame: int, face: FaceAnalysis) -> tuple[Any, ...]:
        who = face.answers.get(IDENTITY)
        identity: tuple[Any, ...] = (0, None, None, None, None, None)
        if isinstance(who, IdentityAnswer):
            named = None if who.label is None else self.name_id(who.label, who.person_id)
            near_id = who.person_id if who.label in (None, who.nearest) else None
            nearest = None if who.nearest is None else self.name_id(who.nearest, near_id)
            identity = (1, named, nearest, who.score, who.threshold, _nameless(who))
        rest = {task: answer for task, answer in face.answers.items() if task != IDENTITY}
        box = (*face.box_px, int(face.held), face.seen_for_s)
        return (frame, face.track, *box, answers_text(rest), *identity)

    def _prepare(self, make: bool) -> None:
        connection = self._connection
        connection.row_factory = sqlite3.Row
        for manner in ("secure_delete = ON", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {manner}")
        if make:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(
                f"BEGIN; {TABLES} PRAGMA application_id = {APPLICATION_ID}; "
                f"PRAGMA user_version = {VERSION}; COMMIT;"
            )
        owner = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if owner != APPLICATION_ID:
            raise RecordingUnusable(self.folder, "this is no recording of Facet's")
        if version > VERSION:
            raise RecordingUnusable(self.folder, "a newer Facet made it", hint="Update Facet.")
        connection.execute("PRAGMA synchronous = NORMAL")


def facts_of(folder: Path) -> dict[str, Any]:
    """The facts of a recording, read at once. Raises RecordingUnusable."""
    with closing(SessionFile(folder)) as file:
        return file.facts()


def answers_text(answers: Mapping[str, Answer]) -> str:
    """Answers but for the identity, as they are kept."""
    return json.dumps(
        {
            task: [
                answer.label,
                round(answer.score, 4),
                {label: round(value, 4) for label, value in answer.scores.items()},
                answer.reason,
            ]
            for task, answer in answers.items()
        },
        ensure_ascii=False,
    )


def answers_of(text: str) -> dict[str, Answer]:
    """Back from `answers_text`."""
    return {
        task: Answer(task, label, score, scores, reason)
        for task, (label, score, scores, reason) in json.loads(text).items()
    }


def labels_of(text: str) -> list[tuple[str, str | None, float]]:
    """Task, label and score of each answer in `answers_text`, for who reads many."""
    return [(task, answer[0], answer[1]) for task, answer in json.loads(text).items()]


_NAMELESS = {
    "not like ": "not like anybody enough",
    "like ": "like two people alike",
    "marked as not ": "marked as somebody else",
}


def _nameless(answer: IdentityAnswer) -> str | None:
    """Why a face has no name, without anybody's: names stand in their own table alone."""
    if answer.label is not None or answer.reason is None:
        return None
    for beginning, said in _NAMELESS.items():
        if answer.reason.startswith(beginning):
            return said
    named = answer.nearest is not None and answer.nearest.casefold() in answer.reason.casefold()
    return None if named else answer.reason


def _face_of(row: sqlite3.Row, names: Mapping[int, tuple[str, int | None]]) -> FaceAnalysis:
    answers = answers_of(row["answers"])
    if row["asked_who"]:
        name, person_id = names.get(row["who"], (None, None))
        nearest, near_id = names.get(row["nearest"], (None, None))
        answers[IDENTITY] = IdentityAnswer(
            IDENTITY,
            name,
            row["likeness"] or 0.0,
            reason=row["who_reason"],
            nearest=nearest,
            threshold=row["bar"] or 0.0,
            person_id=person_id if name is not None else near_id,
        )
    box = (row["x"], row["y"], row["width"], row["height"])
    return FaceAnalysis(row["track"], box, answers, row["seen_for_s"], bool(row["held"]))
