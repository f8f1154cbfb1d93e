"""Who the faces of photos are, once more: the gallery has changed since they were looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
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
        seen = (
            photo.analysis.faces if embedder is None else _seen_by(embedder, photo.path, photo.analysis.faces)
        )
        faces = tuple(_named(face, decider) for face in seen)
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


def _seen_by(embedder: FaceEmbedder, path: Path, faces: tuple[FaceAnalysis, ...]) -> tuple[FaceAnalysis, ...]:
    """The faces of a photo with the numbers of this model, where they have another one's."""
    probes = [_probe_of(face) for face in faces]
    old = {at: probe for at, probe in enumerate(probes) if probe and probe.digest != embedder.digest}
    if not old:
        return faces
    try:
        image = read_image(path)
    except ImageUnreadable:
        return faces
    boxes = np.array([faces[at].box_px for at in old], np.int32)
    points = np.stack([probe.points_px for probe in old.values()])
    rows = embedder.embed(embedder.crops(image, boxes, points))
    again = list(faces)
    for (at, probe), row in zip(old.items(), rows, strict=True):
        again[at] = _with_probe(faces[at], replace(probe, numbers=row, digest=embedder.digest))
    return tuple(again)


def _with_probe(face: FaceAnalysis, probe: Probe) -> FaceAnalysis:
    known = face.answers[TASK]
    assert isinstance(known, IdentityAnswer)
    return replace(face, answers={**face.answers, TASK: replace(known, probe=probe)})


def _probe_of(face: FaceAnalysis) -> Probe | None:
    known = face.answers.get(TASK)
    return known.probe if isinstance(known, IdentityAnswer) else None
