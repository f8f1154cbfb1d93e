"""The blocking side of a live source that OpenCV reads: a camera, or a stream through FFmpeg."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from desktop.engine.sources.base import Image
from vision.errors import SourceLost, SourceUnavailable
from vision.opencv import cv2

ENDED = "it gives no pictures any more"
_AT_ONCE_S = 0.005  # a read that fails as fast has nothing left to wait for
_MAX_FAILURES_AT_ONCE = 20
_STILL_S = 0.5


class VideoCapture(Protocol):
    """What is used of cv2.VideoCapture, so that a test can stand in for a device."""

    def isOpened(self) -> bool: ...

    def read(self) -> tuple[bool, Any]: ...

    def grab(self) -> bool: ...

    def get(self, property_id: int, /) -> float: ...

    def set(self, property_id: int, value: float, /) -> bool: ...

    def release(self) -> None: ...


class CaptureGrabber:
    """Opens, reads and releases a capture in one thread, as some systems demand. See `live_reader.Grabber`.

    OpenCV has no way to end a read that blocks: keep its own time limits below a second or two.
    """

    def __init__(
        self,
        name: str,
        open_capture: Callable[[], VideoCapture],
        *,
        why_closed: Callable[[], SourceUnavailable],
        is_gone: Callable[[], bool] = lambda: False,
        watch_stills: bool = False,
    ) -> None:
        """`why_closed` words the error where nothing opens; `is_gone` tells an unplugged device.

        `watch_stills`: some drivers repeat the last picture for ever once a camera is unplugged, so after
        half a second of equal pictures `is_gone` is asked.
        """
        self._name = name
        self._open_capture = open_capture
        self._why_closed = why_closed
        self._is_gone = is_gone
        self._watch_stills = watch_stills
        self._capture: VideoCapture | None = None
        self._last_sample = b""
        self._moved_s = 0.0
        self._asked_s = 0.0
        self._failures = 0
        self.fps: float | None = None

    def open(self) -> None:
        """Raises SourceUnavailable."""
        capture = self._capture = self._open_capture()
        if not capture.isOpened():
            raise self._why_closed()
        fps = capture.get(cv2.CAP_PROP_FPS)
        self.fps = fps if 0.0 < fps <= 1000.0 else None

    def grab(self) -> Image | None:
        """The next picture, or None. Raises SourceLost where the device is gone."""
        assert self._capture is not None
        asked_s = time.monotonic()
        read, image = self._capture.read()
        if not read or image is None or image.size == 0:
            self._note_failure(time.monotonic() - asked_s)
            return None
        self._failures = 0
        self._check_it_moves(image)
        return _three_channels(np.asarray(image, np.uint8))

    def skip(self) -> bool:
        """Takes the next picture and does not decode it."""
        assert self._capture is not None
        return self._capture.grab()

    def close(self) -> None:
        """Releases the device or stream."""
        capture, self._capture = self._capture, None
        if capture is not None:
            capture.release()

    def interrupt(self) -> None:
        """Nothing that OpenCV could be told."""

    def _note_failure(self, took_s: float) -> None:
        if self._is_gone():
            raise SourceLost(self._name, "it was unplugged")
        self._failures = self._failures + 1 if took_s < _AT_ONCE_S else 0
        if self._failures > _MAX_FAILURES_AT_ONCE:
            raise SourceLost(self._name, ENDED)

    def _check_it_moves(self, image: Image) -> None:
        if not self._watch_stills:
            return
        sample, now_s = image[::16, ::16].tobytes(), time.monotonic()
        if sample != self._last_sample:
            self._last_sample, self._moved_s = sample, now_s
        if now_s - max(self._moved_s, self._asked_s) >= _STILL_S:
            self._asked_s = now_s
            if self._is_gone():
                raise SourceLost(self._name, "it was unplugged")


def _three_channels(image: Image) -> Image:
    if image.ndim == 2 or image.shape[2] == 1:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)
    return image if image.shape[2] == 3 else np.ascontiguousarray(image[:, :, :3])
