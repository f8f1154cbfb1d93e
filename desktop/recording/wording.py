"""The words drawn into charts, videos and copies for people: plain English, or what the window says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _same(word: str) -> str:
    return word


@dataclass(frozen=True)
class Wording:
    """How people read labels, tasks, sources, faces and numbers. Tables and data never ask it.

    `percent` takes a share from 0 to 1; `decimal_mark` stands in times with tenths.
    """

    label: Callable[[str], str] = _same
    task: Callable[[str], str] = _same
    reason: Callable[[str], str] = _same
    percent: Callable[[float], str] = "{:.0%}".format
    source: Callable[[str], str] = _same
    face: Callable[[int], str] = "Face {}".format
    unknown: str = "unknown"
    no_answer: str = "no answer"
    marker: str = "marker"
    decimal_mark: str = "."


PLAIN = Wording()
