"""What commands say of data that was prepared: what of it is left out, and what bears two labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from trainer.commands.progress import Reporter

if TYPE_CHECKING:
    from trainer.data.manifest import Row
    from trainer.data.prepared import Prepared

_FIRST = 5  # pictures, or groups of them, that are named


def say_data(report: Reporter, prepared: Prepared) -> None:
    """What of a prepared folder is not learned from, and what is learned under two labels."""
    unreadable = [f"Left out: {words}" for words in prepared.facts.get("unreadable", [])]
    _say_some(report, "left_out", unreadable, "pictures more that can't be read", reason="unreadable")
    if copies := prepared.facts.get("left_out_copies", 0):
        words = f"Left out: {copies:,} {'copy' if copies == 1 else 'copies'} of held-out pictures"
        report.say("left_out", words, n=copies, reason="copies")
    say_conflicts(report, prepared.rows)


def say_conflicts(report: Reporter, rows: Sequence[Row]) -> None:
    """The groups of copies that bear two labels or more."""
    from trainer.data.manifest import conflicts

    lines = [
        "CONFLICT, copies under two labels: " + " = ".join(f"{row.path} ({row.label})" for row in group)
        for group in conflicts(rows)
    ]
    _say_some(report, "conflicts", lines, "groups more; `facet-train inspect` counts them all")


def _say_some(report: Reporter, event: str, lines: list[str], more: str, **fields: Any) -> None:
    if lines:
        rest = len(lines) - _FIRST
        shown = lines[:_FIRST] + ([f"… and {rest:,} {more}"] if rest > 0 else [])
        report.say(event, "\n".join(shown), n=len(lines), lines=lines, **fields)
