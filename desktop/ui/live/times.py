"""Times as a clock shows them. No Qt."""

from __future__ import annotations


def clock_text(seconds: float) -> str:
    """0:07, 12:34 or 1:02:03; whole seconds, never below zero."""
    whole = max(int(seconds), 0)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
