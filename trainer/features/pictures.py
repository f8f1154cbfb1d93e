"""A folder of class folders, split once by content, so that every backbone learns and is asked alike."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.data.duplicates import find_pairs, fingerprint_files, groups_of
from trainer.data.layouts import LabelledPictures, Skipped
from trainer.data.layouts.folders import where_classes_may_be
from trainer.data.splits import Shares, name_groups, split_as_published
from trainer.features.folders import HELD_OUT, IMAGENET_WARNING, is_from_imagenet
from vision.crops import CropSpec, crop_whole
from vision.errors import DataUnusable
from vision.images import read_image

PARTS = ("train", "validation", "test")
_LEAST = 4  # pictures of a class: below, a part would lack it

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class SplitPictures:
    """Readable pictures with their class, group of copies and part; `labels` in order."""

    root: Path
    labels: tuple[str, ...]
    paths: tuple[Path, ...]
    classes: NDArray[np.intp]
    groups: tuple[str, ...]
    sha256s: tuple[str, ...]
    parts: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    licence: str
    seed: int

    def places(self, *parts: str) -> NDArray[np.intp]:
        """Where the pictures of these parts stand."""
        return np.array([place for place, part in enumerate(self.parts) if part in parts], np.intp)

    def counts(self) -> dict[str, int]:
        """Pictures a part."""
        found = Counter(self.parts)
        return {part: found[part] for part in PARTS}

    @cached_property
    def digest(self) -> str:
        """sha256 of what is learnt from: contents, labels and parts."""
        rows = sorted(zip(self.sha256s, (self.labels[i] for i in self.classes), self.parts, strict=True))
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    @property
    def copies(self) -> int:
        """How many groups have more than one picture."""
        return sum(count > 1 for count in Counter(self.groups).values())

    @property
    def warning(self) -> str:
        """What flatters the scores, or the empty string."""
        return IMAGENET_WARNING if is_from_imagenet(self.root, self.licence) else ""

    def crop(self, place: int, spec: CropSpec) -> NDArray[np.uint8]:
        """What a backbone sees of a picture: its centre square, uint8 (H, W, 3) RGB."""
        return crop_whole(read_image(self.paths[place]), spec)[0]


def split_pictures(
    pictures: LabelledPictures,
    seed: int,
    shares: Shares | None = None,
    on_progress: OnProgress = lambda done, total: None,
) -> SplitPictures:
    """Copies of a picture, near ones and mirrored ones too, stay in one part; unreadable ones are left out.

    A split of the publisher's own is kept. Raises DataUnusable where there are too few classes or pictures to
    learn and be asked.
    """
    prints = fingerprint_files([sample.path for sample in pictures.samples], on_progress)
    readable = [place for place, one in enumerate(prints) if one.signs.size]
    broken = [
        Skipped(sample.path, "can't be read")
        for sample, one in zip(pictures.samples, prints, strict=True)
        if not one.signs.size
    ]
    samples = [pictures.samples[place] for place in readable]
    kept = [prints[place] for place in readable]
    labels = tuple(label for label in pictures.labels if any(one.label == label for one in samples))
    named = [sample.label for sample in samples]
    _enough(pictures, named, broken)
    sha256s = tuple(one.digest for one in kept)
    groups = name_groups(groups_of(len(kept), find_pairs(kept)), sha256s)
    uses = [sample.use for sample in samples]
    parts = split_as_published(uses, named, groups, shares or HELD_OUT, seed)
    # A copy of a held-out picture is in no part.
    stay = [place for place, part in enumerate(parts) if part]
    found = SplitPictures(
        pictures.root,
        labels,
        tuple(samples[place].path for place in stay),
        np.array([labels.index(named[place]) for place in stay], np.intp),
        tuple(groups[place] for place in stay),
        tuple(sha256s[place] for place in stay),
        tuple(parts[place] for place in stay),
        (*pictures.skipped, *broken),
        pictures.licence,
        seed,
    )
    _every_part_has_every_class(found)
    return found


def _enough(pictures: LabelledPictures, named: list[str], broken: list[Skipped]) -> None:
    if not named:
        raise DataUnusable(pictures.root, f"none of {len(broken)} pictures can be read")
    counts = Counter(named)
    if len(counts) < 2:
        raise DataUnusable(
            pictures.root,
            f"all its readable pictures are labelled '{named[0]}'",
            hint=where_classes_may_be(pictures.root)
            or "A network needs pictures of at least two classes to learn from.",
        )
    few = [label for label in pictures.labels if counts[label] < _LEAST]
    if few:
        raise DataUnusable(
            pictures.root,
            f"too few readable pictures of: {', '.join(few[:8])}",
            hint=f"Each class needs at least {_LEAST}, better fifty.",
        )


def _every_part_has_every_class(pictures: SplitPictures) -> None:
    for part in PARTS:
        there = set(pictures.classes[pictures.places(part)].tolist())
        lacking = [label for number, label in enumerate(pictures.labels) if number not in there]
        if lacking:
            reason = f"the {part} part has no picture of: {', '.join(lacking[:8])}"
            raise DataUnusable(pictures.root, reason, hint="Add pictures of these, or take another --seed.")
