"""The best score that each stranger gets from a gallery. Kept, so that a change costs what changed alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from desktop.people.snapshot import Floats

if TYPE_CHECKING:
    from desktop.people.matching import Matcher
    from desktop.people.strangers import Strangers

_STRANGERS_AT_ONCE, _PEOPLE_AT_ONCE = 1024, 500  # tables that stay in a core's cache
_NOBODY = -1


@dataclass(frozen=True)
class Tops:
    """`scores` (M,) and `owners` (M,): each stranger's best score, and the number of the person who gives it.

    `people` (P,) and `marks` (P,): who was compared, and a checksum of their references; `faces` (R,) and
    `counts` (P,): which those were, person by person. `rest`: a checksum of all that concerns everybody, the
    strangers and the head.
    """

    scores: Floats
    owners: NDArray[np.int64]
    people: NDArray[np.int64]
    marks: NDArray[np.uint64]
    faces: NDArray[np.int64]
    counts: NDArray[np.int64]
    rest: NDArray[np.uint8]

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Tops | None:
        """As they were kept; None where an older Facet kept them."""
        return cls(**arrays) if arrays.keys() == cls.__annotations__.keys() else None

    def same_gallery(self, other: Tops) -> bool:
        """Whether both were made from the same references, strangers and head."""
        parts = ("people", "marks", "faces", "rest")
        return all(np.array_equal(getattr(self, part), getattr(other, part)) for part in parts)

    def without(self, gone: NDArray[np.bool_]) -> Tops:
        """Nothing that was made from these references (R,): to be made anew is what their people gave."""
        people = np.unique(np.repeat(self.people, self.counts)[gone])
        lost, stay = np.isin(self.owners, people), ~np.isin(self.people, people)
        return Tops(
            scores=np.where(lost, np.float32(-1.0), self.scores),
            owners=np.where(lost, _NOBODY, self.owners),
            people=self.people[stay],
            marks=self.marks[stay],
            faces=self.faces[np.repeat(stay, self.counts)],
            counts=self.counts[stay],
            rest=self.rest,
        )


def tops_of(matcher: Matcher, strangers: Strangers, before: Tops | None = None) -> Tops:
    """The strangers of all crowds, one crowd after the other, against everyone in the gallery.

    `before`: of an earlier state. Then only who is new or changed is compared with all strangers, and only
    strangers who were most like somebody changed or gone are compared with everyone else. The answer is the
    same as without it.
    """
    faces = np.concatenate([crowd.faces for crowd in strangers.crowds])
    people, marks = matcher.snapshot.person_ids, _marks(matcher)
    rest = _mark_of_rest(matcher, faces)
    if before is None or not np.array_equal(before.rest, rest):
        scores = np.full(len(faces), -1.0, np.float32)
        owners = np.full(len(faces), _NOBODY, np.int64)
        same = np.zeros(len(people), bool)
    else:
        scores, owners = before.scores.copy(), before.owners.copy()
        same, lost = _as_before(before, people, marks)
        scores[lost], owners[lost] = -1.0, _NOBODY
        _raise(matcher, faces, np.flatnonzero(lost), np.flatnonzero(same), scores, owners)
    _raise(matcher, faces, np.arange(len(faces)), np.flatnonzero(~same), scores, owners)
    snapshot = matcher.snapshot
    return Tops(scores, owners, people, marks, snapshot.face_ids, snapshot.counts, rest)


def comparisons_left(matcher: Matcher, strangers: Strangers, before: Tops | None) -> int:
    """How many pairs of a stranger and a reference `tops_of` would compare."""
    faces = np.concatenate([crowd.faces for crowd in strangers.crowds])
    references = int(matcher.snapshot.columns.shape[1])
    if before is None or not np.array_equal(before.rest, _mark_of_rest(matcher, faces)):
        return len(faces) * references
    same, lost = _as_before(before, matcher.snapshot.person_ids, _marks(matcher))
    known = int(matcher.snapshot.counts[same].sum())
    return len(faces) * (references - known) + int(lost.sum()) * known


def _as_before(
    before: Tops, people: NDArray[np.int64], marks: NDArray[np.uint64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which people have the references of then, and which strangers' best score is of none of those."""
    same = _known_mark(before, people) == marks
    return same, ~np.isin(before.owners, people[same])


def _raise(
    matcher: Matcher,
    faces: Floats,
    strangers: NDArray[np.intp],
    rows: NDArray[np.intp],
    scores: Floats,
    owners: NDArray[np.int64],
) -> None:
    """Writes into `scores` and `owners` where one of the people of these rows is more like a stranger."""
    for first in range(0, len(rows), _PEOPLE_AT_ONCE):
        some = rows[first : first + _PEOPLE_AT_ONCE]
        for start in range(0, len(strangers), _STRANGERS_AT_ONCE):
            few = strangers[start : start + _STRANGERS_AT_ONCE]
            found = matcher.scores(faces[few], some)
            best = found.argmax(axis=1)
            top = found[np.arange(len(few)), best]
            more = top > scores[few]
            scores[few[more]] = top[more]
            owners[few[more]] = matcher.snapshot.person_ids[some[best[more]]]


def _marks(matcher: Matcher) -> NDArray[np.uint64]:
    """A checksum of each person's references (P,), in the order in which they stand."""
    snapshot = matcher.snapshot
    found = [_checksum(snapshot.references_of(row)) for row in range(len(snapshot))]
    return np.frombuffer(b"".join(found), np.uint64)


def _mark_of_rest(matcher: Matcher, faces: Floats) -> NDArray[np.uint8]:
    head = matcher.head
    parts = [faces] if head is None else [faces, head.weights, head.offsets, head.shares]
    return np.frombuffer(b"".join(_checksum(part) for part in parts), np.uint8)


def _known_mark(before: Tops, people: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The earlier checksum of each person; 0 for somebody new."""
    places = np.searchsorted(before.people, people)
    places[places == len(before.people)] = 0
    if not len(before.people):
        return np.zeros(len(people), np.uint64)
    return np.where(before.people[places] == people, before.marks[places], 0).astype(np.uint64)


def _checksum(numbers: Floats) -> bytes:
    return hashlib.blake2b(np.ascontiguousarray(numbers).data, digest_size=8).digest()
