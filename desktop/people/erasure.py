"""Erasing someone for good, with the pictures of them that stand as "not me" at other people's names."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from desktop.people.gallery import Gallery
from desktop.people.leaving import forget_leaving, leaving, note_leaving
from desktop.people.snapshot import Floats
from desktop.recording.erasing import ErasedFrom, Sought, erase_from_recordings
from vision.errors import FacetError

_log = logging.getLogger(__name__)
_SHOWS_THE_PERSON = 0.5  # cosine: rather one stranger's picture too many than one of the person too few


def erase_person(
    gallery: Gallery,
    person_id: int,
    recordings: Iterable[Path] = (),
    first: Callable[[], None] | None = None,
) -> ErasedFrom:
    """Removes a person and everything that shows or names them, also from these recordings' folders.

    `first` deletes what else learned from them (`desktop.learned_from`), and is called once more at the end.
    That and the recordings come first, and before all a note that it was begun: killed in between, it is gone
    on with by `finish_erasures`. See `Gallery.erase` and `erase_from_recordings`.
    """
    note_leaving(gallery, person_id, learned=first is not None)
    try:
        sought = sought_of(gallery, person_id)
        if first is not None:
            first()
        gone = erase_from_recordings(recordings, sought)
        gallery.erase(person_id, also=_alike_negatives(gallery, person_id))
    except FacetError:
        forget_leaving(gallery, person_id)  # said now, and not done later, when nobody asks for it
        raise
    return replace(gone, names=tuple(sought.names), left="" if first is None else _once_more(first))


def _once_more(first: Callable[[], None]) -> str:
    """What was learning meanwhile may have written again before it noticed. What could not be deleted."""
    try:
        first()
    except FacetError as error:
        return error.message
    return ""


def finish_erasures(
    gallery: Gallery, recordings: Callable[[], Iterable[Path]], forget: Callable[[Sought], None]
) -> int:
    """Goes on with what a process that was killed had begun: how many people are gone now.

    `forget` deletes what else learned from a person. What can't be finished is told in the log, and tried
    again at the next opening.
    """
    done = 0
    for person_id, learned in leaving(gallery):
        try:
            sought = sought_of(gallery, person_id)
            if learned:
                forget(sought)
            erase_from_recordings(recordings(), sought, again=True)
            gallery.erase(person_id, also=_alike_negatives(gallery, person_id))
            done += 1
        except FacetError as error:
            _log.warning("erasing somebody was broken off, and can't be finished now: %s", error)
    return done


def sought_of(gallery: Gallery, person_id: int) -> Sought:
    """By what a person is known: they themselves, and everyone who was merged into them."""
    rows = gallery.database.rows(
        "WITH RECURSIVE gone(id) AS (SELECT ? UNION SELECT people.id FROM people, gone "
        "WHERE people.merged_into = gone.id) SELECT people.id, name, created_s FROM people, gone "
        "WHERE people.id = gone.id",
        (person_id,),
    )
    ids = [row["id"] for row in rows]
    names = [row["name"] for row in rows] + _earlier_names(gallery, ids)
    return Sought(ids, names, min((row["created_s"] for row in rows), default=0.0))


def _earlier_names(gallery: Gallery, person_ids: list[int]) -> list[str]:
    """What they were called before they were renamed, as far as the history goes back."""
    marks = ",".join("?" * len(person_ids))
    rows = gallery.database.rows(
        f"SELECT inverse FROM changes JOIN change_people ON change_id = changes.id "
        f"WHERE kind = 'rename' AND person_id IN ({marks})",
        person_ids,
    )
    steps = [step for row in rows for step in json.loads(row["inverse"])]
    return [step["set"]["name"] for step in steps if "name" in step.get("set", {})]


def _alike_negatives(gallery: Gallery, person_id: int) -> list[int]:
    """Others' negatives whose owner nobody named, and that look like this person."""
    rows = gallery.database.rows(
        "SELECT faces.id, person_id, role, digest, vector FROM faces JOIN embeddings ON face_id = faces.id "
        "WHERE person_id = ? AND role = 'reference' "
        "OR person_id != ? AND role = 'negative' AND of_person ISNULL",
        (person_id, person_id),
    )
    own: dict[str, list[Floats]] = {}
    for row in rows:
        if row["role"] == "reference":
            own.setdefault(row["digest"], []).append(np.frombuffer(row["vector"], np.float32))
    return [
        int(row["id"])
        for row in rows
        if row["role"] == "negative"
        and row["digest"] in own
        and (np.stack(own[row["digest"]]) @ np.frombuffer(row["vector"], np.float32)).max()
        >= _SHOWS_THE_PERSON
    ]
