"""Streams by address: motion JPEG and polled JPEG over HTTP; RTSP, RTMP, HLS and files through FFmpeg."""

from __future__ import annotations

import socket
from urllib.parse import SplitResult, urlsplit

from desktop.addresses import STREAM_SCHEMES, shown_url
from desktop.engine.sources import capture_grabber, http_pictures
from desktop.engine.sources.base import Frame, Image, SourceInfo
from desktop.engine.sources.capture_grabber import CaptureGrabber
from desktop.engine.sources.clip import Clip
from desktop.engine.sources.http_connection import refused
from desktop.engine.sources.http_pictures import HttpGrabber, OtherMedia
from desktop.engine.sources.live_reader import Grabber, LiveReader
from desktop.engine.sources.opening import Cancelled, Opening
from desktop.engine.sources.playback import Playback
from vision.errors import SourceLost, SourceUnavailable
from vision.opencv import cv2

__all__ = ["STREAM_SCHEMES", "StreamSource", "shown_url"]

_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322, "rtmp": 1935, "rtmps": 443}
_STALL_S = 1.5
_CONNECT_S = 2.0
_FIRST_PICTURE_S = 4.0
_FFMPEG_LIMITS = (
    (cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, 4000),
    (cv2.CAP_PROP_READ_TIMEOUT_MSEC, 1500),
    # As many threads as cores, its default, hold back as many pictures: half a second on a large machine.
    (cv2.CAP_PROP_N_THREADS, 2),
)
_NO_VIDEO = "no video can be played from it"
_NO_JUMPS = "the list of its pictures is at the end of the file, and this server can't jump there"
_DOWNLOAD = "Download the file and open it here."
_NO_PICTURE = "no picture in it can be decoded"
_HINT = "Check the address; a browser or player tells whether it plays at all."


