"""The best score that each stranger gets from a gallery. Kept, so that a change costs what changed alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

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

    `people` (P,) and `marks` (P,): who was compared, and a checksum of their references. `rest`: one of all
    that concerns everybody, the strangers and the head.
    """

    scores: Floats
    owners: NDArray[np.int64]
    people: NDArray[np.int64]
    marks: NDArray[np.uint64]
    rest: NDArray[np.uint8]

    def same_gallery(self, other: Tops) -> bool:
        """Whether both were made from the same references, strangers and head."""
        parts = ("people", "marks", "rest")
        return all(np.array_equal(getattr(self, part), getattr(other, part)) for part in parts)


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
        same = _known_mark(before, people) == marks
        lost = ~np.isin(owners, people[same])
        scores[lost], owners[lost] = -1.0, _NOBODY
        _raise(matcher, faces, np.flatnonzero(lost), np.flatnonzero(same), scores, owners)
    _raise(matcher, faces, np.arange(len(faces)), np.flatnonzero(~same), scores, owners)
    return Tops(scores, owners, people, marks, rest)


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
