"""What a source is called, and which texts can be one. No Qt widgets, nothing is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from desktop import addresses
from desktop.addresses import STREAM_SCHEMES, is_stream, remembered_url, shown_url
from desktop.ui.words import comma_list, translate
from vision.image_suffixes import IMAGE_SUFFIXES

__all__ = [
    "CAMERA_PREFIX",
    "STREAM_SCHEMES",
    "VIDEO_SUFFIXES",
    "SourceLabel",
    "asked_password_of",
    "canonical",
    "is_file",
    "is_stream",
    "lacks_password",
    "memorable",
    "recorded_source",
    "source_label",
    "stream_problem",
]

Kind = Literal["camera", "video", "photo", "folder", "stream", "demo"]
CAMERA_PREFIX = "camera:"
VIDEO_SUFFIXES = (".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".wmv", ".ogv", ".ts")


@dataclass(frozen=True, slots=True)
class SourceLabel:
    """A source as a menu or a button names it."""

    text: str
    kind: Kind
    title: str
    detail: str


def is_file(text: str) -> bool:
    """Whether `text` names a file or a folder, there or not."""
    text = canonical(text)
    return bool(text) and text != "demo" and not text.startswith(CAMERA_PREFIX) and not is_stream(text)


def canonical(text: str) -> str:
    """One spelling of each source: "camera" and "0" are "camera:0"."""
    text = text.strip()
    if text == "camera":
        return f"{CAMERA_PREFIX}0"
    return f"{CAMERA_PREFIX}{int(text)}" if text.isascii() and text.isdigit() and len(text) <= 3 else text


def source_label(text: str, cameras: Mapping[int, str] | None = None) -> SourceLabel:
    """How to name the source `text`; `cameras` are the names of those found, by index.

    A path is named by its suffix alone: asking a drive that no longer answers would stop the window.
    """
    if text == "demo":
        return SourceLabel(text, "demo", translate("Source", "Demo"), translate("Source", "built in"))
    if text.startswith(CAMERA_PREFIX):
        return _camera_label(text, cameras or {})
    if is_stream(text):
        shown = shown_url(text)
        return SourceLabel(text, "stream", shown.split("://", 1)[1].rstrip("/"), shown)
    path = Path(text)
    if path.suffix.lower() in IMAGE_SUFFIXES:
        return SourceLabel(text, "photo", path.name, str(path.parent))
    if path.suffix:
        return SourceLabel(text, "video", path.name, str(path.parent))
    return SourceLabel(text, "folder", path.name or text, str(path.parent))


def recorded_source(name: str) -> str:
    """A source by the name that recordings keep of it, in the user's language."""
    return source_label(name).title if name == "demo" or name.startswith(CAMERA_PREFIX) else name


def _camera_label(text: str, cameras: Mapping[int, str]) -> SourceLabel:
    number = text.removeprefix(CAMERA_PREFIX)
    plain = translate("Source", "Camera {number}").format(number=number)
    name = cameras.get(int(number)) if number.isdigit() else None
    return SourceLabel(text, "camera", name or plain, plain)


def stream_problem(text: str) -> str:
    """Why `text` can't be a stream's address, in one sentence; empty where it can."""
    text = text.strip()
    if not text:
        return translate("StreamDialog", "Type the address of a stream.")
    if any(letter.isspace() for letter in text):
        return translate("StreamDialog", "An address has no spaces.")
    try:
        parts = urlsplit(text)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return translate("StreamDialog", "This is not an address. Is the port a number up to 65535?")
    if parts.scheme.lower() not in STREAM_SCHEMES or "://" not in text:
        return translate("StreamDialog", "An address starts with {schemes}.").format(
            schemes=comma_list(f"{scheme}://" for scheme in STREAM_SCHEMES)
        )
    if not parts.hostname or not port_is_fine:
        return translate("StreamDialog", "The address names no machine, such as camera.local.")
    if addresses.is_masked(text):
        return translate("StreamDialog", "User and password are not kept. Type them in place of ***.")
    return ""


def asked_password_of(text: str) -> str:
    """The user whose password is to be asked for, so that the address can be opened; "" for none."""
    if stream_problem(text):
        return ""
    return unquote(addresses.user_without_password(text.strip()))


def memorable(text: str) -> str:
    """The source as the settings may keep it: files by their full path, addresses without password."""
    if is_stream(text):
        return remembered_url(text)
    if text == "demo" or text.startswith(CAMERA_PREFIX) or "://" in text:
        return text
    return str(Path(text).expanduser().absolute())


def lacks_password(text: str) -> bool:
    """Whether the source is an address whose password was not remembered."""
    return is_stream(text) and addresses.lacks_password(text)
