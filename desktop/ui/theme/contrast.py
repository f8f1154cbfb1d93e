"""Contrast between two colours, as WCAG 2.2 defines it. No Qt."""

from __future__ import annotations

Rgb = tuple[int, int, int]


def rgb(colour: str) -> Rgb:
    """Red, green and blue of "#rrggbb", 0 to 255. ValueError for anything else."""
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"a colour is #rrggbb, not {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: Rgb) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def contrast(one: Rgb, other: Rgb) -> float:
    """How far apart two colours are, 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def over(top: Rgb, alpha: int, ground: Rgb) -> Rgb:
    """What is seen where `top`, as opaque as `alpha` of 255, lies on `ground`."""
    red, green, blue = (
        round((a * alpha + b * (255 - alpha)) / 255) for a, b in zip(top, ground, strict=True)
    )
    return red, green, blue
