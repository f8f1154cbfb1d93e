"""What the gallery holds, as frozen values: people, faces, consents, changes."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vision.errors import FacetError

Role = Literal["reference", "negative"]
NAME_LIMIT = 120


class PersonUnknown(FacetError):
    """Nobody of that name or number is in the gallery."""

    def __init__(self, who: str | int, *, hint: str = "") -> None:
        said = f"nobody called '{who}'" if isinstance(who, str) else f"no person with number {who}"
        super().__init__(
            f"There is {said} in the gallery.", hint=hint or "`facet people list` names everyone."
        )
        self.who = who


class NameTaken(FacetError):
    """Two people can't have one name."""

    def __init__(self, name: str, *, hint: str = "") -> None:
        super().__init__(
            f"'{name}' is in the gallery already.", hint=hint or "Choose another name, or merge the two."
        )
        self.name = name


class NotAgain(FacetError):
    """What was undone can't be done again; `why` is one of the history's reasons."""

    def __init__(self, why: str) -> None:
        said, hint = {
            "nothing": ("There is nothing to redo.", ""),
            "changed": ("What was undone can't be done again: something else was changed since.", ""),
            "erased": (
                "What was undone can't be done again: its pictures were erased.",
                "Name the face or add the pictures once more.",
            ),
            "gone": (
                "What was undone can't be done again: the new name was erased.",
                "Choose the pictures once more.",
            ),
        }[why]
        super().__init__(said, hint=hint)
        self.why = why


@dataclass(frozen=True)
class Consent:
    """What the person agreed to, when, and a note in the user's words."""

    what: str
    note: str = ""
    given_s: float | None = None


@dataclass(frozen=True)
class Pose:
    """Where a face looks, in degrees: positive yaw to the picture's right, positive pitch up."""

    yaw_deg: float
    pitch_deg: float
    roll_deg: float = 0.0


@dataclass(frozen=True)
class NewFace:
    """A face about to be kept.

    `crop_rgb`: as `desktop.people.framing` cuts it, uint8 (H, W, 3). `embedding`: float32 (D,), length 1,
    by the model with `digest`. `taken_s` is wall-clock time, now where None. `smiling`: None where nobody
    looked.
    """

    crop_rgb: NDArray[np.uint8]
    embedding: NDArray[np.float32]
    digest: str
    quality: float = 1.0
    reasons: tuple[str, ...] = ()
    pose: Pose | None = None
    source: str = ""
    taken_s: float | None = None
    smiling: bool | None = None


@dataclass(frozen=True)
class Face:
    """A kept face without its picture (`Gallery.crop` has that). `set_aside`: why it doesn't count."""

    id: int
    person_id: int
    role: Role
    of_person: int | None
    quality: float
    reasons: tuple[str, ...]
    pose: Pose | None
    source: str
    taken_s: float
    set_aside: str | None
    smiling: bool | None = None


@dataclass(frozen=True)
class Person:
    """Someone in the gallery. `references` counts those in use, `set_aside` the others."""

    id: int
    name: str
    references: int
    set_aside: int
    negatives: int
    created_s: float
    last_seen_s: float | None


@dataclass(frozen=True)
class Change:
    """Something that was done and can be undone. `said`: for a menu, "merge Ada into Bo"."""

    id: int
    at_s: float
    kind: str
    said: str
    undone: bool
    people: tuple[int, ...] = field(default=())


@dataclass(frozen=True)
class AuditEntry:
    """What was done to whom, in numbers."""

    at_s: float
    action: str
    person_id: int | None
    faces: int


def clean_name(name: str) -> str:
    """A name as it is kept: composed, one space between words. Raises FacetError where nothing is left."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in name)
    clean = " ".join(unicodedata.normalize("NFC", plain).split())
    if not clean:
        raise FacetError("A person needs a name.", hint="Write it in letters.")
    if len(clean) > NAME_LIMIT:
        raise FacetError(f"A name has at most {NAME_LIMIT} letters.", hint="Choose a shorter one.")
    return clean


def name_key(name: str) -> str:
    """What two spellings of one name have in common."""
    return unicodedata.normalize("NFKC", clean_name(name)).casefold()
