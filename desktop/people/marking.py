"""References are set aside, each for its reason, and brought back; inside a transaction of the gallery."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.people.database import Database
from desktop.people.history import Step
from vision.errors import FacetError

Aside = Iterable[tuple[int, str | None]]  # ids of references, and why they don't count


def marked(database: Database, reasons: Aside) -> list[Step]:
    """Sets references aside, or brings back those without a reason: the steps that undo it."""
    steps: list[Step] = []
    for face_id, reason in reasons:
        row = database.one("SELECT set_aside FROM faces WHERE id = ?", (face_id,))
        if row is None:
            raise FacetError("This picture is no longer in the gallery.")
        steps.append({"update": "faces", "id": face_id, "set": {"set_aside": row["set_aside"]}})
        database.write("UPDATE faces SET set_aside = ? WHERE id = ?", (reason, face_id))
    return steps
