"""Cameras: opened by number, set to a size and rate, and noticed when they are unplugged or hang."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from desktop.engine.sources.base import Frame, SourceInfo
from desktop.engine.sources.camera_list import CameraInfo, backends, list_cameras
from desktop.engine.sources.capture_grabber import CaptureGrabber, VideoCapture
from desktop.engine.sources.live_reader import LiveReader
from vision.errors import SourceUnavailable
from vision.opencv import cv2

__all__ = ["CameraInfo", "CameraSource", "list_cameras"]

SIZE = (1280, 720)
FPS = 30.0
_STALL_S = 1.5
_FIRST_PICTURE_S = 8.0  # some cameras take seconds to wake up
_RAW_PIXELS_PER_S = 640 * 480 * 30.0  # what USB 2 surely carries uncompressed
_MJPG = cv2.VideoWriter.fourcc(*"MJPG")
_PRIVACY_HINTS = {
    "darwin": "Close other programs that use it, and allow the camera for this program in System Settings, "
    "Privacy & Security.",
    "win32": "Close other programs that use it, and allow desktop apps the camera in Settings, Privacy.",
}
_BUSY_HINT = "Close other programs that use the camera, or unplug it and plug it in again."


class CameraSource:
    """A camera. Drops what is not read in time; lost within two seconds of its last picture.

    After a loss `close` and `open` try again, and find the same camera by its name if its number changed.
    """

    def __init__(
        self,
        index: int = 0,
        size: tuple[int, int] = SIZE,
        fps: float = FPS,
        *,
        open_capture: Callable[[int, int], VideoCapture] = cv2.VideoCapture,
        find_cameras: Callable[[], list[CameraInfo]] = list_cameras,
    ) -> None:
        """`size` (width, height) and `fps` are asked for; `info` says what the camera gives.

        `open_capture` takes a number and a backend.
        """
        self._index = index
        self._size = size
        self._fps = fps
        self._open_capture = open_capture
        self._find_cameras = find_cameras
        self._closed = False
        self._camera_name: str | None = None
        self._reader: LiveReader | None = None
        self._info: SourceInfo | None = None

    @property
    def info(self) -> SourceInfo:
        """Facts about the camera, as it turned out; `name` is its own name where it has one."""
        if self._info is None:
            raise RuntimeError("the source is not open")
        return self._info

    def open(self) -> None:
        """Opens the camera and waits for its first picture. Raises SourceUnavailable with a hint."""
        self._release()
        self._closed = False
        number = self._present_number()
        name = f"camera:{self._index}"
        grabber = CaptureGrabber(
            name,
            lambda: self._configured(number),
            why_closed=lambda: self._why_closed(number),
            is_gone=lambda: self._is_gone(number),
            watch_stills=True,
        )
        reader = self._reader = LiveReader(name, grabber, stall_s=_STALL_S)
        try:
            if self._closed:
                raise SourceUnavailable(name, "it was closed while it was being opened")
            first = reader.start(_FIRST_PICTURE_S)
        except BaseException:
            self._release()
            raise
        self._camera_name = self._camera_name or self._name_of(number)
        self._info = SourceInfo(
            kind="camera",
            name=self._camera_name or name,
            width=first.width,
            height=first.height,
            fps=grabber.fps,
            frame_count=None,
            duration_s=None,
            seekable=False,
            live=True,
        )

    def read(self) -> Frame | None:
        """The newest picture not read before, waiting for it if need be. Raises SourceLost."""
        reader = self._reader
        return reader.next() if reader is not None else None

    def spare(self, sparing: bool) -> None:
        """Leave out pictures, or none any more. From any thread."""
        reader = self._reader
        if reader is not None:
            reader.sparing = sparing

    def close(self) -> None:
        """Lets go of the camera. From any thread; a waiting `read` or `open` returns."""
        self._closed = True
        self._release()

    def _release(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.stop()

    def _configured(self, number: int) -> VideoCapture:
        """The capture, set as asked, by the first backend that opens it."""
        for backend in backends():
            capture = self._open_capture(number, backend)
            if capture.isOpened():
                break
        else:
            return capture
        width, height = self._size
        if width * height * self._fps > _RAW_PIXELS_PER_S:
            capture.set(cv2.CAP_PROP_FOURCC, _MJPG)  # before the size: it decides which sizes there are
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        capture.set(cv2.CAP_PROP_FPS, self._fps)
        return capture

    def _present_number(self) -> int:
        """The camera's number now: plugged in again, it may have got another."""
        if self._camera_name is None:
            return self._index
        cameras = self._find_cameras()
        numbers = [camera.index for camera in cameras if camera.name == self._camera_name]
        return self._index if self._index in numbers or not numbers else numbers[0]

    def _name_of(self, number: int) -> str | None:
        return next((camera.name for camera in self._find_cameras() if camera.index == number), None)

    def _is_gone(self, number: int) -> bool:
        """Whether the camera was listed when it was opened, and is not any more."""
        return self._camera_name is not None and self._name_of(number) != self._camera_name

    def _why_closed(self, number: int) -> SourceUnavailable:
        return why_closed(f"camera:{self._index}", number, self._find_cameras())


def why_closed(
    name: str,
    number: int,
    cameras: list[CameraInfo],
    *,
    platform: str = sys.platform,
    devices: Path = Path("/dev"),
) -> SourceUnavailable:
    """The likeliest reason why camera `number` does not open, and what to do. `cameras`: those there are."""
    device = devices / f"video{number}"
    on_linux = platform == "linux"
    if all(camera.index != number for camera in cameras) and not (on_linux and device.exists()):
        reason = "there is no such camera" if cameras else "there is no camera"
        return SourceUnavailable(name, reason, hint=_which(cameras))
    if on_linux and not os.access(device, os.R_OK | os.W_OK, effective_ids=True):
        hint = "Add yourself to the group 'video' (sudo usermod -aG video $USER) and log in again."
        return SourceUnavailable(name, f"you may not use {device}", hint=hint)
    hint = _PRIVACY_HINTS.get(platform, _BUSY_HINT)
    return SourceUnavailable(name, "it can't be opened; another program may be using it", hint=hint)


def _which(cameras: list[CameraInfo]) -> str:
    if not cameras:
        return "Plug one in, or use the demo, a file or a stream."
    return "There is " + ", ".join(f"camera:{camera.index} ({camera.name})" for camera in cameras) + "."
