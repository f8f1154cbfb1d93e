"""One step of the engine: a frame in, its analysis out. Window, `facet analyse` and benchmarks share it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.answering import MIN_FACE_PX, Answering, large_enough, timed
from desktop.engine.finding import Finding
from desktop.engine.identity import TASK as IDENTITY
from desktop.engine.identity import Identity, IdentityAnswer
from desktop.engine.scheduler import Schedule
from desktop.engine.search import DirectSearch, Search
from desktop.engine.sources.base import Frame
from desktop.engine.tracker import Track, Tracker
from vision.face_finder import FaceFinder
from vision.geometry import Box, clip
from vision.memory import give_back, settle
from vision.recognisers import Answer, Recogniser

_SETTLED = 100  # frames, after which what making models and gallery took is given back
_TRIMMED = 200  # frames: so often what the C library kept of freed memory is, some 30 MB by then, in 2 ms


class Pipeline:
    """Finder, tracker and recognisers in their order. One thread at a time may call it."""

    def __init__(
        self,
        finder: FaceFinder,
        recognisers: Sequence[Recogniser],
        *,
        photo_finder: FaceFinder | None = None,
        search: Search | None = None,
        schedule: Schedule | None = None,
        tracker: Tracker | None = None,
        identity: Identity | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """`search`: how moving pictures are searched; by default with `finder`, at once.

        `photo_finder`: what finds the faces of photos; by default `finder`.
        `identity`: says who each face is; None where nobody is enrolled or names are not wanted.
        """
        self.identity = identity
        self._photo_finder = photo_finder or finder
        schedule = schedule or Schedule()
        self._finding = Finding(finder, search or DirectSearch(finder), schedule, tracker or Tracker())
        self._answering = Answering(recognisers, finder.squares, schedule, clock)
        self._clock = clock
        self._steps = 0
        self.reset()

    @property
    def recognisers(self) -> tuple[Recogniser, ...]:
        """The models that answer, in order."""
        return self._answering.recognisers

    def reset(self) -> None:
        """Forgets every track: another source begins, or the clip was wound to another place."""
        self._finding.reset()
        self._answering.reset()
        if self.identity is not None:
            self.identity.reset()

    def close(self) -> None:
        """Ends the search and the look that may be under way. The pipeline can be used again."""
        self._finding.close()
        if self.identity is not None:
            self.identity.close()

    def step(self, frame: Frame) -> FrameAnalysis:
        """The frame of a moving picture: faces are tracked and answers smoothed over frames before it."""
        timings: dict[str, float] = {}
        started = self._clock()
        self._part_others(frame.at_s)
        with timed(timings, "detect", self._clock):
            searched = self._finding.search(frame)
        if self._finding.cut and self.identity is not None:
            self.identity.doubt()
        with timed(timings, "follow", self._clock):
            tracks = [track for track in self._finding.follow(frame, searched) if track.confirmed]
        self._answering.step(frame.image_bgr, tracks, frame.at_s, timings)
        if self.identity is not None:
            with timed(timings, IDENTITY, self._clock):
                large = [track for track in tracks if large_enough(track.box_px)]
                self.identity.step(frame.image_bgr, large, frame.at_s)
        faces = tuple(self._face_of(track, frame) for track in tracks)
        self._forget_lost()
        self._steps += 1
        if self._steps == _SETTLED:
            settle()
        elif self._steps % _TRIMMED == 0:
            give_back()
        return self._analysis(frame, faces, timings, started)

    def look(self, frame: Frame) -> FrameAnalysis:
        """A photo: every face found, no track, no smoothing."""
        timings: dict[str, float] = {}
        started = self._clock()
        image = frame.image_bgr
        with timed(timings, "detect", self._clock):
            found = self._photo_finder.find(image)
        answers: list[dict[str, Answer]] = [{} for _ in found.boxes_px]
        for recogniser in self.recognisers:
            with timed(timings, recogniser.task, self._clock):
                said = self._answering.photo(recogniser, image, found.boxes_px)
                for known, answer in zip(answers, said, strict=True):
                    known[recogniser.task] = answer
        if self.identity is not None:
            with timed(timings, IDENTITY, self._clock):
                named = self.identity.answers(image, found.boxes_px, found.points_px)
                for known, who in zip(answers, named, strict=True):
                    known[IDENTITY] = who
        faces = tuple(
            FaceAnalysis(None, _inside(box, frame), _checked(known, box))
            for box, known in zip(found.boxes_px, answers, strict=True)
        )
        return self._analysis(frame, faces, timings, started)

    def _face_of(self, track: Track, frame: Frame) -> FaceAnalysis:
        answers = self._answering.answers(track.key)
        if self.identity is not None:
            answers[IDENTITY] = self.identity.answer(track.key)
        return FaceAnalysis(
            track.number,
            _inside(track.box_px, frame),
            _checked(answers, track.box_px),
            seen_for_s=max(0.0, frame.at_s - track.first_seen_s),
            held=track.held,
        )

    def _part_others(self, at_s: float) -> None:
        """Where a cut, or somebody's coming, put another face at the place of one, a new track begins."""
        if self.identity is None:
            return
        for key in self.identity.others():
            new_key = self._finding.another(key, at_s)
            if new_key is not None:
                self.identity.rename(key, new_key)

    def _forget_lost(self) -> None:
        kept = {track.key for track in self._finding.tracks}
        self._answering.keep(kept)
        if self.identity is not None:
            self.identity.keep(kept)

    def _analysis(
        self, frame: Frame, faces: tuple[FaceAnalysis, ...], timings: dict[str, float], started: float
    ) -> FrameAnalysis:
        timings["total"] = (self._clock() - started) * 1e3
        size = (frame.width, frame.height)
        return FrameAnalysis(frame.source, frame.index, frame.at_s, size, faces, timings)


def _inside(box_px: Box, frame: Frame) -> tuple[int, int, int, int]:
    """The part of a box that lies in the picture: a followed face may stick out."""
    x, y, width, height = (int(value) for value in clip(box_px[None], frame.width, frame.height)[0])
    return x, y, width, height


def _checked(answers: dict[str, Answer], box_px: Box) -> dict[str, Answer]:
    """The answers, or for a face too small for one, the reason why there is none."""
    if large_enough(box_px):
        return answers
    reason = f"the face is too small ({int(min(box_px[2:]))} of {MIN_FACE_PX} pixels)"
    return {
        task: IdentityAnswer(task, None, 0.0, reason=reason)
        if task == IDENTITY
        else Answer(task, None, 0.0, reason=reason)
        for task in answers
    }
