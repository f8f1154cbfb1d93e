"""Who is due for what: when the whole picture is searched, and which faces are asked again this frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.engine.tracker import Track


@dataclass(frozen=True)
class Schedule:
    """Bounds on how long Facet waits. Times in seconds of the source.

    `search_idle_s`: between whole searches while no face is held; `search_held_s`: while one is.
    `faces_a_frame`: up to so many faces are answered in every frame, more take turns.
    """

    search_idle_s: float = 0.1
    search_held_s: float = 0.4
    faces_a_frame: int = 4

    def search_due(self, at_s: float, last_search_s: float | None, tracks: Sequence[Track]) -> bool:
        """Whether the whole picture is to be searched in the frame at `at_s`."""
        if last_search_s is None or at_s < last_search_s:
            return True
        wait_s = self.search_held_s if any(track.confirmed for track in tracks) else self.search_idle_s
        # Half a millisecond of tolerance: timestamps are rounded by their containers.
        return at_s - last_search_s >= wait_s - 0.0005

    def answers_due(self, tracks: Sequence[Track], answered_s: Mapping[int, float]) -> list[Track]:
        """The tracks to ask the models about now: those that waited longest, new ones first."""
        waiting = sorted(tracks, key=lambda track: answered_s.get(track.key, float("-inf")))
        return waiting[: self.faces_a_frame]


OFFLINE = Schedule(search_idle_s=0.0, search_held_s=0.4, faces_a_frame=64)
