"""How a picture lies in the space it has: whole, centred, its sides in proportion. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Fit:
    """Where a picture is shown: x, y, width, height in the view's pixels, and whether it is mirrored."""

    x: float
    y: float
    width: float
    height: float
    scale: float
    mirrored: bool

    def rect(self, box_px: tuple[int, int, int, int]) -> Rect:
        """Where a box of the picture (x, y, width, height in its pixels) is seen in the view."""
        left, top, width, height = (value * self.scale for value in box_px)
        if self.mirrored:
            left = self.width - left - width
        return self.x + left, self.y + top, width, height


def fit(picture: tuple[int, int], view: tuple[float, float], mirrored: bool = False) -> Fit:
    """The largest place for a picture of `picture` (width, height) in a view of `view`."""
    width, height = picture
    if width <= 0 or height <= 0 or view[0] <= 0 or view[1] <= 0:
        return Fit(0.0, 0.0, 0.0, 0.0, 0.0, mirrored)
    scale = min(view[0] / width, view[1] / height)
    shown_width, shown_height = width * scale, height * scale
    return Fit(
        (view[0] - shown_width) / 2,
        (view[1] - shown_height) / 2,
        shown_width,
        shown_height,
        scale,
        mirrored,
    )


def portrait_px(box_px: tuple[int, int, int, int], picture: tuple[int, int]) -> tuple[int, int, int, int]:
    """The square around a face for its portrait, a little wider than its box, inside the picture."""
    x, y, width, height = box_px
    side = min(round(max(width, height) * 1.3), *picture)
    left = min(max(x + width // 2 - side // 2, 0), picture[0] - side)
    top = min(max(y + height // 2 - side // 2, 0), picture[1] - side)
    return left, top, max(side, 1), max(side, 1)
