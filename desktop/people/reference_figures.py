"""How each kept picture of someone stands: how like their others it is, and what strangers get by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop.people.calibration import like_picture
from desktop.people.decision import Decider
from desktop.people.strangers import Strangers


@dataclass(frozen=True)
class ReferenceFigures:
    """`own`: the score against the person's others, None where there are none. `nearest`: the likest
    stranger's, None where nothing is known of strangers.

    `named` of the `asked` strangers would reach the bar, were this the person's only picture.
    """

    own: float | None
    nearest: float | None = None
    named: int = 0
    asked: int = 0


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
    alike = decider.matcher.among_themselves(own) if len(own) > 1 else [None] * len(own)
    found = {}
    for face_id, score, numbers in zip(ids, alike, own, strict=True):
        figures = ReferenceFigures(None if score is None else float(score))
        if strangers is not None:
            scores = np.concatenate(like_picture(numbers, strangers))
            named = int((scores >= decider.bar.without_head).sum())
            figures = ReferenceFigures(figures.own, float(scores.max()), named, len(scores))
        found[int(face_id)] = figures
    return found
