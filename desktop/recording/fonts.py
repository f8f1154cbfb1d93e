"""Type for pictures that are drawn without a window: Pillow's own, or the system's for other scripts."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeGuard

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
# Looked for in the system's folders; the first has most of the world's letters.
_SYSTEM_FONTS = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansSC-Regular.otf",
    "msyh.ttc",
    "PingFang.ttc",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "Arial Unicode.ttf",
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "LiberationSans-Regular.ttf",
    "segoeui.ttf",
    "arial.ttf",
    "Arial.ttf",
)


def font_for(text: str, size: float) -> Font:
    """A font that can write `text`, where one is installed. The first letter that Pillow's lacks decides."""
    foreign = next((letter for letter in text if not letter.isspace() and not _is_usual(letter)), "")
    return _foreign_font(foreign, size) if foreign else ImageFont.load_default(size)


def can_write(text: str) -> bool:
    """Whether a font is installed that has every letter of `text`."""
    font = font_for(text, 20)
    letters = {letter for letter in text if not letter.isspace()}
    return _is_real(font) and all(_has(font, letter) for letter in letters)


@lru_cache(maxsize=1024)
def _is_usual(letter: str) -> bool:
    """Whether Pillow's own font has it: hardly more than ASCII, no ä and no é."""
    usual = ImageFont.load_default(20)
    return letter.isascii() or (_is_real(usual) and _has(usual, letter))


def _is_real(font: Font) -> TypeGuard[ImageFont.FreeTypeFont]:
    return isinstance(font, ImageFont.FreeTypeFont)


@lru_cache(maxsize=128)
def _foreign_font(letter: str, size: float) -> Font:
    for name in _SYSTEM_FONTS:
        try:
            font = ImageFont.truetype(name, size)
        except OSError:
            continue
        if _has(font, letter):
            return font
    return ImageFont.load_default(size)


def _has(font: ImageFont.FreeTypeFont, letter: str) -> bool:
    """Whether it draws something else than the box that stands for an unknown letter."""
    unknown = font.getmask("\U000fffff")
    drawn = font.getmask(letter)
    return (drawn.size, bytes(drawn)) != (unknown.size, bytes(unknown))
