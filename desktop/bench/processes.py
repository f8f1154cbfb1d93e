"""Facet's own commands in processes of their own."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def facet_command(*words: str) -> list[str]:
    """What starts `facet` with these words, from its sources, installed or packaged."""
    packaged = bool(getattr(sys, "frozen", False))
    return [sys.executable, *([] if packaged else ["-m", "desktop"]), *words]


def trainer_command(*words: str) -> list[str]:
    """What starts `facet-train` with these words."""
    return [sys.executable, "-m", "trainer", *words]


def last_line(text: str) -> str:
    """The last line that says something; of an error, what matters."""
    lines: Sequence[str] = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it ended without a word"
