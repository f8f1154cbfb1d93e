"""Strangers' best scores from a large gallery, kept in its file: the bar is then there at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.people import prepared
from desktop.people.stranger_tops import Tops, tops_of

if TYPE_CHECKING:
    from desktop.people.gallery import Gallery
    from desktop.people.matching import Matcher
    from desktop.people.strangers import Strangers

_PART = "tops"


def tops_in(gallery: Gallery, matcher: Matcher, strangers: Strangers) -> Tops:
    """The strangers' scores from this gallery, with what is left of the last ones.

    They hold no number of any picture, but are made from everyone's: whatever deletes pictures deletes them.
    """
    snapshot = matcher.snapshot
    if snapshot.columns.shape[1] < prepared.KEPT_FROM:
        return tops_of(matcher, strangers)
    kept = prepared.kept_part(gallery.database, snapshot.digest, _PART)
    before = None if kept is None else Tops(**kept)
    tops = tops_of(matcher, strangers, before)
    if before is None or not tops.same_gallery(before):
        prepared.keep_part(gallery.database, snapshot.digest, _PART, snapshot.choosing, vars(tops))
    return tops
