"""The pictures that the embedding network learns from, without anybody whom a test will show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vision.errors import DataUnusable
from vision.images import IMAGE_SUFFIXES

Framing = Literal["photo", "face", "aligned"]
# FER2013 is small, grey and noisy: some of it, as what a distant face looks like.
_FER_EVERY = 10
_GENKI = 600


@dataclass(frozen=True)
class FacePicture:
    """One picture. `person`: a name that compares, "" where the data set has none.

    framing: "photo" is searched for a face; "face" is nearly all face; "aligned" lies over the five-point
    template already.
    """

    path: Path
    source: str
    person: str
    framing: Framing


@dataclass(frozen=True)
class FaceFolders:
    """Where the data sets lie. `research`: the folder with lfw, genki4k and the like; the others may be None.

    utkface, celeba: flat folders of faces without names. celebrities: uncut photos, `NAME/*.jpg`.
    """

    research: Path
    utkface: Path | None = None
    celeba: Path | None = None
    celebrities: Path | None = None


def training_pictures(folders: FaceFolders, apart: Iterable[str]) -> list[FacePicture]:
    """Every picture to learn from, in a stable order, without the people named in `apart`.

    LFW and GENKI-4K are not among them: choices are made on those. Raises DataUnusable for an empty folder.
    """
    root = folders.research
    found = [
        *_of(root / "celebrities", "celebrities", "aligned", named=True),
        *_of(root / "happy-sad", "happy-sad", "photo"),
        *_of(root / "fer2013" / "Training", "fer2013", "face", every=_FER_EVERY),
    ]
    if folders.utkface:
        found += _of(folders.utkface, "utkface", "face")
    if folders.celeba:
        found += _of(folders.celeba, "celeba", "photo")
    if folders.celebrities:
        found += _of(folders.celebrities, "uncropped-celebrities", "photo", named=True)
    shown = set(apart)
    return [picture for picture in found if picture.person not in shown]


def validation_pictures(folders: FaceFolders) -> list[FacePicture]:
    """The people of the LFW part, and 600 of GENKI-4K's pictures, smiling and not."""
    genki = list(_of(folders.research / "genki4k" / "files", "genki4k", "photo"))
    every = max(1, len(genki) // _GENKI)
    return [*_of(folders.research / "lfw", "lfw", "photo", named=True), *genki[::every][:_GENKI]]


def people_apart(whole_lfw: Path, research: Path) -> set[str]:
    """The people of the whole LFW who are not in the part given: tests may show them."""
    return _names(whole_lfw) - _names(research / "lfw")


def same_person(name: str) -> str:
    """One name however a data set writes it: "Angelina_Jolie" and "angelina jolie" are one."""
    return " ".join(name.replace("_", " ").casefold().split())


def _names(folder: Path) -> set[str]:
    return {same_person(own.name) for own in folder.iterdir() if own.is_dir()}


def _of(
    folder: Path, source: str, framing: Framing, *, named: bool = False, every: int = 1
) -> Iterator[FacePicture]:
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in IMAGE_SUFFIXES)
    if not files:
        raise DataUnusable(folder, "holds no picture")
    for path in files[::every]:
        yield FacePicture(path, source, same_person(path.parent.name) if named else "", framing)
