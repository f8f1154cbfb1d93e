"""A sample sheet: some pictures of every label in one picture, a row a label."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from trainer.data.inspection import Inspection
from vision.errors import ImageUnreadable
from vision.images import read_image

MAX_ROWS = 40
_COLUMNS = 10
_CELL = 96
_GAP = 4
_NAMES = 180
_GROUND, _INK, _FAINT = (250, 250, 250), (30, 30, 30), (110, 110, 110)


def sample_sheet(inspection: Inspection) -> NDArray[np.uint8]:
    """The sheet as BGR (height, width, 3): up to ten pictures of a label, spread evenly over its pictures.

    Of more than 40 labels those with the most pictures are shown.
    """
    by_label = _readable(inspection)
    shown = sorted(by_label, key=lambda label: len(by_label[label]), reverse=True)[:MAX_ROWS]
    rows = [label for label in by_label if label in shown]
    step = _CELL + _GAP
    sheet = Image.new("RGB", (_NAMES + _COLUMNS * step + _GAP, len(rows) * step + _GAP), _GROUND)
    for row, label in enumerate(rows):
        top = _GAP + row * step
        _write_name(sheet, top, label, len(by_label[label]))
        for column, path in enumerate(_spread(by_label[label])):
            _put(sheet, _NAMES + column * step, top, path)
    return np.ascontiguousarray(np.asarray(sheet)[:, :, ::-1])


def _readable(inspection: Inspection) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = defaultdict(list)
    pairs = zip(inspection.pictures.samples, inspection.looks, strict=True)
    for sample, look in pairs:
        if look.size is not None:
            found[sample.label].append(sample.path)
    return {label: found[label] for label in inspection.pictures.labels if found[label]}


def _spread(paths: list[Path]) -> list[Path]:
    places = np.linspace(0, len(paths) - 1, min(_COLUMNS, len(paths))).round().astype(int)
    return [paths[place] for place in places]


def _put(sheet: Image.Image, left: int, top: int, path: Path) -> None:
    try:
        picture = Image.fromarray(np.ascontiguousarray(read_image(path)[:, :, ::-1]))
    except ImageUnreadable:  # it was readable a moment ago: the cell stays empty
        return
    shrink = _CELL / max(picture.size)
    size = (max(1, round(picture.width * shrink)), max(1, round(picture.height * shrink)))
    small = picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    sheet.paste(small, (left + (_CELL - size[0]) // 2, top + (_CELL - size[1]) // 2))


def _write_name(sheet: Image.Image, top: int, label: str, count: int) -> None:
    draw = ImageDraw.Draw(sheet)
    name_font, count_font = ImageFont.load_default(16), ImageFont.load_default(13)
    name = label
    while len(name) > 1 and draw.textlength(name, name_font) > _NAMES - 20:
        name = name.removesuffix("…")[:-1] + "…"
    draw.text((10, top + 26), name, _INK, name_font)
    draw.text((10, top + 48), f"{count:,}", _FAINT, count_font)
