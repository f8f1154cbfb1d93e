"""The gallery: who is enrolled, with which faces. Every change is one transaction and can be undone."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from desktop.people.database import Database
from desktop.people.gallery_rows import details_of, face_of, person_of
from desktop.people.history import History, Step
from desktop.people.marking import Aside, marked
from desktop.people.pictures import decode_crop, encode_crop
from desktop.people.prepared_without import keep_without_deleted
from desktop.people.records import (
    AuditEntry,
    Change,
    Consent,
    Face,
    NameTaken,
    NewFace,
    Person,
    PersonUnknown,
    Role,
    clean_name,
    name_key,
)
from vision.errors import FacetError

GALLERY_FILE = "gallery.sqlite"
_PEOPLE = """
SELECT people.*,
    (SELECT count(*) FROM faces f
     WHERE f.person_id = people.id AND role = 'reference' AND set_aside IS NULL) used,
    (SELECT count(*) FROM faces f
     WHERE f.person_id = people.id AND role = 'reference' AND set_aside NOTNULL) aside,
    (SELECT count(*) FROM faces f
     WHERE f.person_id = people.id AND role = 'negative' AND of_person IS NOT people.id) negatives
FROM people WHERE merged_into IS NULL"""
_FACE = "id, person_id, role, of_person, quality, details, source, taken_s, set_aside"


class Gallery:
    """One gallery, open. Any thread may call it; calls take turns. Close it, or use it as a context."""

    def __init__(self, folder: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Opens the gallery of a folder, or makes both. Raises GalleryUnusable, the file left alone."""
        self.folder = Path(folder)
        self.database = Database(self.folder / GALLERY_FILE)
        self._clock = clock
        self._history = History(self.database, clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """The file is whole at any time; closing only lets go of it."""
        self.database.close()

    def now(self) -> float:
        """Wall-clock time, in seconds."""
        return self._clock()

    @property
    def generation(self) -> int:
        """Grows with every change, also those of other processes."""
        return self.database.generation()

    # Reading

    def people(self) -> list[Person]:
        """Everyone, by name."""
        rows = self.database.rows(f"{_PEOPLE} ORDER BY name_key")
        return [person_of(row) for row in rows]

    def person(self, who: int | str) -> Person:
        """One person by number or name. Raises PersonUnknown."""
        column, value = ("id", who) if isinstance(who, int) else ("name_key", name_key(who))
        row = self.database.one(f"{_PEOPLE} AND people.{column} = ?", (value,))
        if row is None:
            raise PersonUnknown(who)
        return person_of(row)

    def find(self, name: str) -> Person | None:
        """The person of a name, or None."""
        try:
            return self.person(name)
        except PersonUnknown:
            return None

    def faces(self, person_id: int, role: Role = "reference") -> list[Face]:
        """A person's faces, oldest first; those set aside too."""
        rows = self.database.rows(
            f"SELECT {_FACE} FROM faces WHERE person_id = ? AND role = ? ORDER BY id", (person_id, role)
        )
        return [face_of(row) for row in rows]

    def crop(self, face_id: int) -> NDArray[np.uint8]:
        """The kept picture of a face: uint8 (H, W, 3), RGB. Raises FacetError where it is gone."""
        row = self.database.one("SELECT crop FROM faces WHERE id = ?", (face_id,))
        if row is None:
            raise FacetError("This picture is no longer in the gallery.")
        return decode_crop(row[0])

    def portrait(self, person_id: int) -> NDArray[np.uint8] | None:
        """The person's best picture in use, looking most nearly ahead; None without any."""
        faces = [face for face in self.faces(person_id) if face.set_aside is None]
        if not faces:
            return None
        return self.crop(max(faces, key=_portrait_worth).id)

    def consents(self, person_id: int) -> list[Consent]:
        """What the person agreed to, oldest first."""
        rows = self.database.rows("SELECT * FROM consents WHERE person_id = ? ORDER BY id", (person_id,))
        return [Consent(row["what"], row["note"], row["given_s"]) for row in rows]

    def audit(self) -> list[AuditEntry]:
        """What was done, oldest first: without pictures and names."""
        rows = self.database.rows("SELECT * FROM audit ORDER BY id")
        return [AuditEntry(row["at_s"], row["action"], row["person_id"], row["faces"]) for row in rows]

    # Enrolling

    def enrol(
        self,
        name: str,
        faces: Sequence[NewFace],
        *,
        consent: Consent | None = None,
        instead_of: Mapping[int, Sequence[NewFace]] | None = None,
        aside: Aside = (),
    ) -> tuple[Person, list[int]]:
        """Keeps faces as references of the person of that name, who is made if absent: the faces' ids.

        `instead_of`: by person, those of the faces that were taken for them. For them these are "not me", and
        `aside` of their references are set aside. Undo takes all back.
        Raises FacetError for no faces: nobody is in the gallery without a picture.
        """
        if not faces:
            raise FacetError("Nobody is enrolled without a picture.")
        with self.database.transaction():
            known = self.find(name)
            person_id = known.id if known else self._new_person(name)
            ids = self._keep(person_id, faces, "reference")
            if consent is not None:
                self._consent(person_id, consent)
            others = [(who, them) for who, them in (instead_of or {}).items() if who != person_id]
            wrong = {
                who: self._keep(self.person(who).id, them, "negative", person_id) for who, them in others
            }
            refused = [k for kept in wrong.values() for k in kept]
            steps: list[Step] = [{"delete": "faces", "id": face_id} for face_id in (*refused, *ids)]
            steps += marked(self.database, aside)
            if known is None:
                steps.append({"delete_if_empty": "people", "id": person_id})
            said = f"add {len(ids)} to {clean_name(name)}"
            self._history.note("enrol", said, steps, [person_id, *wrong])
            self._audit("enrol", person_id, len(ids))
            for each, kept in wrong.items():
                self._audit("refuse", each, len(kept))
        return self.person(person_id), ids

    def add_consent(self, person_id: int, consent: Consent) -> None:
        """Keeps one more consent of a person."""
        with self.database.transaction():
            self.person(person_id)
            self._consent(person_id, consent)
            self._audit("consent", person_id)

    def refuse(self, person_id: int, face: NewFace, *, really: int | None = None, aside: Aside = ()) -> int:
        """Keeps "not me": this face is not that person, but `really`, where that is known. The face's id.

        `aside` of their references showed who was refused, and are set aside.
        """
        with self.database.transaction():
            name = self.person(person_id).name
            (face_id,) = self._keep(person_id, [face], "negative", really)
            people = [person_id] if really is None else [person_id, really]
            steps: list[Step] = [{"delete": "faces", "id": face_id}, *marked(self.database, aside)]
            self._history.note("refuse", f"not {name}", steps, people)
            self._audit("refuse", person_id, 1)
        return face_id

    def saw(self, person_id: int, at_s: float | None = None) -> None:
        """Notes that a person was seen. No undo."""
        seen_s = self._clock() if at_s is None else at_s
        with self.database.transaction(counts=("generation",)):
            self.database.write(
                "UPDATE people SET last_seen_s = max(ifnull(last_seen_s, 0), ?) WHERE id = ?",
                (seen_s, person_id),
            )

    # Mending

    def rename(self, person_id: int, name: str) -> Person:
        """Gives a person another name. Raises NameTaken, PersonUnknown."""
        clean = clean_name(name)
        with self.database.transaction():
            old = self.person(person_id)
            self._free(clean, but=person_id)
            step: Step = {"update": "people", "id": person_id, "set": _name_columns(old.name)}
            self._update("people", person_id, _name_columns(clean))
            self._history.note("rename", f"rename {old.name} to {clean}", [step], [person_id])
            self._audit("rename", person_id)
        return self.person(person_id)

    def merge(self, person_id: int, into: int) -> Person:
        """Two are one: everything of `person_id` goes to `into`. `unmerge` and `undo` restore it exactly."""
        if person_id == into:
            raise FacetError("A person can't be merged with themselves.", hint="Choose two people.")
        with self.database.transaction():
            gone, kept = self.person(person_id), self.person(into)
            steps: list[Step] = [{"require": "active", "id": into}]
            steps += [
                step
                for table, column in (
                    ("faces", "person_id"),
                    ("faces", "of_person"),
                    ("consents", "person_id"),
                )
                for step in self._hand_over(table, column, person_id, into)
            ]
            steps.append({"update": "people", "id": into, "set": {"last_seen_s": kept.last_seen_s}})
            steps.append({"update": "people", "id": person_id, "set": {"merged_into": None}})
            seen = max((s for s in (gone.last_seen_s, kept.last_seen_s) if s is not None), default=None)
            self._update("people", into, {"last_seen_s": seen})
            self._update("people", person_id, {"merged_into": into})
            self._history.note("merge", f"merge {gone.name} into {kept.name}", steps, [person_id, into])
            self._audit("merge", person_id, gone.references)
        return self.person(into)

    def merged_into(self, person_id: int) -> list[Change]:
        """The merges into a person that `unmerge` can take back, newest first."""
        rows = self.database.rows("SELECT id FROM people WHERE merged_into = ?", (person_id,))
        hidden = {int(row[0]) for row in rows}
        merges = [change for change in self.changes() if change.kind == "merge" and not change.undone]
        return [change for change in merges if hidden & set(change.people) and person_id in change.people]

    def unmerge(self, person_id: int) -> Change:
        """Takes the newest merge into a person back: both are as they were, with what each got since."""
        merges = self.merged_into(person_id)
        if not merges:
            raise FacetError(f"Nobody was merged into {self.person(person_id).name}.")
        return self.undo(merges[0].id)

    def split(self, person_id: int, face_ids: Sequence[int], name: str) -> Person:
        """Some references of a person are someone else's: they go to a new person of that name."""
        with self.database.transaction():
            self._free(clean_name(name))
            new_id = self._new_person(name)
            self._move(person_id, face_ids, new_id, "split", [{"delete_if_empty": "people", "id": new_id}])
        return self.person(new_id)

    def move(self, person_id: int, face_ids: Sequence[int], to: int) -> Person:
        """Some references of a person belong to another one who is known."""
        with self.database.transaction():
            self._move(person_id, face_ids, self.person(to).id, "move", [])
        return self.person(to)

    def set_aside(self, face_ids: Sequence[int], reason: str) -> None:
        """These references don't count any more; `restore` brings them back."""
        self._mark(face_ids, reason, "set aside")

    def restore(self, face_ids: Sequence[int]) -> None:
        """References that were set aside count again."""
        self._mark(face_ids, None, "restore")

    def delete_faces(self, face_ids: Sequence[int]) -> None:
        """Deletes pictures for good, overwritten in the file. No undo."""
        with self.database.transaction():
            for face_id in face_ids:
                self.database.write("DELETE FROM faces WHERE id = ?", (face_id,))
            self._audit("delete", None, len(face_ids))
            self._scrub_due()
        self.database.scrub()

    # Undo

    def changes(self) -> list[Change]:
        """What was done, newest first."""
        return self._history.changes()

    def undo(self, change_id: int | None = None) -> Change:
        """Takes a change back, the newest by default. Raises FacetError where that can't be.

        What was enrolled goes for good, as if it had been deleted.
        """
        with self.database.transaction():
            change, deleted = self._history.undo(change_id)
            self._audit(f"undo {change.kind}", None)
            if deleted:
                self._scrub_due()
        if deleted:
            self.database.scrub()
            self._history.settle()
        return change

    def redo(self, change_id: int | None = None) -> Change:
        """Does again what was undone last, if that is this one, while nothing else was changed.

        Raises NotAgain, also for what was enrolled: its pictures went for good.
        """
        with self.database.transaction():
            change = self._history.redo(change_id)
            self._audit(f"redo {change.kind}", None)
        return change

    def redoable(self) -> Change | None:
        """What `redo` would do again, or None."""
        return self._history.redoable()

    # Erasing

    def erase(self, person_id: int, *, also: Iterable[int] = ()) -> None:
        """Removes a person with everything: pictures, numbers, names in the history, heads, consents.

        `also`: further faces to delete, others' negatives that show this person. What was deleted is
        overwritten before this returns, or, if the process is killed, when the gallery is next opened.
        Raises GalleryUnusable where the file is in use: it is then deleted, but not yet overwritten.
        """
        self._history.forget_undone()
        with self.database.transaction():
            person = self.person(person_id)
            ids = self._with_merged(person.id)
            marks = ",".join("?" * len(ids))
            write = self.database.write
            write(
                f"DELETE FROM changes WHERE id IN "
                f"(SELECT change_id FROM change_people WHERE person_id IN ({marks}))",
                ids,
            )
            write(
                f"DELETE FROM heads WHERE id IN "
                f"(SELECT head_id FROM head_people WHERE person_id IN ({marks}))",
                ids,
            )
            for face_id in also:
                write("DELETE FROM faces WHERE id = ?", (face_id,))
            write("DELETE FROM people WHERE id = ?", (person_id,))
            self._audit("erase", person_id, person.references + person.set_aside)
            self._scrub_due()
        self.database.scrub()

    def erase_everyone(self) -> None:
        """Removes everyone with everything, and the notes of what was done when.

        Overwritten as by `erase`, which says what it raises.
        """
        self._history.forget_undone()
        with self.database.transaction():
            for table in ("changes", "heads", "people", "audit"):  # the other tables' rows go with theirs
                self.database.write(f"DELETE FROM {table}")
            self._audit("erase everyone", None)
            self._scrub_due()
        self.database.scrub()

    def _with_merged(self, person_id: int) -> list[int]:
        """The person and everyone merged into them, one after the other."""
        rows = self.database.rows(
            "WITH RECURSIVE gone(id) AS (SELECT ? UNION SELECT people.id FROM people, gone "
            "WHERE people.merged_into = gone.id) SELECT id FROM gone",
            (person_id,),
        )
        return [int(row[0]) for row in rows]

    # What the above is made of

    def _new_person(self, name: str) -> int:
        clean = clean_name(name)
        return self.database.write(
            "INSERT INTO people(uid, name, name_key, created_s) VALUES(?, ?, ?, ?)",
            (uuid.uuid4().hex, clean, name_key(clean), self._clock()),
        )

    def _keep(
        self, person_id: int, faces: Sequence[NewFace], role: Role, of_person: int | None = None
    ) -> list[int]:
        ids = []
        for face in faces:
            taken_s = self._clock() if face.taken_s is None else face.taken_s
            values = (uuid.uuid4().hex, person_id, role, of_person, encode_crop(face.crop_rgb))
            face_id = self.database.write(
                "INSERT INTO faces(uid, person_id, role, of_person, crop, quality, details, source, taken_s) "
                "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, face.quality, details_of(face), _text(face.source), taken_s),
            )
            vector = np.ascontiguousarray(face.embedding, np.float32).tobytes()
            self.database.write("INSERT INTO embeddings VALUES(?, ?, ?)", (face_id, face.digest, vector))
            ids.append(face_id)
        return ids

    def _consent(self, person_id: int, consent: Consent) -> None:
        given_s = self._clock() if consent.given_s is None else consent.given_s
        self.database.write(
            "INSERT INTO consents(person_id, given_s, what, note) VALUES(?, ?, ?, ?)",
            (person_id, given_s, _text(consent.what), _text(consent.note)),
        )

    def _free(self, name: str, *, but: int | None = None) -> None:
        """Raises NameTaken where somebody else bears the name."""
        holder = self.find(name)
        if holder is not None and holder.id != but:
            raise NameTaken(holder.name)

    def _hand_over(self, table: str, column: str, giver: int, taker: int) -> list[Step]:
        """Rows that point to one person point to another; the steps that take it back."""
        rows = self.database.rows(f"SELECT id FROM {table} WHERE {column} = ?", (giver,))
        self.database.write(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (taker, giver))
        return [
            {"update": table, "id": int(row[0]), "set": {column: giver}, "if": {column: taker}}
            for row in rows
        ]

    def _move(
        self, person_id: int, face_ids: Sequence[int], to: int, kind: str, after: Sequence[Step]
    ) -> None:
        person = self.person(person_id)
        own = {face.id for face in self.faces(person_id)}
        if not face_ids or not set(face_ids) <= own:
            raise FacetError(f"Choose references of {person.name}.", hint="They may have been moved already.")
        steps: list[Step] = []
        for face_id in face_ids:
            self._update("faces", face_id, {"person_id": to})
            steps.append(
                {"update": "faces", "id": face_id, "set": {"person_id": person_id}, "if": {"person_id": to}}
            )
        said = f"{kind} {len(face_ids)} from {person.name} to {self.person(to).name}"
        self._history.note(kind, said, [*steps, *after], [person_id, to])
        self._audit(kind, person_id, len(face_ids))

    def _mark(self, face_ids: Sequence[int], reason: str | None, kind: str) -> None:
        with self.database.transaction():
            steps = marked(self.database, [(face_id, reason) for face_id in face_ids])
            rows = [self.database.rows("SELECT person_id FROM faces WHERE id = ?", (k,)) for k in face_ids]
            people = sorted({int(row[0]["person_id"]) for row in rows})
            names = ", ".join(self.person(person_id).name for person_id in people)
            self._history.note(kind, f"{kind} {len(steps)} of {names}", steps, people)
            self._audit(kind, min(people, default=None), len(steps))

    def _update(self, table: str, row_id: int, values: dict[str, Any]) -> None:
        columns = ", ".join(f"{column} = ?" for column in values)
        self.database.write(f"UPDATE {table} SET {columns} WHERE id = ?", (*values.values(), row_id))

    def _audit(self, action: str, person_id: int | None, faces: int = 0) -> None:
        self.database.write(
            "INSERT INTO audit(at_s, action, person_id, faces) VALUES(?, ?, ?, ?)",
            (self._clock(), action, person_id, faces),
        )

    def _scrub_due(self) -> None:
        keep_without_deleted(self.database)
        self.database.write("UPDATE facts SET value = 1 WHERE key = 'scrub_due'")


def _name_columns(name: str) -> dict[str, Any]:
    return {"name": name, "name_key": name_key(name)}


def _text(text: str) -> str:
    """Text that SQLite takes: a file's name may hold bytes that are none."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _portrait_worth(face: Face) -> float:
    turned = 0.0 if face.pose is None else min(1.0, abs(face.pose.yaw_deg) / 45)
    return face.quality - turned
