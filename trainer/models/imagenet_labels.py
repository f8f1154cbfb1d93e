"""The names of ImageNet's thousand classes, in the order in which its networks answer."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def imagenet_labels() -> tuple[str, ...]:
    """A thousand names, each once."""
    return tuple(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines())
