"""The picture of a recorded session: JPEG pictures in Matroska, each with its true time to the millisecond.

Every picture stands by itself, so any of them is shown at once, and a file whose writing was cut off holds
all that reached the disk. Elements as in RFC 9559.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from vision.errors import FacetError
from vision.opencv import cv2

_QUALITY = 92
_PER_SECOND = 1000
_RATE = bytes.fromhex("23e38383")  # DefaultDuration, three bytes: what OpenCV makes of 1000 a second
_RATE_SIZE = 7
_HEAD = 4096
_SEGMENT, _CLUSTER, _GROUP = 0x18538067, 0x1F43B675, 0xA0
_TIME, _BLOCK, _SIMPLE_BLOCK = 0xE7, 0xA1, 0xA3
_ENTERED = (_SEGMENT, _CLUSTER, _GROUP)


class PictureWriter:
    """Writes pictures of any size one after the other. Not for several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: cv2.VideoWriter | None = None
        self._last_ms = -1
        self.count = 0

    def write(self, image_bgr: NDArray[np.uint8], time_s: float) -> int:
        """The picture (height, width, 3) at its time, which grows: its number. Raises FacetError."""
        if self._writer is None:
            self._writer = self._open((image_bgr.shape[1], image_bgr.shape[0]))
        packed = cv2.imencode(".jpg", image_bgr, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1]
        self._last_ms = max(self._last_ms + 1, round(time_s * _PER_SECOND))
        self._writer.set(cv2.VIDEOWRITER_PROP_PTS, self._last_ms)
        self._writer.set(cv2.VIDEOWRITER_PROP_KEY_FLAG, 1)
        self._writer.write(packed.reshape(1, -1))
        self.count += 1
        return self.count - 1

    def close(self) -> None:
        if self._writer is not None:
            self._writer.release()
            self._writer = None
            forget_rate(self._path)

    def _open(self, size: tuple[int, int]) -> cv2.VideoWriter:
        code = cv2.VideoWriter.fourcc(*"MJPG")
        packed = [cv2.VIDEOWRITER_PROP_RAW_VIDEO, 1]
        writer = cv2.VideoWriter(str(self._path), cv2.CAP_FFMPEG, code, float(_PER_SECOND), size, packed)
        if not writer.isOpened():
            raise FacetError(
                "The picture can't be recorded here.", hint="Choose another place in the settings."
            )
        return writer


@dataclass(frozen=True, slots=True)
class _Picture:
    at_ms: int
    offset: int
    size: int


class PictureReader:
    """Any picture of such a file by its number. One thread at a time."""

    def __init__(self, path: Path) -> None:
        """Raises FacetError where there is no such file."""
        try:
            self._file: BinaryIO = path.open("rb")
        except OSError as error:
            raise FacetError(f"The picture of this recording can't be read ({error.strerror}).") from error
        size = path.stat().st_size
        self._pictures = [one for one in _pictures(self._file) if one.offset + one.size <= size]

    def __len__(self) -> int:
        return len(self._pictures)

    def times_s(self) -> list[float]:
        """When each picture was taken, in seconds from the beginning."""
        return [one.at_ms / _PER_SECOND for one in self._pictures]

    def picture(self, number: int) -> NDArray[np.uint8] | None:
        """uint8 (height, width, 3), BGR; None where it never reached the disk."""
        if not 0 <= number < len(self._pictures):
            return None
        place = self._pictures[number]
        self._file.seek(place.offset)
        packed = np.frombuffer(self._file.read(place.size), np.uint8)
        image = cv2.imdecode(packed, cv2.IMREAD_COLOR)
        return None if image is None else np.asarray(image, np.uint8)

    def close(self) -> None:
        self._file.close()


def forget_rate(path: Path) -> None:
    """Takes the rate out of a file's head: each picture has its own time, and players would believe the rate.

    The place is filled with nothing (a Void element) of the same size.
    """
    with path.open("r+b") as file:
        found = file.read(_HEAD).find(_RATE)
        if found >= 0:
            file.seek(found)
            file.write(bytes([0xEC, 0x80 | (_RATE_SIZE - 2)]) + bytes(_RATE_SIZE - 2))


def _pictures(file: BinaryIO) -> Iterator[_Picture]:
    """Where each picture lies. A file that was cut off ends early; nothing is raised."""
    cluster_ms = 0
    file.seek(0)
    while (element := _element(file)) is not None:
        name, size = element
        if name in _ENTERED:
            continue
        if size is None:
            return
        start = file.tell()
        if name == _TIME:
            cluster_ms = int.from_bytes(file.read(size))
        elif name in (_BLOCK, _SIMPLE_BLOCK):
            head = file.read(4)
            if len(head) < 4 or size <= 4:
                return
            offset_ms = int.from_bytes(head[1:3], signed=True)
            yield _Picture(cluster_ms + offset_ms, start + 4, size - 4)
        file.seek(start + size, io.SEEK_SET)


def _element(file: BinaryIO) -> tuple[int, int | None] | None:
    """The name and size of the next element; size None where it is not told. None at the end."""
    first = file.read(1)
    if not first or not first[0]:
        return None
    length = 9 - first[0].bit_length()
    name = int.from_bytes(first + file.read(length - 1))
    first = file.read(1)
    if not first or not first[0]:
        return None
    length = 9 - first[0].bit_length()
    value = int.from_bytes(first + file.read(length - 1)) - (1 << 7 * length)
    return name, None if value == (1 << 7 * length) - 1 else value
