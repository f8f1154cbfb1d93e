"""The mended split as a table that a spreadsheet and any training program opens."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from trainer.data.inspection import Inspection
from vision.errors import FacetError
from vision.images import write_bytes

COLUMNS = ("path", "label", "split", "mended")


def write_mended(inspection: Inspection, path: Path) -> int:
    """Writes path, label, split and mended split of every picture as CSV; how many were moved.

    Raises FacetError where it can't be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    mended = inspection.mended()
    root, samples = inspection.pictures.root, inspection.pictures.samples
    for sample, split in zip(samples, mended, strict=True):
        writer.writerow([sample.path.relative_to(root).as_posix(), sample.label, sample.use, split])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, text.getvalue().encode())
    except OSError as error:
        raise FacetError(f"{path}: the mended split can't be written ({error.strerror}).") from error
    return sum(sample.use != split for sample, split in zip(samples, mended, strict=True))
