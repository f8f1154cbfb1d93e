"""What was changed in the gallery, and the steps that take it back, or do it again. Without pictures."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Literal

from desktop.people.database import Database
from desktop.people.records import Change, NotAgain
from vision.errors import FacetError

# {"update": table, "id", "set": {column: value}, "if": {column: value}}: only where `if` still holds.
# {"delete": table, "id"}; {"delete_if_empty": "people", "id"}: someone whom nothing speaks of any more.
# {"require": "active", "id"}: refused while that person is themselves merged into somebody.
Step = dict[str, Any]
Why = Literal["", "nothing", "changed", "erased", "gone"]


class History:
    """The changes of a gallery. Its calls stand inside the gallery's transactions.

    What was undone can be done again while nothing else was changed, by whatever program: whoever was erased
    meanwhile never comes back. The steps for it are kept in memory alone.
    """

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock
        self._undone: list[tuple[int, list[Step]]] = []
        self._lost: Why = ""
        self._as_of = -1

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
        again: list[Step] = []
        try:
            for step in steps:
                again += self._take_back(step)
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
        deleted = any("delete" in step for step in steps)
        gone = any("delete_if_empty" in step for step in steps)
        self._note_undone(change.id, again[::-1], "erased" if deleted else "gone" if gone else "")
        return change, deleted

    def redo(self, change_id: int | None) -> Change:
        """Does again what was undone last, which `change_id` says where it is known. Raises NotAgain."""
        why = self.why_not_again()
        number, steps = self._undone[-1] if self._undone else (None, [])
        change = next((c for c in self.changes() if c.id == number and c.undone), None)
        if why or change is None or change_id not in (None, number):
            raise NotAgain(why or "changed")
        for step in steps:
            self._take_back(step)
        self._database.write("UPDATE changes SET undone_s = NULL WHERE id = ?", (number,))
        self._undone.pop()
        self._as_of += 1
        return change

    def redoable(self) -> Change | None:
        """What `redo` would do, or None."""
        number = None if self.why_not_again() else self._undone[-1][0]
        return next((change for change in self.changes() if change.id == number), None)

    def why_not_again(self) -> Why:
        """Why nothing can be done again; "" where something can."""
        if self._as_of != self._now():
            return "changed" if self._undone or self._lost else "nothing"
        return self._lost or ("" if self._undone else "nothing")

    def forget_undone(self) -> None:
        """Somebody is erased: what was undone names them."""
        self._undone, self._lost = [], "changed" if self._undone or self._lost else ""

    def settle(self) -> None:
        """What was undone is overwritten: that counts as a change, too."""
        self._as_of = self._now()

    def _note_undone(self, change_id: int, again: list[Step], lost: Why) -> None:
        now = self._now()
        if lost or now != self._as_of:
            self._undone = []
        self._lost = lost
        if not lost:
            self._undone.append((change_id, again))
        self._as_of = now + 1  # this change counts

    def _now(self) -> int:
        return self._database.fact("choosing")

    def _take_back(self, step: Step) -> list[Step]:
        """The steps that do it again, where no picture was deleted by it."""
        write, row_id = self._database.write, step["id"]
        if "require" in step:
            self._require_active(row_id)
        elif "update" in step:
            held = step.get("if", {})
            where = " AND ".join(["id = ?", *(f"{column} IS ?" for column in held)])
            names = ", ".join(step["set"])
            asked = f"SELECT {names} FROM {step['update']} WHERE {where}"
            found = self._database.one(asked, (row_id, *held.values()))
            columns = ", ".join(f"{column} = ?" for column in step["set"])
            sql = f"UPDATE {step['update']} SET {columns} WHERE {where}"
            write(sql, (*step["set"].values(), row_id, *held.values()))
            return [] if found is None else [{"update": step["update"], "id": row_id, "set": dict(found)}]
        elif "delete" in step:
            write(f"DELETE FROM {step['delete']} WHERE id = ?", (row_id,))
        else:
            write(
                "DELETE FROM people WHERE id = ? AND NOT EXISTS (SELECT 1 FROM faces WHERE person_id = ? "
                "OR of_person = ?) AND NOT EXISTS (SELECT 1 FROM people WHERE merged_into = ?)",
                (row_id,) * 4,  # not ?1: Python 3.12.0 to 3.12.3 take that for a name
            )
        return []

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
