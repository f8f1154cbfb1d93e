"""A video file with overlays, written beside and renamed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.recording.outputs import OutputUnwritable, beside
from vision.errors import FacetError
from vision.opencv import cv2

_CODECS = {".mp4": "mp4v", ".m4v": "mp4v", ".mov": "mp4v", ".mkv": "mp4v", ".avi": "MJPG"}


class VideoWriter:
    """Frames of any size into a video of the first one's size and a constant rate."""

    def __init__(self, path: Path, codec: str) -> None:
        self._path = path
        self._codec = codec
        self._writer: cv2.VideoWriter | None = None
        self._size = (0, 0)
        self._written = 0

    def write(self, image_bgr: NDArray[np.uint8], fps: float) -> None:
        """One frame (height, width, 3). `fps` counts at the first one. Raises FacetError."""
        if self._writer is None:
            # Encoders want even sides.
            self._size = (image_bgr.shape[1] // 2 * 2 or 2, image_bgr.shape[0] // 2 * 2 or 2)
            code = cv2.VideoWriter.fourcc(*self._codec)
            self._writer = cv2.VideoWriter(str(self._path), code, fps, self._size)
            if not self._writer.isOpened():
                raise FacetError(
                    f"{self._path.suffix}: such a video can't be encoded here.", hint="Use .mp4."
                )
        self._writer.write(_fitted(image_bgr, self._size))
        self._written += 1

    def close(self) -> None:
        if self._writer is not None:
            self._writer.release()

    def is_whole(self) -> bool:
        """Once closed: whether all that was written can be read back. OpenCV says nothing of a full disk."""
        if self._writer is None:
            return True
        capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        try:
            # Matroska keeps no count: OpenCV reckons it from the length, which it rounds.
            missing = self._written - capture.get(cv2.CAP_PROP_FRAME_COUNT)
            return capture.isOpened() and missing <= 1 and bool(capture.grab())
        finally:
            capture.release()


@contextmanager
def video_to(target: Path | None) -> Iterator[VideoWriter | None]:
    """A writer whose file takes its place when the block ends well; None for None.

    Raises FacetError, OutputUnwritable also where not all of it can be read back.
    """
    if target is None:
        yield None
        return
    codec = _CODECS.get(target.suffix.lower())
    if codec is None:
        raise FacetError(
            f"{target}: '{target.suffix}' is no video that Facet writes.",
            hint=f"Choose from: {', '.join(sorted(_CODECS))}.",
        )
    _check_name(target)
    with beside(target, keep_when_cut_short=True) as path:
        writer = VideoWriter(path, codec)
        try:
            yield writer
        finally:
            writer.close()
            if not writer.is_whole():
                raise OutputUnwritable(target, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


def _check_name(target: Path) -> None:
    """WORKAROUND(opencv-python 4.14): a path that is no text ends the process, not just the call."""
    try:
        os.fspath(target.absolute()).encode()
    except UnicodeEncodeError:
        raise FacetError(
            f"{target}: OpenCV can't write to a path that is not valid text.", hint="Choose another name."
        ) from None


def _fitted(image_bgr: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """The picture in the video's size, black where its shape differs."""
    height, width = image_bgr.shape[:2]
    if (width, height) == size:
        return image_bgr
    if (width // 2 * 2, height // 2 * 2) == size:
        return np.ascontiguousarray(image_bgr[: size[1], : size[0]])
    scale = min(size[0] / width, size[1] / height)
    inner = (max(1, round(width * scale)), max(1, round(height * scale)))
    fitted = np.zeros((size[1], size[0], 3), np.uint8)
    x, y = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    fitted[y : y + inner[1], x : x + inner[0]] = cv2.resize(image_bgr, inner, interpolation=cv2.INTER_AREA)
    return fitted
