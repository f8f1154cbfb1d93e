"""Where pictures come from: cameras, videos, photos, streams and the built-in demo, each by a text."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from desktop.addresses import STREAM_SCHEMES, shown_url
from desktop.engine.sources.base import Frame, Seekable, Source, SourceInfo
from desktop.engine.sources.camera import FPS, SIZE, CameraSource
from desktop.engine.sources.demo import DemoSource
from desktop.engine.sources.photos import PhotoSource
from desktop.engine.sources.sniff import kind_of
from desktop.engine.sources.video import VideoSource
from vision.errors import SourceUnavailable
from vision.images import IMAGE_SUFFIXES

__all__ = ["Frame", "Seekable", "Source", "SourceInfo", "may_come_back", "source_for"]

_CAMERA = re.compile(r"(?:camera:)?([0-9]{1,3})|camera")
_POSSIBLE = (
    "Possible are demo, camera:0, a video, a photo, a folder of photos, and an http:// or rtsp:// address."
)


def source_for(
    text: str, *, size: tuple[int, int] | None = None, fps: float | None = None, every_frame: bool = False
) -> Source:
    """The source that a text names; it is not opened.

    "demo"; "camera", "camera:0" or a number alone; a path or file:// address of a video, photo or folder of
    photos, told apart by content; an address of a stream. `size` (width, height) and `fps` are asked of a
    camera. `every_frame`: a stream drops nothing, as for a file. Raises SourceUnavailable.
    """
    text = text.strip()
    if text == "demo":
        return DemoSource()
    if camera := _CAMERA.fullmatch(text):
        return CameraSource(int(camera.group(1) or 0), size or SIZE, fps or FPS)
    scheme = _scheme(text)
    if scheme in STREAM_SCHEMES:
        from desktop.engine.sources.stream import StreamSource  # its HTTP modules: no file needs them

        return StreamSource(_checked_url(text), every_frame=every_frame)
    if scheme == "file":
        return _file_source(_path_of(text))
    if scheme:
        raise SourceUnavailable(shown_url(text), f"'{scheme}' addresses can't be read", hint=_POSSIBLE)
    if not text:
        raise SourceUnavailable("source", "none is named", hint=_POSSIBLE)
    try:
        return _file_source(Path(text).expanduser())
    except RuntimeError as error:  # ~name of a user that is not there
        raise SourceUnavailable(text, "there is no such user here", hint=_POSSIBLE) from error


def may_come_back(source: Source) -> bool:
    """Whether it is a camera or a stream: one that is lost is tried again."""
    return not isinstance(source, (DemoSource, PhotoSource, VideoSource))


def _scheme(text: str) -> str:
    """ "http" of "http://host"; empty for a path, of which "C:\\clips" is one too."""
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]+)://", text)
    return match.group(1).lower() if match else ""


def _checked_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or any(letter.isspace() or ord(letter) < 32 for letter in text):
        raise SourceUnavailable(_shown(text), "this is not an address", hint="Write it as http://host/path.")
    return text


def _shown(text: str) -> str:
    try:
        return shown_url(text)
    except ValueError:
        return text.partition("://")[0] + "://…"


def _path_of(url: str) -> Path:
    from urllib.request import url2pathname  # the same

    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost") and os.name != "nt":
        raise SourceUnavailable(url, "it names a file on another machine", hint="Copy it here first.")
    host = f"//{parts.netloc}" if parts.netloc not in ("", "localhost") else ""
    return Path(url2pathname(host + parts.path))


def _file_source(path: Path) -> Source:
    try:
        if path.is_dir():
            return PhotoSource(path)
        kind = kind_of(path)
    except FileNotFoundError:
        raise SourceUnavailable(path, "there is no such file or folder", hint=_POSSIBLE) from None
    except PermissionError:
        raise SourceUnavailable(path, "you may not read it", hint="Check its permissions.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path is not valid"
        raise SourceUnavailable(path, f"it can't be read ({reason})", hint=_POSSIBLE) from None
    if kind == "photo" or (kind in ("text", "empty", "unknown") and path.suffix.lower() in IMAGE_SUFFIXES):
        return PhotoSource(path)
    return VideoSource(path)
