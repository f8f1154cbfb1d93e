"""References that don't fit: unlike the person's others, badly seen, or like others. Told, and set aside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from desktop.people.decision import Decider
from desktop.people.gallery import Gallery
from desktop.people.records import Face, NewFace, name_key
from vision.face_quality import TILTED, TURNED_AWAY

_NEEDED = 4  # with fewer references nobody can say which one is odd
_CLEARLY = 0.1  # below the bar
_GOOD_ONES = 3  # with fewer good references a bad one is better than none
_SHOWS_ANOTHER_SIDE = (TURNED_AWAY, TILTED)  # no fault of a reference: turned faces are wanted too


@dataclass(frozen=True)
class Suspect:
    """A reference that should not count: `why`, and its score against the person's others, or its quality."""

    face_id: int
    person_id: int
    score: float
    why: str


@dataclass(frozen=True)
class NearestOther:
    """Somebody else whom a face is like."""

    name: str
    score: float
    named: bool  # reaches the bar: the face may belong to them


def suspects(decider: Decider) -> list[Suspect]:
    """References clearly unlike the others of their person, where most of those are alike."""
    found = []
    snapshot, matcher, bar = decider.matcher.snapshot, decider.matcher, decider.bar.without_head
    for row in np.flatnonzero(snapshot.counts >= _NEEDED):
        scores = matcher.among_themselves(snapshot.references_of(int(row)))
        if float(np.median(scores)) < bar:
            continue
        start = int(snapshot.starts[row])
        found += [
            Suspect(
                int(snapshot.face_ids[start + k]),
                int(snapshot.person_ids[row]),
                float(scores[k]),
                _unlike(float(scores[k])),
            )
            for k in np.flatnonzero(scores < bar - _CLEARLY)
        ]
    return found


def is_unlike(decider: Decider, person_id: int, face: NewFace) -> bool:
    """Whether a face is plainly not whom a person's references show: not half as alike as names need."""
    row = decider.matcher.snapshot.row_of(person_id)
    if row is None:
        return False
    scores = decider.matcher.snapshot.references_of(row) @ face.embedding
    return float(scores.max()) < decider.bar.without_head / 2


def shown_wrongly(decider: Decider, person_id: int, faces: Sequence[NewFace]) -> list[Suspect]:
    """A person's references that show whom these faces show, who is somebody else: from an earlier mistake.

    They are like these faces and unlike the person's other references, which have to be the more.
    """
    snapshot, bar = decider.matcher.snapshot, decider.bar.without_head
    row = snapshot.row_of(person_id)
    if row is None:
        return []
    own = snapshot.references_of(row)
    shown = (own @ np.stack([face.embedding for face in faces]).T).max(axis=1) >= bar
    if 2 * np.count_nonzero(shown) >= len(own):
        return []
    scores = np.where(shown, (own @ own[~shown].T).max(axis=1), 1.0)
    ids = snapshot.face_ids[int(snapshot.starts[row]) :]
    return [
        Suspect(int(ids[k]), person_id, float(scores[k]), _unlike(float(scores[k])))
        for k in np.flatnonzero(scores < bar)
    ]


def badly_seen(gallery: Gallery, person_id: int) -> list[Suspect]:
    """References in use that are dark, blurred or small, where the person has enough good ones."""
    in_use = [face for face in gallery.faces(person_id) if face.set_aside is None]
    faults = {face.id: _fault(face) for face in in_use}
    if list(faults.values()).count("") < _GOOD_ONES:
        return []
    return [Suspect(face.id, person_id, face.quality, faults[face.id]) for face in in_use if faults[face.id]]


def _unlike(score: float) -> str:
    return f"unlike the other pictures ({score:.2f})"


def _fault(face: Face) -> str:
    return next((reason for reason in face.reasons if reason not in _SHOWS_ANOTHER_SIDE), "")


def set_suspects_aside(
    gallery: Gallery, decider: Decider, person_id: int, among: Collection[int] | None = None
) -> list[Suspect]:
    """Sets a person's suspects aside; `Gallery.restore` and undo bring them back.

    `among`: only these faces: others may have been brought back.
    """
    unlike = [suspect for suspect in suspects(decider) if suspect.person_id == person_id]
    bad = badly_seen(gallery, person_id)
    by_face = {suspect.face_id: suspect for suspect in (*bad, *unlike)}
    found = [suspect for suspect in by_face.values() if among is None or suspect.face_id in among]
    for suspect in found:
        gallery.set_aside([suspect.face_id], suspect.why)
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
