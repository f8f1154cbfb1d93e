"""The tables of a recorded session."""

from __future__ import annotations

# "FREC": what tells a recording from any other SQLite file.
APPLICATION_ID = 0x46524543
VERSION = 1

TABLES = """
CREATE TABLE facts(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Everyone who is named anywhere in the file: a name stands here and nowhere else.
CREATE TABLE names(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    person_id INTEGER,
    UNIQUE(name, person_id)
);

-- time_s: seconds from the beginning of the recording. at_s: the position in the source.
-- picture: which picture of the video this is; NULL where none was kept.
CREATE TABLE frames(
    id INTEGER PRIMARY KEY,
    time_s REAL NOT NULL,
    at_s REAL NOT NULL,
    number INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    picture INTEGER
);

CREATE TABLE faces(
    frame INTEGER NOT NULL REFERENCES frames(id),
    track INTEGER NOT NULL,
    x INTEGER NOT NULL, y INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
    held INTEGER NOT NULL,
    seen_for_s REAL NOT NULL,
    answers TEXT NOT NULL,
    asked_who INTEGER NOT NULL,
    who INTEGER REFERENCES names(id),
    nearest INTEGER REFERENCES names(id),
    likeness REAL, bar REAL, who_reason TEXT,
    PRIMARY KEY(frame, track)
) WITHOUT ROWID;
CREATE INDEX faces_by_track ON faces(track, frame);

CREATE TABLE markers(id INTEGER PRIMARY KEY AUTOINCREMENT, time_s REAL NOT NULL, text TEXT NOT NULL);

-- Who a track really is, as the user said. who NULL: nobody who is known.
CREATE TABLE corrections(track INTEGER PRIMARY KEY, who INTEGER REFERENCES names(id));
"""
