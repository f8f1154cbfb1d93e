"""The manifest: one row a prepared picture, as CSV that a spreadsheet opens."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vision.errors import DataUnusable

SPLITS = ("train", "validation", "test")
_COLUMNS = ("path", "label", "group", "split", "sha256", "face_found", "x", "y", "width", "height")


@dataclass(frozen=True, slots=True)
class Row:
    """One picture: its path within the data folder, label, group of near duplicates, split and content hash.

    `box_px` is the face's box, or the centre square where `face_found` is false.
    """

    path: str
    label: str
    group: str
    split: str
    sha256: str
    face_found: bool
    box_px: tuple[int, int, int, int]
    licence: str = ""

    def __post_init__(self) -> None:
        if self.split not in SPLITS:
            raise ValueError(f"split is one of {', '.join(SPLITS)}, not '{self.split}'")


def conflicts(rows: Sequence[Row]) -> list[list[Row]]:
    """The groups of copies that bear two labels or more."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.group].append(row)
    return [group for group in groups.values() if len({row.label for row in group}) > 1]


def manifest_text(rows: list[Row]) -> str:
    """The manifest as CSV; equal rows give equal text."""
    return _csv((*_COLUMNS, "licence"), [[*_cells(row), row.licence] for row in rows])


def read_manifest(path: Path) -> list[Row]:
    """The rows of a manifest. Raises DataUnusable for a file that is none."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [_row(entry) for entry in csv.DictReader(file)]
    except (OSError, KeyError, TypeError, ValueError, csv.Error) as error:
        hint = "Make it again with `facet-train prepare`."
        raise DataUnusable(path, "this is not a manifest of prepared pictures", hint=hint) from error


def digest_of(rows: list[Row]) -> str:
    """sha256 of what decides: two runs with the same digest saw the same pictures, labels and splits."""
    return hashlib.sha256(_csv(_COLUMNS, [_cells(row) for row in rows]).encode()).hexdigest()


def _cells(row: Row) -> list[str | int]:
    found = "yes" if row.face_found else "no"
    return [row.path, row.label, row.group, row.split, row.sha256, found, *row.box_px]


def _csv(columns: Sequence[str], rows: Sequence[Sequence[str | int]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _row(entry: dict[str, str]) -> Row:
    box = (int(entry["x"]), int(entry["y"]), int(entry["width"]), int(entry["height"]))
    found = entry["face_found"] == "yes"
    # Manifests had no licence at first.
    terms = entry.get("licence") or ""
    return Row(
        entry["path"], entry["label"], entry["group"], entry["split"], entry["sha256"], found, box, terms
    )
