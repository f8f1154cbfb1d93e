"""A recording's timeline as a picture for reports: who was seen, smiles and emotions; SVG or PNG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from desktop.recording.looks import Look, looks_of
from desktop.recording.outputs import OutputUnwritable, beside
from desktop.recording.recording import Recording
from desktop.recording.shapes import GROUND, INK, SOFT, Bar, Words, png, svg, width_of
from desktop.recording.tracks import Span
from desktop.recording.wording import PLAIN, Wording

_WIDTH, _LEFT, _RIGHT = 1200, 190, 24
_HEAD, _FOOT = 44, 56
_SEEN_ROW, _ROW, _GAP = 20, 19, 16
_TALL, _TEXT = 15, 10
_LEGEND_ROW, _SWATCH = 20, 18
_RULE, _SEEN, _MARK = "#d8dee6", "#0b6e77", "#b3261e"
_MARK_WIDE = 1.5
COLOURS = ("#e69f00", "#0072b2", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#f0e442", "#8c8c8c")
"""By the number of a look. Told apart with any colour vision (Okabe and Ito)."""
_DARK = "#0072b2"  # white words can be read on it, dark ones can't
_STRIPE, _STRIPES_APART = 2.0, 6.0
_NARROW = 4.0  # nothing but a colour would be seen


def write_chart(recording: Recording, target: Path, words: Wording = PLAIN) -> None:
    """Writes `target`, an .svg or else a .png. Raises OutputUnwritable."""
    shapes, size = _shapes(recording, words)
    content = svg(shapes, size) if target.suffix.lower() == ".svg" else png(shapes, size)
    with beside(target) as path:
        try:
            path.write_bytes(content)
        except OSError as error:
            raise OutputUnwritable(target, error) from error


def _shapes(recording: Recording, words: Wording) -> tuple[list[Bar | Words], tuple[int, int]]:
    lines = recording.tracks()
    looks = looks_of(lines)
    whole_s = max(recording.duration_s, 0.1)
    scale = (_WIDTH - _LEFT - _RIGHT) / whole_s
    title = str(recording.facts.get("title") or words.source(recording.source))
    shapes: list[Bar | Words] = [Words(24, 32, title, 18)]
    legend, top = _legend(looks, words, marked=bool(recording.markers))
    shapes += legend
    said: list[Bar | Words] = []
    y = top
    for line in lines:
        shapes.append(Words(24, y + 12, line.name or words.face(line.track), 13))
        shapes += (
            Bar(_LEFT + span.start_s * scale, y + 4, max(span.length_s * scale, 0.75), 8, _SEEN)
            for span in line.seen
        )
        y += _SEEN_ROW
        for task, spans in line.answers.items():
            shapes.append(Words(36, y + 13, words.task(task), 11, SOFT))
            for span in spans:
                shapes += _span(span, y + 1, scale, looks)
                said += _said(span, y + 1, scale, looks, words)
            y += _ROW
        y += _GAP
    for marker in recording.markers:
        shapes.append(Bar(_LEFT + marker.time_s * scale, top, _MARK_WIDE, y - top, _MARK))  # below the legend
    shapes += said  # over the markers
    shapes += _axis(whole_s, scale, y, words)
    return shapes, (_WIDTH, round(y) + _FOOT)


def _span(span: Span, y: float, scale: float, looks: Mapping[str, Look]) -> Iterator[Bar]:
    """An answer's bar."""
    if span.value is not None:
        width = max(span.length_s * scale, 0.75)
        yield from _answer(_LEFT + span.start_s * scale, y, width, _TALL, looks[span.value])


def _said(
    span: Span, y: float, scale: float, looks: Mapping[str, Look], words: Wording
) -> Iterator[Bar | Words]:
    """An answer's words inside its bar, where there is room."""
    if span.value is None:
        return
    look, x, width = looks[span.value], _LEFT + span.start_s * scale, span.length_s * scale
    text = words.label(span.value)
    room = width_of(text, _TEXT)
    if room + 12 <= width:
        ground = GROUND if look.fill in ("hollow", "thin") else COLOURS[look.colour]
        yield Bar(x + 3, y + 1, room + 6, _TALL - 2, ground)
        yield Words(x + 6, y + 11, text, _TEXT, GROUND if ground == _DARK else INK)


def _answer(x: float, y: float, width: float, height: float, look: Look) -> Iterator[Bar]:
    """The bar itself: outlined, so that pale colours stand out from the paper."""
    colour = COLOURS[look.colour]
    if look.fill == "thin":
        yield Bar(x, y + height / 2 - 2, width, 4, colour)
        return
    if width < _NARROW:
        yield Bar(x, y, width, height, SOFT if look.fill == "hollow" else colour)
        return
    yield Bar(x, y, width, height, SOFT)
    inside = x + 1, width - 2
    yield Bar(inside[0], y + 1, inside[1], height - 2, GROUND if look.fill == "hollow" else colour)
    if look.fill == "striped":
        for number in range(int(inside[1] / _STRIPES_APART)):
            at = inside[0] + number * _STRIPES_APART + _STRIPES_APART - _STRIPE
            yield Bar(at, y + 1, _STRIPE, height - 2, GROUND)


def _legend(looks: Mapping[str, Look], words: Wording, *, marked: bool) -> tuple[list[Bar | Words], float]:
    """What each look means, and the markers, in as many rows as it takes, and where they end."""
    shapes: list[Bar | Words] = []
    x, y = float(_LEFT), float(_HEAD)
    entries: list[tuple[str, Look | None]] = [(words.label(label), look) for label, look in looks.items()]
    for text, look in entries + ([(words.marker, None)] if marked else []):
        width = _SWATCH + 5 + width_of(text, 11)
        if x > _LEFT and x + width > _WIDTH - _RIGHT:
            x, y = float(_LEFT), y + _LEGEND_ROW
        if look is None:
            shapes.append(Bar(x + (_SWATCH - _MARK_WIDE) / 2, y, _MARK_WIDE, 11, _MARK))
        else:
            shapes += _answer(x, y, _SWATCH, 11, look)
        shapes.append(Words(x + _SWATCH + 5, y + 10, text, 11, SOFT))
        x += width + 18
    return shapes, y + _LEGEND_ROW


def _axis(whole_s: float, scale: float, y: float, words: Wording) -> Iterator[Bar | Words]:
    yield Bar(_LEFT, y, whole_s * scale, 1, _RULE)
    step_s = tick_step_s(whole_s, 10)
    for tick in range(int(whole_s / step_s) + 1):
        x = _LEFT + tick * step_s * scale
        yield Bar(x, y, 1, 5, SOFT)
        text = _clock(tick * step_s).replace(".", words.decimal_mark)
        yield Words(x, y + 20, text, 11, SOFT, "middle")


def tick_step_s(whole_s: float, most: int) -> float:
    """A round step that gives at most so many."""
    steps = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
    return next((step for step in steps if whole_s / step <= most), math.ceil(whole_s / most / 3600) * 3600.0)


def _clock(at_s: float) -> str:
    minutes, seconds = divmod(at_s, 60)
    shown = f"{seconds:04.1f}" if at_s % 1 else f"{int(seconds):02}"
    return f"{int(minutes)}:{shown}"
