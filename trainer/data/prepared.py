"""A prepared folder: manifest, views and surroundings. Written whole or not at all, read by training."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from trainer.data.duplicates import group_duplicates
from trainer.data.faces import EXTENT, PreparedFace, crop_fingerprint, prepare_face
from trainer.data.layouts import LabelledPictures, Sample
from trainer.data.layouts.folders import where_classes_may_be
from trainer.data.manifest import Row, digest_of, manifest_text, read_manifest
from trainer.data.picture_pool import picture_pool
from trainer.data.splits import Shares, name_groups, split_as_published
from vision.crops import CropSpec
from vision.errors import DataUnusable, ImageUnreadable
from vision.face_finder import finder_by_name
from vision.landmarks import shipped_network

MANIFEST, VIEWS, AROUND, FACTS = "manifest.csv", "views.npy", "surroundings.npy", "prepared.json"
Subject = Literal["face", "box", "picture"]
_HINT = "Make it with `facet-train prepare`."


@dataclass(frozen=True)
class Prepared:
    """Rows, views uint8 (N, H, W, 3) RGB exactly as vision.crops gives them, surroundings (N, S, S, 3).

    `extent`: the surroundings' side in sides of the view. Whole pictures have none: theirs are the views.
    """

    rows: list[Row]
    labels: tuple[str, ...]
    crop: CropSpec
    extent: float
    views: NDArray[np.uint8]
    surroundings: NDArray[np.uint8]
    facts: dict[str, Any]

    @property
    def digest(self) -> str:
        return digest_of(self.rows)

    def places(self, *splits: str) -> NDArray[np.intp]:
        """Where the rows of these splits stand."""
        return np.array([i for i, row in enumerate(self.rows) if row.split in splits], np.intp)

    def classes(self) -> NDArray[np.intp]:
        """The class of each row, an index into `labels`."""
        numbers = {label: number for number, label in enumerate(self.labels)}
        return np.array([numbers[row.label] for row in self.rows], np.intp)


@dataclass(frozen=True)
class PrepareReport:
    """What was prepared: counts by split and label, pictures without a face, and those that can't be read."""

    counts: dict[str, dict[str, int]]
    without_face: int
    groups_of_duplicates: int
    left_out_copies: int
    unreadable: tuple[ImageUnreadable, ...]
    digest: str


