"""FER2013's training rows under both labellings, copies on one side, ready for the emotion recipes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.data.layouts import LabelledPictures, read_fer
from vision.errors import DataUnusable
from vision.images import read_image

USES = ("Training",)
UNSEEN = ("PublicTest", "PrivateTest")


@dataclass(frozen=True)
class EmotionData:
    """faces uint8 (N, 48, 48, 3) RGB; votes float32 (N, 7), all 0 where FER+ names no emotion; labels (N,).

    `held_out` marks the rows that pick epoch and temperature; no row is a copy of one kept for testing.
    """

    faces: NDArray[np.uint8]
    votes: NDArray[np.float32]
    labels: NDArray[np.intp]
    held_out: NDArray[np.bool_]
    names: tuple[str, ...]
    copies_left_out: int

    @property
    def digest(self) -> str:
        """SHA-256 of all that training sees."""
        content = hashlib.sha256()
        for part in (self.faces, self.votes, self.labels, self.held_out):
            content.update(part.tobytes())
        return content.hexdigest()


def read_emotion_data(root: Path, held_out: int) -> EmotionData:
    """FER2013's Training rows with FER+'s votes; every `held_out`-th picture is kept for choosing.

    Rows whose pixels are those of a PublicTest or PrivateTest picture, as they are or mirrored, are left out
    where those folders are there. Raises DataUnusable, ImageUnreadable.
    """
    own = read_fer(root, "fer", USES)
    plus = read_fer(root, "ferplus", USES)
    faces = _faces(own)
    looks = [_look(face) for face in faces]
    unseen = _unseen_looks(root)
    keep = np.array([look not in unseen for look in looks])
    shares = {sample.path: sample.shares for sample in plus.samples}
    nothing = (0.0,) * len(own.labels)
    votes = np.array([shares.get(sample.path) or nothing for sample in own.samples], np.float32)
    labels = np.array([own.labels.index(sample.label) for sample in own.samples], np.intp)
    aside = np.array([int(look[:8], 16) % held_out == 0 for look in looks])
    return EmotionData(faces[keep], votes[keep], labels[keep], aside[keep], own.labels, int((~keep).sum()))


def _faces(pictures: LabelledPictures) -> NDArray[np.uint8]:
    return np.stack([read_image(sample.path)[:, :, ::-1] for sample in pictures.samples])


def _unseen_looks(root: Path) -> set[str]:
    try:
        return {_look(face) for face in _faces(read_fer(root, "fer", UNSEEN))}
    except DataUnusable:
        return set()  # none of them is there


def _look(face: NDArray[np.uint8]) -> str:
    """The same for a picture and its mirror image; copies fall on one side of every choice."""
    both = sorted(np.ascontiguousarray(view).tobytes() for view in (face, face[:, ::-1]))
    return hashlib.sha256(both[0]).hexdigest()
