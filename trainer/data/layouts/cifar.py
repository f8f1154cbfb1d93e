"""CIFAR-10 and CIFAR-100 in their pickle layout, unpacked once into PNG files that every command can read.

Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.data.layouts.samples import LabelledPictures, Sample, require_folder
from trainer.data.layouts.unpacked import folder_for, unpack
from trainer.models.pickles import read_plain
from vision.errors import DataUnusable

LICENCE = "research; cite Krizhevsky 2009"
_SIDE = 32
_HINT = (
    "CIFAR-100's layout is the files train, test and meta; CIFAR-10's data_batch_1 to 5, test_batch and "
    "batches.meta."
)
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Kind:
    """What the two sets call their files and fields."""

    train: tuple[str, ...]
    test: str
    meta: str
    labels: bytes
    names: bytes


_KINDS = (
    _Kind(("train",), "test", "meta", b"fine_labels", b"fine_label_names"),
    _Kind(
        tuple(f"data_batch_{number}" for number in range(1, 6)),
        "test_batch",
        "batches.meta",
        b"labels",
        b"label_names",
    ),
)


def read_cifar(root: Path, on_progress: OnProgress = lambda done, total: None) -> LabelledPictures:
    """Reads the pickles at `root`; `use` is "train" or "test".

    The samples are PNG files in the user's cache, named by split, class and row, and made where they are not
    there yet. Nothing in a pickle is run. Raises DataUnusable for any other layout, and where labels and
    pictures differ in number.
    """
    require_folder(root, _HINT)
    kind = next((kind for kind in _KINDS if (root / kind.meta).is_file()), None)
    if kind is None:
        raise DataUnusable(root, "holds neither meta nor batches.meta", hint=_HINT)
    names = _names(root / kind.meta, kind)
    files = [(root / name, "train") for name in kind.train] + [(root / kind.test, "test")]
    folder = folder_for("cifar", [path for path, _ in files], _HINT)
    parts = [(use, *_rows(path, kind, len(names))) for path, use in files]
    if not folder.exists():
        total = sum(len(labels) for _, labels, _ in parts)
        unpack(folder, _pictures(parts, names), lambda done: on_progress(done, total))
    samples, start = [], {"train": 0, "test": 0}
    for use, labels, _ in parts:
        samples += [
            Sample(_place(folder, use, names[label], number), names[label], number, use)
            for number, label in enumerate(labels, start[use])
        ]
        start[use] += len(labels)
    return LabelledPictures(folder, tuple(samples), names, licence=LICENCE)


def is_cifar(root: Path) -> bool:
    """Whether `root` has the file that names the classes."""
    return any((root / kind.meta).is_file() for kind in _KINDS)


def _place(folder: Path, use: str, label: str, number: int) -> Path:
    return folder / use / label / f"{number:05d}.png"


def _names(path: Path, kind: _Kind) -> tuple[str, ...]:
    try:
        return tuple(name.decode("ascii") for name in _load(path)[kind.names])
    except (KeyError, AttributeError, UnicodeDecodeError) as error:
        raise DataUnusable(path, "names no classes", hint=_HINT) from error


def _rows(path: Path, kind: _Kind, classes: int) -> tuple[list[int], NDArray[np.uint8]]:
    """The labels, and the pictures uint8 (N, 32, 32, 3) RGB."""
    content = _load(path)
    try:
        labels = [int(label) for label in content[kind.labels]]
        pixels = np.asarray(content[b"data"])
        if pixels.dtype != np.uint8:
            raise ValueError("not bytes")
        pictures = pixels.reshape(-1, 3, _SIDE, _SIDE).transpose(0, 2, 3, 1)
    except (KeyError, TypeError, ValueError) as error:
        raise DataUnusable(path, "holds no labelled pictures of 32x32 pixels", hint=_HINT) from error
    if len(labels) != len(pictures):
        reason = f"has {len(labels)} labels, but {len(pictures)} pictures"
        raise DataUnusable(path, reason, hint="Label N must speak of picture N: fetch the file again.")
    if labels and not 0 <= min(labels) <= max(labels) < classes:
        raise DataUnusable(path, f"has a label beyond the {classes} classes", hint=_HINT)
    return labels, pictures


def _load(path: Path) -> dict[bytes, Any]:
    try:
        content = read_plain(path)
    except FileNotFoundError as error:
        raise DataUnusable(path, "there is no such file", hint=_HINT) from error
    except OSError as error:
        raise DataUnusable(path, f"can't be read ({error.strerror})") from error
    except pickle.UnpicklingError as error:
        raise DataUnusable(path, "is not one of CIFAR's pickles, or is cut off", hint=_HINT) from error
    if not isinstance(content, dict):
        raise DataUnusable(path, "is not one of CIFAR's pickles", hint=_HINT)
    return content


def _pictures(
    parts: list[tuple[str, list[int], NDArray[np.uint8]]], names: tuple[str, ...]
) -> Iterator[tuple[Path, NDArray[np.uint8]]]:
    """Each picture's name in the unpacked folder, and its pixels as BGR."""
    start = {"train": 0, "test": 0}
    for use, labels, pictures in parts:
        for number, (label, picture) in enumerate(zip(labels, pictures, strict=True), start[use]):
            yield _place(Path(), use, names[label], number), picture[:, :, ::-1]
        start[use] += len(labels)
