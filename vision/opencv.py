"""The one import of OpenCV. Write `from vision.opencv import cv2`.

WORKAROUND(opencv-python): its `__init__` points QT_QPA_PLATFORM_PLUGIN_PATH and QT_QPA_FONTDIR at its own
Qt 5, which breaks PySide6; both are put back here. OpenCV's and FFmpeg's own log lines are silenced: what
matters to a user is said by a FacetError.
"""

from __future__ import annotations

import os

_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_before = {name: os.environ.get(name) for name in _QT_VARIABLES}
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2  # noqa: E402

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

__all__ = ["cv2"]
