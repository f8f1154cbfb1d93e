"""What was changed in the gallery, and the steps that take it back. Pictures are never part of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from desktop.people.database import Database
from desktop.people.records import Change
from vision.errors import FacetError

# {"update": table, "id", "set": {column: value}, "if": {column: value}}: only where `if` still holds.
# {"delete": table, "id"}; {"delete_if_empty": "people", "id"}: someone whom nothing speaks of any more.
# {"require": "active", "id"}: refused while that person is themselves merged into somebody.
Step = dict[str, Any]


class History:
    """The changes of a gallery. Its calls stand inside the gallery's transactions."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def note(self, kind: str, said: str, inverse: Sequence[Step], people: Sequence[int]) -> int:
        """Keeps a change with the steps that take it back, and whom it speaks of."""
        change_id = self._database.write(
            "INSERT INTO changes(at_s, kind, said, inverse) VALUES(?, ?, ?, ?)",
            (self._clock(), kind, said, json.dumps(inverse)),
        )
        for person_id in people:
            self._database.write("INSERT OR IGNORE INTO change_people VALUES(?, ?)", (change_id, person_id))
        return change_id

    def changes(self) -> list[Change]:
        """All that are kept, newest first."""
        people: dict[int, list[int]] = {}
        for row in self._database.rows("SELECT * FROM change_people"):
            people.setdefault(row["change_id"], []).append(row["person_id"])
        rows = self._database.rows("SELECT * FROM changes ORDER BY id DESC")
        return [_change(row, people.get(row["id"], [])) for row in rows]

    def undo(self, change_id: int | None) -> tuple[Change, bool]:
        """Takes a change back, the newest for None: the change, and whether pictures were deleted by it."""
        change = next((c for c in self.changes() if not c.undone and change_id in (None, c.id)), None)
        if change is None:
            raise FacetError("There is nothing to undo." if change_id is None else "This is undone already.")
        row = self._database.one("SELECT inverse FROM changes WHERE id = ?", (change.id,))
        steps: list[Step] = json.loads(row["inverse"]) if row else []
        try:
            for step in steps:
                self._take_back(step)
        except sqlite3.IntegrityError as error:
            raise FacetError(
                f"'{change.said}' can't be undone: somebody else bears the name now.",
                hint="Rename them first.",
            ) from error
        self._database.write("UPDATE changes SET undone_s = ? WHERE id = ?", (self._clock(), change.id))
        # Someone who was never enrolled after all leaves no name behind.
        self._database.write(
            "DELETE FROM changes WHERE id IN (SELECT change_id FROM change_people "
            "WHERE person_id NOT IN (SELECT id FROM people))"
        )
        return change, any("delete" in step for step in steps)

    def _take_back(self, step: Step) -> None:
        write, row_id = self._database.write, step["id"]
        if "require" in step:
            self._require_active(row_id)
        elif "update" in step:
            held = step.get("if", {})
            where = " AND ".join(["id = ?", *(f"{column} IS ?" for column in held)])
            columns = ", ".join(f"{column} = ?" for column in step["set"])
            sql = f"UPDATE {step['update']} SET {columns} WHERE {where}"
            write(sql, (*step["set"].values(), row_id, *held.values()))
        elif "delete" in step:
            write(f"DELETE FROM {step['delete']} WHERE id = ?", (row_id,))
        else:
            write(
                "DELETE FROM people WHERE id = ? AND NOT EXISTS (SELECT 1 FROM faces WHERE person_id = ? "
                "OR of_person = ?) AND NOT EXISTS (SELECT 1 FROM people WHERE merged_into = ?)",
                (row_id,) * 4,  # not ?1: Python 3.12.0 to 3.12.3 take that for a name
            )

    def _require_active(self, person_id: int) -> None:
        row = self._database.one("SELECT merged_into FROM people WHERE id = ?", (person_id,))
        if row is not None and row[0] is not None:
            raise FacetError(
                "This can't be undone yet: who got the pictures was merged into somebody since.",
                hint="Undo that first.",
            )


def _change(row: sqlite3.Row, people: Sequence[int]) -> Change:
    undone = row["undone_s"] is not None
    return Change(row["id"], row["at_s"], row["kind"], row["said"], undone, tuple(people))
