"""Tiny ImageNet's official layout: train/CLASS/images/, val/ with val_annotations.txt, and wnids.txt."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from trainer.data.layouts.samples import (
    LabelledPictures,
    Sample,
    Skipped,
    files_under,
    is_picture,
    require_folder,
    subfolders,
)
from vision.errors import DataUnusable

LICENCE = "ImageNet terms: non-commercial research"
ANNOTATIONS = "val_annotations.txt"
_HINT = "Tiny ImageNet's layout is wnids.txt, train/CLASS/images, val/images and val/val_annotations.txt."
_NOT_LISTED = "of a class that wnids.txt does not list"


def read_tiny_imagenet(root: Path) -> LabelledPictures:
    """Reads `train` and, where it is there, `val`; labels are the classes' first names, `use` the folder.

    wnids.txt says which classes there are: folders of others, as some copies have, are left out and reported.
    The test folder has no labels and is not read. Raises DataUnusable for any other layout, and where
    val_annotations.txt has no line for a picture.
    """
    require_folder(root, _HINT)
    require_folder(root / "train", _HINT)
    classes = list(dict.fromkeys(_lines(root / "wnids.txt")))
    names = _names(root, classes)
    samples, skipped = _training(root / "train", names)
    if (root / "val").is_dir():
        found, left_out = _validation(root / "val", names)
        samples += found
        skipped += left_out
    return LabelledPictures(
        root, tuple(samples), tuple(names[wnid] for wnid in classes), tuple(skipped), licence=LICENCE
    )


def is_tiny_imagenet(root: Path) -> bool:
    """Whether `root` has the list of classes and a training part."""
    return (root / "wnids.txt").is_file() and (root / "train").is_dir()


def _names(root: Path, classes: list[str]) -> dict[str, str]:
    """The first name of each class; the class itself beside it where two classes share that name."""
    words = dict.fromkeys(classes, "")
    if (root / "words.txt").is_file():
        for line in _lines(root / "words.txt"):
            wnid, _, names = line.partition("\t")
            if wnid in words:
                words[wnid] = names.split(",")[0].strip()
    shared = Counter(words.values())
    return {
        wnid: wnid if not name else name if shared[name] == 1 else f"{name} {wnid}"
        for wnid, name in words.items()
    }


def _training(folder: Path, names: dict[str, str]) -> tuple[list[Sample], list[Skipped]]:
    samples: list[Sample] = []
    skipped: list[Skipped] = []
    for one in subfolders(folder):
        pictures = [path for path in files_under(one) if is_picture(path)]
        if one.name in names:
            samples += [Sample(path, names[one.name], use="train") for path in pictures]
        else:
            skipped += [Skipped(path, _NOT_LISTED) for path in pictures]
    return samples, skipped


def _validation(folder: Path, names: dict[str, str]) -> tuple[list[Sample], list[Skipped]]:
    require_folder(folder / "images", _HINT)
    said = dict(line.split("\t")[:2] for line in _lines(folder / ANNOTATIONS) if "\t" in line)
    pictures = [path for path in sorted((folder / "images").iterdir()) if is_picture(path)]
    unsaid = [path.name for path in pictures if path.name not in said]
    if unsaid:
        reason = f"has {len(said)} lines, but none for the picture {unsaid[0]}"
        raise DataUnusable(folder / ANNOTATIONS, reason, hint="Each picture in val/images needs its line.")
    samples = [Sample(p, names[said[p.name]], use="val") for p in pictures if said[p.name] in names]
    skipped = [Skipped(path, _NOT_LISTED) for path in pictures if said[path.name] not in names]
    there = {path.name for path in pictures}
    absent = [folder / "images" / name for name in said if name not in there]
    return samples, skipped + [Skipped(path, f"named by {ANNOTATIONS} but not there") for path in absent]


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise DataUnusable(path, "can't be read as text", hint=_HINT) from error
