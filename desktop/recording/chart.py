"""A recording's timeline as a picture for reports: who was seen, smiles and emotions; SVG or PNG."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from desktop.recording.fonts import font_for
from desktop.recording.outputs import OutputUnwritable, beside
from desktop.recording.recording import Recording
from desktop.recording.tracks import Span, TrackLine
from desktop.recording.wording import PLAIN, Wording

_WIDTH, _LEFT, _RIGHT = 1200, 190, 24
_TOP, _FOOT = 64, 56
_LINE, _ROW, _GAP = 20, 14, 16
_PNG_SCALE = 2
_INK, _SOFT, _GROUND, _RULE, _SEEN, _MARK = "#14202b", "#52606e", "#ffffff", "#d8dee6", "#0b6e77", "#b3261e"
# Told apart with any colour vision (Okabe and Ito); "no" and neutral answers are pale.
_COLOURS = ("#e69f00", "#0072b2", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#f0e442", "#8c8c8c")
_FIXED = {"smile": "#e69f00", "no smile": "#d8dee6", "happy": "#e69f00", "neutral": "#d8dee6"}


@dataclass(frozen=True)
class _Bar:
    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class _Words:
    x: float
    y: float
    text: str
    size: int = 12
    colour: str = _INK
    anchor: str = "start"


def write_chart(recording: Recording, target: Path, words: Wording = PLAIN) -> None:
    """Writes `target`, an .svg or else a .png. Raises OutputUnwritable."""
    shapes, size = _shapes(recording, words)
    content = _svg(shapes, size) if target.suffix.lower() == ".svg" else _png(shapes, size)
    with beside(target) as path:
        try:
            path.write_bytes(content)
        except OSError as error:
            raise OutputUnwritable(target, error) from error


def label_colours(lines: tuple[TrackLine, ...]) -> dict[str, str]:
    """A colour for every answer that stands anywhere, the same in every line."""
    labels = sorted(
        {span.value for line in lines for spans in line.answers.values() for span in spans if span.value}
    )
    free = [colour for colour in _COLOURS if colour not in {_FIXED.get(label) for label in labels}]
    rest = [label for label in labels if label not in _FIXED]
    return {
        **{label: _FIXED[label] for label in labels if label in _FIXED},
        **{label: free[place % len(free)] for place, label in enumerate(rest)},
    }


def _shapes(recording: Recording, words: Wording) -> tuple[list[_Bar | _Words], tuple[int, int]]:
    lines = recording.tracks()
    colours = label_colours(lines)
    whole_s = max(recording.duration_s, 0.1)
    scale = (_WIDTH - _LEFT - _RIGHT) / whole_s
    title = str(recording.facts.get("title") or recording.source)
    shapes: list[_Bar | _Words] = [_Words(24, 32, title, 18)]
    shapes += _legend(colours, words)
    y = float(_TOP)
    for line in lines:
        shapes.append(_Words(24, y + 12, line.name or words.face(line.track), 13))
        shapes += _bars(line.seen, y, 8, scale, {"": _SEEN})
        y += _LINE
        for task, spans in line.answers.items():
            shapes.append(_Words(36, y + 10, words.task(task), 11, _SOFT))
            shapes += _bars(spans, y, 10, scale, colours)
            y += _ROW
        y += _GAP
    for marker in recording.markers:
        shapes.append(_Bar(_LEFT + marker.time_s * scale, _TOP - 8, 1.5, y - _TOP, _MARK))
    shapes += _axis(whole_s, scale, y, words)
    return shapes, (_WIDTH, round(y) + _FOOT)


def _bars(
    spans: tuple[Span, ...], y: float, height: int, scale: float, colours: dict[str, str]
) -> Iterator[_Bar]:
    for span in spans:
        if span.value is not None:
            width = max(span.length_s * scale, 0.75)
            yield _Bar(_LEFT + span.start_s * scale, y + 2, width, height, colours.get(span.value, _SOFT))


def _legend(colours: dict[str, str], words: Wording) -> Iterator[_Bar | _Words]:
    x = float(_LEFT)
    for label, colour in colours.items():
        yield _Bar(x, 44, 10, 10, colour)
        text = words.label(label)
        yield _Words(x + 14, 53, text, 11, _SOFT)
        x += 14 + max(7 * len(text), font_for(text, 11).getlength(text)) + 18


def _axis(whole_s: float, scale: float, y: float, words: Wording) -> Iterator[_Bar | _Words]:
    yield _Bar(_LEFT, y, whole_s * scale, 1, _RULE)
    step_s = tick_step_s(whole_s, 10)
    for tick in range(int(whole_s / step_s) + 1):
        x = _LEFT + tick * step_s * scale
        yield _Bar(x, y, 1, 5, _SOFT)
        text = _clock(tick * step_s).replace(".", words.decimal_mark)
        yield _Words(x, y + 20, text, 11, _SOFT, "middle")


def tick_step_s(whole_s: float, most: int) -> float:
    """A round step that gives at most so many."""
    steps = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
    return next((step for step in steps if whole_s / step <= most), math.ceil(whole_s / most / 3600) * 3600.0)


def _clock(at_s: float) -> str:
    minutes, seconds = divmod(at_s, 60)
    shown = f"{seconds:04.1f}" if at_s % 1 else f"{int(seconds):02}"
    return f"{int(minutes)}:{shown}"


def _svg(shapes: list[_Bar | _Words], size: tuple[int, int]) -> bytes:
    width, height = size
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif">',
        f'<rect width="{width}" height="{height}" fill="{_GROUND}"/>',
    ]
    for shape in shapes:
        if isinstance(shape, _Bar):
            parts.append(
                f'<rect x="{shape.x:.2f}" y="{shape.y:.2f}" width="{shape.width:.2f}" '
                f'height="{shape.height:.2f}" fill="{shape.colour}"/>'
            )
        else:
            parts.append(
                f'<text x="{shape.x:.1f}" y="{shape.y:.1f}" font-size="{shape.size}" fill="{shape.colour}" '
                f'text-anchor="{shape.anchor}">{escape(_printable(shape.text))}</text>'
            )
    return ("\n".join([*parts, "</svg>"]) + "\n").encode()


def _png(shapes: list[_Bar | _Words], size: tuple[int, int]) -> bytes:
    scale = _PNG_SCALE
    image = Image.new("RGB", (size[0] * scale, size[1] * scale), _GROUND)
    draw = ImageDraw.Draw(image)
    for shape in shapes:
        if isinstance(shape, _Bar):
            right, foot = shape.x + shape.width, shape.y + shape.height
            corner = (max(right * scale - 1, shape.x * scale), max(foot * scale - 1, shape.y * scale))
            draw.rectangle((shape.x * scale, shape.y * scale, *corner), fill=shape.colour)
        else:
            font = font_for(shape.text, shape.size * scale)
            anchor = "ms" if shape.anchor == "middle" else "ls"
            at = (shape.x * scale, shape.y * scale)
            draw.text(at, _printable(shape.text), fill=shape.colour, font=font, anchor=anchor)
    packed = BytesIO()
    image.save(packed, "PNG")
    return packed.getvalue()


def _printable(text: str) -> str:
    """What XML can hold: no control characters, no halves of characters."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
