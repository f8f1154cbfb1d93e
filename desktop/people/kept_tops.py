"""Strangers' best scores from a large gallery, kept in its file: the bar is then there at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.people import prepared
from desktop.people.stranger_tops import Tops, comparisons_left, tops_of

if TYPE_CHECKING:
    from desktop.people.gallery import Gallery
    from desktop.people.matching import Matcher
    from desktop.people.strangers import Strangers

_QUICKLY = 100_000_000  # comparisons: half a second of a core


def tops_in(gallery: Gallery, matcher: Matcher, strangers: Strangers) -> Tops:
    """The strangers' scores from this gallery, with what is left of the last ones.

    They hold no number of any picture, but are made from everyone's: whatever deletes pictures deletes them.
    """
    snapshot = matcher.snapshot
    if snapshot.columns.shape[1] < prepared.KEPT_FROM:
        return tops_of(matcher, strangers)
    before = _kept(gallery, matcher)
    tops = tops_of(matcher, strangers, before)
    if before is None or not tops.same_gallery(before):
        prepared.keep_part(gallery.database, snapshot.digest, prepared.TOPS, snapshot.choosing, vars(tops))
    return tops


def takes_long(gallery: Gallery, matcher: Matcher, strangers: Strangers) -> bool:
    """Whether `tops_in` would take seconds: nothing, or little, of a large gallery's was kept."""
    if matcher.snapshot.columns.shape[1] < prepared.KEPT_FROM:
        return False
    return comparisons_left(matcher, strangers, _kept(gallery, matcher)) > _QUICKLY


def _kept(gallery: Gallery, matcher: Matcher) -> Tops | None:
    kept = prepared.kept_part(gallery.database, matcher.snapshot.digest, prepared.TOPS)
    return None if kept is None else Tops.from_arrays(kept)
