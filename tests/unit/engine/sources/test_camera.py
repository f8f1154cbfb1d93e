"""Cameras, played by a stand-in: asked for size and rate, and missed when they are unplugged or hang."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.engine.sources import camera as camera_module
from desktop.engine.sources.base import Sparing
from desktop.engine.sources.camera import CameraSource, why_closed
from desktop.engine.sources.camera_list import CameraInfo, backends, linux_cameras, list_cameras
from vision.errors import SourceLost, SourceUnavailable
from vision.opencv import cv2

WEBCAM = CameraInfo(0, "HD Webcam", "V4L2")


class FakeCamera:
    """What cv2.VideoCapture does with a camera of 640x480, 800x600 and 1280x720 pixels."""

    def __init__(self, opens: bool = True) -> None:
        self.opens = opens
        self.asked: list[tuple[int, float]] = []
        self.size = (640, 480)
        self.reads = 0
        self.mode = "works"
        self.released = 0
        self.skipped = 0
        self.go_on = threading.Event()

    def isOpened(self) -> bool:
        return self.opens

    def set(self, property_id: int, value: float, /) -> bool:
        self.asked.append((property_id, value))
        if property_id == cv2.CAP_PROP_FRAME_WIDTH:
            self.size = {640: (640, 480), 800: (800, 600)}.get(int(value), (1280, 720))
        return True

    def get(self, property_id: int, /) -> float:
        return 25.0 if property_id == cv2.CAP_PROP_FPS else 0.0

    def read(self) -> tuple[bool, Any]:
        if self.mode == "hangs":
            self.go_on.wait()
        if self.mode in ("fails", "hangs"):
            return False, None
        time.sleep(0.004)
        self.reads += 0 if self.mode == "repeats" else 1
        shape = (self.size[1], self.size[0]) if self.mode == "grey" else (self.size[1], self.size[0], 3)
        return True, np.full(shape, self.reads % 256, np.uint8)

    def grab(self) -> bool:
        self.skipped += 1
        return self.read()[0]

    def release(self) -> None:
        self.released += 1


class Desk:
    """A fake camera and what is plugged in."""

    def __init__(self) -> None:
        self.camera = FakeCamera()
        self.plugged: list[CameraInfo] = [WEBCAM]
        self.opened: list[int] = []

    def open_capture(self, number: int, backend: int) -> FakeCamera:
        assert backend in backends()
        self.opened.append(number)
        return self.camera

    def source(self, index: int = 0, size: tuple[int, int] = (1280, 720), fps: float = 30.0) -> CameraSource:
        return CameraSource(
            index, size, fps, open_capture=self.open_capture, find_cameras=lambda: list(self.plugged)
        )


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.camera.go_on.set()


def _loss(source: CameraSource) -> tuple[float, str]:
    """Seconds from the last picture to the loss, and its words."""
    last_s = time.monotonic()
    try:
        while source.read() is not None:
            last_s = time.monotonic()
    except SourceLost as error:
        return time.monotonic() - last_s, str(error)
    raise AssertionError("it ended instead of being lost")


def test_facts_are_what_the_camera_gives(desk: Desk) -> None:
    source = desk.source(size=(1920, 1080))
    source.open()
    info = source.info
    assert (info.kind, info.name, info.live, info.seekable) == ("camera", "HD Webcam", True, False)
    assert (info.width, info.height, info.fps) == (1280, 720, 25.0)
    frame = source.read()
    assert frame is not None
    assert (frame.source, frame.width, frame.height) == ("camera:0", 1280, 720)
    source.close()
    assert desk.camera.released == 1


def test_compressed_pictures_are_asked_for_where_the_rate_needs_it(desk: Desk) -> None:
    for size, compressed in (((1280, 720), True), ((640, 480), False)):
        desk.camera = FakeCamera()
        source = desk.source(size=size)
        source.open()
        source.close()
        asked = [what for what, _ in desk.camera.asked]
        assert (cv2.CAP_PROP_FOURCC in asked) == compressed
        assert asked[-3:] == [cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT, cv2.CAP_PROP_FPS]
        if compressed:
            assert asked[0] == cv2.CAP_PROP_FOURCC, "the format decides which sizes there are"


def test_an_unplugged_camera_is_lost_at_once(desk: Desk) -> None:
    source = desk.source()
    source.open()
    desk.plugged = []
    desk.camera.mode = "fails"
    seconds, words = _loss(source)
    assert seconds < 0.5
    assert "unplugged" in words
    source.close()


@pytest.mark.parametrize("mode", ["fails", "hangs"])
def test_a_camera_that_gives_nothing_is_lost_within_two_seconds(desk: Desk, mode: str) -> None:
    source = desk.source()
    source.open()
    desk.camera.mode = mode
    assert _loss(source)[0] < 2.0
    desk.camera.go_on.set()
    source.close()


def test_a_driver_that_repeats_the_last_picture_is_seen_through(desk: Desk) -> None:
    source = desk.source()
    source.open()
    desk.plugged = []
    desk.camera.mode = "repeats"
    asked_s = time.monotonic()
    assert "unplugged" in _loss(source)[1]
    assert time.monotonic() - asked_s < 2.0
    source.close()


def test_a_still_of_a_virtual_camera_is_no_loss(desk: Desk) -> None:
    source = desk.source()
    source.open()
    desk.camera.mode = "repeats"
    frame = source.read()
    for _ in range(60):
        frame = source.read()
    assert frame is not None
    source.close()


def test_plugged_in_again_it_is_found_under_its_new_number(desk: Desk) -> None:
    source = desk.source()
    source.open()
    source.close()
    desk.plugged = [CameraInfo(1, "Other", "V4L2"), CameraInfo(2, "HD Webcam", "V4L2")]
    source.open()
    frame = source.read()
    assert frame is not None
    assert frame.source == "camera:0"
    assert desk.opened == [0, 2]
    source.close()


def test_a_grey_camera_gives_three_channels(desk: Desk) -> None:
    desk.camera.mode = "grey"
    source = desk.source()
    source.open()
    frame = source.read()
    assert frame is not None
    assert frame.image_bgr.shape == (720, 1280, 3)
    source.close()


def test_a_camera_that_never_wakes_is_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_module, "_FIRST_PICTURE_S", 0.2)
    desk.camera.mode = "hangs"
    threading.Timer(0.4, desk.camera.go_on.set).start()
    with pytest.raises(SourceUnavailable, match="no picture came"):
        desk.source().open()


def test_what_does_not_open_says_why(desk: Desk) -> None:
    desk.camera = FakeCamera(opens=False)
    desk.plugged = []
    with pytest.raises(SourceUnavailable, match="camera:7: there is no camera") as caught:
        desk.source(7).open()
    assert "demo" in caught.value.hint


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_reasons(tmp_path: Path, platform: str) -> None:
    (tmp_path / "video0").touch()

    def reason(number: int, cameras: list[CameraInfo]) -> SourceUnavailable:
        return why_closed("camera:0", number, cameras, platform=platform, devices=tmp_path)

    missing = reason(5, [WEBCAM])
    assert "no such camera" in str(missing)
    assert "camera:0 (HD Webcam)" in missing.hint
    busy = reason(0, [WEBCAM])
    assert "another program" in str(busy)
    assert busy.hint


def test_a_forbidden_camera_names_the_group(
    tmp_path: Path, as_nobody: Callable[[], AbstractContextManager[None]]
) -> None:
    (tmp_path / "video0").touch(mode=0)
    with as_nobody():
        error = why_closed("camera:0", 0, [WEBCAM], platform="linux", devices=tmp_path)
    assert "you may not use" in str(error)
    assert "group 'video'" in error.hint


def test_the_list_names_what_gives_pictures(tmp_path: Path) -> None:
    for number, name, index in (
        (0, "HD Webcam: HD Webcam", "0"),
        (1, "HD Webcam: HD Webcam", "1"),
        (10, "Brio", "0"),
    ):
        node = tmp_path / "sys" / f"video{number}"
        node.mkdir(parents=True)
        (node / "name").write_text(name + "\n")
        (node / "index").write_text(index + "\n")
        (tmp_path / f"video{number}").touch()
    (tmp_path / "sys" / "v4l-subdev0").mkdir()
    assert linux_cameras(tmp_path / "sys", tmp_path) == [WEBCAM, CameraInfo(10, "Brio", "V4L2")]


def test_a_machine_without_cameras_has_an_empty_list(tmp_path: Path) -> None:
    assert linux_cameras(tmp_path / "nothing", tmp_path) == []
    assert list_cameras("an unknown system") == []
    assert isinstance(list_cameras(), list)


def test_pictures_that_nobody_needs_are_not_decoded(desk: Desk) -> None:
    source = desk.source()
    source.open()
    assert isinstance(source, Sparing)
    for _ in range(10):
        source.read()
    assert desk.camera.skipped == 0
    source.spare(True)
    first, last = source.read(), None
    for _ in range(4):
        last = source.read()
    assert first is not None
    assert last is not None
    assert last.at_s - first.at_s >= 0.25
    assert desk.camera.skipped >= 10
    source.spare(False)
    source.read()
    skipped = desk.camera.skipped
    for _ in range(10):
        source.read()
    assert desk.camera.skipped <= skipped + 1
    desk.camera.mode = "fails"
    source.spare(True)
    assert _loss(source)[0] < 2.5
