"""Reading pictures of every kind as they are displayed, and writing them whole."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from vision.errors import ImageUnreadable
from vision.images import IMAGE_SUFFIXES, read_image, write_image
from vision.opencv import cv2

Picture = NDArray[np.uint8]

# What a viewer does with stored rows and columns, by orientation (Exif 2.32, tag 0x0112).
AS_DISPLAYED: dict[int, Callable[[Picture], Picture]] = {
    1: lambda stored: stored,
    2: lambda stored: stored[:, ::-1],
    3: lambda stored: stored[::-1, ::-1],
    4: lambda stored: stored[::-1],
    5: lambda stored: stored.transpose(1, 0, 2),
    6: lambda stored: np.rot90(stored, -1),
    7: lambda stored: stored[::-1, ::-1].transpose(1, 0, 2),
    8: lambda stored: np.rot90(stored),
}
LOSSLESS: dict[str, dict[str, Any]] = {
    "png": {},
    "webp": {"lossless": True},
    "tiff": {},
    "tiff-lzw": {"compression": "tiff_lzw"},
}


def patches() -> Picture:
    """24 x 16 pixels in six flat colours: no turn or flip looks like another. RGB."""
    colours = [[(255, 0, 0), (0, 255, 0), (0, 0, 255)], [(255, 255, 0), (0, 255, 255), (40, 80, 120)]]
    return np.array(colours, np.uint8).repeat(8, axis=0).repeat(8, axis=1)


def saved(path: Path, picture: Image.Image, **options: Any) -> Path:
    picture.save(path, **options)
    return path


def with_orientation(path: Path, orientation: int, **options: Any) -> Path:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(path, Image.fromarray(patches()), exif=exif, **options)


def is_near(read: Picture, expected_bgr: object, within: int) -> bool:
    assert read.dtype == np.uint8
    assert read.ndim == 3
    assert read.flags.c_contiguous
    return bool(np.abs(read.astype(int) - np.asarray(expected_bgr, int)).max() <= within)


@pytest.mark.parametrize("orientation", AS_DISPLAYED)
@pytest.mark.parametrize("kind", LOSSLESS)
def test_a_picture_is_upright(tmp_path: Path, kind: str, orientation: int) -> None:
    path = with_orientation(tmp_path / f"a.{kind.partition('-')[0]}", orientation, **LOSSLESS[kind])
    expected = AS_DISPLAYED[orientation](patches())[:, :, ::-1]
    assert np.array_equal(read_image(path), expected)


@pytest.mark.parametrize("orientation", AS_DISPLAYED)
def test_a_jpeg_is_upright_as_opencv_turns_it(tmp_path: Path, orientation: int) -> None:
    path = with_orientation(tmp_path / "a.jpg", orientation, quality=95, subsampling=0)
    read = read_image(path)
    assert is_near(read, AS_DISPLAYED[orientation](patches())[:, :, ::-1], 12)
    assert is_near(read, cv2.imread(str(path)), 2)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_is_none_turns_nothing(tmp_path: Path, orientation: int) -> None:
    assert np.array_equal(
        read_image(with_orientation(tmp_path / "a.png", orientation)), patches()[:, :, ::-1]
    )


def test_a_broken_exif_block_costs_the_turn_only(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    for exif in (
        b"Exif\0\0",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"rubbish",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff",
    ):
        saved(path, Image.fromarray(patches()), exif=exif)
        assert np.array_equal(read_image(path), patches()[:, :, ::-1]), exif


@pytest.mark.parametrize("suffix", ["png", "tiff", "bmp", "gif", "pgm", "webp"])
def test_grey_becomes_three_equal_channels(tmp_path: Path, suffix: str) -> None:
    grey = np.repeat(np.arange(0, 256, 8, dtype=np.uint8)[None], 9, axis=0)
    options = {"lossless": True} if suffix == "webp" else {}
    path = saved(tmp_path / f"a.{suffix}", Image.fromarray(grey), **options)
    assert np.array_equal(read_image(path), np.repeat(grey[:, :, None], 3, axis=2))


@pytest.mark.parametrize("brightest", [200, 20_000, 65_535])
@pytest.mark.parametrize(
    ("suffix", "channels"), [("png", 1), ("png", 3), ("tiff", 1), ("tiff", 3), ("pgm", 1), ("ppm", 3)]
)
def test_sixteen_bits_keep_their_high_byte(
    tmp_path: Path, suffix: str, channels: int, brightest: int
) -> None:
    # Some dark on purpose: nothing may be stretched by the brightest pixel there is.
    deep = np.linspace(0, brightest, 32 * 24 * channels).astype(np.uint16).reshape(24, 32, channels)
    assert cv2.imwrite(str(tmp_path / f"a.{suffix}"), deep)
    expected = np.broadcast_to(deep / 257, (24, 32, 3))
    assert is_near(read_image(tmp_path / f"a.{suffix}"), np.rint(expected), 1)


@pytest.mark.parametrize("byte_order", ["I;16", "I;16B"])
def test_sixteen_bit_tiff_in_both_byte_orders(tmp_path: Path, byte_order: str) -> None:
    values = np.array([[0, 0x1234, 0x80FF, 0xFFFF]], ">u2" if byte_order == "I;16B" else "<u2")
    path = saved(tmp_path / "a.tif", Image.frombytes(byte_order, (4, 1), values.tobytes()))
    assert read_image(path)[0, :, 0].tolist() == [0x00, 0x12, 0x80, 0xFF]


def test_floats_of_0_to_1_are_shades(tmp_path: Path) -> None:
    assert cv2.imwrite(str(tmp_path / "a.tiff"), np.array([[0.0, 0.25, 0.5, 1.0]], np.float32))
    assert np.abs(read_image(tmp_path / "a.tiff")[0, :, 0].astype(int) - [0, 64, 128, 255]).max() <= 1


@pytest.mark.parametrize("suffix", ["png", "tiff"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_alpha_lies_over_white(tmp_path: Path, suffix: str, dtype: type) -> None:
    top = np.iinfo(dtype).max
    bgra = np.array([[(0, 0, 0, 0), (0, 0, 0, 0.5), (0.2, 0.4, 0.6, 1), (1, 0, 0, 0.25)]]) * top
    assert cv2.imwrite(str(tmp_path / f"a.{suffix}"), np.rint(bgra).astype(dtype))
    expected = [[(255, 255, 255), (128, 128, 128), (51, 102, 153), (255, 191, 191)]]
    assert is_near(read_image(tmp_path / f"a.{suffix}"), expected, 2)


def test_a_palette_with_transparency_lies_over_white(tmp_path: Path) -> None:
    picture = Image.new("P", (3, 1))
    picture.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    for x in range(3):
        picture.putpixel((x, 0), x)
    path = saved(tmp_path / "a.png", picture, transparency=bytes([0, 128, 255]))
    assert is_near(read_image(path), [[(255, 255, 255), (127, 255, 127), (255, 0, 0)]], 1)
    path = saved(tmp_path / "a.gif", picture, transparency=1)
    assert is_near(read_image(path), [[(0, 0, 255), (255, 255, 255), (255, 0, 0)]], 0)


@pytest.mark.parametrize(("mode", "see_through"), [("L", 10), ("RGB", (10, 10, 10)), ("1", 0)])
def test_one_see_through_colour_is_white(tmp_path: Path, mode: str, see_through: object) -> None:
    picture = Image.new("L", (2, 1), 10 if mode != "1" else 0)
    picture.putpixel((1, 0), 255)
    path = saved(tmp_path / "a.png", picture.convert(mode), transparency=see_through)
    assert (read_image(path) == 255).all()


def test_grey_with_alpha(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", Image.fromarray(np.array([[(0, 255), (0, 0)]], np.uint8), "LA"))
    assert read_image(path).tolist() == [[[0, 0, 0], [255, 255, 255]]]


def test_cmyk_as_printers_mean_it(tmp_path: Path) -> None:
    inks = np.zeros((16, 48, 4), np.uint8)
    inks[:, :16] = (0, 255, 255, 0)  # magenta and yellow: red
    inks[:, 16:32] = (255, 0, 0, 0)  # cyan
    inks[:, 32:] = (0, 0, 0, 255)  # black ink alone
    for name, options in {"a.jpg": {"quality": 95}, "a.tif": {}}.items():
        read = read_image(saved(tmp_path / name, Image.fromarray(inks, "CMYK"), **options))
        for x, bgr in {8: (0, 0, 255), 24: (255, 255, 0), 40: (0, 0, 0)}.items():
            assert is_near(read[8:9, x : x + 1], [[bgr]], 12), (name, x)


def test_adobe_inverted_cmyk_reads_as_in_opencv(tmp_path: Path, astronaut_bgr: Picture) -> None:
    face = Image.fromarray(astronaut_bgr[40:200, 160:320, ::-1]).convert("CMYK")
    path = saved(tmp_path / "a.jpg", face, quality=95)
    content = path.read_bytes()
    assert b"Adobe" in content  # such files hold 255 minus the ink
    read = read_image(path)
    assert np.abs(read.astype(int) - cv2.imread(str(path))).mean() < 3
    assert np.abs(read.astype(int) - astronaut_bgr[40:200, 160:320]).mean() < 6


@pytest.mark.parametrize("suffix", ["gif", "webp", "png", "tiff"])
def test_of_many_pictures_the_first_is_read(tmp_path: Path, suffix: str) -> None:
    first, second = Image.new("RGB", (9, 7), (255, 0, 0)), Image.new("RGB", (9, 7), (0, 0, 255))
    options = {"lossless": True} if suffix == "webp" else {}
    path = saved(tmp_path / f"a.{suffix}", first, save_all=True, append_images=[second], **options)
    assert (read_image(path) == (0, 0, 255)).all()


@pytest.mark.parametrize("suffix", sorted(IMAGE_SUFFIXES - {".mpo"}))
def test_every_suffix_named_can_be_read(tmp_path: Path, astronaut_bgr: Picture, suffix: str) -> None:
    face = astronaut_bgr[60:160, 180:280]
    mode = "L" if suffix == ".pgm" else "RGB"
    path = saved(tmp_path / f"a{suffix}", Image.fromarray(face[:, :, ::-1]).convert(mode))
    expected = (
        face if mode == "RGB" else cv2.cvtColor(cv2.cvtColor(face, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    )
    assert np.abs(read_image(path).astype(int) - expected).mean() < 9


def test_the_content_counts_not_the_name(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", Image.fromarray(patches())).rename(tmp_path / "Ännchen’s 写真.JPG")
    assert np.array_equal(read_image(str(path)), patches()[:, :, ::-1])


def test_the_limit_of_pixels_is_the_callers(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", Image.new("1", (10_000, 9_500)))
    assert read_image(saved(tmp_path / "b.png", Image.new("L", (10, 10))), max_pixels=100).shape == (
        10,
        10,
        3,
    )
    with pytest.raises(ImageUnreadable, match="more than 80 million pixels"):
        read_image(path)
    with pytest.raises(ImageUnreadable, match="pixels"):
        read_image(tmp_path / "b.png", max_pixels=99)


def test_pillows_own_limit_does_not_get_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "a.png", Image.new("L", (10, 6)))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 50)  # it warns above, and refuses above the double
    assert read_image(path, max_pixels=60).shape == (6, 10, 3)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 20)
    with pytest.raises(ImageUnreadable, match="pixels"):
        read_image(path)


def test_several_threads_read_at_once(tmp_path: Path) -> None:
    shades = range(0, 240, 5)
    paths = []
    for shade in shades:
        exif = Image.Exif()
        exif[0x0112] = 6
        suffix, options = (("png", {}), ("tiff", {}), ("jpg", {"quality": 95}))[shade % 3]
        paths.append(
            saved(
                tmp_path / f"{shade}.{suffix}", Image.new("RGB", (30, 20), (shade,) * 3), exif=exif, **options
            )
        )
    filters = list(warnings.filters)
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(read_image, paths * 3))
    assert [int(picture.mean()) for picture in read] == [*shades] * 3
    assert {picture.shape for picture in read} == {(30, 20, 3)}
    assert warnings.filters == filters


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tiff", ".PNG", ".ppm", ""])
def test_what_is_written_is_read_again(tmp_path: Path, astronaut_bgr: Picture, suffix: str) -> None:
    path = tmp_path / "new" / "folders" / f"Möwe{suffix}"
    mirrored = astronaut_bgr[40:80, 30:90][:, ::-1]  # a view, not contiguous
    write_image(path, mirrored)
    assert np.array_equal(read_image(path), mirrored)
    assert os.listdir(path.parent) == [path.name]


def test_a_name_as_long_as_the_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 251 + ".png")
    write_image(path, patches())
    assert np.array_equal(read_image(path), patches())


def test_a_write_that_fails_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.png"
    write_image(path, patches())
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(ImageUnreadable, match="No space left on device"):
        write_image(path, patches()[::-1])
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.png"]


def test_a_reader_never_sees_half_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    pictures = [np.full((300, 300, 3), shade, np.uint8) for shade in (10, 200)]
    write_image(path, pictures[0])
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(lambda: list(map(write_image, [path] * 60, pictures * 30)))
        seen = set()
        while not writing.done():
            with Image.open(io.BytesIO(path.read_bytes())) as picture:
                low, high = picture.convert("L").getextrema()
                assert low == high
                seen.add(low)
        writing.result()
    assert seen <= {10, 200}


@pytest.mark.parametrize("name", ["a.txt", "a.xyz", "a.mpo", "folder/file.txt/a.png"])
def test_what_can_not_be_written_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file.txt").write_text("in the way")
    with pytest.raises(ImageUnreadable, match="can't be written"):
        write_image(tmp_path / name, patches())
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file.txt", "folder"]
