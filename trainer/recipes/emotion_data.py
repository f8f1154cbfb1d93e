"""FER2013's rows under both labellings, split so that copies stand on one side, for the emotion recipes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.data.duplicates import group_duplicates
from trainer.data.layouts import LabelledPictures, Sample, Skipped, read_fer
from trainer.data.layouts.fer import Labelling
from vision.errors import DataUnusable
from vision.images import read_image

LEARNT = ("Training",)
TESTED = ("PublicTest", "PrivateTest")
HELD_OUT = 12  # every so-maniest picture of Training picks epoch, temperature and the bar of "unsure"
_COPY = "a copy, or mirror image, of a picture that tests"


@dataclass(frozen=True)
class EmotionData:
    """faces uint8 (N, 48, 48, 3) RGB; votes float32 (N, 7), all 0 where FER+ names no emotion; labels (N,).

    `learns` marks the rows that train, `held_out` those that choose; neither, near copies of a tested or a
    held-out picture. `paths`: the files, from the data's folder.
    """

    faces: NDArray[np.uint8]
    votes: NDArray[np.float32]
    labels: NDArray[np.intp]
    learns: NDArray[np.bool_]
    held_out: NDArray[np.bool_]
    paths: tuple[str, ...]
    names: tuple[str, ...]

    def shares(self, head: int) -> NDArray[np.float64]:
        """How frequent each label is among the rows that learn: by votes (head 0) or by labels (head 1)."""
        counts = (
            self.votes[self.learns].sum(axis=0, dtype=np.float64)
            if head == 0
            else np.bincount(self.labels[self.learns], minlength=len(self.names)).astype(np.float64)
        )
        return np.asarray((counts + 1) / (counts + 1).sum(), np.float64)

    def has_truth(self, head: int) -> NDArray[np.bool_]:
        """Which rows the labelling says something of: FER+'s voters (head 0) were at times at odds."""
        return np.asarray(self.votes.sum(axis=1) > 0) if head == 0 else np.ones(len(self.labels), bool)

    @property
    def digest(self) -> str:
        """SHA-256 of all that training sees."""
        content = hashlib.sha256()
        for part in (self.faces, self.votes, self.labels, self.learns, self.held_out):
            content.update(part.tobytes())
        return content.hexdigest()


def read_rows(root: Path, labelling: Labelling) -> LabelledPictures:
    """FER2013 with each picture's part as its `use`: Training learns and validates, the other uses test.

    Rows of Training with the pixels of a tested picture, as they are or mirrored, are left out. Raises
    DataUnusable, also where there is nothing to test on, and ImageUnreadable.
    """
    pictures = read_fer(root, labelling)
    looks = {sample.path: _look(_face(sample)) for sample in pictures.samples}
    tested = {looks[sample.path] for sample in pictures.samples if sample.use in TESTED}
    if not tested:
        reason = f"holds neither {TESTED[0]} nor {TESTED[1]}, so there is nothing to test on"
        raise DataUnusable(root, reason, hint="FER2013 comes with both.")
    kept: list[Sample] = []
    copies: list[Skipped] = []
    for sample in pictures.samples:
        look = looks[sample.path]
        if sample.use in TESTED:
            kept.append(replace(sample, use="test"))
        elif look in tested:
            copies.append(Skipped(sample.path, _COPY))
        else:
            kept.append(replace(sample, use="validation" if _aside(look) else "train"))
    return replace(pictures, samples=tuple(kept), skipped=(*pictures.skipped, *copies))


def read_emotion_data(root: Path) -> EmotionData:
    """The rows that learn and validate, with both labellings. Raises DataUnusable, ImageUnreadable."""
    pictures = read_rows(root, "fer")
    own = [sample for sample in pictures.samples if sample.use != "test"]
    groups = dict(zip(pictures.samples, group_duplicates([s.path for s in pictures.samples]), strict=True))
    aside = {groups[sample] for sample in pictures.samples if sample.use != "train"}
    shares = {sample.path: sample.shares for sample in read_fer(root, "ferplus", LEARNT).samples}
    nothing = (0.0,) * len(pictures.labels)
    return EmotionData(
        faces=np.stack([_face(sample) for sample in own]),
        votes=np.array([shares.get(sample.path) or nothing for sample in own], np.float32),
        labels=np.array([pictures.labels.index(sample.label) for sample in own], np.intp),
        learns=np.array([sample.use == "train" and groups[sample] not in aside for sample in own]),
        held_out=np.array([sample.use == "validation" for sample in own]),
        paths=tuple(sample.path.relative_to(pictures.root).as_posix() for sample in own),
        names=pictures.labels,
    )


def _face(sample: Sample) -> NDArray[np.uint8]:
    return np.ascontiguousarray(read_image(sample.path)[:, :, ::-1])


def _look(face: NDArray[np.uint8]) -> str:
    """The same for a picture and its mirror image; copies fall on one side of every choice."""
    both = sorted(np.ascontiguousarray(view).tobytes() for view in (face, face[:, ::-1]))
    return hashlib.sha256(both[0]).hexdigest()


def _aside(look: str) -> bool:
    return int(look[:8], 16) % HELD_OUT == 0
