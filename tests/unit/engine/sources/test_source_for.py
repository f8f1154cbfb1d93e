"""One text for every source."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from desktop.engine.sources import Source, source_for
from desktop.engine.sources.camera import CameraSource
from desktop.engine.sources.demo import DemoSource
from desktop.engine.sources.photos import PhotoSource
from desktop.engine.sources.stream import StreamSource, shown_url
from desktop.engine.sources.video import VideoSource
from tests.support.numbered import write_video
from vision.errors import SourceUnavailable


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("demo", DemoSource),
        (" demo ", DemoSource),
        ("camera", CameraSource),
        ("camera:3", CameraSource),
        ("2", CameraSource),
        ("http://host/video", StreamSource),
        ("HTTPS://user:pass@host:8443/v?x=1", StreamSource),
        ("rtsp://10.0.0.7/live", StreamSource),
        ("rtmp://host/app", StreamSource),
    ],
)
def test_what_needs_no_file(text: str, kind: type[Source]) -> None:
    assert isinstance(source_for(text), kind)


def test_files_are_told_apart_by_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = write_video(tmp_path / "clip.mp4", 3)
    lies = clip.rename(tmp_path / "holiday.jpg")
    Image.new("RGB", (9, 9)).save(tmp_path / "photo.mp4", "PNG")
    Image.new("RGB", (9, 9)).save(tmp_path / "still.gif")
    two = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    two[0].save(tmp_path / "moving.gif", save_all=True, append_images=two[1:])
    assert isinstance(source_for(str(lies)), VideoSource)
    assert isinstance(source_for(str(tmp_path / "photo.mp4")), PhotoSource)
    assert isinstance(source_for(str(tmp_path / "still.gif")), PhotoSource)
    assert isinstance(source_for(str(tmp_path / "moving.gif")), VideoSource)
    assert isinstance(source_for(str(tmp_path)), PhotoSource)
    assert isinstance(source_for((tmp_path / "photo.mp4").as_uri()), PhotoSource)
    home = "USERPROFILE" if os.name == "nt" else "HOME"
    monkeypatch.setenv(home, str(tmp_path))
    assert isinstance(source_for("~/holiday.jpg"), VideoSource)


def test_a_folder_called_like_a_camera_is_reached_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "0").mkdir()
    monkeypatch.chdir(tmp_path)
    assert isinstance(source_for("0"), CameraSource)
    assert isinstance(source_for("./0"), PhotoSource)


def test_a_space_in_a_file_address(tmp_path: Path) -> None:
    path = tmp_path / "a photo#1.png"
    Image.new("RGB", (9, 9)).save(path)
    assert isinstance(source_for(path.as_uri()), PhotoSource)


@pytest.mark.parametrize("text", ["text.jpg", "empty.png"])
def test_a_broken_photo_is_called_a_photo(tmp_path: Path, text: str) -> None:
    (tmp_path / "text.jpg").write_text("not a picture")
    (tmp_path / "empty.png").touch()
    source = source_for(str(tmp_path / text))
    with pytest.raises(SourceUnavailable, match=text):
        source.open()
    assert isinstance(source, PhotoSource)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "missing.mp4",
        "/no/such/folder",
        "ftp://host/clip.mp4",
        "C:\\missing\\clip.mp4",
        "a\0b",
        "x" * 5000,
    ],
)
def test_what_can_be_none_says_what_can(text: str) -> None:
    with pytest.raises(SourceUnavailable, match="demo, camera:0, a video, a photo, a folder"):
        source_for(text)


@pytest.mark.parametrize(
    "text", ["http://", "http://a b/", "rtsp://host:99999/", "http://[::1", "rtsp://u:pw@/x"]
)
def test_what_is_no_address_says_so(text: str) -> None:
    with pytest.raises(SourceUnavailable, match="not an address") as caught:
        source_for(text)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://host/video?size=2", "http://host/video?size=2"),
        ("rtsp://admin:s3cret@host:554/live", "rtsp://host:554/live"),
        ("http://host/v?user=admin&password=s3cret&ch=1", "http://host/v?user=***&password=***&ch=1"),
        ("rtsp://host/user=admin&pwd=s3cret&channel=1", "rtsp://host/user=***&pwd=***&channel=1"),
        ("https://host/v?access_token=s3cret", "https://host/v?access_token=***"),
        ("http://a:b@c:d@host/", "http://host/"),
    ],
)
def test_what_is_secret_is_never_shown(url: str, shown: str) -> None:
    assert shown_url(url) == shown


def test_a_home_of_nobody_is_refused() -> None:
    with pytest.raises(SourceUnavailable, match="no such user"):
        source_for("~nobody-of-that-name/clip.mp4")
