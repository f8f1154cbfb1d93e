"""Reading from the right: which way the window reads, and Latin pieces that keep their own order in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

_ISOLATE, _END, _RIGHT_TO_LEFT_MARK = "\u2068", "\u2069", "\u200f"
_FROM_RIGHT = frozenset(("R", "AL"))


def from_right() -> bool:
    """Whether the window reads from right to left."""
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft


def apart(text: str) -> str:
    """A piece in a sentence that keeps its own order: a file's name, a number with its unit."""
    return f"{_ISOLATE}{text}{_END}" if text and from_right() else text


def joined(parts: Iterable[str]) -> str:
    """Facts in a row, each by itself: "0:05 · 7.1 MB · clip.mp4"."""
    row = " · ".join(apart(part) for part in parts)
    return _RIGHT_TO_LEFT_MARK + row if row and from_right() else row


def in_window_order(text: str) -> str:
    """A text with any Arabic is read from the right, also where it begins with a Latin name."""
    if not from_right() or text.startswith(_RIGHT_TO_LEFT_MARK):
        return text
    mixed = any(unicodedata.bidirectional(letter) in _FROM_RIGHT for letter in text)
    return _RIGHT_TO_LEFT_MARK + text if mixed else text


def beginning() -> Qt.AlignmentFlag:
    """Where lines begin, whatever they begin with: a Latin name in an Arabic window stands at the right."""
    flags = Qt.AlignmentFlag
    return (flags.AlignRight if from_right() else flags.AlignLeft) | flags.AlignAbsolute
