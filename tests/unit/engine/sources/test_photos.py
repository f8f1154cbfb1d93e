"""Photos: one or a folder, in natural order, with those left out that can't be read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.sources.photos import PhotoSource
from vision.errors import SourceUnavailable
from vision.images import write_image


def _photo(path: Path, shade: int, size: tuple[int, int] = (30, 20)) -> Path:
    write_image(path, np.full((size[1], size[0], 3), shade, np.uint8))
    return path


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Photos 1, 2 and 10 of different sizes, and between them what is no photo."""
    folder = tmp_path / "album"
    folder.mkdir()
    _photo(folder / "Photo10.png", 100, (50, 40))
    _photo(folder / "photo2.bmp", 20, (40, 30))
    _photo(folder / "photo1.jpg", 10)
    (folder / "photo3.jpg").write_text("no picture")
    (folder / "photo11.png").touch()
    (folder / ".photo0.jpg").write_bytes((folder / "photo1.jpg").read_bytes())
    (folder / "notes.txt").write_text("no photo either")
    (folder / "photo4.jpg").mkdir()
    return folder


def _opened(path: Path) -> PhotoSource:
    source = PhotoSource(path)
    source.open()
    return source


def _names(source: PhotoSource) -> list[str]:
    names = []
    while (frame := source.read()) is not None:
        names.append(frame.source)
    return names


def test_a_folder_gives_its_photos_in_natural_order(album: Path) -> None:
    source = _opened(album)
    assert [path.name for path in source.paths] == [
        "photo1.jpg",
        "photo2.bmp",
        "photo3.jpg",
        "Photo10.png",
        "photo11.png",
    ]
    frames = []
    while (frame := source.read()) is not None:
        frames.append((frame.index, frame.source, frame.width, frame.height, frame.at_s))
    assert frames == [
        (0, "photo1.jpg", 30, 20, 0.0),
        (1, "photo2.bmp", 40, 30, 0.0),
        (3, "Photo10.png", 50, 40, 0.0),
    ]


def test_what_was_left_out_is_told_once(album: Path) -> None:
    source = _opened(album)
    _names(source)
    source.go_to(0)
    _names(source)
    assert [path.name for path, _ in source.skipped] == ["photo3.jpg", "photo11.png"]
    assert all(reason for _, reason in source.skipped)


def test_facts_of_a_folder(album: Path) -> None:
    info = _opened(album).info
    assert (info.kind, info.name, info.frame_count) == ("photos", "album", 5)
    assert (info.width, info.height) == (30, 20)
    assert (info.fps, info.duration_s, info.seekable, info.live) == (None, None, False, False)


def test_forth_and_back(album: Path) -> None:
    source = _opened(album)
    assert not source.previous()
    assert _next_name(source) == "photo1.jpg"
    assert source.next()
    assert source.next(), "asked twice, it stays with the next one"
    assert _next_name(source) == "photo2.bmp"
    assert _next_name(source) == "Photo10.png"
    assert not source.next()
    assert source.read() is None
    assert source.previous()
    assert _next_name(source) == "photo2.bmp"
    source.go_to(2)
    assert _next_name(source) == "Photo10.png", "photo3 can't be read"
    source.go_to(-5)
    assert _next_name(source) == "photo1.jpg"


def _next_name(source: PhotoSource) -> str:
    frame = source.read()
    assert frame is not None
    assert not frame.image_bgr.flags.writeable
    return frame.source


def test_one_photo(tmp_path: Path) -> None:
    source = _opened(_photo(tmp_path / "me.png", 77))
    frame = source.read()
    assert frame is not None
    assert (frame.source, frame.image_bgr[5, 5].tolist()) == ("me.png", [77, 77, 77])
    assert source.read() is None
    source.close()
    assert source.read() is None


def _error(path: Path) -> str:
    with pytest.raises(SourceUnavailable) as caught:
        PhotoSource(path).open()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_can_not_be_shown_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "a.jpg").write_text("no picture")
    (broken / "b.png").touch()
    assert "no photo in this folder" in _error(tmp_path / "empty")
    assert "none of its 2 photos" in _error(broken)
    assert "a.jpg" in _error(broken)
    assert str(broken / "a.jpg") in _error(broken / "a.jpg")
    assert "no such file" in _error(tmp_path / "missing")


def test_a_forbidden_folder_says_so(
    tmp_path: Path, as_nobody: Callable[[], AbstractContextManager[None]]
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir(mode=0)
    with as_nobody():
        assert "may not read" in _error(folder)
