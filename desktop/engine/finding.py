"""Faces of a moving picture: found now and then, followed always."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from desktop.engine.scene import Scene
from desktop.engine.scheduler import Schedule
from desktop.engine.search import Search
from desktop.engine.sources.base import Frame
from desktop.engine.tracker import Find, Track, Tracker, covered
from vision.face_finder import FaceFinder, Faces
from vision.geometry import Box, iou


class Finding:
    """Searches for new faces where something changed, follows the known ones in every frame."""

    def __init__(self, finder: FaceFinder, search: Search, schedule: Schedule, tracker: Tracker) -> None:
        """`finder` follows. `search` has its own, where it works beside."""
        self._finder = finder
        self._search = search
        self._schedule = schedule
        self._tracker = tracker
        self.reset()

    def reset(self) -> None:
        """Forgets every track: another source begins, or the clip was wound to another place."""
        self._tracker.reset()
        self._search.forget()
        self._scene = Scene()
        self._searched_s: float | None = None
        self._whole_s: float | None = None

    def close(self) -> None:
        """Ends the search that may be under way."""
        self._search.close()

    @property
    def tracks(self) -> tuple[Track, ...]:
        """All tracks, confirmed or not."""
        return self._tracker.tracks

    def search(self, frame: Frame) -> Faces | None:
        """Looks for new faces where and when that is due. What a search has found, if one has ended."""
        image, known = frame.image_bgr, self._tracker.tracks
        self._scene.see(image)
        if self._schedule.whole_due(frame.at_s, self._whole_s):
            if self._search.begin(image):
                self._searched_s = self._whole_s = frame.at_s
                self._scene.searched()
            return self._search.take()
        part = self._scene.changed([track.box_px for track in known])
        if part is not None and self._part_is_due(frame.at_s, part) and self._search.begin(image, part):
            self._searched_s = frame.at_s
            self._scene.searched(part)
        return self._search.take()

    def _part_is_due(self, at_s: float, part_px: Box) -> bool:
        share = self._scene.share(part_px)
        return self._schedule.change_due(at_s, self._searched_s, self._tracker.tracks, share)

    def follow(self, frame: Frame, searched: Faces | None) -> tuple[Track, ...]:
        """The known faces in this frame, and the new ones of what was `searched`: all tracks."""
        known = self._tracker.tracks
        pairs = {} if searched is None else self._tracker.match(searched.boxes_px)
        new_rows = [] if searched is None else _others(len(searched), pairs)
        asked = [track.box_px for track in known]
        # A search beside speaks of an earlier picture: its new faces are followed to this one.
        if searched is not None and self._search.behind:
            asked += [searched.boxes_px[row] for row in new_rows]
        now = self._finder.follow(frame.image_bgr, np.stack(asked)) if asked else Faces()
        found = _claimed(now, known)
        if searched is None:
            return self._tracker.update(frame.at_s, found)
        if not self._search.behind:
            found |= {key: _find(searched, row) for key, row in pairs.items() if key not in found}
            return self._tracker.update(frame.at_s, found, [_find(searched, row) for row in new_rows])
        late = [_find(now, row) for row in range(len(known), len(now)) if now.scores[row] > 0]
        return self._tracker.update(frame.at_s, found, late)


def _find(faces: Faces, row: int) -> Find:
    return Find(faces.boxes_px[row], faces.points_px[row])


def _others(count: int, pairs: Mapping[int, int]) -> list[int]:
    taken = set(pairs.values())
    return [row for row in range(count) if row not in taken]


def _claimed(now: Faces, known: Sequence[Track]) -> dict[int, Find]:
    """What following found, by track key: a face that two tracks went to belongs to the one nearer to it.

    Without this, two faces that cross end as two tracks on one face.
    """
    overlap = {
        row: float(iou(track.box_px[None], now.boxes_px[row][None])[0, 0])
        for row, track in enumerate(known)
        if now.scores[row] > 0
    }
    found: dict[int, Find] = {}
    for row in sorted(overlap, key=overlap.__getitem__, reverse=True):
        if not covered(now.boxes_px[row], [find.box_px for find in found.values()]):
            found[known[row].key] = _find(now, row)
    return found
