"""Type for pictures that are drawn without a window: Pillow's own, or the system's for other scripts."""

from __future__ import annotations

from functools import lru_cache

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
_LATIN_ENDS = 0x180  # Pillow's own font knows no letter from here on
# Looked for in the system's folders; the first has most of the world's letters.
_SYSTEM_FONTS = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansSC-Regular.otf",
    "msyh.ttc",
    "PingFang.ttc",
    "Arial Unicode.ttf",
    "DejaVuSans.ttf",
    "arial.ttf",
)


def font_for(text: str, size: float) -> Font:
    """A font that can write `text`, as far as one is installed. Only the first of a script decides."""
    foreign = next((letter for letter in text if ord(letter) >= _LATIN_ENDS), "")
    return _foreign_font(foreign, size) if foreign else ImageFont.load_default(size)


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
