"""What every source of pictures gives: frames, facts about itself, and how it is opened, read and closed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
SourceKind = Literal["camera", "video", "photos", "stream", "demo"]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a source, as displayed. Frozen by its source: nobody draws into it.

    `image_bgr` is uint8 (H, W, 3), C-contiguous and read-only; making a Frame makes it so.
    `index` counts the source's frames from 0. `captured_at_s` is `time.monotonic()` at the grab.
    `at_s` is the position in the source in seconds from its start (photos: 0.0).
    `source` is the name that results show: file name, URL without credentials, "camera:0", "demo".
    """

    image_bgr: Image
    index: int
    captured_at_s: float
    at_s: float
    source: str

    def __post_init__(self) -> None:
        image = self.image_bgr
        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or image.size == 0:
            raise ValueError(f"a frame is uint8 (H, W, 3), not {image.dtype} {image.shape}")
        if self.index < 0 or not math.isfinite(self.at_s) or self.at_s < 0.0:
            raise ValueError(
                f"a frame lies at or after its source's start, not at {self.index}, {self.at_s} s"
            )
        if not image.flags.c_contiguous:
            object.__setattr__(self, "image_bgr", np.ascontiguousarray(image))
        self.image_bgr.flags.writeable = False

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.image_bgr.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.image_bgr.shape[0])


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What is known of a source once it is open; `None` where it can't be known.

    `live` sources (camera, stream) can't wait for us: the newest frame wins, and a lost one may come back.
    """

    kind: SourceKind
    name: str
    width: int
    height: int
    fps: float | None
    frame_count: int | None
    duration_s: float | None
    seekable: bool
    live: bool

    def __post_init__(self) -> None:
        if self.width <= 0 or self.height <= 0:
            raise ValueError(f"a source's pictures have a size, not {self.width}x{self.height}")
        if self.fps is not None and not (math.isfinite(self.fps) and self.fps > 0.0):
            raise ValueError(f"frames a second are above 0 or unknown, not {self.fps}")
        if self.frame_count is not None and self.frame_count < 0:
            raise ValueError(f"a frame count is at least 0, not {self.frame_count}")
        if self.duration_s is not None and not (math.isfinite(self.duration_s) and self.duration_s >= 0.0):
            raise ValueError(f"a duration is at least 0 s, not {self.duration_s}")


@runtime_checkable
class Source(Protocol):
    """Somewhere pictures come from. Not for several threads at once, but for `close`.

    `open` may be called again after `close`, and after a loss.
    """

    @property
    def info(self) -> SourceInfo:
        """Facts about the source; valid once `open` has returned (RuntimeError before)."""
        ...

    def open(self) -> None:
        """Make ready to read. Raises SourceUnavailable."""
        ...

    def read(self) -> Frame | None:
        """The next frame, or None at the end. Raises SourceLost when a live source dies."""
        ...

    def close(self) -> None:
        """Let go of files, devices, connections and threads. May be called at any time, and twice."""
        ...


SPARED_S = 0.095  # pictures of a source that spares are at least this far apart: ten a second of thirty


@runtime_checkable
class Sparing(Protocol):
    """A source that can leave out pictures before they are decoded. From any thread."""

    def spare(self, sparing: bool) -> None:
        """Give ten pictures a second from now on, while nobody needs them all; or every one again."""
        ...


@runtime_checkable
class Seekable(Source, Protocol):
    """A source with a position in time."""

    @property
    def position_s(self) -> float:
        """Where the next `read` will be, in seconds from the start."""
        ...

    def seek(self, at_s: float) -> None:
        """Go to the frame shown at `at_s`; `read` returns it next. Clipped to the source's length."""
        ...
