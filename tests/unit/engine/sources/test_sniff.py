"""What a file is, by its content."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from desktop.engine.sources.sniff import index_comes_first, kind_of
from tests.support.numbered import write_video


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "TIFF", "WEBP", "PPM", "GIF", "JPEG2000"])
def test_photos(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.mp4"
    Image.new("RGB", (8, 8), "red").save(path, kind)
    assert kind_of(path) == "photo"


@pytest.mark.parametrize(
    ("suffix", "code"), [("mp4", "mp4v"), ("avi", "MJPG"), ("mkv", "mp4v"), ("ts", "mp4v")]
)
def test_videos(tmp_path: Path, suffix: str, code: str) -> None:
    path = write_video(tmp_path / f"a.{suffix}", 30, code=code)
    assert kind_of(path.rename(tmp_path / "a.jpg")) == "video"


def test_a_gif_that_moves(tmp_path: Path) -> None:
    pictures = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    pictures[0].save(tmp_path / "a.gif", save_all=True, append_images=pictures[1:])
    assert kind_of(tmp_path / "a.gif") == "animation"
    data = (tmp_path / "a.gif").read_bytes()
    for length in range(len(data)):  # cut off anywhere, it is still one or the other
        (tmp_path / "cut.gif").write_bytes(data[:length])
        assert kind_of(tmp_path / "cut.gif") in ("animation", "photo", "text", "empty", "unknown")


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "sound"),
        (b"ID3\x03\x00", "sound"),
        (b"\x00\x00\x00\x20ftypM4A \x00", "sound"),
        (b"\x00\x00\x00\x20ftypheic\x00", "photo"),
        (b"\x00\x00\x00\x08wide\x00\x00\x00\x00mdat", "video"),
        ("Grüße\n".encode(), "text"),
        (b"", "empty"),
        (b"\x00\x01\x02\x03\xfe\xff", "unknown"),
    ],
)
def test_other_starts(tmp_path: Path, start: bytes, kind: str) -> None:
    (tmp_path / "a").write_bytes(start)
    assert kind_of(tmp_path / "a") == kind


def test_text_cut_within_a_letter_is_text(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a" + "ü" * 4000, "utf-8")
    assert kind_of(tmp_path / "a") == "text"


def test_noise_is_never_an_error(tmp_path: Path) -> None:
    noise = np.random.default_rng(5)
    for length in (1, 2, 7, 12, 300, 9000):
        (tmp_path / "a").write_bytes(noise.bytes(length))
        kind_of(tmp_path / "a")


def _atom(kind: bytes, size: int) -> bytes:
    return size.to_bytes(4, "big") + kind + bytes(min(size, 64) - 8)


@pytest.mark.parametrize(
    ("head", "first"),
    [
        (_atom(b"ftyp", 32) + _atom(b"moov", 5000), True),
        (_atom(b"ftyp", 32) + _atom(b"free", 8) + _atom(b"mdat", 900_000), False),
        (_atom(b"ftyp", 32) + _atom(b"uuid", 900_000), None),
        (_atom(b"ftyp", 32) + bytes(64), None),
        (b"bytes", None),
        (b"", None),
    ],
    ids=["first", "last", "far", "no length", "no MP4", "nothing"],
)
def test_where_an_mp4_has_its_index(head: bytes, first: bool | None) -> None:
    assert index_comes_first(head) is first
