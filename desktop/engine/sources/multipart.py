"""Cutting a multipart/x-mixed-replace body into its parts, with every size bounded."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import Message

MAX_PART_BYTES = 32 * 1024 * 1024
_MAX_LINE_BYTES = 8 * 1024
_MAX_HEADER_LINES = 64
_MAX_LINES_BETWEEN = 256
_CHUNK_BYTES = 64 * 1024


class BadParts(ValueError):
    """The body is not what multipart/x-mixed-replace is, or too large; the message says what it sends."""


class PartReader:
    """The parts one after the other. `read` gives at most so many bytes, b"" at the end."""

    def __init__(self, read: Callable[[int], bytes], boundary: str) -> None:
        """`boundary` as the header names it; cameras write their dashes into it, or leave them out."""
        self._read = read
        self._mark = (boundary.strip().lstrip("-") or boundary).encode("latin-1", "replace")
        self._end = re.compile(rb"\r?\n-{2,}" + re.escape(self._mark))
        self._buffer = bytearray()

    def next(self) -> bytes:
        """The next part's body. Raises EOFError after the last, BadParts where a size is out of bounds."""
        self._skip_to_boundary()
        length = self._read_headers()
        return self._exactly(length) if length is not None else self._up_to_boundary()

    def _skip_to_boundary(self) -> None:
        for _ in range(_MAX_LINES_BETWEEN):
            line = self._line()
            if line.startswith(b"--") and line.lstrip(b"-").startswith(self._mark.lstrip(b"-")):
                if line.endswith(self._mark + b"--"):
                    raise EOFError
                return
        raise BadParts("no boundary between its pictures")

    def _read_headers(self) -> int | None:
        length = None
        for _ in range(_MAX_HEADER_LINES):
            line = self._line()
            if not line:
                return length
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length":
                length = _checked_length(value)
        raise BadParts("a picture with too many headers")

    def _line(self) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > _MAX_LINE_BYTES:
                raise BadParts("a line that is too long")
            self._fill()
        return self._take(end + 1).rstrip(b"\r\n")

    def _exactly(self, length: int) -> bytes:
        while len(self._buffer) < length:
            self._fill()
        return self._take(length)

    def _up_to_boundary(self) -> bytes:
        searched = 0
        while (found := self._end.search(self._buffer, searched)) is None:
            if len(self._buffer) > MAX_PART_BYTES:
                raise BadParts("a picture that is too large")
            searched = max(0, len(self._buffer) - len(self._mark) - 80)
            self._fill()
        return self._take(found.start())

    def _fill(self) -> None:
        chunk = self._read(_CHUNK_BYTES)
        if not chunk:
            raise EOFError
        self._buffer += chunk

    def _take(self, length: int) -> bytes:
        taken = bytes(self._buffer[:length])
        del self._buffer[:length]
        return taken


def boundary_of(content_type: str) -> str | None:
    """The boundary that a Content-Type header names, or None where it is not multipart."""
    header = Message()
    header["Content-Type"] = content_type
    if header.get_content_maintype() != "multipart":
        return None
    boundary = header.get_param("boundary")
    return boundary if isinstance(boundary, str) and boundary else None


def _checked_length(value: bytes) -> int | None:
    text = value.strip()
    if not text.isdigit():
        return None
    length = int(text[:12])
    if length > MAX_PART_BYTES:
        raise BadParts("a picture that is too large")
    return length
