"""A recording run again with other models, and every answer that came out differently."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.sources.base import Frame
from desktop.recording.recording import Recording
from vision.errors import FacetError
from vision.geometry import as_boxes, iou

FOUND = "face"
_SAME_FACE = 0.3
_JOINS_S = 0.5  # the same change, after no more than this, is one
_SAY_EVERY = 5


class Steps(Protocol):
    """The part of a pipeline that is asked."""

    def reset(self) -> None: ...
    def step(self, frame: Frame) -> FrameAnalysis: ...


@dataclass(frozen=True)
class Change:
    """From a time to a time, one face's answer to a task: what was recorded, and what comes now.

    `task` "face": it was there before and is not now (`now` None), or the other way round. `track` None for a
    face that was not there. `place`: the first frame of it.
    """

    task: str
    track: int | None
    before: str | None
    now: str | None
    start_s: float
    end_s: float
    place: int
    frames: int = 1


@dataclass(frozen=True)
class Replayed:
    """What a replay gave. `compared` and `equal` count answers by task. `whole` False: it was cut short."""

    changes: tuple[Change, ...]
    compared: Mapping[str, int]
    equal: Mapping[str, int]
    frames: int
    whole: bool

    @property
    def share_equal(self) -> float:
        """The share of all compared answers that are as before; 1 where there was none."""
        compared = sum(self.compared.values())
        return sum(self.equal.values()) / compared if compared else 1.0


@dataclass
class _Compared:
    changes: list[Change] = field(default_factory=list)
    open: dict[tuple[object, ...], int] = field(default_factory=dict)
    compared: dict[str, int] = field(default_factory=dict)
    equal: dict[str, int] = field(default_factory=dict)

    def count(self, task: str, same: bool) -> None:
        self.compared[task] = self.compared.get(task, 0) + 1
        self.equal[task] = self.equal.get(task, 0) + int(same)

    def note(self, change: Change) -> None:
        """The same change a moment later is one with the first."""
        key = (change.task, change.track, change.before, change.now)
        at = self.open.get(key)
        if at is not None and change.start_s - self.changes[at].end_s <= _JOINS_S:
            old = self.changes[at]
            self.changes[at] = Change(
                *(old.task, old.track, old.before, old.now, old.start_s, change.end_s, old.place),
                frames=old.frames + 1,
            )
            return
        self.open[key] = len(self.changes)
        self.changes.append(change)


def replay(
    recording: Recording, steps: Steps, say: Callable[[int, int], None], stopped: Callable[[], bool]
) -> Replayed:
    """Runs every picture through `steps`, in order and at its own time, and compares with what was recorded.

    Compared is with what the recording shows, so with what the user corrected. Raises FacetError where there
    is no picture.
    """
    if not recording.has_picture:
        raise FacetError(
            "There is no picture in this recording, so it can't run again.",
            hint="Turn on “Keep the picture” in the settings before recording.",
        )
    found = _Compared()
    steps.reset()
    done = 0
    for place, frame in _frames(recording):
        if stopped():
            break
        _compare(found, recording.analysis(place), steps.step(frame), place)
        done += 1
        if place % _SAY_EVERY == 0:
            say(place, len(recording.frames))
    whole = not stopped()
    changes = tuple(sorted(found.changes, key=lambda change: (change.start_s, change.task)))
    return Replayed(changes, found.compared, found.equal, done, whole)


def _frames(recording: Recording) -> Iterator[tuple[int, Frame]]:
    for place, known in enumerate(recording.frames):
        image = recording.picture(place)
        if image is not None:
            yield place, Frame(image, known.number, time.monotonic(), known.time_s, recording.source)


def _compare(found: _Compared, before: FrameAnalysis, now: FrameAnalysis, place: int) -> None:
    at_s = before.at_s
    pairs = _pairs(before.faces, now.faces)
    for row, old in enumerate(before.faces):
        new = now.faces[pairs[row]] if row in pairs else None
        found.count(FOUND, new is not None)
        if new is None:
            found.note(Change(FOUND, old.track, FOUND, None, at_s, at_s, place))
            continue
        for task in (task for task in old.answers if task in new.answers):
            was, is_now = old.answers[task].label, new.answers[task].label
            found.count(task, was == is_now)
            if was != is_now:
                found.note(Change(task, old.track, was, is_now, at_s, at_s, place))
    for column in range(len(now.faces)):
        if column not in pairs.values():
            found.count(FOUND, False)
            found.note(Change(FOUND, None, None, FOUND, at_s, at_s, place))


def _pairs(before: Sequence[FaceAnalysis], now: Sequence[FaceAnalysis]) -> dict[int, int]:
    """The same faces, by their place in both, the best overlaps first."""
    if not before or not now:
        return {}
    overlaps = iou(as_boxes([f.box_px for f in before]), as_boxes([f.box_px for f in now]))
    pairs: dict[int, int] = {}
    for flat in np.argsort(-overlaps, axis=None):
        row, column = divmod(int(flat), len(now))
        if overlaps[row, column] < _SAME_FACE:
            break
        if row not in pairs and column not in pairs.values():
            pairs[row] = column
    return pairs
