"""The moving picture that the demo shows: prints of a portrait that come, sway and go over a calm ground.

Drawing only: which picture belongs to which second. It is the same in every run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.engine.sources.base import Image
from vision.opencv import cv2

PERIOD_S = 40.0
_SLIDE_S = 1.2
_GROUND_BGR = ((86, 62, 44), (58, 38, 30))  # top left, bottom right
_GLOWS = (  # x and y as shares of the ground, radius as a share of its height, colour
    (0.18, 0.30, 0.55, (128, 92, 46)),
    (0.80, 0.22, 0.42, (112, 70, 74)),
    (0.66, 0.86, 0.60, (96, 84, 36)),
)
_DRIFT_SHARE = 0.05


@dataclass(frozen=True)
class Print:
    """One print of the portrait. Lengths are shares of the picture's height, angles degrees.

    `cut` is the part of the portrait shown: x, y, width, height as shares of it. `centre`: x as a share of
    the width, y of the height. It slides in at `enters_s` of each period and is gone `stays_s` later.
    """

    cut: tuple[float, float, float, float]
    height: float
    centre: tuple[float, float]
    enters_s: float
    stays_s: float
    beat_s: float
    tilt_deg: float = 2.5
    mirrored: bool = False


PRINTS = (
    Print((0.10, 0.0, 0.84, 0.88), 0.84, (0.5, 0.5), -_SLIDE_S, 19.4, 7.0),
    Print((0.22, 0.0, 0.46, 0.52), 0.62, (0.22, 0.53), 20.0, 17.5, 6.0, mirrored=True),
    Print((0.22, 0.0, 0.46, 0.52), 0.48, (0.55, 0.45), 21.0, 17.3, 7.5),
    Print((0.22, 0.0, 0.46, 0.52), 0.38, (0.83, 0.58), 22.0, 16.0, 5.0, mirrored=True),
)


class DemoScene:
    """Draws the scene for any second. `size` is width, height in pixels; `portrait_bgr` uint8 (H, W, 3)."""

    def __init__(self, portrait_bgr: Image, size: tuple[int, int]) -> None:
        self._size = size
        self._ground = _draw_ground(size)
        self._sprites = [_draw_print(portrait_bgr, spec, size[1]) for spec in PRINTS]

    def draw(self, at_s: float) -> Image:
        """A new uint8 picture (height, width, 3) BGR."""
        picture = self._ground_at(at_s)
        for spec, sprite in zip(PRINTS, self._sprites, strict=True):
            shown_s = (at_s - spec.enters_s) % PERIOD_S
            if shown_s < spec.stays_s:
                self._lay(picture, sprite, self._placement(spec, sprite, shown_s, at_s))
        return picture

    def _ground_at(self, at_s: float) -> Image:
        width, height = self._size
        room_y, room_x = self._ground.shape[0] - height, self._ground.shape[1] - width
        turn = 2.0 * math.pi * at_s / PERIOD_S
        x = round(room_x * (0.5 + 0.5 * math.sin(turn)))
        y = round(room_y * (0.5 + 0.5 * math.cos(turn)))
        part: Image = self._ground[y : y + height, x : x + width]
        return part.copy()

    def _placement(self, spec: Print, sprite: Image, shown_s: float, at_s: float) -> NDArray[np.float64]:
        """The 2x3 map from the sprite's pixels to the picture's."""
        width, height = self._size
        beat = 2.0 * math.pi * at_s / spec.beat_s
        away = 1.0 - min(_eased(shown_s / _SLIDE_S), _eased((spec.stays_s - shown_s) / _SLIDE_S))
        below = away * (1.0 - spec.centre[1] + 0.5 * sprite.shape[0] / height + spec.height * 0.1)
        x = spec.centre[0] * width + 0.02 * height * math.sin(beat)
        y = (spec.centre[1] + 0.012 * math.sin(beat * 0.5) + below) * height
        zoom = 1.0 + 0.03 * math.sin(beat * 0.4)
        middle = (sprite.shape[1] / 2.0, sprite.shape[0] / 2.0)
        placed = cv2.getRotationMatrix2D(middle, spec.tilt_deg * math.sin(beat * 0.5 + 1.0), zoom)
        placed[:, 2] += (x - middle[0], y - middle[1])
        return np.asarray(placed, np.float64)

    @staticmethod
    def _lay(picture: Image, sprite: Image, placed: NDArray[np.float64]) -> None:
        """Lays a sprite (BGRA, colour already weighted by alpha) over the picture, in place."""
        corners = np.array([[0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1]], np.float64)
        corners[:, :2] *= (sprite.shape[1], sprite.shape[0])
        spots = corners @ placed.T
        left, top = np.maximum(np.floor(spots.min(0)).astype(int), 0)
        right, bottom = np.minimum(np.ceil(spots.max(0)).astype(int), (picture.shape[1], picture.shape[0]))
        if right <= left or bottom <= top:
            return
        shifted = placed - np.array([[0, 0, left], [0, 0, top]])
        warped = cv2.warpAffine(
            sprite, shifted, (int(right - left), int(bottom - top)), flags=cv2.INTER_LINEAR
        )
        through = cv2.cvtColor(cv2.bitwise_not(cv2.extractChannel(warped, 3)), cv2.COLOR_GRAY2BGR)
        part = picture[top:bottom, left:right]
        under = cv2.multiply(part, through, scale=1.0 / 255.0)
        picture[top:bottom, left:right] = cv2.add(under, cv2.cvtColor(warped, cv2.COLOR_BGRA2BGR))


def _eased(share: float) -> float:
    share = min(1.0, max(0.0, share))
    return share * share * (3.0 - 2.0 * share)


def _draw_ground(size: tuple[int, int]) -> Image:
    """A soft gradient with glows, a little larger than the picture, so that it can drift."""
    width, height = (round(length * (1.0 + _DRIFT_SHARE)) for length in size)
    rows, columns = max(2, height // 8), max(2, width // 8)  # it is soft: drawn small, then enlarged
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    slope = ((x / columns + y / rows) / 2.0)[..., None]
    first, last = (np.array(colour, np.float32) for colour in _GROUND_BGR)
    ground = first * (1.0 - slope) + last * slope
    for share_x, share_y, radius, colour in _GLOWS:
        far = np.hypot(x - share_x * columns, y - share_y * rows) / (radius * rows)
        weight = (0.55 * np.exp(-3.0 * far * far))[..., None]
        ground = ground * (1.0 - weight) + np.array(colour, np.float32) * weight
    large = cv2.resize(ground, (width, height), interpolation=cv2.INTER_CUBIC)
    # Grain, else the gradient shows bands.
    grain = np.random.default_rng(7).random((height, width, 1), np.float32)
    return np.asarray(np.clip(large + grain, 0.0, 255.0), np.uint8)


def _draw_print(portrait_bgr: Image, spec: Print, picture_height: int) -> Image:
    """The print with its white edge, rounded corners and shadow: BGRA, colour weighted by alpha."""
    photo = _cut(portrait_bgr, spec, picture_height)
    edge, room = max(2, round(0.012 * picture_height)), max(4, round(0.06 * picture_height))
    height, width = photo.shape[0] + 2 * edge, photo.shape[1] + 2 * edge
    paper = _rounded(width, height, room, radius=max(2, round(0.022 * picture_height)))
    inside = _rounded(
        photo.shape[1], photo.shape[0], room + edge, radius=max(1, round(0.012 * picture_height))
    )
    fall = round(room * 0.25)
    shadow = cv2.GaussianBlur(np.roll(paper, fall, axis=0), (0, 0), room * 0.33) * np.float32(0.5)
    colour = np.full((*paper.shape, 3), 244.0, np.float32)
    colour[room + edge : room + edge + photo.shape[0], room + edge : room + edge + photo.shape[1]] = photo
    colour = colour * inside[..., None] + 244.0 * (1.0 - inside[..., None])
    alpha = paper + shadow * (1.0 - paper)
    weighted = np.dstack([colour * paper[..., None], alpha * 255.0])
    return np.clip(np.rint(weighted), 0, 255).astype(np.uint8)


def _cut(portrait_bgr: Image, spec: Print, picture_height: int) -> Image:
    rows, columns = portrait_bgr.shape[:2]
    x, y, width, height = (
        round(s * n) for s, n in zip(spec.cut, (columns, rows, columns, rows), strict=True)
    )
    part = portrait_bgr[y : y + height, x : x + width]
    if spec.mirrored:
        part = part[:, ::-1]
    scale = spec.height * picture_height / height
    wanted = (max(8, round(width * scale)), max(8, round(height * scale)))
    method = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, wanted, interpolation=method), np.uint8)


def _rounded(width: int, height: int, room: int, *, radius: int) -> NDArray[np.float32]:
    """A rounded rectangle of 1.0 in 0.0, with `room` pixels around it and smooth edges."""
    y, x = np.mgrid[0 : height + 2 * room, 0 : width + 2 * room].astype(np.float32)
    out_x = np.maximum(np.abs(x - room - (width - 1) / 2.0) - (width / 2.0 - radius), 0.0)
    out_y = np.maximum(np.abs(y - room - (height - 1) / 2.0) - (height / 2.0 - radius), 0.0)
    return np.asarray(np.clip(radius + 0.5 - np.hypot(out_x, out_y), 0.0, 1.0), np.float32)
