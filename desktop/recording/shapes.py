"""Bars and words as a picture in a file: SVG or PNG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO

from PIL import Image, ImageDraw

from desktop.recording.fonts import font_for

INK, SOFT, GROUND = "#14202b", "#52606e", "#ffffff"
_PNG_SCALE = 2


@dataclass(frozen=True)
class Bar:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Words:
    """A line of text; `x`, `y`: where its base line begins, or its middle."""

    x: float
    y: float
    text: str
    size: int = 12
    colour: str = INK
    anchor: str = "start"


Shapes = Sequence[Bar | Words]


def width_of(text: str, size: int) -> float:
    """Room for a line of text in whatever font it will be shown."""
    return max(size * 0.56 * len(text), font_for(text, size).getlength(text))


def svg(shapes: Shapes, size: tuple[int, int]) -> bytes:
    """The content of an SVG file."""
    width, height = size
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif">',
        f'<rect width="{width}" height="{height}" fill="{GROUND}"/>',
    ]
    for shape in shapes:
        if isinstance(shape, Bar):
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


def png(shapes: Shapes, size: tuple[int, int]) -> bytes:
    """The content of a PNG file, two of its pixels for each of the shapes'."""
    scale = _PNG_SCALE
    image = Image.new("RGB", (size[0] * scale, size[1] * scale), GROUND)
    draw = ImageDraw.Draw(image)
    for shape in shapes:
        if isinstance(shape, Bar):
            right, foot = shape.x + shape.width, shape.y + shape.height
            corner = (
                max(right * scale - 1, shape.x * scale),
                max(foot * scale - 1, shape.y * scale),
            )
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
