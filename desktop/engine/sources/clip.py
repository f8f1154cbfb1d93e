"""A recording being read: frames with their index and time, and the place that was sought."""

from __future__ import annotations

import bisect
import time

from desktop.engine.sources.base import SPARED_S, Frame, Image, SourceInfo, SourceKind
from desktop.engine.sources.playback import Playback


class Clip:
    """An opened video, whether its bytes come from a file or over the network. Not paced.

    `Frame.index` is exact as far as the clip was read from its start, and after a seek into a part not read
    yet, exact for a constant frame rate.
    """

    def __init__(self, playback: Playback, name: str) -> None:
        """Decodes the first picture; check `first`."""
        self._playback = playback
        self._name = name
        self.sparing = False  # whether pictures soon after another may be left out
        self._given_s = float("-inf")
        self._index = -1
        self._times_s: list[float] = []  # of the pictures from the start, as far as read without a gap
        self.first: Image | None = self._next_picture()
        self._waiting = self.first  # decoded, and not handed over yet

    def info(self, kind: SourceKind) -> SourceInfo:
        """Facts about the clip, which must have a first picture. Length and rate: what the container says."""
        assert self.first is not None
        count, fps = self._playback.frame_count, self._playback.fps
        return SourceInfo(
            kind=kind,
            name=self._name,
            width=self.first.shape[1],
            height=self.first.shape[0],
            fps=fps,
            frame_count=count,
            duration_s=count / fps if count and fps else None,
            seekable=True,
            live=False,
        )

    @property
    def position_s(self) -> float:
        """The time of the picture that the next `read` gives, as far as known."""
        ahead_s = 0.0 if self._waiting is not None else self._playback.step_s
        return max(0.0, self._playback.at_s + ahead_s)

    @property
    def stalled(self) -> bool:
        """Whether the last `read` gave None because nothing came over the network, and not at the end."""
        return self._playback.stalled

    def read(self) -> Frame | None:
        """The next picture, or None after the last. A damaged part is left out."""
        image, self._waiting = self._waiting, None
        if image is None:
            image = self._next_picture()
        if image is None:
            return None
        return Frame(image, self._index, time.monotonic(), max(0.0, self._playback.at_s), self._name)

    def seek(self, at_s: float) -> None:
        """The next `read` gives the picture shown at `at_s` seconds; past the end, the last one."""
        self._waiting = self._playback.seek(at_s)
        self._index = self._index_at(self._playback.at_s)

    def close(self) -> None:
        """Lets go of the video. From any thread."""
        self._playback.close()

    def _next_picture(self) -> Image | None:
        while self._playback.advance():
            self._index += 1
            if self._index == len(self._times_s):
                self._times_s.append(self._playback.at_s)
            if self.sparing and 0 <= self._playback.at_s - self._given_s < SPARED_S:
                continue
            self._given_s = self._playback.at_s
            image = self._playback.picture()
            if image is not None:
                return image
        return None

    def _index_at(self, at_s: float) -> int:
        if self._times_s and at_s <= self._times_s[-1]:
            return max(0, bisect.bisect_right(self._times_s, at_s + 1e-6) - 1)
        return max(0, round(at_s / self._playback.step_s))
