"""Video files: every picture, in order, at its own time, and a seek that is right to the frame."""

from __future__ import annotations

import bisect
import time
from pathlib import Path

from desktop.engine.sources.base import Frame, Image, SourceInfo
from desktop.engine.sources.playback import Playback
from desktop.engine.sources.sniff import FileKind, kind_of, lacks_index
from vision.errors import SourceUnavailable

_NO_VIDEO: dict[FileKind, str] = {
    "empty": "the file is empty",
    "photo": "it is a photo and no video",
    "sound": "it holds sound and no picture",
    "text": "it is a text and no video",
}
_PLAYABLE = "MP4, MOV, MKV, WebM, AVI and animated GIF can be played."


class VideoSource:
    """A video file. Not paced: `Frame.at_s` says when a picture is due.

    `Frame.index` is exact as far as the file was read from its start, and after a seek into a part not read
    yet, exact for a constant frame rate.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._playback: Playback | None = None
        self._info: SourceInfo | None = None
        self._waiting: Image | None = None  # decoded, and not handed over yet
        self._times_s: list[float] = []  # of the pictures from the start, as far as read without a gap
        self._index = 0

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    @property
    def info(self) -> SourceInfo:
        """Facts about the video. `frame_count` and `duration_s` are the container's claim."""
        if self._info is None:
            raise RuntimeError("the source is not open")
        return self._info

    @property
    def position_s(self) -> float:
        """The time of the picture that the next `read` gives, as far as known."""
        if self._playback is None:
            return 0.0
        if self._waiting is not None:
            return self._playback.at_s
        return max(0.0, self._playback.at_s + self._playback.step_s)

    def open(self) -> None:
        """Opens the file and decodes its first picture. Raises SourceUnavailable."""
        self.close()
        self._check_file()
        playback = Playback(str(self._path.absolute()))
        self._playback = playback
        self._index, self._times_s = -1, []
        self._waiting = self._next_picture()
        if self._waiting is None:
            opened = playback.opened
            self.close()
            raise self._undecodable(opened)
        height, width = self._waiting.shape[:2]
        count, fps = playback.frame_count, playback.fps
        self._info = SourceInfo(
            kind="video",
            name=self._path.name,
            width=width,
            height=height,
            fps=fps,
            frame_count=count,
            duration_s=count / fps if count and fps else None,
            seekable=True,
            live=False,
        )

    def read(self) -> Frame | None:
        """The next picture, or None after the last. A damaged part is left out."""
        playback = self._playback
        if playback is None:
            return None
        image, self._waiting = self._waiting, None
        if image is None:
            image = self._next_picture()
        if image is None:
            return None
        at_s = max(0.0, playback.at_s)
        return Frame(image, self._index, time.monotonic(), at_s, self._path.name)

    def seek(self, at_s: float) -> None:
        """The next `read` gives the picture shown at `at_s` seconds; past the end, the last one."""
        if self._playback is None:
            return
        self._waiting = self._playback.seek(at_s)
        self._index = self._index_at(self._playback.at_s)

    def close(self) -> None:
        """Lets go of the file."""
        playback, self._playback, self._waiting = self._playback, None, None
        if playback is not None:
            playback.close()

    def _next_picture(self) -> Image | None:
        playback = self._playback
        while playback is not None and playback.advance():
            self._index += 1
            if self._index == len(self._times_s):
                self._times_s.append(playback.at_s)
            image = playback.picture()
            if image is not None:
                return image
        return None

    def _index_at(self, at_s: float) -> int:
        if self._times_s and at_s <= self._times_s[-1]:
            return max(0, bisect.bisect_right(self._times_s, at_s + 1e-6) - 1)
        assert self._playback is not None
        return max(0, round(at_s / self._playback.step_s))

    def _check_file(self) -> None:
        """Raises SourceUnavailable with the reason that a user can act on, before any decoder guesses."""
        try:
            if self._path.is_dir():
                raise self._unavailable("it is a folder and no video")
            kind = kind_of(self._path)
        except FileNotFoundError:
            raise self._unavailable("there is no such file", hint="Check the path.") from None
        except PermissionError:
            raise self._unavailable("you may not read it", hint="Check the file's permissions.") from None
        except OSError as error:
            raise self._unavailable(f"it can't be read ({error.strerror})") from error
        if kind in _NO_VIDEO:
            raise self._unavailable(_NO_VIDEO[kind], hint=_PLAYABLE)

    def _undecodable(self, opened: bool) -> SourceUnavailable:
        if opened:
            return self._unavailable("no picture in it can be decoded", hint="The file may be damaged.")
        if self._is_cut_off():
            return self._unavailable("the video is cut off: its index is missing", hint="Copy it again.")
        return self._unavailable("it is no video that can be played", hint=_PLAYABLE)

    def _is_cut_off(self) -> bool:
        try:
            return kind_of(self._path) == "video" and lacks_index(self._path)
        except OSError:
            return False

    def _unavailable(self, reason: str, *, hint: str = "") -> SourceUnavailable:
        return SourceUnavailable(self._path, reason, hint=hint)
