"""Aligned faces and what the teacher says of them, cut and asked once and kept in a folder, part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from trainer.data.facet_id_sources import FacePicture, Framing
from vision.crops import Crops, CropSpec, crop_faces
from vision.detectors import Detector
from vision.embeddings import Embeddings
from vision.errors import DataUnusable, ImageUnreadable
from vision.images import read_image
from vision.opencv import cv2

SIDE, NUMBERS = 112, 128
SPEC = CropSpec(width=SIDE, height=SIDE, align="five_points")
PART = 512  # pictures of one file
_ROOM = 0.25  # of the side, added around a picture that is nearly all face, so that it can be found
_LEAST_PX = 30  # smaller faces show nobody, but for the pictures that are nothing else
_ASKED = 64
_ARRAYS = ("crops", "taught", "sources", "people")
Say = Callable[[str], None]


class Asked(Protocol):
    """What turns crops into embeddings: the teacher."""

    def embed(self, crops: Crops) -> Embeddings: ...


@dataclass(frozen=True)
class Faces:
    """crops uint8 (N, 112, 112, 3) RGB; taught float32 (N, 128): what the teacher says of each.

    sources, people (N,): data set and person, "" where the data set has no names.
    """

    crops: NDArray[np.uint8]
    taught: Embeddings
    sources: NDArray[np.str_]
    people: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.sources)

    def taken(self, rows: NDArray[np.intp]) -> Faces:
        """Some rows, in the order given."""
        return Faces(*(getattr(self, name)[rows] for name in _ARRAYS))


def make_faces(
    pictures: Sequence[FacePicture], detector: Detector, teacher: Asked, folder: Path, say: Say
) -> Faces:
    """Cuts the largest face of each picture and asks the teacher of it; what `folder` holds stays.

    Pictures that can't be read or show no face are passed over. Raises DataUnusable where `folder` can't
    be written or nothing was found.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number, start in enumerate(range(0, len(pictures), PART)):
        path = folder / f"part-{number:04d}.npz"
        if path.exists():
            continue
        found = _cut(pictures[start : start + PART], detector, teacher)
        _save(path, found)
        say(f"{len(found)} faces in pictures {start} to {start + PART} of {len(pictures)}")
    return load_faces(folder)


def load_faces(folder: Path) -> Faces:
    """The faces of all parts that `folder` holds. Raises DataUnusable where it holds none."""
    parts = list(_parts(folder))
    if not sum(map(len, parts)):
        raise DataUnusable(folder, "holds no faces", hint="Make them with facet_id_run's `faces`.")
    return Faces(*(np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS))


def unlike(faces: Faces, apart: Embeddings, most: float) -> NDArray[np.intp]:
    """The rows whose teacher's cosine to every one of `apart` (M, 128) is at most `most`."""
    return np.flatnonzero((faces.taught @ apart.T).max(axis=1, initial=-1.0) <= most)


def few_of_each(faces: Faces, most: int) -> NDArray[np.intp]:
    """The rows of each person's first `most` faces, and of every face without a name."""
    seen: Counter[str] = Counter()
    rows = []
    for row, person in enumerate(faces.people.tolist()):
        seen[person] += 1
        if not person or seen[person] <= most:
            rows.append(row)
    return np.array(rows, np.intp)


def _parts(folder: Path) -> Iterator[Faces]:
    for path in sorted(folder.glob("part-*.npz")):
        try:
            with np.load(path) as stored:
                yield Faces(*(stored[name] for name in _ARRAYS))
        except (OSError, ValueError, KeyError) as error:
            raise DataUnusable(path, "holds no faces", hint="Delete it to make it again.") from error


def _save(path: Path, faces: Faces) -> None:
    beside = path.with_suffix(".beside.npz")
    try:
        np.savez(beside, **{name: getattr(faces, name) for name in _ARRAYS})
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise DataUnusable(path, f"the faces can't be written ({error.strerror})") from error


def _cut(pictures: Sequence[FacePicture], detector: Detector, teacher: Asked) -> Faces:
    crops, kept = [np.zeros((0, SIDE, SIDE, 3), np.uint8)], []
    for picture in pictures:
        try:
            crop = aligned_face(read_image(picture.path), picture.framing, detector)
        except ImageUnreadable:
            continue
        if crop is not None:
            crops.append(crop[None])
            kept.append(picture)
    found = np.concatenate(crops)
    asked = [teacher.embed(found[start : start + _ASKED]) for start in range(0, len(found), _ASKED)]
    taught = np.concatenate(asked) if asked else np.zeros((0, NUMBERS), np.float32)
    names = [np.array([getattr(p, name) for p in kept], "U64") for name in ("source", "person")]
    return Faces(found, taught, *names)


def aligned_face(
    image_bgr: NDArray[np.uint8], framing: Framing, detector: Detector
) -> NDArray[np.uint8] | None:
    """The picture's largest face over the five-point template, uint8 (112, 112, 3) RGB, or None."""
    if framing == "aligned":
        resized = cv2.resize(image_bgr, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.cvtColor(resized, cv2.COLOR_BGR2RGB), np.uint8)
    if framing == "face":
        room = round(_ROOM * max(image_bgr.shape[:2]))
        edges = (room, room, room, room)
        image_bgr = np.asarray(cv2.copyMakeBorder(image_bgr, *edges, cv2.BORDER_REPLICATE), np.uint8)
    found = detector.detect(image_bgr)
    if not len(found) or found.points_px is None:
        return None
    row = [int(np.prod(found.boxes_px[:, 2:], axis=1).argmax())]
    if framing == "photo" and found.boxes_px[row, 2:].max() < _LEAST_PX:
        return None
    return np.asarray(crop_faces(image_bgr, found.boxes_px[row], SPEC, found.points_px[row])[0])
