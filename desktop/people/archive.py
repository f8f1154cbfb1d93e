"""A gallery as one file: a zip of JSON and pictures. It is read with suspicion, and taken in whole."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from desktop.people.gallery import Gallery
from desktop.people.pictures import decode_crop
from desktop.people.records import clean_name, name_key
from vision.errors import FacetError

_INDEX = "gallery.json"
_INDEX_LIMIT = 512 << 20
_CROP_LIMIT = 4 << 20
_NUMBERS_LIMIT = 4096
_DIGEST = re.compile(r"[0-9a-f]{64}")

Uid = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class ArchiveUnusable(FacetError):
    """An archive can't be taken in; the gallery is as it was."""

    def __init__(self, path: Path, reason: str, *, hint: str = "Export the gallery again.") -> None:
        super().__init__(f"{path}: {reason}; nothing was imported.", hint=hint)
        self.path = path
        self.reason = reason


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class _Face(_Part):
    uid: Uid
    role: Literal["reference", "negative"]
    of_person: Uid | None = None
    quality: float
    details: dict[str, Any]
    source: str
    taken_s: float
    set_aside: str | None = None
    crop_sha256: str
    embeddings: dict[str, str]  # digest -> float32 numbers, little-endian, in hex


class _Consent(_Part):
    given_s: float
    what: str
    note: str


class _Person(_Part):
    uid: Uid
    name: str
    created_s: float
    last_seen_s: float | None = None
    consents: tuple[_Consent, ...] = ()
    faces: tuple[_Face, ...] = ()


class _Archive(_Part):
    form: Literal[1] = 1
    people: tuple[_Person, ...]


@dataclass(frozen=True)
class Imported:
    """What an archive brought: people new to the gallery, and faces."""

    people: int
    faces: int
    known_faces: int


def export_gallery(gallery: Gallery, path: Path) -> int:
    """Writes everyone with pictures, numbers and consents into `path`, whole or not at all: how many people.

    The history and the audit trail stay where they are.
    """
    handle, beside = tempfile.mkstemp(prefix=".facet-", dir=_parent(path))
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive, gallery.database.reading():
                people = _write_people(gallery, archive)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)  # mkstemp's file is the user's alone, and stays so
    except OSError as error:
        raise FacetError(
            f"{path} can't be written ({error.strerror}).", hint="Choose another place."
        ) from error
    finally:
        Path(beside).unlink(missing_ok=True)
    return people


def import_gallery(gallery: Gallery, path: Path) -> Imported:
    """Takes an archive in: all of it, or nothing. Faces that are there already stay as they are.

    Someone of a known number or name gets the archive's pictures added. Raises ArchiveUnusable.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            index = _read_index(path, archive)
            with gallery.database.transaction():
                return _take_in(gallery, path, archive, index)
    except FileNotFoundError as error:
        raise ArchiveUnusable(path, "there is no such file", hint="Check the path.") from error
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise ArchiveUnusable(path, f"it is no whole archive ({error})") from error


def _parent(path: Path) -> Path:
    parent = path.parent
    if not parent.is_dir():
        raise FacetError(f"{parent}: there is no such folder.", hint="Make it first.")
    return parent


def _write_people(gallery: Gallery, archive: zipfile.ZipFile) -> int:
    database = gallery.database
    uids = {row["id"]: row["uid"] for row in database.rows("SELECT id, uid FROM people")}
    people = []
    for row in database.rows("SELECT * FROM people WHERE merged_into IS NULL ORDER BY id"):
        faces = []
        for face in database.rows("SELECT * FROM faces WHERE person_id = ? ORDER BY id", (row["id"],)):
            vectors = database.rows("SELECT digest, vector FROM embeddings WHERE face_id = ?", (face["id"],))
            archive.writestr(_member(face["uid"]), face["crop"])
            faces.append(
                _Face(
                    uid=face["uid"],
                    role=face["role"],
                    of_person=uids.get(face["of_person"]),
                    quality=face["quality"],
                    details=json.loads(face["details"]),
                    source=face["source"],
                    taken_s=face["taken_s"],
                    set_aside=face["set_aside"],
                    crop_sha256=hashlib.sha256(face["crop"]).hexdigest(),
                    embeddings={digest: bytes(vector).hex() for digest, vector in vectors},
                )
            )
        consents = database.rows(
            "SELECT given_s, what, note FROM consents WHERE person_id = ? ORDER BY id", (row["id"],)
        )
        people.append(
            _Person(
                uid=row["uid"],
                name=row["name"],
                created_s=row["created_s"],
                last_seen_s=row["last_seen_s"],
                consents=tuple(_Consent(**dict(consent)) for consent in consents),
                faces=tuple(faces),
            )
        )
    index = _Archive(people=tuple(people)).model_dump_json()
    archive.writestr(_INDEX, index, compress_type=zipfile.ZIP_DEFLATED)
    return len(people)


def _member(uid: str) -> str:
    return f"crops/{uid}.png"


def _read_index(path: Path, archive: zipfile.ZipFile) -> _Archive:
    try:
        found = json.loads(_read(path, archive, _INDEX, _INDEX_LIMIT))
    except (ValueError, RecursionError) as error:
        raise ArchiveUnusable(path, "its index can't be understood") from error
    form = found.get("form") if isinstance(found, dict) else None
    if isinstance(form, int) and form > 1:
        raise ArchiveUnusable(path, "a newer Facet wrote this archive", hint="Update Facet.")
    try:
        return _Archive.model_validate_json(json.dumps(found))
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ArchiveUnusable(path, f"its index has a value that can't be used ({field})") from error


def _read(path: Path, archive: zipfile.ZipFile, member: str, limit: int) -> bytes:
    """A member's bytes. Nothing is ever unpacked onto the disk, so no name in the zip can point anywhere."""
    try:
        info = archive.getinfo(member)
    except KeyError as error:
        raise ArchiveUnusable(path, f"'{member}' is missing") from error
    if info.file_size > limit:
        raise ArchiveUnusable(path, f"'{member}' is too large")
    with archive.open(info) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise ArchiveUnusable(path, f"'{member}' is too large")
    return content


