"""Streams' addresses: which there are, and what of one may be shown or kept. Light: the window imports it."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

STREAM_SCHEMES = ("http", "https", "rtsp", "rtsps", "rtmp", "rtmps")
_MASK = "***"
_SECRET = re.compile(
    r"(?i)((?:pass(?:word|wd)?|pwd|user(?:name)?|usr|login|token|key|secret|auth|sig)=)([^&/;#]+)"
)


def is_stream(text: str) -> bool:
    """Whether `text` is an address rather than a file."""
    scheme, colon, _ = text.partition("://")
    return bool(colon) and scheme.lower() in STREAM_SCHEMES


def shown_url(url: str) -> str:
    """The address as it may be shown and logged: without user, password and keys. Raises ValueError."""
    parts = urlsplit(url)
    return _masked(urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))


def remembered_url(url: str) -> str:
    """The address as it may be saved: as shown, but with the user before its "@". Raises ValueError."""
    parts = urlsplit(url)
    who, at, where = parts.netloc.rpartition("@")
    return _masked(urlunsplit(parts._replace(netloc=f"{who.partition(':')[0]}{at}{where}")))


def is_masked(url: str) -> bool:
    """Whether something secret was taken out of the address, so that it can't be opened as it is."""
    return any(match.group(2) == _MASK for match in _SECRET.finditer(url))


def lacks_password(url: str) -> bool:
    """Whether the address is a remembered one whose password was not kept. Raises ValueError."""
    who, at, _ = urlsplit(url).netloc.rpartition("@")
    return (bool(at) and ":" not in who) or is_masked(url)


def user_without_password(url: str) -> str:
    """The user that the address names without a password; "" for none. Raises ValueError."""
    who, at, _ = urlsplit(url).netloc.rpartition("@")
    return who if at and ":" not in who else ""


def with_password(url: str, password: str) -> str:
    """The address of a user without password, with this one. Raises ValueError."""
    parts = urlsplit(url)
    who, _, where = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{who}:{quote(password, safe='')}@{where}"))


def _masked(url: str) -> str:
    return _SECRET.sub(rf"\1{_MASK}", url)
