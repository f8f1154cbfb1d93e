"""The one import of OpenCV. Write `from vision.opencv import cv2`.

WORKAROUND(opencv-python): its `__init__` points QT_QPA_PLATFORM_PLUGIN_PATH and QT_QPA_FONTDIR at its own
Qt 5, which breaks PySide6; both are put back here. OpenCV's and FFmpeg's own log lines are silenced: what
matters to a user is said by a FacetError.
"""

from __future__ import annotations

import os

_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_before = {name: os.environ.get(name) for name in _QT_VARIABLES}
for _name, _value in {
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "1",  # seconds; 10 by default, as long as a stalled camera hangs
    "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0",  # with them some cameras open for half a minute
    "OPENCV_AVFOUNDATION_SKIP_AUTH": "1",  # macOS asks the user; OpenCV may not, outside the main thread
}.items():
    os.environ.setdefault(_name, _value)

import cv2  # noqa: E402

for _name, _old in _before.items():
    if _old is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _old

__all__ = ["cv2"]
