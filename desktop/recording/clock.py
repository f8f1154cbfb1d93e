"""The time of a recording: from its beginning on, without pauses and jumps; and tracks that stay apart."""

from __future__ import annotations

from dataclasses import replace

from desktop.engine.analysis import FaceAnalysis
from desktop.engine.sources.base import Frame

_LONGEST_STEP_S = 1.0
_USUAL_FPS = 25.0


class RecordingClock:
    """Takes the source's own time where pictures follow on each other.

    Where a clip is wound or begins again, the recording goes on with the usual step. A live source that was
    lost and comes back leaves the gap there was.
    """

    def __init__(self, live: bool, fps: float | None) -> None:
        self._live = live
        self._step_s = 1.0 / (fps or _USUAL_FPS)
        self._time_s = 0.0
        self._before: Frame | None = None
        self._run_before: int | None = None
        self._tracks: dict[tuple[int, int | None], int] = {}

    def time_of(self, frame: Frame, run: int) -> float | None:
        """Seconds from the beginning; None for a picture that was here already."""
        before, run_before = self._before, self._run_before
        if before is not None and run == run_before and frame.at_s == before.at_s:
            return None
        self._before, self._run_before = frame, run
        if before is not None:
            self._time_s += self._step(before, frame, run != run_before)
        return self._time_s

    def numbered(self, face: FaceAnalysis, run: int) -> FaceAnalysis:
        """A face with a track that is no other's: in each run of the source they count from 1 again."""
        return replace(face, track=self._tracks.setdefault((run, face.track), len(self._tracks) + 1))

    def _step(self, before: Frame, now: Frame, jumped: bool) -> float:
        step_s = now.at_s - before.at_s
        if self._live:
            waited_s = now.captured_at_s - before.captured_at_s
            return step_s if step_s > 0 and not jumped else max(waited_s, self._step_s)
        if not jumped and 0.0 < step_s <= _LONGEST_STEP_S:
            return step_s
        return self._step_s
