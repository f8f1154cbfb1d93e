"""From boxes in single frames to tracks: the same face keeps its number. Knows no pictures and no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from vision.alignment import no_points
from vision.geometry import Box, Boxes, iou, iou_of, overlap_px

FacePoints = NDArray[np.float32]  # (5, 2), as `vision.alignment` orders them


def _no_points() -> FacePoints:
    points: FacePoints = no_points(1)[0]
    return points


@dataclass(frozen=True, eq=False)
class Find:
    """A face in one frame: its box (4,), and its points (5, 2), not numbers where nothing gave them.

    `hits`: how many finds it is worth; more than one where detector and network agree on it.
    """

    box_px: Box
    points_px: FacePoints = field(default_factory=_no_points)
    hits: int = 1


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
    points_px: FacePoints = field(default_factory=_no_points)

    @property
    def confirmed(self) -> bool:
        return self.number is not None


class Tracker:
    """Greedy matching by overlap; confirms after several finds, holds a lost face for a moment.

    `grace_s`: how long a confirmed face is held at its last place without being found. An unconfirmed face
    goes at its second miss in a row.
    """

    def __init__(
        self,
        *,
        confirm_after: int = 3,
        grace_s: float = 0.25,
        match_iou: float = 0.3,
        steadiness: float = 0.5,
    ) -> None:
        self._confirm_after = confirm_after
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
        self, at_s: float, found: Mapping[int, Find], new: Sequence[Find] = (), *, hold: bool = True
    ) -> tuple[Track, ...]:
        """One frame: what was `found` of the known tracks, by key, and finds that belong to none of them.

        `hold`: whether a face that is not found may still be there; after a cut it is not.
        """
        kept = [self._advance(track, at_s, found.get(track.key)) for track in self._tracks]
        tracks = [track for track in kept if track is not None and (hold or not track.held)]
        for find in _largest_first(new):
            if not covered(find.box_px, [track.box_px for track in tracks]):
                key, self._next_key = self._next_key, self._next_key + 1
                tracks.append(Track(key, None, find.box_px, find.hits, at_s, at_s, points_px=find.points_px))
        self._tracks = tuple(self._numbered(track) for track in tracks)
        return self._tracks

    def another(self, key: int, at_s: float) -> int | None:
        """A track's face is another one: a new track goes on at its place. Its key; None if it is gone."""
        if key not in {track.key for track in self._tracks}:
            return None
        new_key, self._next_key = self._next_key, self._next_key + 1
        self._tracks = tuple(
            self._numbered(replace(track, key=new_key, number=None, first_seen_s=at_s))
            if track.key == key
            else track
            for track in self._tracks
        )
        return new_key

    def _advance(self, track: Track, at_s: float, find: Find | None) -> Track | None:
        if find is not None:
            box = self._steadied(track.box_px, find.box_px)
            found = replace(track, box_px=box, points_px=find.points_px, hits=track.hits + 1)
            return replace(found, last_found_s=at_s, held=False)
        if not track.confirmed:
            return None if track.held else replace(track, held=True)
        return None if at_s - track.last_found_s > self._grace_s else replace(track, held=True)

    def _steadied(self, before: Box, now: Box) -> Box:
        """A box that hardly moved is blended with the last one: finders tremble, faces don't."""
        if iou_of(before, now) < 0.7:
            return now
        blend = self._steadiness * before + (1 - self._steadiness) * now
        return np.rint(blend).astype(np.int32)

    def _numbered(self, track: Track) -> Track:
        if track.confirmed or track.hits < self._confirm_after:
            return track
        self._next_number += 1
        return replace(track, number=self._next_number - 1)


def _largest_first(finds: Sequence[Find]) -> list[Find]:
    """Of a face and its echo, found in the same frame, the face comes first."""
    return sorted(finds, key=lambda find: -int(find.box_px[2]) * int(find.box_px[3]))


def covered(box_px: Box, known_px: Sequence[Box]) -> bool:
    """Whether a find lies mostly inside a known face, or one inside it: an echo, not another face."""
    area = int(box_px[2]) * int(box_px[3])
    return any(
        overlap_px(box_px, known) > 0.5 * max(min(area, int(known[2]) * int(known[3])), 1)
        for known in known_px
    )
