"""Class folders as they come, and whether their pictures are ImageNet's. Nothing heavy is imported here."""

from __future__ import annotations

from pathlib import Path

from trainer.data.layouts import LabelledPictures
from trainer.data.layouts.reading import layout_of, read_layout
from trainer.data.splits import Shares

HELD_OUT = Shares(validation=0.15, test=0.20)
IMAGENET_SETS = ("stanford-dogs", "tiny-imagenet", "imagenette", "imagenet")
IMAGENET_WARNING = (
    "These pictures come from ImageNet, which the backbones were trained on: they may have learnt these very "
    "pictures with these very labels, so the scores flatter."
)


def read_pictures(folder: Path) -> LabelledPictures:
    """Class folders, or any public layout that the folder has. Raises DataUnusable."""
    return read_layout(folder, layout_of(folder))


def is_from_imagenet(folder: Path, licence: str = "") -> bool:
    """Whether the folder's name, or the licence that its layout is known by, says so."""
    words = " ".join(folder.resolve().parts[-2:]).casefold().replace("_", "-")
    return "ImageNet" in licence or any(name in words for name in IMAGENET_SETS)
