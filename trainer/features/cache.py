"""Features that were computed once: one small file a picture, found again by its content."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from trainer.data.faces import crop_fingerprint
from trainer.data.picture_pool import picture_pool
from trainer.models.weights_packages import cache_folder
from vision.crops import CropSpec
from vision.errors import DataUnusable
from vision.images import write_bytes

_AT_ONCE = 8

Features = NDArray[np.float32]
OnProgress = Callable[[int, int], None]


class FeatureSource(Protocol):
    """What turns crops into features: a frozen backbone, or an embedding model.

    `digest` names all that decides its features; `flat_digest` that of a source whose features, averaged over
    the map, are the same.
    """

    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def flat_digest(self) -> str | None: ...
    @property
    def size(self) -> int: ...
    def run(self, crops: NDArray[np.uint8]) -> Features: ...


def cached_features(
    extractor: FeatureSource,
    spec: CropSpec,
    keys: Sequence[str],
    crop_of: Callable[[int], NDArray[np.uint8]],
    on_progress: OnProgress = lambda done, total: None,
    *,
    root: Path | None = None,
) -> Features:
    """Features (N, size), in the order of the keys; only those that are not kept are computed.

    They are kept below `root`, in the user's cache without one.

    A key says what is looked at: the picture's sha256, and what of it (a box, mirrored) where that is not
    the whole. `crop_of` gives the crop of a place: uint8 (side, side, 3) RGB. Raises what it raises, and
    DataUnusable where features can't be kept.
    """
    root = root or cache_folder("features")
    folder = root / _name(extractor, spec, extractor.digest)
    flat = root / _name(extractor, spec, extractor.flat_digest) if extractor.flat_digest else None
    found = np.zeros((len(keys), extractor.size), np.float32)
    missing = [
        place
        for place, key in enumerate(keys)
        if not _load(folder, key, found[place]) and not (flat and _average(flat, key, found[place]))
    ]
    on_progress(len(keys) - len(missing), len(keys))
    with picture_pool() as pool:
        for start in range(0, len(missing), _AT_ONCE):
            part = missing[start : start + _AT_ONCE]
            found[part] = extractor.run(np.stack(list(pool.map(crop_of, part))))
            for place in part:
                _keep(folder, keys[place], found[place])
            on_progress(len(keys) - len(missing) + start + len(part), len(keys))
    return found


def _name(extractor: FeatureSource, spec: CropSpec, digest: str) -> str:
    """One folder for everything that decides features beside the picture: the backbone and the crop."""
    crop = hashlib.sha256(
        f"{spec.model_dump_json(exclude_defaults=True)} {crop_fingerprint(spec)}".encode()
    ).hexdigest()
    return f"{extractor.name}-{digest[:16]}-{crop[:12]}"


def _load(folder: Path, key: str, into: Features) -> bool:
    kept = _kept(folder, key)
    if kept is None or kept.shape != into.shape:
        return False
    into[:] = kept
    return True


def _average(flat: Path, key: str, into: Features) -> bool:
    """The average of a map that is kept as it lay, where there is one."""
    kept = _kept(flat, key)
    if kept is None or kept.size % into.size:
        return False
    into[:] = kept.reshape(-1, into.size).mean(axis=0)
    return True


def _kept(folder: Path, key: str) -> Features | None:
    try:
        with (folder / f"{key}.npy").open("rb") as file:
            return np.asarray(np.load(file, allow_pickle=False), np.float32)
    except (OSError, ValueError, EOFError):
        return None  # not there, or damaged: made again


def _keep(folder: Path, key: str, features: NDArray[np.float32]) -> None:
    content = io.BytesIO()
    np.save(content, features)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_bytes(folder / f"{key}.npy", content.getvalue())
    except OSError as error:
        hint = "Free some space, or name another folder in FACET_TRAIN_CACHE."
        raise DataUnusable(folder, f"features can't be kept ({error.strerror})", hint=hint) from error
