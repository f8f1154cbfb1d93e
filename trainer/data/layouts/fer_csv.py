"""FER2013 as Kaggle gives it: one table whose rows hold the label, 48x48 grey pixels and the use.

The rows are unpacked once into the folders that other copies of the set have, numbered by row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.data.layouts.unpacked import folder_for, unpack
from vision.errors import DataUnusable

FILES = ("fer2013.csv", "icml_face_data.csv")  # the competition's name, and that of its later release
USES = ("Training", "PublicTest", "PrivateTest")
_CODES = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
_SIDE = 48
_COLUMNS = ("emotion", "pixels", "Usage")
_HINT = (
    "The table has the columns emotion (0 to 6), pixels (2304 numbers from 0 to 255) and Usage. "
    "Nothing is guessed for a broken row: fetch the file again."
)


def table_in(root: Path) -> Path | None:
    """The table in that folder, if there is one."""
    return next((root / name for name in FILES if (root / name).is_file()), None)


def unpacked_table(table: Path) -> Path:
    """The folder with USE/LABEL/NNNNN.png for each row, numbered from 0; made where it is not there yet.

    Raises DataUnusable naming the line that is broken.
    """
    folder = folder_for("fer2013", [table], _HINT)
    if not folder.exists():
        unpack(folder, _pictures(table))
    return folder


def _pictures(table: Path) -> Iterator[tuple[Path, NDArray[np.uint8]]]:
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise DataUnusable(table, f"has no column {', '.join(missing)}", hint=_HINT)
            for number, row in enumerate(reader):
                yield _picture(table, reader.line_num, number, row)
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataUnusable(table, "can't be read as a table", hint=_HINT) from error


def _picture(
    table: Path, line: int, number: int, row: dict[str, str | None]
) -> tuple[Path, NDArray[np.uint8]]:
    code, use, words = (row["emotion"] or "").strip(), (row["Usage"] or "").strip(), (row["pixels"] or "")
    if code not in [str(place) for place in range(len(_CODES))]:
        raise DataUnusable(table, f"line {line} has the emotion {code[:20]!r}, not 0 to 6", hint=_HINT)
    if use not in USES:
        raise DataUnusable(table, f"line {line} has the use {use[:20]!r}, not {', '.join(USES)}", hint=_HINT)
    try:
        pixels = np.frombuffer(bytes(map(int, words.split())), np.uint8)
    except ValueError as error:
        raise DataUnusable(table, f"line {line} has pixels that are no bytes", hint=_HINT) from error
    if len(pixels) != _SIDE * _SIDE:
        raise DataUnusable(table, f"line {line} has {len(pixels)} pixels, not {_SIDE * _SIDE}", hint=_HINT)
    return Path(use, _CODES[int(code)], f"{number:05d}.png"), pixels.reshape(_SIDE, _SIDE)
