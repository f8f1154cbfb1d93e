"""From boxes in single frames to tracks: the same face keeps its number. Knows no pictures and no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vision.geometry import Box, Boxes, empty_boxes, iou


@dataclass(frozen=True, eq=False)
class Track:
    """One face over time. `number` is None until it is confirmed; `held`: not found now, kept for a while."""

    key: int
    number: int | None
    box_px: Box
    hits: int
    first_seen_s: float
    last_found_s: float
    held: bool = False

    @property
    def confirmed(self) -> bool:
        return self.number is not None


class Tracker:
    """Greedy matching by overlap; confirms after several finds, holds a lost face for a while.

    `hold_s`: how long a confirmed face that something still follows is held without being found.
    `grace_s`: the same where nothing follows it. An unconfirmed face goes at its second miss in a row; one
    that is followed is not missed, for half of `hold_s`.
    """

    def __init__(
        self,
        *,
        confirm_after: int = 3,
        hold_s: float = 1.0,
        grace_s: float = 0.25,
        match_iou: float = 0.3,
        steadiness: float = 0.5,
    ) -> None:
        self._confirm_after = confirm_after
        self._hold_s = hold_s
        self._grace_s = grace_s
        self._match_iou = match_iou
        self._steadiness = steadiness
        self.reset()

    def reset(self) -> None:
        """Forgets all tracks; numbers start at 1 again."""
        self._tracks: tuple[Track, ...] = ()
        self._next_key = 0
        self._next_number = 1

    @property
    def tracks(self) -> tuple[Track, ...]:
        """All tracks, confirmed or not, oldest first."""
        return self._tracks

    def match(self, boxes_px: Boxes) -> dict[int, int]:
        """Which box (row) belongs to which track (key): the best overlaps first, each used once."""
        if not self._tracks or not len(boxes_px):
            return {}
        overlaps = iou(np.stack([track.box_px for track in self._tracks]), boxes_px)
        pairs: dict[int, int] = {}
        for flat in np.argsort(-overlaps, axis=None, kind="stable"):
            row, column = divmod(int(flat), len(boxes_px))
            if overlaps[row, column] < self._match_iou:
                break
            key = self._tracks[row].key
            if key not in pairs and column not in pairs.values():
                pairs[key] = column
        return pairs

    def update(
        self,
        at_s: float,
        found: Mapping[int, Box],
        *,
        followed: Mapping[int, Box] | None = None,
        new_px: Boxes | None = None,
    ) -> tuple[Track, ...]:
        """One frame: `found`, `followed` are boxes by track key; `new_px` (N, 4) belong to no known track."""
        kept = [self._advance(track, at_s, found, followed or {}) for track in self._tracks]
        tracks = [track for track in kept if track is not None]
        for box in _largest_first(empty_boxes() if new_px is None else new_px):
            if not covered(box, [track.box_px for track in tracks]):
                tracks.append(Track(self._next_key, None, box, 1, at_s, at_s))
                self._next_key += 1
        self._tracks = tuple(self._numbered(track) for track in tracks)
        return self._tracks

    def _advance(
        self, track: Track, at_s: float, found: Mapping[int, Box], followed: Mapping[int, Box]
    ) -> Track | None:
        if track.key in found:
            box = self._steadied(track.box_px, found[track.key])
            return replace(track, box_px=box, hits=track.hits + 1, last_found_s=at_s, held=False)
        if not track.confirmed:
            return self._awaited(track, at_s, followed)
        box = followed.get(track.key, track.box_px)
        limit_s = self._hold_s if track.key in followed else self._grace_s
        if at_s - track.last_found_s > limit_s:
            return None
        return replace(track, box_px=box, held=True)

    def _awaited(self, track: Track, at_s: float, followed: Mapping[int, Box]) -> Track | None:
        """A face that is not confirmed and was not found now."""
        if track.key in followed and at_s - track.last_found_s <= self._hold_s / 2:
            return replace(track, box_px=followed[track.key])
        return None if track.held else replace(track, held=True)

    def _steadied(self, before: Box, now: Box) -> Box:
        """A box that hardly moved is blended with the last one: detectors tremble, faces don't."""
        if float(iou(before[None], now[None])[0, 0]) < 0.7:
            return now
        blend = self._steadiness * before + (1 - self._steadiness) * now
        return np.rint(blend).astype(np.int32)

    def _numbered(self, track: Track) -> Track:
        if track.confirmed or track.hits < self._confirm_after:
            return track
        self._next_number += 1
        return replace(track, number=self._next_number - 1)


def _largest_first(boxes_px: Boxes) -> Boxes:
    """Of a face and its echo, found in the same frame, the face comes first."""
    areas = boxes_px[:, 2].astype(np.int64) * boxes_px[:, 3]
    return boxes_px[np.argsort(-areas, kind="stable")]


def covered(box_px: Box, known_px: Sequence[Box]) -> bool:
    """Whether a find lies mostly inside a known face, or one inside it: Haar's echo, not another face."""
    if not known_px:
        return False
    boxes = np.stack(known_px).astype(np.int64)
    x, y, width, height = (int(value) for value in box_px)
    across = np.minimum(boxes[:, 0] + boxes[:, 2], x + width) - np.maximum(boxes[:, 0], x)
    down = np.minimum(boxes[:, 1] + boxes[:, 3], y + height) - np.maximum(boxes[:, 1], y)
    overlap = np.clip(across, 0, None) * np.clip(down, 0, None)
    smaller = np.minimum(boxes[:, 2] * boxes[:, 3], width * height)
    return bool((overlap > 0.5 * np.maximum(smaller, 1)).any())
