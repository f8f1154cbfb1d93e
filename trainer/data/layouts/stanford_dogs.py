"""Stanford Dogs: Images/nNNNNNNNN-breed/, the official boxes in Annotation/ and lists where they are there.

Khosla et al., "Novel Dataset for Fine-Grained Image Categorization", 2011. Its pictures come from ImageNet,
so networks that learned ImageNet have seen many of them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from trainer.data.layouts.folders import read_folders
from trainer.data.layouts.samples import LabelledPictures, Sample, require_folder
from vision.errors import DataUnusable

LICENCE = "ImageNet-derived: research"
_HINT = "Stanford Dogs' layout is Images/n02085620-Chihuahua/*.jpg, with Annotation and the lists beside."
_FOLDER = re.compile(r"n\d{8}-(.+)")
_LISTS = {"train": "train_list.mat", "test": "test_list.mat"}

Box = tuple[int, int, int, int]


def read_stanford_dogs(root: Path) -> LabelledPictures:
    """Reads the breeds; a sample has its annotated box where Annotation is there, `use` where the lists are.

    Labels are the breeds with spaces. Raises DataUnusable for any other layout, and for a broken annotation.
    """
    require_folder(root, _HINT)
    require_folder(root / "Images", _HINT)
    pictures = read_folders(root / "Images")
    labels = {name: _breed(name) for name in pictures.labels}
    uses = _uses(root)
    samples = tuple(
        replace(
            sample,
            label=labels[sample.label],
            use=uses.get(sample.path.relative_to(root / "Images").as_posix()),
            box_px=_box(root, sample),
        )
        for sample in pictures.samples
    )
    return LabelledPictures(root, samples, tuple(labels.values()), pictures.skipped, licence=LICENCE)


def is_stanford_dogs(root: Path) -> bool:
    """Whether `root` has a folder Images with a breed in it."""
    images = root / "Images"
    return images.is_dir() and any(_FOLDER.fullmatch(path.name) for path in images.iterdir())


def _breed(folder: str) -> str:
    match = _FOLDER.fullmatch(folder)
    return (match[1] if match else folder).replace("_", " ")


def _box(root: Path, sample: Sample) -> Box | None:
    """The largest box of the picture's annotation, or None where there is no annotation."""
    path = root / "Annotation" / sample.path.parent.name / sample.path.stem
    if not path.is_file():
        return None
    try:
        found = ElementTree.parse(path).getroot().findall(".//bndbox")
        edges = [[int(box.findtext(edge, "")) for edge in ("xmin", "ymin", "xmax", "ymax")] for box in found]
        boxes = [(x0, y0, x1 - x0, y1 - y0) for x0, y0, x1, y1 in edges if x1 > x0 and y1 > y0]
        return max(boxes, key=lambda box: box[2] * box[3])
    except (OSError, ElementTree.ParseError, ValueError) as error:
        raise DataUnusable(path, "holds no box of a dog", hint="Fetch the annotations again.") from error


def _uses(root: Path) -> dict[str, str]:
    """The split of each picture by its path below Images, where both of the publisher's lists are there."""
    if not all((root / name).is_file() for name in _LISTS.values()):
        return {}
    from scipy.io import loadmat  # type: ignore[import-untyped]

    uses: dict[str, str] = {}
    for use, name in _LISTS.items():
        try:
            listed = [str(entry[0][0]) for entry in loadmat(root / name)["file_list"]]
        except (OSError, ValueError, KeyError, TypeError, IndexError, NotImplementedError) as error:
            raise DataUnusable(root / name, "can't be read as the publisher's list", hint=_HINT) from error
        uses |= dict.fromkeys(listed, use)
    return uses
