"""One opened video as decoded pictures with true times: OpenCV's FFmpeg reader and what it gets wrong.

Found by trying, OpenCV 4.14: one damaged packet makes `grab` fail although later ones decode;
`CAP_PROP_POS_MSEC` is the picture's own timestamp from the video's start, or 0 where a file has none; a seek
lands by frame rate, which for a variable rate is elsewhere; `CAP_PROP_FRAME_COUNT` may be wrong or negative.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Sequence

import numpy as np

from desktop.engine.sources.base import Image
from vision.opencv import cv2

_FAILED_GRABS = 64  # as many in a row are the end; fewer are damage
_STALL_S = 1.0
_DEFAULT_FPS = 25.0
_HIGHEST_FPS = 1000.0  # above lies a time base, as of a cover picture
_SAME_TIME_S = 0.002  # containers round to a millisecond
_KEEP_PICTURES_S = 0.5  # how near to a seek's goal pictures are kept at once
_BACK_S = (0.3, 2.0, 12.0)  # how far before its goal a seek starts


class Playback:
    """The video at a path or URL, from its first picture on.

    One thread reads. `close` may come from another: it waits for the read under way, for OpenCV would crash.
    """

    def __init__(self, location: str, *, limits: Sequence[int] = ()) -> None:
        """`limits`: OpenCV's open parameters with time limits, for a URL. Raises nothing: check `opened`."""
        self._location = location
        self._limits = list(limits)
        self.stalled = False  # whether a picture was waited for in vain, rather than the end reached
        self._lock = threading.Lock()
        self._closed = False
        self._capture = self._open()
        self._at_s = -1.0
        self._next_at_s: float | None = None  # set while the decoder is one picture ahead
        self._pixel_aspect = self._read_pixel_aspect()

    @property
    def opened(self) -> bool:
        """Whether there is a stream of pictures that a decoder knows."""
        return bool(self._capture.isOpened())

    @property
    def fps(self) -> float | None:
        """Pictures a second on average, or None."""
        fps = float(self._capture.get(cv2.CAP_PROP_FPS))
        return fps if math.isfinite(fps) and 0.0 < fps <= _HIGHEST_FPS else None

    @property
    def frame_count(self) -> int | None:
        """How many pictures the container claims, or None. Not a promise."""
        count = float(self._capture.get(cv2.CAP_PROP_FRAME_COUNT))
        return int(count) if 0.0 < count < 1e9 and self.fps else None

    @property
    def at_s(self) -> float:
        """The time of the present picture in seconds from the start; below 0 before the first."""
        return self._at_s

    @property
    def step_s(self) -> float:
        """The usual time between two pictures."""
        return 1.0 / (self.fps or _DEFAULT_FPS)

    def advance(self) -> bool:
        """Go to the next picture. False at the end. `at_s` always grows."""
        if self._next_at_s is not None:
            self._at_s, self._next_at_s = self._next_at_s, None
            return True
        for _ in range(_FAILED_GRABS):
            asked_s = time.monotonic()
            if self._grab():
                stamp_s = self._stamp_s()
                self._at_s = stamp_s if stamp_s > self._at_s else self._at_s + self.step_s
                return True
            if self._limits and time.monotonic() - asked_s > _STALL_S:
                self.stalled = True
                return False
        return False

    def picture(self) -> Image | None:
        """The present picture as displayed: turned upright, pixels square. None where it can't be decoded."""
        with self._lock:
            decoded, image = self._capture.retrieve()
        if not decoded or image is None or image.size == 0:
            return None
        if self._pixel_aspect != 1.0:
            width = max(1, round(image.shape[1] * self._pixel_aspect))
            image = cv2.resize(image, (width, image.shape[0]), interpolation=cv2.INTER_LINEAR)
        return np.asarray(image, np.uint8)

    def restart(self) -> None:
        """Back to before the first picture, by opening anew: no container is too odd for that."""
        with self._lock:
            if not self._closed:
                self._capture.release()
                self._capture = self._open()
        self._at_s, self._next_at_s = -1.0, None

    def seek(self, at_s: float) -> Image | None:
        """Makes the picture shown at `at_s` the present one and returns it. Past the end: the last one.

        None where nothing can be decoded.
        """
        goal_s = max(0.0, at_s)
        for _ in range(3):
            self._land_before(goal_s)
            image, shown_s = self._run_to(goal_s)
            if image is not None:
                return image
            if shown_s is None:
                return None
            goal_s = shown_s  # a long still: its time is known now, so the next run keeps its picture
        return None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._closed = True
            self._capture.release()

    def hand_over(self) -> cv2.VideoCapture:
        """The opened capture, for whoever reads and releases it from now on."""
        return self._capture

    def _open(self) -> cv2.VideoCapture:
        return cv2.VideoCapture(self._location, cv2.CAP_FFMPEG, self._limits)

    def _grab(self) -> bool:
        with self._lock:
            return self._capture.grab()

    def _stamp_s(self) -> float:
        stamp = float(self._capture.get(cv2.CAP_PROP_POS_MSEC)) / 1000.0
        return stamp if math.isfinite(stamp) and 0.0 <= stamp < 1e7 else 0.0

    def _read_pixel_aspect(self) -> float:
        across = float(self._capture.get(cv2.CAP_PROP_SAR_NUM))
        down = float(self._capture.get(cv2.CAP_PROP_SAR_DEN))
        if across <= 0.0 or down <= 0.0 or not 0.1 < across / down < 10.0:
            return 1.0
        turned = round(float(self._capture.get(cv2.CAP_PROP_ORIENTATION_META))) % 180 == 90
        aspect = down / across if turned else across / down
        return 1.0 if abs(aspect - 1.0) < 0.01 else aspect

    def _land_before(self, goal_s: float) -> None:
        """Leaves the reader so that the next picture lies at or before `goal_s`."""
        for back_s in _BACK_S:
            start_s = goal_s - back_s
            if start_s <= self.step_s:
                break
            with self._lock:
                self._capture.set(cv2.CAP_PROP_POS_MSEC, start_s * 1000.0)
            # A file without timestamps says 0 here, and then only counting from the start is right.
            if self._grab() and 0.0 < (stamp_s := self._stamp_s()) <= goal_s + _SAME_TIME_S:
                self._at_s, self._next_at_s = -1.0, stamp_s
                return
        self.restart()

    def _run_to(self, goal_s: float) -> tuple[Image | None, float | None]:
        """Runs to the last picture at or before `goal_s`: it, if near enough to be kept, and its time."""
        image: Image | None = None
        shown_s: float | None = None
        while self.advance():
            if shown_s is not None and self._at_s > goal_s + _SAME_TIME_S:
                self._at_s, self._next_at_s = shown_s, self._at_s
                break
            shown_s = self._at_s
            image = self.picture() if goal_s - shown_s <= _KEEP_PICTURES_S else None
        return image, shown_s
