"""The cameras of this machine: their numbers, names, and the OpenCV backend that reads them."""

from __future__ import annotations

import contextlib
import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from vision.opencv import cv2

_QUERYCAP = 0x80685600  # VIDIOC_QUERYCAP of linux/videodev2.h
_CAPTURES = 0x00000001 | 0x00001000  # V4L2_CAP_VIDEO_CAPTURE, and the same for several planes
_HAS_DEVICE_CAPS = 0x80000000
_SYSFS = Path("/sys/class/video4linux")


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera as it is found: `index` is what `camera:INDEX` means, `backend` is OpenCV's name."""

    index: int
    name: str
    backend: str


def list_cameras(platform: str = sys.platform) -> list[CameraInfo]:
    """The cameras there are, by index. Opens none, so that no light goes on. Empty where there is none."""
    if platform == "linux":
        return linux_cameras(_SYSFS, Path("/dev"))
    for backend in backends(platform):
        found = _enumerated(backend)
        if found:
            return found
    return []


def backends(platform: str = sys.platform) -> tuple[int, ...]:
    """OpenCV's numbers of the backends for cameras, best first."""
    by_platform = {
        "linux": (cv2.CAP_V4L2,),
        "win32": (cv2.CAP_MSMF, cv2.CAP_DSHOW),
        "darwin": (cv2.CAP_AVFOUNDATION,),
    }
    return by_platform.get(platform, (cv2.CAP_ANY,))


def backend_name(backend: int) -> str:
    """OpenCV's word for a backend, such as V4L2."""
    return {
        cv2.CAP_V4L2: "V4L2",
        cv2.CAP_MSMF: "MSMF",
        cv2.CAP_DSHOW: "DSHOW",
        cv2.CAP_AVFOUNDATION: "AVFOUNDATION",
    }.get(backend, "ANY")


def _enumerated(backend: int) -> list[CameraInfo]:
    try:
        from cv2_enumerate_cameras import enumerate_cameras  # its import loads a system library

        found = enumerate_cameras(backend)
    except (ImportError, NotImplementedError, OSError, RuntimeError):
        return []  # cameras can still be opened by number
    cameras = [CameraInfo(camera.index, _tidied(camera.name), backend_name(backend)) for camera in found]
    return sorted(cameras, key=lambda camera: camera.index)


def linux_cameras(sysfs: Path, devices: Path) -> list[CameraInfo]:
    """As `list_cameras`, from these folders. Of a camera's several nodes only those with pictures count."""
    cameras = []
    for node in sysfs.glob("video*"):
        number = node.name.removeprefix("video")
        if number.isdigit() and _captures(devices / node.name, node):
            name = _tidied(_first_line(node / "name") or node.name)
            cameras.append(CameraInfo(int(number), name, "V4L2"))
    return sorted(cameras, key=lambda camera: camera.index)


def _captures(device: Path, node: Path) -> bool:
    """Whether a node gives pictures; where it can't be asked, the first node of a device is taken to."""
    import fcntl  # not on Windows

    with contextlib.suppress(OSError):
        handle = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
        try:
            answer = fcntl.ioctl(handle, _QUERYCAP, bytes(104))
        finally:
            os.close(handle)
        whole, of_node = struct.unpack_from("=II", answer, 84)
        return bool((of_node if whole & _HAS_DEVICE_CAPS else whole) & _CAPTURES)
    return device.exists() and _first_line(node / "index") in ("0", "")


def _first_line(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").partition("\n")[0].strip()
    except OSError:
        return ""


def _tidied(name: str) -> str:
    """Drivers write 'HD Webcam: HD Webcam', cut off at 31 characters."""
    first, colon, second = (part.strip() for part in name.partition(":"))
    return first if colon and first and first.startswith(second) else name.strip()
