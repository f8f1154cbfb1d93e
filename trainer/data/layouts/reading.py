"""Any public layout by its name, or the one that a folder looks like."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from trainer.data.layouts.cifar import is_cifar, read_cifar
from trainer.data.layouts.fer import is_fer, read_fer
from trainer.data.layouts.folders import read_folders
from trainer.data.layouts.genki import read_genki
from trainer.data.layouts.lfw import is_lfw, read_lfw
from trainer.data.layouts.samples import LabelledPictures, require_folder
from trainer.data.layouts.split_folders import is_split, read_split_folders
from trainer.data.layouts.stanford_dogs import is_stanford_dogs, read_stanford_dogs
from trainer.data.layouts.tiny_imagenet import is_tiny_imagenet, read_tiny_imagenet


class Layout(StrEnum):
    """The layouts there are; `folders` are class folders, also below train, test and the like."""

    folders = "folders"
    genki = "genki"
    fer = "fer"
    lfw = "lfw"
    cifar = "cifar"
    tiny_imagenet = "tiny-imagenet"
    stanford_dogs = "stanford-dogs"


def read_class_or_split_folders(root: Path) -> LabelledPictures:
    """Class folders, or folders named like splits with class folders in each."""
    return read_split_folders(root) if is_split(root) else read_folders(root)


_READERS: dict[Layout, Callable[[Path], LabelledPictures]] = {
    Layout.folders: read_class_or_split_folders,
    Layout.genki: read_genki,
    Layout.fer: read_fer,
    Layout.lfw: read_lfw,
    Layout.cifar: read_cifar,
    Layout.tiny_imagenet: read_tiny_imagenet,
    Layout.stanford_dogs: read_stanford_dogs,
}


def read_layout(root: Path, layout: Layout) -> LabelledPictures:
    """The labelled pictures of a folder in that layout. Raises DataUnusable."""
    return _READERS[layout](root)


def layout_of(root: Path) -> Layout:
    """The layout that the folder looks like; else class folders. Raises DataUnusable."""
    require_folder(root)
    looks = {
        Layout.genki: lambda: (root / "labels.txt").is_file() and (root / "files").is_dir(),
        Layout.fer: lambda: is_fer(root),
        Layout.cifar: lambda: is_cifar(root),
        Layout.tiny_imagenet: lambda: is_tiny_imagenet(root),
        Layout.stanford_dogs: lambda: is_stanford_dogs(root),
        Layout.lfw: lambda: is_lfw(root),
    }
    return next((layout for layout, fits in looks.items() if fits()), Layout.folders)