def prepare(
    pictures: LabelledPictures,
    out: Path,
    spec: CropSpec,
    *,
    detector_name: str = "haar",
    looks_at: Subject = "face",
    shares: Shares | None = None,
    seed: int = 1,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> PrepareReport:
    """Crops every picture, splits by content and writes the folder `out`, replacing an older one.

    looks_at "face": the largest face found, else the whole picture; "box": the annotated box; "picture": the
    whole picture always. Where the publisher has split, his test part is kept, and pictures of his training
    part that are copies of it are left out.

    Raises DataUnusable where the data can't train: one class only, too few readable pictures, a full disk.
    """
    _need_two_classes(pictures)
    detector = detector_name if looks_at == "face" and not pictures.picture_is_face else None
    faces, unreadable = _faces(pictures, detector, looks_at, spec, on_progress)
    if not faces:
        raise DataUnusable(pictures.root, "none of its pictures can be read", hint=str(unreadable[0]))
    _need_readable_classes(pictures, faces, unreadable)
    rows, copies = _rows(pictures, faces, shares or Shares(), seed)
    faces = {place: face for place, face in faces.items() if place in rows}
    listed = list(rows.values())
    _need_all_splits(pictures, listed)
    facts = {
        "data": pictures.root.resolve().name,
        "labels": list(pictures.labels),
        "crop": spec.model_dump(),
        "cropped_as": crop_fingerprint(spec),
        "extent": 1.0 if looks_at == "picture" else EXTENT,
        "looks_at": looks_at,
        "detector": detector,
        "seed": seed,
        "unreadable": [str(error) for error in unreadable],
        "left_out_copies": copies,
        "licence": pictures.licence,
        "digest": digest_of(listed),
    }
    _write(out, listed, list(faces.values()), facts)
    return _report(listed, copies, unreadable, pictures.labels)


def load_prepared(folder: Path) -> Prepared:
    """Reads a prepared folder. Raises DataUnusable where it is none, or not whole."""
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        views = np.load(folder / VIEWS)
        whole = facts.get("looks_at") == "picture"
        around = views if whole else np.load(folder / AROUND, mmap_mode="r")
        labels, crop = tuple(facts["labels"]), CropSpec.model_validate(facts["crop"])
    except (OSError, ValueError, KeyError, EOFError, TypeError) as error:
        raise DataUnusable(folder, "this is not a folder of prepared pictures", hint=_HINT) from error
    rows = read_manifest(folder / MANIFEST)
    if not len(rows) == len(views) == len(around) or digest_of(rows) != facts["digest"]:
        raise DataUnusable(folder, "manifest and pictures don't belong together", hint=_HINT)
    if facts.get("cropped_as") != crop_fingerprint(crop):
        raise DataUnusable(folder, "was prepared with another crop than the desktop's", hint=_HINT)
    return Prepared(rows, labels, crop, float(facts["extent"]), views, around, facts)


def _faces(
    pictures: LabelledPictures,
    detector_name: str | None,
    looks_at: Subject,
    spec: CropSpec,
    on_progress: Callable[[int, int], None],
) -> tuple[dict[int, PreparedFace], tuple[ImageUnreadable, ...]]:
    """By place among the samples; a picture that can't be read is reported instead."""
    faces: dict[int, PreparedFace] = {}
    unreadable: list[ImageUnreadable] = []
    own = threading.local()  # a cascade can't be shared between threads

    def one(sample: Sample) -> PreparedFace | ImageUnreadable:
        if detector_name and not hasattr(own, "finder"):
            own.finder = finder_by_name(detector_name, shipped_network())
        try:
            finder = own.finder if detector_name else None
            box = sample.box_px if looks_at == "box" else None
            return prepare_face(sample.path, finder, spec, box_px=box, around=looks_at != "picture")
        except ImageUnreadable as error:
            return error

    with picture_pool() as pool:
        for place, face in enumerate(pool.map(one, pictures.samples)):
            if isinstance(face, ImageUnreadable):
                unreadable.append(face)
            else:
                faces[place] = face
            on_progress(place + 1, len(pictures.samples))
    return faces, tuple(unreadable)


def _rows(
    pictures: LabelledPictures, faces: dict[int, PreparedFace], shares: Shares, seed: int
) -> tuple[dict[int, Row], int]:
    """A row for each place that is kept, and how many were left out as copies of a held-out picture."""
    samples = [pictures.samples[place] for place in faces]
    labels = [sample.label for sample in samples]
    found = list(faces.values())
    numbers = group_duplicates([sample.path for sample in samples])
    groups = name_groups(numbers, [face.sha256 for face in found])
    uses = [sample.use for sample in samples]
    splits = split_as_published(uses, labels, groups, shares, seed)
    rows = {
        place: Row(
            path=sample.path.relative_to(pictures.root).as_posix(),
            label=sample.label,
            group=group[:16],
            split=split,
            sha256=face.sha256,
            face_found=face.face_found,
            box_px=face.box_px,
            licence=pictures.licence,
        )
        for place, sample, face, group, split in zip(faces, samples, found, groups, splits, strict=True)
        if split
    }
    return rows, splits.count("")


def _need_two_classes(pictures: LabelledPictures) -> None:
    counts = pictures.counts()
    there = [label for label, count in counts.items() if count]
    empty = [label for label, count in counts.items() if not count]
    if empty and len(there) > 1:
        raise DataUnusable(
            pictures.root,
            f"the class '{empty[0]}' has no picture"
            + (f", nor {len(empty) - 1} others" if empty[1:] else ""),
            hint="Add pictures to it, or take its folder away.",
        )
    if len(there) < 2:
        raise DataUnusable(
            pictures.root,
            f"all its pictures are labelled '{there[0]}'",
            hint=where_classes_may_be(pictures.root)
            or "A network needs pictures of at least two classes to learn from.",
        )


def _need_readable_classes(
    pictures: LabelledPictures, faces: dict[int, PreparedFace], unreadable: tuple[ImageUnreadable, ...]
) -> None:
    readable = {pictures.samples[place].label for place in faces}
    for label, count in pictures.counts().items():
        if count and label not in readable:
            reason = f"none of the {count} pictures of the class '{label}' can be read"
            raise DataUnusable(pictures.root, reason, hint=f"For example {unreadable[0]}")


def _need_all_splits(pictures: LabelledPictures, rows: list[Row]) -> None:
    classes = {label for label, count in pictures.counts().items() if count}
    for split in ("train", "validation", "test"):
        missing = classes - {row.label for row in rows if row.split == split}
        if missing:
            raise DataUnusable(
                pictures.root,
                f"{len(rows)} readable pictures are too few: the part '{split}' lacks the class "
                f"'{min(missing)}'",
                hint="Add pictures, at least a dozen for each class.",
            )


def _write(out: Path, rows: list[Row], faces: list[PreparedFace], facts: dict[str, Any]) -> None:
    """Everything into a folder beside, which then takes the name."""
    beside: Path | None = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        np.save(beside / VIEWS, np.stack([face.view for face in faces]))
        if facts["looks_at"] != "picture":
            np.save(beside / AROUND, np.stack([face.surroundings for face in faces]))
        (beside / MANIFEST).write_text(manifest_text(rows), encoding="utf-8")
        (beside / FACTS).write_text(json.dumps(facts, indent=1), encoding="utf-8")
        _take_name(beside, out)
    except OSError as error:
        raise DataUnusable(
            out,
            f"the prepared pictures can't be written ({error.strerror})",
            hint="Free some space or name another folder.",
        ) from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)


def _take_name(beside: Path, out: Path) -> None:
    beside.chmod(0o755)
    if out.exists():
        if any(out.iterdir()) and not (out / FACTS).exists():
            raise DataUnusable(out, "holds other files, so it is not replaced", hint="Name a new folder.")
        old = Path(tempfile.mkdtemp(prefix=f".{out.name}.old.", dir=out.parent))
        os.rename(out, old / "old")
        os.rename(beside, out)
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.rename(beside, out)


def _report(
    rows: list[Row], copies: int, unreadable: tuple[ImageUnreadable, ...], labels: tuple[str, ...]
) -> PrepareReport:
    by_part = Counter((row.split, row.label) for row in rows)
    counts = {
        split: {label: by_part[split, label] for label in labels} for split in ("train", "validation", "test")
    }
    repeated = sum(count > 1 for count in Counter(row.group for row in rows).values())
    without_face = sum(not row.face_found for row in rows)
    return PrepareReport(counts, without_face, repeated, copies, unreadable, digest_of(rows))
