"""A clip made of one JPEG: Motion JPEG in an AVI, written with nothing but Python, for the smoke test."""

from __future__ import annotations

import struct
from pathlib import Path

_HAS_INDEX = 0x10
_KEYFRAME = 0x10


def write_clip(path: Path, jpeg: bytes, size: tuple[int, int], *, frames: int, fps: int) -> None:
    """The same picture of `size` (width, height) `frames` times."""
    pictures = [_chunk(b"00dc", jpeg)] * frames
    movie = _list(b"movi", *pictures)
    index, at = [], 4
    for picture in pictures:
        index.append(struct.pack("<4sIII", b"00dc", _KEYFRAME, at, len(jpeg)))
        at += len(picture)
    header = _list(b"hdrl", _main_header(size, frames, fps, len(jpeg)), _stream(size, frames, fps, len(jpeg)))
    path.write_bytes(_chunk(b"RIFF", b"AVI " + header + movie + _chunk(b"idx1", b"".join(index))))


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height of a JPEG, from its start-of-frame segment."""
    at = 2
    while jpeg[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    height, width = struct.unpack(">HH", jpeg[at + 5 : at + 9])
    return width, height


def _main_header(size: tuple[int, int], frames: int, fps: int, largest: int) -> bytes:
    values = (1_000_000 // fps, largest * fps, 0, _HAS_INDEX, frames, 0, 1, largest, *size, 0, 0, 0, 0)
    return _chunk(b"avih", struct.pack("<14I", *values))


def _stream(size: tuple[int, int], frames: int, fps: int, largest: int) -> bytes:
    times = (0, 0, 0, 1, fps, 0, frames, largest, 0xFFFFFFFF, 0)
    header = struct.pack("<4s4s10I4h", b"vids", b"MJPG", *times, 0, 0, *size)
    picture = struct.pack("<IiiHH4s5I", 40, *size, 1, 24, b"MJPG", size[0] * size[1] * 3, 0, 0, 0, 0)
    return _list(b"strl", _chunk(b"strh", header), _chunk(b"strf", picture))


def _list(kind: bytes, *chunks: bytes) -> bytes:
    return _chunk(b"LIST", kind + b"".join(chunks))


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
