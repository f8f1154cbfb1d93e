"""Cutting a multipart body into parts, however the network cuts it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.engine.sources.multipart import BadParts, PartReader, boundary_of


def _reader(body: bytes, boundary: str = "frame", chunk: int = 65536) -> PartReader:
    stream = io.BytesIO(body)
    return PartReader(lambda most: stream.read(min(most, chunk)), boundary)


def _all(reader: PartReader) -> list[bytes]:
    parts = []
    while True:
        try:
            parts.append(reader.next())
        except EOFError:
            return parts


@settings(deadline=None)
@given(
    parts=st.lists(st.binary(max_size=200).filter(lambda data: b"frame" not in data), max_size=6),
    chunk=st.integers(1, 64),
    with_length=st.booleans(),
    newline=st.sampled_from([b"\r\n", b"\n"]),
)
def test_any_parts_in_any_chunks(parts: list[bytes], chunk: int, with_length: bool, newline: bytes) -> None:
    body = b""
    for data in parts:
        length = b"Content-Length: %d" % len(data) + newline if with_length else b""
        body += (
            b"--frame" + newline + b"Content-Type: image/jpeg" + newline + length + newline + data + newline
        )
    got = _all(_reader(body + b"--frame--" + newline, chunk=chunk))
    # Without a length, a last \r can't be told from the line's end.
    assert [part.rstrip(b"\r") for part in got] == [part.rstrip(b"\r") for part in parts]


@pytest.mark.parametrize(
    ("declared", "sent"),
    [("--frame", b"--frame"), ("frame", b"----frame"), ("--frame", b"----frame"), ("myb", b"--myb")],
)
def test_cameras_and_their_dashes(declared: str, sent: bytes) -> None:
    body = b"".join(sent + b"\r\nContent-Length: 3\r\n\r\n" + data + b"\r\n" for data in (b"one", b"two"))
    assert _all(_reader(body, declared)) == [b"one", b"two"]


def test_without_lengths_and_with_a_preamble() -> None:
    body = (
        b"hello\r\n\r\n--frame\r\nX: y\r\n\r\nab\r\n--c\r\nd\r\n--frame\r\n\r\nsecond\r\n--frame\r\n\r\ncut"
    )
    assert _all(_reader(body)) == [b"ab\r\n--c\r\nd", b"second"]


@pytest.mark.parametrize(
    "body",
    [
        b"--frame\r\nContent-Length: 99999999999999\r\n\r\n",
        b"--frame\r\n" + b"X: y\r\n" * 1000,
        b"--frame\r\nX: " + b"y" * 100_000,
        b"\r\n" * 10_000,
        b"--frame\r\n\r\n" + b"z" * (40 * 1024 * 1024),
    ],
)
def test_sizes_are_bounded(body: bytes) -> None:
    with pytest.raises(BadParts):
        _reader(body).next()


@pytest.mark.parametrize(
    ("header", "boundary"),
    [
        ("multipart/x-mixed-replace; boundary=frame", "frame"),
        ('multipart/x-mixed-replace;boundary="--my frame"', "--my frame"),
        ("Multipart/X-Mixed-Replace; charset=x; Boundary=b", "b"),
        ("multipart/x-mixed-replace", None),
        ("image/jpeg", None),
        ("", None),
    ],
)
def test_the_boundary_is_read_from_the_header(header: str, boundary: str | None) -> None:
    assert boundary_of(header) == boundary
