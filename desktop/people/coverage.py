"""Which poses a person's references cover, and which the ring of enrolment still wants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.people.records import Face, NewFace, Pose

POSES = ("front", "left", "right", "up", "down")
SMILE = "smile"
TURNED_DEG = 15.0
_TILTED_DEG = 10.0


@dataclass(frozen=True)
class Coverage:
    """Poses with a reference in use, and those without, both in the ring's order.

    A smile is among them where somebody looked whether there is one: guided pictures tell.
    """

    have: tuple[str, ...]
    missing: tuple[str, ...]


def pose_name(pose: Pose) -> str:
    """Where a face looks, by its larger turn. Left and right are the picture's."""
    yaw, pitch = pose.yaw_deg / TURNED_DEG, pose.pitch_deg / _TILTED_DEG
    if max(abs(yaw), abs(pitch)) < 1:
        return "front"
    if abs(yaw) >= abs(pitch):
        return "right" if yaw > 0 else "left"
    return "up" if pitch > 0 else "down"


def coverage_of(faces: Iterable[Face | NewFace]) -> Coverage:
    """What the references in use cover; those set aside and those without points don't count."""
    used = [face for face in faces if getattr(face, "set_aside", None) is None]
    seen = {pose_name(face.pose) for face in used if face.pose is not None}
    seen |= {SMILE for face in used if face.smiling}
    asked = (*POSES, SMILE) if any(face.smiling is not None for face in used) else POSES
    return Coverage(
        tuple(pose for pose in asked if pose in seen), tuple(pose for pose in asked if pose not in seen)
    )
