"""Who the faces of photos are, once more: the gallery has changed since they were looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.engine.identity import TASK, IdentityAnswer, answer_for
from desktop.people.decision import Decider

if TYPE_CHECKING:
    from desktop.engine.analysis import FaceAnalysis
    from desktop.photos.reading import PhotoResult


def named_again(photos: Iterable[PhotoResult], decider: Decider) -> list[PhotoResult]:
    """Those photos of which anything else is said now, with their new names.

    A face whose numbers are another model's stays as it is.
    """
    again = []
    for photo in photos:
        if photo.analysis is None:
            continue
        faces = tuple(_named(face, decider) for face in photo.analysis.faces)
        if faces != photo.analysis.faces:
            again.append(replace(photo, analysis=replace(photo.analysis, faces=faces)))
    return again


def _named(face: FaceAnalysis, decider: Decider) -> FaceAnalysis:
    known = face.answers.get(TASK)
    if not isinstance(known, IdentityAnswer) or known.probe is None:
        return face
    empty = not len(decider.matcher)
    if not empty and len(known.probe.numbers) != decider.matcher.snapshot.dimensions:
        return face
    return replace(face, answers={**face.answers, TASK: answer_for(known.probe, decider)})
