"""What a whole-frame Haar scan and YuNet find in every frame of a clip; kept, since it takes minutes.

python -m tests.benchmarks.clips_reference ../shared/data/videos
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from desktop.engine.sources import source_for
from desktop.engine.sources.base import Frame
from vision.detectors import HaarDetector
from vision.opencv import cv2
from vision.yunet import YuNetDetector, yunet_file

MOST_FRAMES = 1500  # a minute of the longest clip
CACHE = Path(tempfile.gettempdir()) / "facet-clips"
YUNET_FACE = 0.6  # from this score on YuNet says that there is a face
YUNET_PERHAPS = 0.3  # a box that touches none from here on is a false alarm


@dataclass(frozen=True)
class Reference:
    """A frame's boxes (N, 4) by the scan, by YuNet from `YUNET_PERHAPS` on, and YuNet's scores (N,)."""

    haar_px: np.ndarray
    yunet_px: np.ndarray
    yunet_scores: np.ndarray

    @property
    def faces_px(self) -> np.ndarray:
        """Where YuNet is sure of a face."""
        return self.yunet_px[self.yunet_scores >= YUNET_FACE]


class Scanner:
    """Both references, as a program without tracking would look at each frame."""

    def __init__(self) -> None:
        self._haar = HaarDetector(scale_factor=1.1, min_neighbours=5, min_size_share=0.0, work_size=0)
        self._yunet = YuNetDetector(yunet_file(), min_score=YUNET_PERHAPS)

    def scan(self, image_bgr: np.ndarray) -> Reference:
        seen = self._yunet.detect(image_bgr)
        return Reference(self._haar.detect(image_bgr).boxes_px, seen.boxes_px, seen.scores)


def frames_of(path: Path, most: int = MOST_FRAMES) -> Iterator[Frame]:
    """Every frame of a clip, as `facet analyse` reads it."""
    source = source_for(str(path), every_frame=True)
    with closing(source):
        source.open()
        yield from islice(iter(source.read, None), most)


def references(path: Path, cache: Path = CACHE, most: int = MOST_FRAMES) -> list[Reference]:
    """The references of a clip's frames, from `cache` where they were made before."""
    kept = cache / f"{path.name}-{most}.npz"
    if not kept.is_file():
        scanner = Scanner()
        _keep(kept, [scanner.scan(frame.image_bgr) for frame in frames_of(path, most)])
    with np.load(kept) as read:
        parts = [_split(read[name], read[f"{name}_counts"]) for name in ("haar", "yunet", "scores")]
    return [Reference(*row) for row in zip(*parts, strict=True)]


def _keep(file: Path, rows: list[Reference]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    columns = {
        "haar": [row.haar_px for row in rows],
        "yunet": [row.yunet_px for row in rows],
        "scores": [row.yunet_scores for row in rows],
    }
    counts = {f"{name}_counts": np.array([len(part) for part in parts]) for name, parts in columns.items()}
    beside = file.with_suffix(".part.npz")
    np.savez(beside, **{name: np.concatenate(parts) for name, parts in columns.items()}, **counts)
    beside.replace(file)


def _split(values: np.ndarray, counts: np.ndarray) -> list[np.ndarray]:
    return np.split(values, np.cumsum(counts)[:-1])


def main() -> None:
    """Makes the references of all clips of a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("videos", type=Path)
    parser.add_argument("--cache", type=Path, default=CACHE)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    for path in sorted(given.videos.iterdir()):
        began = time.process_time()
        rows = references(path, given.cache)
        print(f"{path.name}: {len(rows)} frames, {time.process_time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
