"""Labeled Faces in the Wild: NAME/NAME_0001.jpg, a folder a person.

Huang et al., "Labeled Faces in the Wild", 2007.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from trainer.data.layouts.folders import read_folders
from trainer.data.layouts.samples import LabelledPictures, Sample, Skipped
from vision.errors import DataUnusable

LICENCE = "research"
_HINT = "LFW's layout is a folder a person, NAME/NAME_0001.jpg and so on."


def read_lfw(root: Path) -> LabelledPictures:
    """Reads the folders of people; the label is the name, with spaces. Raises DataUnusable.

    Pictures whose name is not their folder's and a number are left out and reported.
    """
    pictures = read_folders(root)
    samples: list[Sample] = []
    skipped = [one for one in pictures.skipped if one.path.name != "pairs.txt"]
    for sample in pictures.samples:
        if match := _numbered(sample):
            samples.append(replace(sample, label=sample.label.replace("_", " "), number=int(match[1])))
        else:
            skipped.append(Skipped(sample.path, "is not named by its person and a number"))
    if not samples:
        raise DataUnusable(root, "no picture is named by its person and a number", hint=_HINT)
    labels = tuple(label.replace("_", " ") for label in pictures.labels)
    return LabelledPictures(root, tuple(samples), labels, tuple(skipped), licence=LICENCE)


def is_lfw(root: Path) -> bool:
    """Whether the first folders' first pictures are named as LFW's are."""
    try:
        folders = sorted(path for path in root.iterdir() if path.is_dir())[:5]
        return bool(folders) and all((one / f"{one.name}_0001.jpg").is_file() for one in folders)
    except OSError:
        return False


def _numbered(sample: Sample) -> re.Match[str] | None:
    return re.fullmatch(rf"{re.escape(sample.label)}_(\d{{4}})", sample.path.stem)
