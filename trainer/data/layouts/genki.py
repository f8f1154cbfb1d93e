"""GENKI-4K's official layout: files/fileNNNN.jpg and labels.txt, whose line N speaks of file N."""

import math
import re
from pathlib import Path

from trainer.data.layouts.labels import SMILES
from trainer.data.layouts.samples import LabelledPictures, Sample, Skipped, is_picture, require_folder
from vision.errors import DataUnusable

_FILE_NAME = re.compile(r"file(\d+)", re.IGNORECASE)
_HINT = "GENKI-4K's layout is files/file0001.jpg and so on, with labels.txt beside files."

Label = tuple[str, tuple[float, float, float] | None]


def read_genki(root: Path) -> LabelledPictures:
    """Reads the layout at `root`; labels "no smile" and "smile", head pose in radians.

    A line whose file is not there is left out and reported. DataUnusable for a wrong folder, a malformed
    line, or a picture for which labels.txt has no line: then nothing says that the other lines match either.
    """
    require_folder(root, _HINT)
    files = _numbered_files(root)
    labels = _read_labels(root / "labels.txt")
    beyond = sorted(number for number in files if number > len(labels))
    if beyond:
        reason = f"has {len(labels)} lines, but there is a picture {files[beyond[0]].name}"
        raise DataUnusable(root / "labels.txt", reason, hint="Line N must speak of file N.")
    samples = tuple(
        Sample(files[number], label, number=number, pose_rad=pose)
        for number, (label, pose) in enumerate(labels, start=1)
        if number in files
    )
    missing = tuple(
        Skipped(root / "files" / f"file{number:04d}.jpg", "named by labels.txt but not there")
        for number in range(1, len(labels) + 1)
        if number not in files
    )
    return LabelledPictures(root, samples, SMILES, missing, licence="research; cite GENKI-4K")


def _numbered_files(root: Path) -> dict[int, Path]:
    require_folder(root / "files", _HINT)
    files: dict[int, Path] = {}
    for path in sorted((root / "files").iterdir()):
        match = _FILE_NAME.fullmatch(path.stem)
        if not (match and is_picture(path)):
            continue
        number = int(match[1])
        if number in files or number < 1:
            raise DataUnusable(path, "has a number that is zero or that another file has too", hint=_HINT)
        files[number] = path
    return files


def _read_labels(path: Path) -> list[Label]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataUnusable(path, "can't be read as text", hint=_HINT) from error
    while lines and not lines[-1].strip():
        lines.pop()
    return [_parse(path, number, line) for number, line in enumerate(lines, start=1)]


def _parse(path: Path, number: int, line: str) -> Label:
    words = line.split()
    try:
        label = SMILES[("0", "1").index(words[0])]
        angles = [float(word) for word in words[1:4]]
    except (IndexError, ValueError):
        angles, label = [math.nan], ""
    if not label or not all(math.isfinite(angle) for angle in angles):
        reason = f"line {number} is not 'smile yaw pitch roll' with smile 0 or 1: {line.strip()[:40]!r}"
        raise DataUnusable(path, reason, hint="Line N must speak of file N.")
    return label, (angles[0], angles[1], angles[2]) if len(angles) == 3 else None
