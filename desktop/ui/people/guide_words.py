"""What guided enrolment says: short enough to be read while turning the head. No widgets.

Sides are those of the screen: on a mirrored camera picture they are one's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.people.face_words import listed
from desktop.ui.people.people_words import count_words, pose_words
from desktop.ui.words import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.people.guided import Guidance

_SWAPPED = {"left": "right", "right": "left"}


def on_screen(pose: str, mirrored: bool) -> str:
    """A pose as the screen shows it."""
    return _SWAPPED.get(pose, pose) if mirrored else pose


def instruction(guidance: Guidance, mirrored: bool) -> str:
    """What to do now, or why it waits."""
    if guidance.finished:
        return translate("Guide", "Done")
    if guidance.belongs_to is not None:
        return translate("Guide", "This face belongs to {name} already").format(name=guidance.belongs_to)
    return _waiting(guidance.wait) or _turning(on_screen(guidance.wanted or "front", mirrored))


def _waiting(wait: str) -> str:
    return {
        "no face": translate("Guide", "Come into view"),
        "several": translate("Guide", "Two people in view: one at a time"),
        "another face": translate("Guide", "This seems to be someone else"),
        "too dark": translate("Guide", "Too dark: more light on the face"),
        "too bright": translate("Guide", "Too bright: less light on the face"),
        "too little contrast": translate("Guide", "Too little contrast: more light from one side"),
        "out of focus": translate("Guide", "Blurred: hold still"),
        "too small": translate("Guide", "Come closer"),
        "turned away": translate("Guide", "Too far: turn back a little"),
        "tilted": translate("Guide", "Hold your head straight"),
    }.get(wait, "")


def _turning(pose: str) -> str:
    return {
        "front": translate("Guide", "Look straight ahead"),
        "left": translate("Guide", "Turn a little left"),
        "right": translate("Guide", "Turn a little right"),
        "up": translate("Guide", "Look up a little"),
        "down": translate("Guide", "Look down a little"),
        "smile": translate("Guide", "Look ahead and smile"),
    }[pose]


def ended(count: int, missing: Sequence[str], mirrored: bool) -> str:
    """What was taken, and what lacks."""
    if not count:
        return translate("Guide", "No picture was good enough, so nothing is kept.")
    said = translate("Guide", "{pictures} taken.").format(pictures=count_words(count))
    if missing:
        names = [pose_words(on_screen(pose, mirrored)).lower() for pose in missing]
        lacks = translate(
            "Guide", "Still lacking: {poses}. Facet knows the face without them, but less surely."
        )
        said += " " + lacks.format(poses=listed(names))
    return said
