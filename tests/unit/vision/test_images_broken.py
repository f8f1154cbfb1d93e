"""Files that are no pictures, half a picture, or claim to be huge: one clear error, never another."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from vision.errors import ImageUnreadable
from vision.images import read_image
from vision.opencv import cv2

SIDES = (30_000, 65_535)
FUZZ = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def encoded(kind: str, **options: Any) -> bytes:
    noise = np.random.default_rng(3).integers(0, 256, (40, 30, 3), np.uint8)
    exif = Image.Exif()
    exif[0x0112], exif[0x0131] = 6, "a program"
    content = io.BytesIO()
    Image.fromarray(noise).save(content, kind, exif=exif, **options)
    return content.getvalue()


SEEDS = {
    "jpeg": encoded("JPEG"),
    "progressive": encoded("JPEG", progressive=True),
    "png": encoded("PNG"),
    "webp": encoded("WEBP"),
    "webp lossless": encoded("WEBP", lossless=True),
    "tiff": encoded("TIFF"),
    "tiff lzw": encoded("TIFF", compression="tiff_lzw"),
    "tiff deflate": encoded("TIFF", compression="tiff_adobe_deflate"),
    "gif": encoded("GIF"),
    "avif": encoded("AVIF"),
    "jpeg 2000": encoded("JPEG2000"),
}


def outcome(path: Path, content: bytes) -> str:
    """'read' or the reason; anything but an upright BGR array or an ImageUnreadable fails the test."""
    path.write_bytes(content)
    try:
        picture = read_image(path)
    except ImageUnreadable as error:
        said = error
    else:
        assert picture.dtype == np.uint8
        assert picture.ndim == 3
        assert picture.shape[2] == 3
        assert picture.size
        return "read"
    assert str(said).startswith(f"{path}: ")
    assert "\n" not in str(said)
    return said.reason


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def huge_png(side: int) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def huge_gif(side: int) -> bytes:
    size = struct.pack("<HH", side, side)
    return b"GIF89a" + size + b"\x80\0\0\0\0\0\xff\xff\xff" + b"," + bytes(4) + size + b"\0\x02\x02D\x01\0;"


def huge_bmp(side: int) -> bytes:
    info = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 24, 0, 0, 2835, 2835, 0, 0)
    return struct.pack("<2sIHHI", b"BM", 54 + 100, 0, 0, 54) + info + bytes(100)


def huge_tiff(side: int) -> bytes:
    tags = [
        (256, side),
        (257, side),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (277, 1),
        (278, side),
        (279, 64),
    ]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + bytes(4) + bytes(64)


def huge_jpeg(side: int) -> bytes:
    content = bytearray(SEEDS["jpeg"])
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = struct.pack(">HH", side, side)
    return bytes(content)


def huge_webp(side: int) -> bytes:
    edge = (side - 1).to_bytes(3, "little")
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + bytes(4) + edge + edge + SEEDS["webp lossless"][12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


HUGE = {
    "png": huge_png,
    "gif": huge_gif,
    "bmp": huge_bmp,
    "tiff": huge_tiff,
    "jpg": huge_jpeg,
    "webp": huge_webp,
}


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("kind", HUGE)
def test_a_claim_to_be_huge_is_refused(tmp_path: Path, kind: str, side: int) -> None:
    reason = outcome(tmp_path / f"a.{kind}", HUGE[kind](side))
    assert "million pixels" in reason or kind == "webp"
    assert reason != "read"


@pytest.mark.skipif(sys.platform == "win32", reason="asks the system for the memory used, as POSIX has it")
def test_a_claim_to_be_huge_takes_no_memory(tmp_path: Path, repo_root: Path) -> None:
    """30,000 x 30,000 would be 2,700 MB; what is measured is the highest there was, the program's own."""
    for side in SIDES:
        for kind, content in HUGE.items():
            (tmp_path / f"{side}.{kind}").write_bytes(content(side))
    (tmp_path / "0.png").write_bytes(SEEDS["png"])  # first: what Pillow loads for any picture
    program = """
import json, resource, sys
from pathlib import Path
from vision.errors import ImageUnreadable
from vision.images import read_image
peaks = []
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        read_image(path)
    except ImageUnreadable:
        pass
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(json.dumps(peaks))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path], cwd=repo_root, capture_output=True, text=True, check=True
    )
    peaks = json.loads(done.stdout)
    assert len(peaks) == 1 + len(SIDES) * len(HUGE)
    in_kib = 1 if sys.platform == "linux" else 1024
    assert (peaks[-1] - peaks[0]) / in_kib < 40 * 1024


@pytest.mark.parametrize(
    "content",
    [
     b"Dear diary, today I saw a face.\n" * 40, b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
     b"%PDF-1.7\n",
     b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", b"\0", b"\xff\xd8\xff", bytes(5000)],
    ids=["text", "postscript", "pdf", "svg", "one byte", "three bytes of a jpeg", "zeros"],
)  # fmt: skip
def test_what_is_no_picture_is_not_read(tmp_path: Path, content: bytes) -> None:
    assert outcome(tmp_path / "a.jpg", content) == "it is not a picture that Facet can read"


def test_a_file_of_zero_bytes(tmp_path: Path) -> None:
    assert outcome(tmp_path / "a.jpg", b"") == "the file is empty"


def test_no_file_at_all(tmp_path: Path) -> None:
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "to nowhere.jpg").symlink_to(tmp_path / "nowhere.jpg")
    reasons = {"folder.jpg": "it is not a file", "none.jpg": "there is no such file"}
    for name, reason in (
        reasons | {"to nowhere.jpg": "there is no such file", "a\0b": "there is no such file"}
    ).items():
        with pytest.raises(ImageUnreadable, match=reason):
            read_image(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jpg")
    with pytest.raises(ImageUnreadable, match="not a file"):
        read_image(tmp_path / "a.jpg")


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    with pytest.raises(ImageUnreadable):
        read_image(tmp_path / ("x" * 5000))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(SEEDS["png"])
    path.chmod(0)
    with pytest.raises(ImageUnreadable, match="you may not read it"):
        read_image(path)


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_cut_off_where_pixels_are_missing(tmp_path: Path, kind: str) -> None:
    content = SEEDS[kind]
    for length in np.linspace(1, len(content) * 0.9, 60).astype(int):
        reason = outcome(tmp_path / "a", content[:length])
        assert reason.startswith(("the picture is damaged", "it is not a picture")), length


@pytest.mark.parametrize("kind", SEEDS)
def test_cut_off_anywhere(tmp_path: Path, kind: str) -> None:
    content = SEEDS[kind]
    assert outcome(tmp_path / "a", content) == "read"
    for length in np.linspace(1, len(content) - 1, 40).astype(int):
        outcome(tmp_path / "a", content[:length])


@settings(FUZZ, max_examples=100)
@given(
    content=st.binary(min_size=1, max_size=300),
    start=st.sampled_from([b"", *(s[:24] for s in SEEDS.values())]),
)
def test_random_bytes(tmp_path: Path, start: bytes, content: bytes) -> None:
    outcome(tmp_path / "a", start + content)


@settings(FUZZ, max_examples=500)
@given(
    kind=st.sampled_from(sorted(SEEDS)),
    changes=st.lists(
        st.tuples(st.one_of(st.integers(0, 160), st.integers(0, 4000)), st.integers(0, 255)),
        min_size=1,
        max_size=8,
    ),
)
def test_random_changes_to_a_picture(tmp_path: Path, kind: str, changes: list[tuple[int, int]]) -> None:
    content = bytearray(SEEDS[kind])
    for place, value in changes:
        content[place % len(content)] = value
    outcome(tmp_path / "a", bytes(content))


def test_a_broken_number_in_the_exif_block(tmp_path: Path) -> None:
    """Pillow's own way to turn pictures writes the block anew, and fails where a value has the wrong type."""
    content = SEEDS["jpeg"]
    place = (
        content.index(b"\x01\x12\x00\x03")
        if b"\x01\x12\x00\x03" in content
        else content.index(b"\x12\x01\x03\x00")
    )
    for kind in range(14):
        changed = bytearray(content)
        changed[place + 2 : place + 4] = bytes([0, kind]) if content[place] == 1 else bytes([kind, 0])
        assert outcome(tmp_path / "a.jpg", bytes(changed)) == "read", kind


def test_damage_is_read_by_others_but_said_here(tmp_path: Path) -> None:
    """OpenCV fills what is missing with grey, and says nothing: a face would be learnt from it."""
    path = tmp_path / "a.jpg"
    path.write_bytes(SEEDS["jpeg"][: int(len(SEEDS["jpeg"]) * 0.7)])
    assert cv2.imread(str(path)) is not None
    with pytest.raises(ImageUnreadable, match="damaged"):
        read_image(path)
