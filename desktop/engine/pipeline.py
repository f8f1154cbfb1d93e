"""One step of the engine: a frame in, its analysis out. Window, `facet analyse` and benchmarks share it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.follower import Follower
from desktop.engine.identity import TASK as IDENTITY
from desktop.engine.identity import Identity, IdentityAnswer
from desktop.engine.scheduler import Schedule
from desktop.engine.search import DirectSearch, Search
from desktop.engine.smoothing import AnswerSmoother
from desktop.engine.sources.base import Frame
from desktop.engine.tracker import Track, Tracker, covered
from vision.detectors import Detections, Detector
from vision.geometry import Box, Boxes, as_boxes, clip, empty_boxes, iou
from vision.recognisers import Answer, Recogniser

_MIN_FACE_PX = 20


class Pipeline:
    """Detector, tracker and recognisers in their order. One thread at a time may call it."""

    def __init__(
        self,
        detector: Detector,
        recognisers: Sequence[Recogniser],
        *,
        search: Search | None = None,
        schedule: Schedule | None = None,
        tracker: Tracker | None = None,
        identity: Identity | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """`search`: how whole pictures are searched; by default with `detector`, at once.

        `identity`: says who each face is; None where nobody is enrolled or names are not wanted.
        """
        self.detector = detector
        self.recognisers = tuple(recognisers)
        self.identity = identity
        self._search = search or DirectSearch(detector)
        self._schedule = schedule or Schedule()
        self._tracker = tracker or Tracker()
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        """Forgets every track: another source begins, or the clip was wound to another place."""
        self._tracker.reset()
        self._search.forget()
        self._searched_s: float | None = None
        self._follower = Follower()
        self._smoothers: dict[tuple[int, str], AnswerSmoother] = {}
        self._answered_s: dict[int, float] = {}
        if self.identity is not None:
            self.identity.reset()

    def close(self) -> None:
        """Ends the search that may be under way. The pipeline can be used again."""
        self._search.close()

    def step(self, frame: Frame) -> FrameAnalysis:
        """The frame of a moving picture: faces are tracked and answers smoothed over frames before it."""
        timings: dict[str, float] = {}
        started = self._clock()
        with self._timed(timings, "detect"):
            tracks = [track for track in self._find(frame) if track.confirmed]
        due = self._schedule.answers_due(tracks, self._answered_s)
        self._answer(frame, due, timings)
        if self.identity is not None:
            with self._timed(timings, IDENTITY):
                large = [track for track in tracks if _large_enough(track.box_px)]
                self.identity.step(frame.image_bgr, large, frame.at_s)
        faces = tuple(self._face_of(track, frame) for track in tracks)
        self._forget_lost()
        return self._analysis(frame, faces, timings, started)

    def look(self, frame: Frame) -> FrameAnalysis:
        """A photo: every face found, no track, no smoothing."""
        timings: dict[str, float] = {}
        started = self._clock()
        with self._timed(timings, "detect"):
            boxes = self.detector.detect(frame.image_bgr).boxes_px
        answers: list[dict[str, Answer]] = [{} for _ in boxes]
        for recogniser in self.recognisers:
            with self._timed(timings, recogniser.task):
                for known, answer in zip(answers, recogniser.recognise(frame.image_bgr, boxes), strict=True):
                    known[recogniser.task] = answer
        if self.identity is not None:
            with self._timed(timings, IDENTITY):
                for known, who in zip(answers, self.identity.answers(frame.image_bgr, boxes), strict=True):
                    known[IDENTITY] = who
        faces = tuple(
            FaceAnalysis(None, _inside(box, frame), _checked(known, box))
            for box, known in zip(boxes, answers, strict=True)
        )
        return self._analysis(frame, faces, timings, started)

    def _find(self, frame: Frame) -> tuple[Track, ...]:
        """Known faces are looked for near where they were; the whole picture now and then."""
        image, known = frame.image_bgr, self._tracker.tracks
        if self._schedule.search_due(frame.at_s, self._searched_s, known) and self._search.begin(image):
            self._searched_s = frame.at_s
        searched = self._search.take()
        found, new_px = self._sorted(image, searched)
        near = {track.key: self._near(image, track.box_px) for track in known if track.key not in found}
        _claim(found, near, known)
        # A new face that only the look near it misses is no chance find yet: the next search will tell.
        untold = self._search.behind and searched is None
        missed = [track for track in known if (track.confirmed or untold) and track.key not in found]
        followed = self._follower.follow(image, missed)
        followed = {key: box for key, box in followed.items() if not covered(box, list(found.values()))}
        tracks = self._tracker.update(frame.at_s, found, followed=followed, new_px=new_px)
        self._follower.remember(image, tracks)
        return tracks

    def _sorted(
        self, image_bgr: NDArray[np.uint8], searched: Detections | None
    ) -> tuple[dict[int, Box], Boxes]:
        """What a whole search has found, if one has ended: known faces by track key, and new ones (N, 4).

        Where the search speaks of an earlier picture, a face counts where it is still found now.
        """
        if searched is None:
            return {}, empty_boxes()
        boxes = searched.boxes_px
        pairs = self._tracker.match(boxes)
        now = [self._near(image_bgr, box) for box in boxes] if self._search.behind else list(boxes)
        found = {key: box for key, row in pairs.items() if (box := now[row]) is not None}
        new = [box for row, box in enumerate(now) if box is not None and row not in pairs.values()]
        return found, as_boxes(new)

    def _near(self, image_bgr: NDArray[np.uint8], box_px: Box) -> Box | None:
        near = self.detector.detect_near(image_bgr, box_px)
        return near.boxes_px[0] if len(near) else None

    def _answer(self, frame: Frame, due: Sequence[Track], timings: dict[str, float]) -> None:
        """One batch a model for the faces that are due; smoothers take what the models say."""
        large = [track for track in due if _large_enough(track.box_px)]
        for recogniser in self.recognisers:
            with self._timed(timings, recogniser.task):
                if not large:
                    continue
                boxes = np.stack([track.box_px for track in large])
                crops = recogniser.crops(frame.image_bgr, boxes)
                for track, row in zip(large, recogniser.probabilities(crops), strict=True):
                    self._smoother(track.key, recogniser).update(row, frame.at_s)
        self._answered_s.update({track.key: frame.at_s for track in due})

    def _smoother(self, key: int, recogniser: Recogniser) -> AnswerSmoother:
        known = self._smoothers.get((key, recogniser.task))
        if known is None:
            known = self._smoothers[key, recogniser.task] = AnswerSmoother(recogniser.card)
        return known

    def _face_of(self, track: Track, frame: Frame) -> FaceAnalysis:
        answers = {r.task: self._smoother(track.key, r).answer() for r in self.recognisers}
        if self.identity is not None:
            answers[IDENTITY] = self.identity.answer(track.key)
        return FaceAnalysis(
            track.number,
            _inside(track.box_px, frame),
            _checked(answers, track.box_px),
            seen_for_s=max(0.0, frame.at_s - track.first_seen_s),
            held=track.held,
        )

    def _forget_lost(self) -> None:
        kept = {track.key for track in self._tracker.tracks}
        self._smoothers = {key: value for key, value in self._smoothers.items() if key[0] in kept}
        self._answered_s = {key: at_s for key, at_s in self._answered_s.items() if key in kept}
        if self.identity is not None:
            self.identity.keep(kept)

    def _analysis(
        self, frame: Frame, faces: tuple[FaceAnalysis, ...], timings: dict[str, float], started: float
    ) -> FrameAnalysis:
        timings["total"] = (self._clock() - started) * 1e3
        size = (frame.width, frame.height)
        return FrameAnalysis(frame.source, frame.index, frame.at_s, size, faces, timings)

    @contextmanager
    def _timed(self, timings: dict[str, float], stage: str) -> Iterator[None]:
        started = self._clock()
        yield
        timings[stage] = timings.get(stage, 0.0) + (self._clock() - started) * 1e3


def _claim(found: dict[int, Box], near: Mapping[int, Box | None], known: Sequence[Track]) -> None:
    """Adds what was found near tracks to `found`: a face that two tracks are near belongs to the nearer one.

    Without this, two faces that cross end as two tracks on one face.
    """
    overlap = {
        track.key: float(iou(track.box_px[None], box[None])[0, 0])
        for track in known
        if (box := near.get(track.key)) is not None
    }
    for key in sorted(overlap, key=overlap.__getitem__, reverse=True):
        box = near[key]
        if box is not None and not covered(box, list(found.values())):
            found[key] = box


def _inside(box_px: Box, frame: Frame) -> tuple[int, int, int, int]:
    """The part of a box that lies in the picture: a followed face may stick out."""
    x, y, width, height = (int(value) for value in clip(box_px[None], frame.width, frame.height)[0])
    return x, y, width, height


def _large_enough(box_px: Box) -> bool:
    return int(min(box_px[2:])) >= _MIN_FACE_PX


def _checked(answers: dict[str, Answer], box_px: Box) -> dict[str, Answer]:
    """The answers, or for a face too small for one, the reason why there is none."""
    if _large_enough(box_px):
        return answers
    reason = f"the face is too small ({int(min(box_px[2:]))} of {_MIN_FACE_PX} pixels)"
    return {
        task: IdentityAnswer(task, None, 0.0, reason=reason)
        if task == IDENTITY
        else Answer(task, None, 0.0, reason=reason)
        for task in answers
    }
