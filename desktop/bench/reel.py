"""Pictures decoded beforehand, in a file: what is timed later neither decodes nor holds them in memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from desktop.bench.scene import SIZE, Image, scene
from desktop.engine.sources.base import Frame, Source
from vision.errors import FacetError

MOST_FRAMES = 300  # ten seconds at 30 frames a second, 0.8 GB on disk
_BYTES = SIZE[0] * SIZE[1] * 3


@dataclass(frozen=True)
class Reel:
    """Frames of 1280x720 one after the other in a file, and when each is due in seconds of the clip."""

    path: Path
    name: str
    at_s: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.at_s)

    @property
    def frame_s(self) -> float:
        """Seconds from one frame to the next, on average."""
        return (self.at_s[-1] - self.at_s[0]) / (len(self) - 1) if len(self) > 1 else 1 / 30

    def image(self, index: int) -> Image:
        """One picture (720, 1280, 3), BGR, fresh."""
        return np.fromfile(self.path, np.uint8, _BYTES, offset=index * _BYTES).reshape(SIZE[1], SIZE[0], 3)

    def frame(self, index: int, captured_at_s: float | None = None) -> Frame:
        """One frame as a source gives it."""
        captured = time.monotonic() if captured_at_s is None else captured_at_s
        return Frame(self.image(index), index, captured, self.at_s[index], self.name)


def record(
    source: Source,
    faces: int,
    path: Path,
    *,
    most_frames: int = MOST_FRAMES,
    progress: Callable[[], None] = lambda: None,
) -> Reel:
    """Decodes a clip's first frames into `path`. Raises SourceUnavailable, and FacetError for a full disk."""
    at_s: list[float] = []
    with closing(source):
        source.open()
        try:
            with path.open("wb") as file:
                while len(at_s) < most_frames and (frame := source.read()) is not None:
                    file.write(scene(frame.image_bgr, faces).data)
                    at_s.append(frame.at_s)
                    progress()
        except OSError as error:
            raise FacetError(
                f"The clip's pictures can't be stored in {path.parent} ({error.strerror}).",
                hint="They need up to 0.9 GB; TMPDIR names another folder.",
            ) from error
        return Reel(path, source.info.name, tuple(at_s))
