"""How answers look in timeline and chart: alike in every recording, and no two alike.

Colours alone are not told apart by everyone, nor in black and white: some are striped, hollow or thin too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from desktop.recording.tracks import TrackLine

Fill = Literal["full", "striped", "hollow", "thin"]


@dataclass(frozen=True, slots=True)
class Look:
    """`colour`: a number of a series of eight: orange, blue, green, pink, red, violet, yellow, grey.

    Chart and timeline have a series each; the timeline's yellow is an olive that can be seen on white.
    """

    colour: int
    fill: Fill = "full"


_KNOWN = {
    "smile": Look(0),
    "no smile": Look(7, "hollow"),
    "happy": Look(6),
    "neutral": Look(7, "thin"),
    "sad": Look(1),
    "disgust": Look(2),
    "surprise": Look(3),
    "angry": Look(4, "striped"),
    "fear": Look(5, "striped"),
}
_FILLS: tuple[Fill, ...] = ("full", "striped")
_OTHERS = tuple(Look(colour, fill) for fill in _FILLS for colour in (1, 2, 3, 4, 5, 6))


def looks_of(lines: Iterable[TrackLine]) -> dict[str, Look]:
    """A look for every answer that stands anywhere, in the order of the questions."""
    found: dict[str, set[str]] = {}
    for line in lines:
        for task, spans in line.answers.items():
            found.setdefault(task, set()).update(span.value for span in spans if span.value is not None)
    labels = list(dict.fromkeys(label for told in found.values() for label in sorted(told)))
    taken = {_KNOWN[label] for label in labels if label in _KNOWN}
    free = cycle([look for look in _OTHERS if look not in taken])
    return {label: _KNOWN[label] if label in _KNOWN else next(free) for label in labels}
