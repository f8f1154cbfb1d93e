"""How each kept picture of someone stands: how like their others it is, and what strangers get by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop.people.calibration import like_picture
from desktop.people.decision import Decider
from desktop.people.strangers import Strangers

_OF_ALL = 1 / 3  # of the strangers that may get a name at all
_TIMES_ITS_PART = 3
_LEAST = 5  # fewer are a matter of luck


@dataclass(frozen=True)
class ReferenceFigures:
    """`own`: the score against the person's others, None where there are none. `nearest`: the likest
    stranger's, None where nothing is known of strangers.

    `named` of the `asked` strangers would reach the bar, were this the person's only picture.
    `mistakable`: those are so many that this one picture costs all others their names.
    """

    own: float | None
    nearest: float | None = None
    named: int = 0
    asked: int = 0
    mistakable: bool = False


def reference_figures(
    decider: Decider, strangers: Strangers | None, person_id: int
) -> dict[int, ReferenceFigures]:
    """The figures of a person's references in use, by face id. Without strangers nothing is said of them."""
    snapshot = decider.matcher.snapshot
    row = snapshot.row_of(person_id)
    if row is None:
        return {}
    own, start = snapshot.references_of(row), int(snapshot.starts[row])
    ids = snapshot.face_ids[start : start + len(own)]
    pictures = len(snapshot.face_ids)
    alike = decider.matcher.among_themselves(own) if len(own) > 1 else [None] * len(own)
    found = {}
    for face_id, score, numbers in zip(ids, alike, own, strict=True):
        figures = ReferenceFigures(None if score is None else float(score))
        if strangers is not None:
            scores = np.concatenate(like_picture(numbers, strangers))
            named = int((scores >= decider.bar.without_head).sum())
            many = _is_many(named, decider.bar.fpir * len(scores), pictures)
            figures = ReferenceFigures(figures.own, float(scores.max()), named, len(scores), many)
        found[int(face_id)] = figures
    return found


def _is_many(named: int, may: float, pictures: int) -> bool:
    """Whether one of `pictures` names far too many of the strangers, `may` of whom the bar lets through.

    How good a picture is, this does not say: strangers come more by typical, sharp faces than blurred ones.
    """
    return named >= max(_OF_ALL * may, _TIMES_ITS_PART * may / pictures, _LEAST)