class StreamSource:
    """A stream. Live unless the address holds a recording, which is then read like a video file.

    A live one drops what is not read in time and is lost within two seconds of its last picture; then
    `close` and `open` try again.
    """

    def __init__(self, url: str, *, every_frame: bool = False) -> None:
        """`every_frame`: a live stream waits for its reader and drops nothing; a closed one has ended."""
        self._url = url
        self._name = shown_url(url)
        self._every_frame = every_frame
        self._closed = False
        self._opening: Opening[Playback] | None = None
        self._reader: LiveReader | None = None
        self._recording: Clip | None = None
        self._info: SourceInfo | None = None

    @property
    def info(self) -> SourceInfo:
        """Facts about the stream; its name is the address without what is secret in it."""
        if self._info is None:
            raise RuntimeError("the source is not open")
        return self._info

    @property
    def position_s(self) -> float:
        """The time of a recording's next picture; 0 for a live stream."""
        return self._recording.position_s if self._recording is not None else 0.0

    def open(self) -> None:
        """Connects and waits for the first picture. Raises SourceUnavailable."""
        self._release()
        self._closed = False
        needs_jumps = False
        if urlsplit(self._url).scheme.lower() in ("http", "https"):
            try:
                once = self._every_frame
                self._open_live(HttpGrabber(self._url, self._name, timeout_s=_CONNECT_S, once=once))
                return
            except OtherMedia as other:
                needs_jumps = other.needs_jumps
        self._open_with_ffmpeg(needs_jumps)

    def read(self) -> Frame | None:
        """The newest picture not read before; of a recording, the next one, and None at its end.

        Raises SourceLost.
        """
        recording, reader = self._recording, self._reader
        if recording is not None:
            frame = recording.read()
            if frame is None:
                self._check_it_ended(recording)
            return frame
        try:
            return reader.next() if reader is not None else None
        except SourceLost as error:
            if self._every_frame and error.reason in (http_pictures.ENDED, capture_grabber.ENDED):
                return None
            raise

    def seek(self, at_s: float) -> None:
        """In a recording; a live stream stays where it is."""
        if self._recording is not None:
            self._recording.seek(at_s)

    def spare(self, sparing: bool) -> None:
        """Leave out pictures, or none any more. From any thread."""
        recording, reader = self._recording, self._reader
        if recording is not None:
            recording.sparing = sparing
        elif reader is not None:
            reader.sparing = sparing and not self._every_frame

    def close(self) -> None:
        """Hangs up. From any thread; a waiting `read` or `open` returns."""
        self._closed = True
        self._release()

    def _release(self) -> None:
        opening, self._opening = self._opening, None
        if opening is not None:
            opening.cancel()
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.stop()
        recording, self._recording = self._recording, None
        if recording is not None:
            recording.close()

    def _open_live(self, grabber: Grabber) -> None:
        reader = self._reader = LiveReader(
            self._name, grabber, stall_s=_STALL_S, every_frame=self._every_frame
        )
        try:
            self._check_not_closed()
            first = reader.start(_FIRST_PICTURE_S)
        except BaseException:
            self._release()
            raise
        fps = grabber.fps if isinstance(grabber, CaptureGrabber) else None
        self._info = _live_info(self._name, first.image_bgr, fps)

    def _open_with_ffmpeg(self, needs_jumps: bool) -> None:
        playback = self._opened_by_ffmpeg()
        if not playback.opened:
            playback.close()
            reason, hint = (_NO_JUMPS, _DOWNLOAD) if needs_jumps else (_NO_VIDEO, _HINT)
            raise SourceUnavailable(self._name, reason, hint=hint, permanent=True)
        if playback.frame_count is None:
            self._open_live(CaptureGrabber(self._name, playback.hand_over, why_closed=self._closed_at_once))
            return
        clip = Clip(playback, self._name)
        if clip.first is None:
            clip.close()
            reason, hint = (_NO_JUMPS, _DOWNLOAD) if needs_jumps else (_NO_PICTURE, _HINT)
            raise SourceUnavailable(self._name, reason, hint=hint, permanent=True)
        self._recording, self._info = clip, clip.info("stream")

    def _opened_by_ffmpeg(self) -> Playback:
        limits = [number for limit in _FFMPEG_LIMITS for number in limit]

        def connect() -> Playback:
            _knock(urlsplit(self._url), self._name)
            return Playback(self._url, limits=limits)

        opening = self._opening = Opening(connect, Playback.close)
        try:
            self._check_not_closed()
            return opening.result()
        except Cancelled:
            raise self._closed_early() from None
        finally:
            self._opening = None

    def _check_not_closed(self) -> None:
        if self._closed:
            self._release()
            raise self._closed_early()

    def _closed_early(self) -> SourceUnavailable:
        return SourceUnavailable(self._name, "it was closed while it was being opened")

    def _closed_at_once(self) -> SourceUnavailable:
        return SourceUnavailable(self._name, "it was closed at once", hint=_HINT)

    def _check_it_ended(self, recording: Clip) -> None:
        """Raises SourceLost where the recording should go on for long."""
        if recording is not self._recording:
            return  # closed meanwhile
        length_s = self.info.duration_s or 0.0
        if recording.stalled or recording.position_s < 0.9 * length_s - 2.0:
            raise SourceLost(self._name, "the connection broke before its end")


def _live_info(name: str, first: Image, fps: float | None) -> SourceInfo:
    return SourceInfo(
        kind="stream",
        name=name,
        width=first.shape[1],
        height=first.shape[0],
        fps=fps,
        frame_count=None,
        duration_s=None,
        seekable=False,
        live=True,
    )


def _knock(parts: SplitResult, name: str) -> None:
    """Connects and hangs up: FFmpeg does not tell why it fails. Raises SourceUnavailable."""
    scheme = parts.scheme.lower()
    try:
        socket.create_connection((parts.hostname or "", parts.port or _PORTS[scheme]), _CONNECT_S).close()
    except OSError as error:
        raise refused(name, error) from None