def _take_in(gallery: Gallery, path: Path, archive: zipfile.ZipFile, index: _Archive) -> Imported:
    database = gallery.database
    ids: dict[str, int] = {}
    new_people = 0
    for person in index.people:
        ids[person.uid], made = _place(gallery, person)
        new_people += made
        for consent in person.consents if made else ():
            database.write(
                "INSERT INTO consents(person_id, given_s, what, note) VALUES(?, ?, ?, ?)",
                (ids[person.uid], consent.given_s, consent.what, consent.note),
            )
    new, known = 0, 0
    for person in index.people:
        for face in person.faces:
            if database.one("SELECT 1 FROM faces WHERE uid = ?", (face.uid,)):
                known += 1
                continue
            content = _checked_crop(path, archive, face)
            _insert_face(gallery, path, ids[person.uid], ids.get(face.of_person or ""), face, content)
            new += 1
    database.write(
        "INSERT INTO audit(at_s, action, person_id, faces) VALUES(?, 'import', NULL, ?)", (gallery.now(), new)
    )
    return Imported(new_people, new, known)


def _place(gallery: Gallery, person: _Person) -> tuple[int, bool]:
    """The person's number in this gallery, and whether they were made now."""
    database = gallery.database
    key = name_key(person.name)
    for column, value in (("uid", person.uid), ("name_key", key)):
        row = database.one(f"SELECT id FROM people WHERE merged_into IS NULL AND {column} = ?", (value,))
        if row is not None:
            return int(row[0]), False
    taken = database.one("SELECT 1 FROM people WHERE uid = ?", (person.uid,))  # merged into somebody since
    uid = os.urandom(16).hex() if taken else person.uid
    made = database.write(
        "INSERT INTO people(uid, name, name_key, created_s, last_seen_s) VALUES(?, ?, ?, ?, ?)",
        (uid, clean_name(person.name), key, person.created_s, person.last_seen_s),
    )
    return made, True


def _checked_crop(path: Path, archive: zipfile.ZipFile, face: _Face) -> bytes:
    content = _read(path, archive, _member(face.uid), _CROP_LIMIT)
    if hashlib.sha256(content).hexdigest() != face.crop_sha256:
        raise ArchiveUnusable(path, f"the picture {face.uid} was changed")
    try:
        decode_crop(content)
    except FacetError as error:
        raise ArchiveUnusable(path, f"the picture {face.uid} is damaged") from error
    return content


def _insert_face(
    gallery: Gallery, path: Path, person_id: int, of_person: int | None, face: _Face, crop: bytes
) -> None:
    columns = (face.uid, person_id, face.role, of_person, crop, face.quality, json.dumps(face.details))
    face_id = gallery.database.write(
        "INSERT INTO faces(uid, person_id, role, of_person, crop, quality, details, source, taken_s, "
        "set_aside) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*columns, face.source, face.taken_s, face.set_aside),
    )
    for digest, numbers in face.embeddings.items():
        vector = _checked_numbers(path, digest, numbers)
        gallery.database.write("INSERT INTO embeddings VALUES(?, ?, ?)", (face_id, digest, vector))


def _checked_numbers(path: Path, digest: str, numbers: str) -> bytes:
    try:
        vector = np.frombuffer(bytes.fromhex(numbers), "<f4")
    except ValueError as error:
        raise ArchiveUnusable(path, "an embedding is damaged") from error
    whole = 0 < len(vector) <= _NUMBERS_LIMIT and bool(np.isfinite(vector).all())
    if not whole or not _DIGEST.fullmatch(digest) or abs(float(np.linalg.norm(vector)) - 1) > 1e-2:
        raise ArchiveUnusable(path, "an embedding is damaged")
    return vector.astype(np.float32).tobytes()
