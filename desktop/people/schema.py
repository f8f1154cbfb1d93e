"""The gallery's tables, and the way from each older form of them to the present one."""

from __future__ import annotations

from vision.gallery_reader import APPLICATION_ID

__all__ = ["APPLICATION_ID", "MIGRATIONS", "VERSION"]

_FIRST = """
CREATE TABLE people(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    created_s REAL NOT NULL,
    last_seen_s REAL,
    merged_into INTEGER REFERENCES people(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX people_by_name ON people(name_key) WHERE merged_into IS NULL;
CREATE INDEX people_by_target ON people(merged_into);

-- role 'reference': a picture of the person. 'negative': one that was taken for the person and is not;
-- of_person says whose it is, where that is known.
CREATE TABLE faces(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    person_id INTEGER NOT NULL REFERENCES people(id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK(role IN ('reference', 'negative')),
    of_person INTEGER REFERENCES people(id) ON DELETE CASCADE,
    crop BLOB NOT NULL,
    quality REAL NOT NULL,
    details TEXT NOT NULL,
    source TEXT NOT NULL,
    taken_s REAL NOT NULL,
    set_aside TEXT
);
CREATE INDEX faces_by_person ON faces(person_id, role);
CREATE INDEX faces_by_owner ON faces(of_person);

CREATE TABLE embeddings(
    face_id INTEGER NOT NULL REFERENCES faces(id) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY(digest, face_id)
) WITHOUT ROWID;
CREATE INDEX embeddings_by_face ON embeddings(face_id);

CREATE TABLE consents(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people(id) ON DELETE CASCADE,
    given_s REAL NOT NULL,
    what TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX consents_by_person ON consents(person_id);

-- What was changed, and the rows as they were before: for undo. It names people, so it goes with them.
CREATE TABLE changes(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_s REAL NOT NULL,
    kind TEXT NOT NULL,
    said TEXT NOT NULL,
    inverse TEXT NOT NULL,
    undone_s REAL
);
CREATE TABLE change_people(
    change_id INTEGER NOT NULL REFERENCES changes(id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL,
    PRIMARY KEY(change_id, person_id)
) WITHOUT ROWID;

-- Numbers only: it outlives the people it speaks of.
CREATE TABLE audit(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_s REAL NOT NULL,
    action TEXT NOT NULL,
    person_id INTEGER,
    faces INTEGER NOT NULL
);

CREATE TABLE heads(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_s REAL NOT NULL,
    digest TEXT NOT NULL,
    weights BLOB NOT NULL,
    facts TEXT NOT NULL,
    in_use INTEGER NOT NULL
);
CREATE TABLE head_people(
    head_id INTEGER NOT NULL REFERENCES heads(id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL,
    PRIMARY KEY(head_id, person_id)
) WITHOUT ROWID;

CREATE TABLE facts(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO facts VALUES('generation', 0), ('scrub_due', 0);
"""

# An index that holds all that counting and choosing references asks for: a row of `faces` has its picture
# before its quality, so that reading the row reads the picture. `prepared`: what a large gallery's snapshot
# and bar are made of, in a few long pieces that a disk reads in one go; it is made from the other tables, and
# goes whenever pictures are deleted. choosing: grows with every change but when somebody was seen. checked_s:
# when the file was last read whole and found sound; check_due: it is to be read now.
_SECOND = """
CREATE INDEX faces_in_use ON faces(person_id, role, set_aside, of_person, quality);
DROP INDEX faces_by_person;
CREATE TABLE prepared(
    digest TEXT NOT NULL,
    part TEXT NOT NULL,
    choosing INTEGER NOT NULL,
    up_to INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY(digest, part)
);

-- Someone who is being erased, noted before recordings are searched for them: killed in between, it is gone
-- on with when the gallery is next opened.
CREATE TABLE leaving(
    person_id INTEGER PRIMARY KEY REFERENCES people(id) ON DELETE CASCADE,
    learned INTEGER NOT NULL
);

INSERT INTO facts VALUES('choosing', 0), ('checked_s', 0), ('check_due', 0);
"""

# Step n brings a file of version n to n + 1. A step, once released, is never changed: another follows.
MIGRATIONS: tuple[str, ...] = (_FIRST, _SECOND)
VERSION = len(MIGRATIONS)
