"""The pictures that the landmark network learns from, each with the side of the split that it stays on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vision.errors import DataUnusable
from vision.images import IMAGE_SUFFIXES

Split = Literal["train", "validation", "test"]


@dataclass(frozen=True)
class LandmarkPicture:
    """One picture. `source` names its data set; pictures of one `group` (a person, a photo) share a split."""

    path: Path
    source: str
    group: str
    split: Split


@dataclass(frozen=True)
class SourceFolders:
    """Where the data sets lie. `research`: the folder with lfw, genki4k and the like; the others may be None.

    celebrities: photos that are not cut to the face, `NAME/*.jpg`. imagenette: `train` and `val`.
    """

    research: Path
    celebrities: Path | None = None
    imagenette: Path | None = None


# Of a hundred groups: so many to train, so many to validate, the rest to test.
_SHARES: dict[str, tuple[int, int]] = {
    "lfw": (50, 10),
    "genki4k": (70, 10),
    "happy-sad": (50, 50),
    "celebrities": (85, 15),
    "uncropped-celebrities": (85, 15),
    "fer2013": (90, 10),
    "tiny-imagenet": (80, 20),
    "stanford-dogs": (80, 20),
}
# Of the large sets every so many'th picture is taken.
_EVERY = {"fer2013": 15, "celebrities": 2, "tiny-imagenet": 8, "imagenette": 4}


def landmark_pictures(folders: SourceFolders) -> list[LandmarkPicture]:
    """Every picture in a stable order. Raises DataUnusable where a folder holds none."""
    root = folders.research
    found = [
        *_of(root / "lfw", "lfw", by_person=True),
        *_of(root / "genki4k" / "files", "genki4k"),
        *_of(root / "happy-sad", "happy-sad"),
        *_of(root / "celebrities", "celebrities", by_person=True),
        *_of(root / "fer2013" / "Training", "fer2013"),
        *_of(root / "tiny-imagenet-200", "tiny-imagenet"),
        *_of(root / "stanford-dogs", "stanford-dogs"),
    ]
    if folders.celebrities:
        found += _of(folders.celebrities, "uncropped-celebrities", by_person=True)
    if folders.imagenette:
        for use, split in (("train", "train"), ("val", "validation")):
            files = _files(folders.imagenette / use)[:: _EVERY["imagenette"]]
            found += [LandmarkPicture(p, "imagenette", p.stem, split) for p in files]  # type: ignore[arg-type]
    return found


def _of(folder: Path, source: str, *, by_person: bool = False) -> Iterator[LandmarkPicture]:
    for path in _files(folder)[:: _EVERY.get(source, 1)]:
        group = _person(path.parent.name) if by_person else path.stem
        yield LandmarkPicture(path, source, group, _split(group, source))


def _files(folder: Path) -> list[Path]:
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in IMAGE_SUFFIXES)
    if not files:
        raise DataUnusable(folder, "holds no picture")
    return files


def _person(name: str) -> str:
    """One name however a data set writes it: people who stand in two sets are one."""
    return name.replace("_", " ").casefold()


def _split(group: str, source: str) -> Split:
    train, validation = _SHARES[source]
    place = int(hashlib.sha256(group.encode()).hexdigest(), 16) % 100
    return "train" if place < train else "validation" if place < train + validation else "test"
