"""Which files are pictures by their names. Light: nothing is imported for it."""

from __future__ import annotations

IMAGE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".png", ".bmp", ".dib", ".webp", ".avif"}
    | {".tif", ".tiff", ".gif", ".ppm", ".pgm", ".pnm", ".jp2", ".mpo"}
)
