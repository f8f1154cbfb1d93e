"""Faces of a moving picture: found now and then, followed always."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from desktop.engine.cuts import Cuts
from desktop.engine.scene import Scene
from desktop.engine.scheduler import Schedule
from desktop.engine.search import Search
from desktop.engine.sources.base import Frame
from desktop.engine.tracker import Find, Track, Tracker, covered
from vision.face_finder import FaceFinder, Faces
from vision.geometry import Boxes, iou_of

_NEARLY_ALL = 0.7  # of the picture: then the whole is searched, and the next time for that comes later
_AT_ONCE = 0.5  # of the picture: several parts are searched in one frame, but no more than that of them


@dataclass(frozen=True)
class _Part:
    """What is searched: parts (N, 4) of the picture, or the whole; and whether that is since it `changed`."""

    within_px: Boxes | None
    changed: bool


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
        self._cuts = Cuts()
        self.cut = False  # whether the frame searched last begins another shot
        self._shot_s: float | None = None
        self._looked_s: float | None = None
        self._searched_s: float | None = None
        self._whole_s: float | None = None
        self._wholes = 0  # whole searches since somebody new came
        self._again: _Part | None = None

    def close(self) -> None:
        """Ends the search that may be under way."""
        self._search.close()

    @property
    def tracks(self) -> tuple[Track, ...]:
        """All tracks, confirmed or not."""
        return self._tracker.tracks

    def another(self, key: int, at_s: float) -> int | None:
        """A track's face is another one now: a new track at its place. Its key; None where it is gone."""
        return self._tracker.another(key, at_s)

    def search(self, frame: Frame) -> Faces | None:
        """Looks for new faces where and when that is due. What a search has found, if one has ended."""
        image, known = frame.image_bgr, self._tracker.tracks
        self.cut = self._cuts.is_cut(image)
        if self.cut:
            self._begin_shot(frame.at_s)
        if not self._schedule.look_due(frame.at_s, self._looked_s):
            return self._search.take()
        self._looked_s = frame.at_s
        self._scene.see(image)
        part = self._part_due(frame.at_s, known)
        if part is not None and self._search.begin(image, part.within_px):
            self._note(frame.at_s, part)
        return self._search.take()

    def _begin_shot(self, at_s: float) -> None:
        """Another shot: the whole is due, at once unless the shot before was shorter than a look's wait."""
        self._search.forget()
        if self._schedule.look_due(at_s, self._shot_s):
            self._looked_s, self._shot_s = None, at_s
        self._whole_s, self._wholes, self._again = None, 0, None

    def _part_due(self, at_s: float, known: Sequence[Track]) -> _Part | None:
        """What is to be searched in this frame, if anything."""
        changed = self._scene.changed([track.box_px for track in known])
        if self._schedule.whole_due(at_s, self._whole_s, known, self._wholes, still=self._scene.stands_still):
            return _Part(None, False)
        if len(changed):
            share = np.cumsum(self._scene.shares(changed))
            at_once = max(1, int(np.count_nonzero(share <= _AT_ONCE)))
            if self._schedule.change_due(at_s, self._searched_s, known, share[at_once - 1]):
                return _Part(None, False) if share[0] > _NEARLY_ALL else _Part(changed[:at_once], True)
        again = self._again
        if again is not None and self._schedule.again_due(at_s, self._searched_s):
            return _Part(self._scene.wider(again.within_px), False)
        return None

    def _note(self, at_s: float, part: _Part) -> None:
        """This part is being searched."""
        self._searched_s = at_s
        if part.within_px is None:
            self._whole_s, self._wholes = at_s, self._wholes + 1
        self._again = part if part.changed else None
        self._scene.searched(part.within_px)

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
            return self._updated(frame.at_s, found)
        if not self._search.behind:
            if self.cut:  # a face at the place of one that is gone is another
                pairs = {key: row for key, row in pairs.items() if key in found}
                new_rows = _others(len(searched), pairs)
            found |= {key: _find(searched, row) for key, row in pairs.items() if key not in found}
            return self._updated(
                frame.at_s, found, [self._new(searched, row, searched.scores[row]) for row in new_rows]
            )
        rows = zip(range(len(known), len(now)), searched.scores[new_rows], strict=True)
        late = [self._new(now, row, score) for row, score in rows if now.scores[row] > 0]
        return self._updated(frame.at_s, found, late)

    def _updated(self, at_s: float, found: Mapping[int, Find], new: Sequence[Find] = ()) -> tuple[Track, ...]:
        """The tracks of this frame. Where somebody comes, others may: the whole is searched soon."""
        before = {track.number for track in self._tracker.tracks}
        tracks = self._tracker.update(at_s, found, new, hold=not self.cut)
        if any(track.number not in before for track in tracks if track.confirmed):
            self._wholes = min(self._wholes, 1)
        return tracks

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
        row: iou_of(track.box_px, now.boxes_px[row]) for row, track in enumerate(known) if now.scores[row] > 0
    }
    found: dict[int, Find] = {}
    for row in sorted(overlap, key=overlap.__getitem__, reverse=True):
        if not covered(now.boxes_px[row], [find.box_px for find in found.values()]):
            found[known[row].key] = _find(now, row)
    return found
