"""Which texts can be sources, what they are called, and what of them may be remembered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.addresses import shown_url
from desktop.ui.live.source_text import (
    canonical,
    is_stream,
    lacks_password,
    memorable,
    source_label,
    stream_problem,
)


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("demo", "demo", "Demo"),
        ("camera:0", "camera", "Desk"),
        ("camera:7", "camera", "Camera 7"),
        ("camera:x", "camera", "Camera x"),
        ("http://me:secret@cam.local:8080/video/", "stream", "cam.local:8080/video"),
        ("a/b/clip.MP4", "video", "clip.MP4"),
        ("a/b/face.JPG", "photo", "face.JPG"),
        ("a/b/strange.xyz", "video", "strange.xyz"),
        ("a/album", "folder", "album"),
    ],
)
def test_sources_are_named_as_people_call_them(text: str, kind: str, title: str) -> None:
    label = source_label(text, {0: "Desk"})
    assert (label.kind, label.title) == (kind, title)
    assert "secret" not in label.title + label.detail


def test_naming_a_source_asks_no_drive_and_loads_nothing_heavy() -> None:
    code = (
        "import os, sys\n"
        "from desktop.ui.live.source_text import source_label\n"
        "calls = []\n"
        "sys.addaudithook(lambda event, _: event.startswith(('os.', 'open')) and calls.append(event))\n"
        "real, os.stat = os.stat, lambda *a, **k: calls.append('stat') or real(*a, **k)\n"
        "kinds = [source_label('/net/gone/' + n).kind for n in ('a.xyz', 'b', 'c.jpg', '2024.summer')]\n"
        "print(kinds, calls, [m for m in ('numpy', 'cv2', 'desktop.engine') if m in sys.modules])\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == "['video', 'folder', 'photo', 'video'] [] []"


@pytest.mark.parametrize(
    "url",
    ["http://camera.local/video", "rtsp://10.0.0.7:554/h264?ch=1", "HTTPS://[::1]:8443/x", "rtmp://host/app"],
)
def test_addresses_that_can_be_streams(url: str) -> None:
    assert stream_problem(url) == ""
    assert is_stream(url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "Type the address"),
        ("camera.local", "starts with"),
        ("ftp://host/x", "starts with"),
        ("http:/host", "starts with"),
        ("http://", "names no machine"),
        ("http://:80/x", "names no machine"),
        ("http://host:99999/", "port"),
        ("http://host:port/", "port"),
        ("http://[::1/x", "not an address"),
        ("http://a b/", "no spaces"),
    ],
)
def test_addresses_that_cannot_be_streams_say_why(url: str, said: str) -> None:
    assert said in stream_problem(url)


def test_a_password_is_neither_shown_nor_remembered() -> None:
    url = "rtsp://me:s3cret@cam.local:554/1?x=2"
    assert shown_url(url) == "rtsp://cam.local:554/1?x=2"
    assert memorable(url) == "rtsp://me@cam.local:554/1?x=2"
    assert lacks_password(memorable(url))
    assert not lacks_password(url)
    assert not lacks_password("rtsp://cam.local/1")
    assert not lacks_password("clip@home.mp4")


@pytest.mark.parametrize("secret", ["pwd=SECRET1", "password=SECRET1", "api_key=SECRET1", "TOKEN=SECRET1"])
def test_a_password_in_the_query_is_neither_shown_nor_remembered(secret: str) -> None:
    url = f"http://me@cam/videostream.cgi?user=admin&{secret}&rate=5"
    label = source_label(url)
    assert "SECRET1" not in label.title + label.detail + memorable(url)
    assert memorable(url).startswith("http://me@cam/")
    assert memorable(url).endswith("=***&rate=5")
    assert memorable(memorable(url)) == memorable(url)
    assert lacks_password(memorable(url))
    assert not lacks_password(url.replace("me@", ""))
    assert stream_problem(url) == ""
    assert "in place of ***" in stream_problem(memorable(url))


def test_files_are_remembered_by_their_full_path() -> None:
    assert memorable("clip.mp4") == str(Path.cwd() / "clip.mp4")
    assert memorable("file:///tmp/clip.mp4") == "file:///tmp/clip.mp4"
    assert (memorable("demo"), memorable("camera:1")) == ("demo", "camera:1")


@pytest.mark.parametrize(
    ("text", "one"),
    [("0", "camera:0"), ("007", "camera:7"), ("camera", "camera:0"), (" demo ", "demo"), ("1234", "1234")],
)
def test_each_camera_has_one_spelling(text: str, one: str) -> None:
    assert canonical(text) == one
