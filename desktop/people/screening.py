"""References that don't fit: unlike the person's others, or more like somebody else. Told, and set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desktop.people.decision import Decider
from desktop.people.gallery import Gallery
from desktop.people.records import NewFace, name_key

_NEEDED = 4  # with fewer references nobody can say which one is odd
_CLEARLY = 0.1  # below the bar


@dataclass(frozen=True)
class Suspect:
    """A reference whose score against the person's others is far below the bar."""

    face_id: int
    person_id: int
    score: float


@dataclass(frozen=True)
class NearestOther:
    """Somebody else whom a face is like."""

    name: str
    score: float
    named: bool  # reaches the bar: the face may belong to them


def suspects(decider: Decider) -> list[Suspect]:
    """References clearly unlike the others of their person, where most of those are alike."""
    found = []
    snapshot, matcher, bar = decider.matcher.snapshot, decider.matcher, decider.bar.threshold
    for row in np.flatnonzero(snapshot.counts >= _NEEDED):
        scores = matcher.among_themselves(snapshot.references_of(int(row)))
        if float(np.median(scores)) < bar:
            continue
        start = int(snapshot.starts[row])
        found += [
            Suspect(int(snapshot.face_ids[start + k]), int(snapshot.person_ids[row]), float(scores[k]))
            for k in np.flatnonzero(scores < bar - _CLEARLY)
        ]
    return found


def set_suspects_aside(gallery: Gallery, decider: Decider, person_id: int | None = None) -> list[Suspect]:
    """Sets suspects aside, of one person or of everyone; `Gallery.restore` and undo bring them back."""
    found = [suspect for suspect in suspects(decider) if person_id in (None, suspect.person_id)]
    for suspect in found:
        gallery.set_aside([suspect.face_id], f"unlike the other pictures ({suspect.score:.2f})")
    return found


def nearest_other(decider: Decider, face: NewFace, name: str) -> NearestOther | None:
    """Whom else a face is most like, apart from the person of that name; None where there is nobody."""
    snapshot = decider.matcher.snapshot
    for candidate in decider.matcher.best(face.embedding, 2):
        other = snapshot.names[candidate.row]
        if name_key(other) != name_key(name):
            return NearestOther(other, candidate.score, candidate.score >= decider.bar.threshold)
    return None


def belongs_to_others(decider: Decider, faces: Sequence[NewFace], name: str) -> dict[str, int]:
    """How many of the faces get the name of somebody else: a warning before they are enrolled."""
    counts: dict[str, int] = {}
    for face in faces:
        named = decider.decide(face.embedding).name
        if named is not None and name_key(named) != name_key(name):
            counts[named] = counts.get(named, 0) + 1
    return counts
