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
from vision.geometry import iou

_NEARLY_ALL = 0.7  # of the picture: then the whole is searched, and the next time for that comes later


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
        self._looked_s: float | None = None
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
        if not self._schedule.look_due(frame.at_s, self._looked_s):
            return self._search.take()
        self._looked_s = frame.at_s
        self._scene.see(image)
        part = self._scene.changed([track.box_px for track in known])
        share = 0.0 if part is None else self._scene.share(part)
        if self._schedule.whole_due(frame.at_s, self._whole_s, known):
            due, part = True, None
        else:
            due = part is not None and self._schedule.change_due(frame.at_s, self._searched_s, known, share)
            part = None if share > _NEARLY_ALL else part
        if due and self._search.begin(image, part):
            self._searched_s = frame.at_s
            self._whole_s = frame.at_s if part is None else self._whole_s
            self._scene.searched(part)
        return self._search.take()

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
            return self._tracker.update(
                frame.at_s, found, [self._new(searched, row, searched.scores[row]) for row in new_rows]
            )
        rows = zip(range(len(known), len(now)), searched.scores[new_rows], strict=True)
        late = [self._new(now, row, score) for row, score in rows if now.scores[row] > 0]
        return self._tracker.update(frame.at_s, found, late)

    def _new(self, faces: Faces, row: int, score: float) -> Find:
        """A find of detector and network; where the network is as sure as a photo asks for, it stands."""
        network = self._finder.landmarks
        hits = 1 if network is None else 3 if score >= network.bar else 2
        return Find(faces.boxes_px[row], faces.points_px[row], hits)


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
