"""Random views of faces: what a live detector, camera and codec do to a picture, done to training pictures.

Works on `surroundings`, squares that show more than the network sees, so that a shifted or turned view
shows real neighbourhood instead of repeated edges. Nothing here runs when a model is evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vision.opencv import cv2

Pictures = NDArray[np.uint8]


@dataclass(frozen=True)
class Augmentation:
    """How strongly views vary. Shifts and cut-outs are shares of the view's side, chances 0..1."""

    shift: float = 0.06  # a detector's box is off by a few per cent of its side
    scale: float = 0.14
    wide: float = (
        0.08  # the chance of a far wider view, as where no face was found and the whole picture answers
    )
    stretch: float = 0.05
    rotation_deg: float = 12.0
    flip: float = 0.5
    brightness: float = 0.2
    contrast: float = 0.25
    gamma: float = 0.3
    saturation: float = 0.4
    tint: float = 0.08
    grey: float = 0.12
    blur: float = 0.15
    pixelate: float = 0.1
    noise: float = 0.1
    jpeg: float = 0.15
    cutout: float = 0.25
    cutout_side: float = 0.3


def random_views(
    surroundings: Pictures, extent: float, size: int, settings: Augmentation, random: np.random.Generator
) -> Pictures:
    """One random view of each square: uint8 (N, size, size, 3) RGB.

    `surroundings` is uint8 (N, S, S, 3) RGB; the undisturbed view is its middle 1/`extent` part. The same
    generator state gives the same views.
    """
    views = np.empty((len(surroundings), size, size, 3), np.uint8)
    for view, picture in zip(views, surroundings, strict=True):
        view[:] = _finished(
            _coloured(_moved(picture, extent, size, settings, random), settings, random), settings, random
        )
    return views


def still_views(surroundings: Pictures, extent: float, size: int) -> Pictures:
    """The undisturbed view of each square: uint8 (N, size, size, 3). Resampled, so near crops.py's."""
    views = np.empty((len(surroundings), size, size, 3), np.uint8)
    for view, picture in zip(views, surroundings, strict=True):
        view[:] = _warp(picture, size, np.eye(2) * picture.shape[0] / extent / size, np.zeros(2))
    return views


def _moved(
    picture: Pictures, extent: float, size: int, settings: Augmentation, random: np.random.Generator
) -> Pictures:
    """Shifted, scaled, stretched, turned, and mirrored or not."""
    angle = np.deg2rad(random.normal(0, settings.rotation_deg / 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    scale = np.exp(random.normal(0, settings.scale / 2))
    if random.random() < settings.wide:
        scale *= random.uniform(1.0, 1.5)
    aspect = np.exp(random.uniform(-settings.stretch, settings.stretch))
    mirror = -1.0 if random.random() < settings.flip else 1.0
    view_side = picture.shape[0] / extent
    matrix = turn @ np.diag([mirror * aspect, 1 / aspect]) * (scale * view_side / size)
    return _warp(picture, size, matrix, random.normal(0, settings.shift / 1.5, 2).clip(-0.2, 0.2) * view_side)


def _warp(picture: Pictures, size: int, matrix: NDArray[np.float64], offset: NDArray[np.float64]) -> Pictures:
    """Output pixel p shows the picture at centre + offset + matrix (p - centre of the output)."""
    centre = (picture.shape[0] - 1) / 2 + offset
    shift = centre - matrix @ np.full(2, (size - 1) / 2)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    whole = np.column_stack([matrix, shift])
    view = cv2.warpAffine(picture, whole, (size, size), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(view, np.uint8)


def _coloured(view: Pictures, settings: Augmentation, random: np.random.Generator) -> Pictures:
    """Light, contrast, gamma and tint through one table a channel, then saturation or grey."""
    levels = np.linspace(0, 1, 256)
    levels = levels ** np.exp(random.normal(0, settings.gamma / 1.5))
    levels = (levels - 0.5) * np.exp(random.normal(0, settings.contrast / 1.5)) + 0.5
    levels = levels + random.normal(0, settings.brightness / 2)
    tints = 1 + random.uniform(-settings.tint, settings.tint, 3)
    table = np.clip(levels[:, None] * tints * 255, 0, 255).astype(np.uint8).reshape(1, 256, 3)
    lit = cv2.LUT(view, table)
    keep = (
        0.0
        if random.random() < settings.grey
        else 1 + random.uniform(-settings.saturation, settings.saturation)
    )
    grey = cv2.cvtColor(cv2.cvtColor(lit, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return np.asarray(cv2.addWeighted(lit, keep, grey, 1 - keep, 0), np.uint8)


def _finished(view: Pictures, settings: Augmentation, random: np.random.Generator) -> Pictures:
    """What lens, sensor, codec and things before the face do: blur, noise, JPEG, a covered part."""
    size = view.shape[0]
    blur, pixelate, noise, jpeg, cutout = random.random(5)
    if pixelate < settings.pixelate:
        few = int(size * random.uniform(0.4, 0.8))
        coarse = cv2.resize(view, (few, few), interpolation=cv2.INTER_AREA)
        view = np.asarray(cv2.resize(coarse, (size, size)), np.uint8)
    if blur < settings.blur:
        view = np.asarray(cv2.GaussianBlur(view, (0, 0), random.uniform(0.3, 1.2)), np.uint8)
    if noise < settings.noise:
        grains = random.normal(0, random.uniform(2, 12), view.shape).astype(np.int16)
        view = np.clip(view.astype(np.int16) + grains, 0, 255).astype(np.uint8)
    if jpeg < settings.jpeg:
        _, code = cv2.imencode(".jpg", view, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(20, 80))])
        view = np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)
    if cutout < settings.cutout:
        view = _covered(view, settings, random)
    return view


def _covered(view: Pictures, settings: Augmentation, random: np.random.Generator) -> Pictures:
    """A random rectangle in a random colour."""
    size = view.shape[0]
    height, width = (random.uniform(0.1, settings.cutout_side, 2) * size).astype(int)
    top, left = random.integers(0, size - height), random.integers(0, size - width)
    view = view.copy()
    view[top : top + height, left : left + width] = random.integers(0, 256, 3)
    return view
