"""Pictures over plain HTTP: a motion JPEG stream, or a single JPEG that is fetched again and again.

Not left to FFmpeg: there a stream that was closed reads as one that is slow, and a pause of two seconds
can't be told from a loss.
"""

from __future__ import annotations

import http.client
import threading
import time

import numpy as np

from desktop.engine.sources.base import Image
from desktop.engine.sources.http_connection import HttpConnection, Response
from desktop.engine.sources.multipart import MAX_PART_BYTES, BadParts, PartReader, boundary_of
from desktop.engine.sources.sniff import index_comes_first
from vision.errors import SourceLost, SourceUnavailable
from vision.opencv import cv2

ENDED = "the stream has ended"
_INDEXED = ("video/mp4", "video/quicktime", "video/x-m4v")
_HEAD_BYTES = 4096
_POLL_EVERY_S = 0.1
_MAX_PIXELS = 80_000_000
_MAX_UNREADABLE = 50
_BROKEN = (OSError, ValueError, http.client.HTTPException)


class OtherMedia(SourceUnavailable):
    """The address answers, with something else than JPEG pictures.

    `needs_jumps`: an MP4 whose index lies at its end, as far as can be known, from a server that offers no
    ranges: it can't be played.
    """

    needs_jumps = False


class HttpGrabber:
    """The blocking side of a motion JPEG stream or a polled JPEG. See `live_reader.Grabber`."""

    def __init__(self, url: str, name: str, *, timeout_s: float, once: bool = False) -> None:
        """`once`: a single JPEG is one picture and then the end, rather than fetched again and again."""
        self._once = once
        self._name = name
        self._connection = HttpConnection(url, name, timeout_s)
        self._response: Response | None = None
        self._parts: PartReader | None = None
        self._stopping = threading.Event()
        self._due_s = 0.0
        self._unreadable = 0

    def open(self) -> None:
        """Raises OtherMedia where no JPEG pictures come, and SourceUnavailable."""
        response = self._response = self._connection.fetch()
        kind = response.headers.get("Content-Type", "")
        boundary = boundary_of(kind)
        if boundary is not None:
            self._parts = PartReader(response.read1, boundary)
        elif not kind.lower().startswith(("image/jpeg", "image/jpg")):
            other = OtherMedia(self._name, f"it sends '{kind.split(';')[0]}' and no JPEG pictures")
            ranges = response.headers.get("Accept-Ranges", "none").lower()
            if kind.lower().startswith(_INDEXED) and "bytes" not in ranges:
                other.needs_jumps = not index_comes_first(_head_of(response))
            self.close()
            raise other

    def grab(self) -> Image | None:
        """The next picture; None where one can't be decoded. Raises SourceLost."""
        image = _decoded(self._next_data())
        self._unreadable = 0 if image is not None else self._unreadable + 1
        if self._unreadable > _MAX_UNREADABLE:
            raise SourceLost(self._name, "it sends nothing that can be decoded")
        return image

    def skip(self) -> bool:
        """Takes the next picture and does not decode it. Raises SourceLost."""
        self._next_data()
        return True

    def _next_data(self) -> bytes:
        try:
            return self._parts.next() if self._parts is not None else self._poll()
        except EOFError:
            raise SourceLost(self._name, ENDED) from None
        except TimeoutError:
            raise SourceLost(self._name, "no picture comes any more") from None
        except SourceUnavailable as error:
            raise SourceLost(self._name, error.reason, hint=error.hint) from None
        except BadParts as error:
            raise SourceLost(self._name, f"it sends {error}") from None
        except _BROKEN:
            raise SourceLost(self._name, "the connection broke") from None

    def close(self) -> None:
        """Hangs up."""
        response, self._response = self._response, None
        if response is not None:
            response.close()
        self._connection.close()

    def interrupt(self) -> None:
        """Wakes a waiting `open` or `grab`."""
        self._stopping.set()
        self._connection.interrupt()

    def _poll(self) -> bytes:
        """The present picture of an address that sends one at a time."""
        if self._response is None:
            if self._once:
                raise EOFError
            self._stopping.wait(max(0.0, self._due_s - time.monotonic()))
            self._response = self._connection.fetch()
        self._due_s = time.monotonic() + _POLL_EVERY_S
        response, self._response = self._response, None
        with response:
            data = response.read(MAX_PART_BYTES + 1)
        if len(data) > MAX_PART_BYTES:
            raise BadParts("a picture that is too large")
        return data


def _head_of(response: Response) -> bytes:
    try:
        return response.read(_HEAD_BYTES)
    except _BROKEN:
        return b""


def _decoded(data: bytes) -> Image | None:
    width, height = jpeg_size(data)
    if not 0 < width * height <= _MAX_PIXELS:
        return None
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    return None if image is None else np.asarray(image, np.uint8)


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height that a JPEG claims, read before anything is decoded; (0, 0) for anything else."""
    at = 2 if data.startswith(b"\xff\xd8") else len(data)
    while at + 9 < len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        lone = mark == 0xFF or mark == 0x01 or 0xD0 <= mark <= 0xD8
        at += (1 if mark == 0xFF else 2) if lone else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0, 0
