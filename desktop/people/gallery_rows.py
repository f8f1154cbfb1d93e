"""The gallery's rows as values, and what of a face stands in one text."""

from __future__ import annotations

import json
import sqlite3

from desktop.people.records import Face, NewFace, Person, Pose


def details_of(face: NewFace) -> str:
    pose = None if face.pose is None else [face.pose.yaw_deg, face.pose.pitch_deg, face.pose.roll_deg]
    smiling = {} if face.smiling is None else {"smiling": face.smiling}
    return json.dumps({"reasons": list(face.reasons), "pose": pose, **smiling})


def person_of(row: sqlite3.Row) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        references=row["used"],
        set_aside=row["aside"],
        negatives=row["negatives"],
        created_s=row["created_s"],
        last_seen_s=row["last_seen_s"],
    )


def face_of(row: sqlite3.Row) -> Face:
    details = json.loads(row["details"])
    pose = details.get("pose")
    return Face(
        id=row["id"],
        person_id=row["person_id"],
        role=row["role"],
        of_person=row["of_person"],
        quality=row["quality"],
        reasons=tuple(details.get("reasons", ())),
        pose=Pose(*pose) if pose else None,
        source=row["source"],
        taken_s=row["taken_s"],
        set_aside=row["set_aside"],
        smiling=details.get("smiling"),
    )
