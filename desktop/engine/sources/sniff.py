"""What a file is, told by its first bytes and never by its name alone."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

FileKind = Literal["photo", "animation", "video", "sound", "text", "empty", "unknown"]

_HEAD_BYTES = 4096
_SOUND_BRANDS = (b"M4A ", b"M4B ", b"M4P ")
_PHOTO_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1")
_VIDEO_STARTS = (
    b"\x1aE\xdf\xa3",  # Matroska, WebM
    b"\x00\x00\x01\xba",  # MPEG programme stream
    b"\x00\x00\x01\xb3",  # MPEG-1/2 video
    b"\x00\x00\x00\x01\x67",  # H.264 without container
    b"FLV\x01",
    b"0&\xb2u\x8ef\xcf\x11",  # ASF: WMV
    b"OggS",
    b"DKIF",  # IVF
    b"YUV4MPEG2",
    b"\x06\x0e+4\x02\x05\x01\x01",  # MXF
)
_PHOTO_STARTS = (
    b"\x89PNG\r\n\x1a\n",
    b"BM",
    b"II*\x00",  # TIFF
    b"MM\x00*",
    b"\x00\x00\x00\x0cjP  ",  # JPEG 2000
    b"\xff\x4f\xff\x51",
)
_SOUND_STARTS = (
    b"ID3",  # MP3 with tags
    b"fLaC",
    b"MThd",
    b"FORM",  # AIFF
    b"\xff\xfb",  # MP3
    b"\xff\xf3",
    b"\xff\xf2",
    b"\xff\xf1",  # AAC
    b"\xff\xf9",
)
_QUICKTIME_ATOMS = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")


def kind_of(path: Path) -> FileKind:
    """What the file's content says it is. Raises OSError where it can't be read.

    "unknown" is for a decoder to decide: some videos have no mark of their own.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head:
        return "empty"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "animation" if _gif_moves(path) else "photo"
    if head.startswith(b"\xff\xd8\xff"):
        # Motion JPEG without a container is JPEGs in a row, and differs by its name only.
        return "video" if path.suffix.lower() in (".mjpeg", ".mjpg") else "photo"
    return _by_mark(head)


def lacks_index(path: Path) -> bool:
    """Whether an MP4 or MOV ends before its index (`moov`): a recording that was cut off."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if size < 8 or file.read(8)[4:] != b"ftyp":
            return False
        at = 0
        while at + 8 <= size:
            file.seek(at)
            header = file.read(16)
            if header[4:8] in (b"moov", b"moof"):
                return False
            length = int.from_bytes(header[:4], "big")
            if length == 1:
                length = int.from_bytes(header[8:16], "big")
            if length < 8:
                return length == 0
            at += length
    return True


def index_comes_first(head: bytes) -> bool | None:
    """Whether an MP4 or MOV that begins so has its index (`moov`) before its pictures; None for unknown."""
    at = 0
    while at + 8 <= len(head):
        kind, length = head[at + 4 : at + 8], int.from_bytes(head[at : at + 4], "big")
        if kind in (b"moov", b"moof", b"mdat"):
            return kind != b"mdat"
        if length < 8:
            return None
        at += length
    return None


def _by_mark(head: bytes) -> FileKind:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in _PHOTO_BRANDS:
            return "photo"
        return "sound" if brand in _SOUND_BRANDS else "video"
    if head[:4] == b"RIFF":
        return _by_riff(head[8:12])
    if head.startswith(_VIDEO_STARTS) or head[4:8] in _QUICKTIME_ATOMS or _is_transport_stream(head):
        return "video"
    if head.startswith(_PHOTO_STARTS) or _is_portable_map(head):
        return "photo"
    if head.startswith(_SOUND_STARTS):
        return "sound"
    return "text" if _is_text(head) else "unknown"


def _by_riff(form: bytes) -> FileKind:
    if form == b"AVI ":
        return "video"
    return {b"WEBP": "photo", b"WAVE": "sound"}.get(form, "unknown")  # type: ignore[return-value]


def _is_portable_map(head: bytes) -> bool:
    return head[:1] == b"P" and head[1:2] in b"123456" and head[2:3].isspace()


def _is_transport_stream(head: bytes) -> bool:
    return len(head) > 188 * 3 and all(head[at] == 0x47 for at in (0, 188, 376))


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    for cut in range(4):  # the last character may be cut in two
        try:
            head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    return False


def _gif_moves(path: Path) -> bool:
    """Whether a GIF holds a second picture: its blocks are walked, nothing is decoded."""
    with path.open("rb") as file:
        screen = file.read(13)
        if len(screen) < 13:
            return False
        file.seek(13 + _colour_table_bytes(screen[10]))
        pictures = 0
        while mark := file.read(1):
            if mark == b"\x2c":
                pictures += 1
                if pictures == 2:
                    return True
                place = file.read(9)
                if len(place) < 9:
                    return False
                file.seek(_colour_table_bytes(place[8]) + 1, 1)
            elif mark == b"\x21":
                file.seek(1, 1)
            else:
                return False
            while (length := file.read(1)) not in (b"", b"\x00"):
                file.seek(length[0], 1)
    return False


def _colour_table_bytes(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0
