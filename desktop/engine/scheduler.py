"""Who is due for what: when and where a picture is searched, and which faces are asked again this frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.engine.tracker import Track

_TOLERANCE_S = 0.0005  # timestamps are rounded by their containers
_SOON = 3  # searches of the whole after somebody came: a search of a moving picture misses some


@dataclass(frozen=True)
class Schedule:
    """Bounds on how long Facet waits. Times in seconds of the source.

    Whether something changed is looked at every `look_s`. The part that did is searched: after
    `search_idle_s` while no face is known; while one is, after `search_held_s`, and `search_large_s` later
    for a part as large as the picture, half of that for half of it; and once more after `search_again_s`,
    when what came into view is wholly there. The whole picture is searched every `search_whole_s`, whatever
    changed, and half as often while a face is known; a few times every `search_again_s` when somebody new
    has come, for others who came along. Where nothing has changed since and nobody is known, it waits
    `search_still_times` as long.
    `faces_a_frame`: up to so many faces are answered in every frame, more take turns.
    `answers_ms`: what a frame's answers may take all told, as far as that is known from the last ones.
    """

    search_idle_s: float = 0.1
    search_held_s: float = 0.1
    search_large_s: float = 0.2
    search_again_s: float = 0.15
    search_whole_s: float = 1.0
    search_still_times: float = 3.0
    look_s: float = 0.1
    faces_a_frame: int = 4
    answers_ms: float = 25.0

    def look_due(self, at_s: float, last_s: float | None) -> bool:
        """Whether the frame at `at_s` is compared with what was searched."""
        return last_s is None or at_s < last_s or at_s - last_s >= self.look_s - _TOLERANCE_S

    def whole_due(
        self,
        at_s: float,
        last_whole_s: float | None,
        tracks: Sequence[Track] = (),
        made: int = _SOON + 1,
        *,
        still: bool = False,
    ) -> bool:
        """Whether the whole picture is to be searched in the frame at `at_s`, though nothing changed.

        `made`: so many whole searches were made since somebody new came, the one that found them among them.
        `still`: nothing has changed since the last search.
        """
        if last_whole_s is None or at_s < last_whole_s:
            return True
        wait_s = self.search_whole_s * (2 if _some_known(tracks) else self.search_still_times if still else 1)
        if made <= _SOON:
            wait_s = min(wait_s, self.search_again_s)
        return at_s - last_whole_s >= wait_s - _TOLERANCE_S

    def change_due(self, at_s: float, last_s: float | None, tracks: Sequence[Track], share: float) -> bool:
        """Whether what changed, a `share` of the picture, is to be searched in the frame at `at_s`."""
        if last_s is None or at_s < last_s:
            return True
        known = _some_known(tracks)
        wait_s = self.search_held_s + self.search_large_s * share if known else self.search_idle_s
        return at_s - last_s >= wait_s - _TOLERANCE_S

    def again_due(self, at_s: float, last_s: float | None) -> bool:
        """Whether a part that changed is to be searched once more, now that it has come to rest."""
        return last_s is None or at_s < last_s or at_s - last_s >= self.search_again_s - _TOLERANCE_S

    def answers_due(
        self, tracks: Sequence[Track], answered_s: Mapping[int, float], each_ms: float = 0.0
    ) -> list[Track]:
        """The tracks to ask the models about now: those that waited longest, new ones first.

        `each_ms`: what the answers for one face take. One face is always asked about.
        """
        waiting = sorted(tracks, key=lambda track: answered_s.get(track.key, float("-inf")))
        affordable = self.answers_ms / each_ms if each_ms > 0 else self.faces_a_frame
        return waiting[: max(1, int(min(self.faces_a_frame, affordable)))]


def _some_known(tracks: Sequence[Track]) -> bool:
    return any(track.confirmed for track in tracks)


# The same searches, and every face in every frame however long that takes: the same frames, the same answers.
OFFLINE = Schedule(search_still_times=1.0, faces_a_frame=64, answers_ms=float("inf"))
