"""Who the faces of photos are, once more: the gallery has changed since they were looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from desktop.engine.identity import TASK, IdentityAnswer, Probe, answer_for
from desktop.people.decision import Decider
from desktop.people.framing import FaceEmbedder
from vision.errors import ImageUnreadable
from vision.images import read_image

if TYPE_CHECKING:
    from desktop.engine.analysis import FaceAnalysis
    from desktop.photos.reading import PhotoResult


def named_again(
    photos: Iterable[PhotoResult],
    decider: Decider,
    embedder: FaceEmbedder | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> list[PhotoResult]:
    """Those photos of which anything else is said now, with their new names.

    A face whose numbers are another model's is looked at again by `embedder`, the decider's; without it, or
    where the photo is gone, it stays as it is.
    """
    again = []
    for photo in photos:
        if photo.analysis is None or stopped():
            continue
        if embedder is not None:
            photo = _seen_by(embedder, photo)
        faces = tuple(_named(face, decider) for face in photo.analysis.faces)
        if faces != photo.analysis.faces:
            again.append(replace(photo, analysis=replace(photo.analysis, faces=faces)))
    return again


def _named(face: FaceAnalysis, decider: Decider) -> FaceAnalysis:
    known = face.answers.get(TASK)
    if not isinstance(known, IdentityAnswer) or known.probe is None:
        return face
    if known.probe.digest != decider.matcher.snapshot.digest:
        return face
    return replace(face, answers={**face.answers, TASK: answer_for(known.probe, decider)})


def _seen_by(embedder: FaceEmbedder, photo: PhotoResult) -> PhotoResult:
    """The photo with the numbers of this model at every face that has another one's."""
    assert photo.analysis is not None
    old = {
        place: probe
        for place, face in enumerate(photo.analysis.faces)
        if (probe := _probe_of(face)) is not None and probe.digest != embedder.digest
    }
    if not old:
        return photo
    try:
        image = read_image(photo.path)
    except ImageUnreadable:
        return photo
    boxes = np.array([photo.analysis.faces[place].box_px for place in old], np.int32)
    points = np.stack([probe.points_px for probe in old.values()])
    rows = embedder.embed(embedder.crops(image, boxes, points))
    faces = list(photo.analysis.faces)
    for (place, probe), row in zip(old.items(), rows, strict=True):
        answer = faces[place].answers[TASK]
        seen = replace(answer, probe=replace(probe, numbers=row, digest=embedder.digest))  # type: ignore[call-arg]
        faces[place] = replace(faces[place], answers={**faces[place].answers, TASK: seen})
    return replace(photo, analysis=replace(photo.analysis, faces=tuple(faces)))


def _probe_of(face: FaceAnalysis) -> Probe | None:
    known = face.answers.get(TASK)
    return known.probe if isinstance(known, IdentityAnswer) else None
