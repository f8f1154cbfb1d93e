"""Class folders as they come, and whether their pictures are ImageNet's. Nothing heavy is imported here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from trainer.data.layouts import LabelledPictures, read_folders

IMAGENET_SETS = ("stanford-dogs", "tiny-imagenet", "imagenette", "imagenet")
IMAGENET_WARNING = (
    "These pictures come from ImageNet, which the backbones were trained on: they may have learnt these very "
    "pictures with these very labels, so the scores flatter."
)


def read_pictures(folder: Path) -> LabelledPictures:
    """Class folders, or those that Stanford Dogs keeps in `Images`. Raises DataUnusable."""
    inner = folder / "Images"
    return read_folders(inner if inner.is_dir() else folder)


def is_from_imagenet(root: Path, labels: Sequence[str]) -> bool:
    """Whether the folder's name or its classes' (WordNet numbers, as n02086910-papillon) say so."""
    words = " ".join(root.resolve().parts[-2:]).casefold().replace("_", "-")
    numbered = [label for label in labels if label[:1] == "n" and label[1:9].isdigit()]
    return any(name in words for name in IMAGENET_SETS) or len(numbered) == len(labels)
