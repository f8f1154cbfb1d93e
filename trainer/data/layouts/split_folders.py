"""Class folders that the publisher has split already: DIR/train/LABEL/picture, DIR/test/LABEL/picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from trainer.data.layouts.folders import read_folders
from trainer.data.layouts.samples import LabelledPictures, Sample, Skipped, is_picture, subfolders

SPLIT_NAMES = frozenset(
    {"train", "training", "val", "valid", "validation", "dev", "test", "testing", "publictest", "privatetest"}
)


def is_split(root: Path) -> bool:
    """Whether `root` has two or more folders and each is named like a split, whatever the case."""
    names = [path.name.casefold() for path in subfolders(root)] if root.is_dir() else []
    return len(names) > 1 and SPLIT_NAMES.issuperset(names)


def read_split_folders(root: Path) -> LabelledPictures:
    """Reads class folders below each split's folder; `Sample.use` is the split folder's name.

    Labels are the class folders' names, of all splits together. Raises DataUnusable as `read_folders` does.
    """
    samples: list[Sample] = []
    skipped = [
        Skipped(path, "lies outside the class folders") for path in sorted(root.iterdir()) if is_picture(path)
    ]
    labels: set[str] = set()
    for split in subfolders(root):
        part = read_folders(split)
        samples += [replace(sample, use=split.name) for sample in part.samples]
        skipped += part.skipped
        labels.update(part.labels)
    return LabelledPictures(root, tuple(samples), tuple(sorted(labels)), tuple(skipped))
