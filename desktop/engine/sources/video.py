"""Video files: every picture, in order, at its own time, and a seek that is right to the frame."""

from __future__ import annotations

from pathlib import Path

from desktop.engine.sources.base import Frame, SourceInfo
from desktop.engine.sources.clip import Clip
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


class NoVideo(SourceUnavailable):
    """The file is no video at all, rather than a damaged one or one that may not be read."""


class VideoSource:
    """A video file. Not paced: `Frame.at_s` says when a picture is due. See `clip.Clip` for `Frame.index`."""

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._clip: Clip | None = None
        self._info: SourceInfo | None = None

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
        return self._clip.position_s if self._clip is not None else 0.0

    def open(self) -> None:
        """Opens the file and decodes its first picture. Raises SourceUnavailable."""
        self.close()
        self._check_file()
        playback = Playback(str(self._path.absolute()))
        clip = Clip(playback, self._path.name)
        if clip.first is None:
            opened = playback.opened
            clip.close()
            raise self._undecodable(opened)
        self._clip = clip
        self._info = clip.info("video")

    def read(self) -> Frame | None:
        """The next picture, or None after the last. A damaged part is left out."""
        clip = self._clip
        return clip.read() if clip is not None else None

    def seek(self, at_s: float) -> None:
        """The next `read` gives the picture shown at `at_s` seconds; past the end, the last one."""
        clip = self._clip
        if clip is not None:
            clip.seek(at_s)

    def spare(self, sparing: bool) -> None:
        """Leave out pictures, or none any more. From any thread."""
        clip = self._clip
        if clip is not None:
            clip.sparing = sparing

    def close(self) -> None:
        """Lets go of the file. From any thread."""
        clip, self._clip = self._clip, None
        if clip is not None:
            clip.close()

    def _check_file(self) -> None:
        """Raises SourceUnavailable with the reason that a user can act on, before any decoder guesses."""
        try:
            # OpenCV ends the whole process on a name that it can't write down.
            str(self._path.absolute()).encode()
        except UnicodeEncodeError as error:
            shown = str(self._path).encode(errors="replace").decode()
            raise SourceUnavailable(shown, "its name is not valid UTF-8", hint="Rename it.") from error
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
            raise NoVideo(self._path, _NO_VIDEO[kind], hint=_PLAYABLE)

    def _undecodable(self, opened: bool) -> SourceUnavailable:
        if opened:
            return self._unavailable("no picture in it can be decoded", hint="The file may be damaged.")
        if self._is_cut_off():
            return self._unavailable("the video is cut off: its index is missing", hint="Copy it again.")
        return NoVideo(self._path, "it is no video that can be played", hint=_PLAYABLE)

    def _is_cut_off(self) -> bool:
        try:
            return kind_of(self._path) == "video" and lacks_index(self._path)
        except OSError:
            return False

    def _unavailable(self, reason: str, *, hint: str = "") -> SourceUnavailable:
        return SourceUnavailable(self._path, reason, hint=hint)
