"""Which pictures show the same photograph: exact copies, and near ones by perceptual hash, mirrored ones too.

The hash is that of `imagehash.phash` (signs of the low frequencies of a cosine transform) with 256 bits, once
of the picture and once of its mirror image. A near pair must also look alike at 32x32 pixels.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from scipy.sparse import coo_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from trainer.data.picture_pool import picture_pool
from vision.errors import ImageUnreadable
from vision.images import read_image

# Chosen on faces: other photographs of one person in one place start at about 48 of 256 bits and correlate
# less. Half size, JPEG quality 10, grey and 30 % brighter copies stay below 30 bits.
MAX_DISTANCE = 48
MIN_CORRELATION = 0.9

_HASH_SIDE = 16
_BITS = _HASH_SIDE**2
_GREY_SIDE = 4 * _HASH_SIDE  # what phash itself works on
_THUMB_SIDE = 32
_FLAT = 2.0  # grey levels of deviation below which a picture shows nothing to compare
_ROWS_AT_ONCE = 1024

OnProgress = Callable[[int, int], None]
Signs = NDArray[np.float32]


@dataclass(frozen=True)
class Pair:
    """Two pictures that are the same, as indices; `distance` in bits of 256, 0 for exact copies."""

    first: int
    second: int
    exact: bool
    mirrored: bool
    distance: int


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of one picture, and all that is kept of it: 3 KB.

    digest: sha256 of the file in hex, "" where the file can't be opened. signs and mirrored: the hash of the
    picture and of its mirror image, (256,) of 1 and -1. thumb: grey, 32x32. Without a picture they are empty.
    """

    digest: str
    signs: Signs = field(default_factory=lambda: np.zeros(0, np.float32))
    mirrored: Signs = field(default_factory=lambda: np.zeros(0, np.float32))
    thumb: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, 0), np.uint8))

    @property
    def comparable(self) -> bool:
        """Whether it is a picture that shows something: all that shows nothing would be alike."""
        return bool(self.signs.size) and float(self.thumb.std()) >= _FLAT


def fingerprint(image_bgr: NDArray[np.uint8], digest: str) -> Fingerprint:
    """The fingerprint of a BGR picture (height, width, 3) whose file has the sha256 `digest`."""
    picture = Image.fromarray(np.ascontiguousarray(image_bgr[:, :, ::-1]))
    grey = picture.convert("L").resize((_GREY_SIDE, _GREY_SIDE), Image.Resampling.LANCZOS)
    thumb = grey.resize((_THUMB_SIDE, _THUMB_SIDE), Image.Resampling.BOX)
    return Fingerprint(digest, _signs(grey), _signs(ImageOps.mirror(grey)), np.asarray(thumb))


def fingerprint_file(path: Path) -> Fingerprint:
    """The fingerprint of a file; the digest alone where it is no readable picture."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return Fingerprint("")
    try:
        return fingerprint(read_image(path), digest)
    except ImageUnreadable:
        return Fingerprint(digest)


def fingerprint_files(
    paths: Sequence[Path], on_progress: OnProgress = lambda done, total: None, threads: int | None = None
) -> list[Fingerprint]:
    """The fingerprints of files, read side by side, in the order of the paths."""
    prints: list[Fingerprint] = []
    on_progress(0, len(paths))
    with picture_pool(threads) as pool:
        for one in pool.map(fingerprint_file, paths):
            prints.append(one)
            on_progress(len(prints), len(paths))
    return prints


def group_duplicates(
    paths: Sequence[Path], on_progress: OnProgress = lambda done, total: None, threads: int | None = None
) -> list[int]:
    """A group number for each path; pictures that are the same, directly or through others, share one.

    Groups are numbered from 0 in the order of their first member. A file that is no readable picture is
    alone, but for exact copies of it.
    """
    return groups_of(len(paths), find_pairs(fingerprint_files(paths, on_progress, threads)))


def find_pairs(
    prints: Sequence[Fingerprint],
    max_distance: int = MAX_DISTANCE,
    min_correlation: float = MIN_CORRELATION,
) -> list[Pair]:
    """The pairs of equal pictures, by index. Of several exact copies each is paired with the first alone."""
    first_of: dict[str, int] = {}
    pairs: list[Pair] = []
    for place, one in enumerate(prints):
        first = first_of.setdefault(one.digest, place) if one.digest else place
        if first != place:
            pairs.append(Pair(first, place, exact=True, mirrored=False, distance=0))
    originals = [place for place in first_of.values() if prints[place].comparable]
    near: dict[tuple[int, int], Pair] = {}
    for a, b, mirrored, distance in _near([prints[i] for i in originals], max_distance, min_correlation):
        pair = Pair(originals[a], originals[b], exact=False, mirrored=mirrored, distance=distance)
        known = near.setdefault((a, b), pair)
        if pair.distance < known.distance:
            near[a, b] = pair
    return pairs + list(near.values())


def groups_of(count: int, pairs: Sequence[Pair]) -> list[int]:
    """The connected groups of `count` pictures, numbered in the order of their first member."""
    rows, columns = [pair.first for pair in pairs], [pair.second for pair in pairs]
    links = coo_array((np.ones(len(pairs), np.int8), (rows, columns)), shape=(count, count))
    found = connected_components(links, directed=False)[1] if count else []
    numbers: dict[int, int] = {}
    return [numbers.setdefault(int(component), len(numbers)) for component in found]


def _signs(grey: Image.Image) -> Signs:
    bits = imagehash.phash(grey, hash_size=_HASH_SIDE).hash.ravel()
    return np.where(bits, 1, -1).astype(np.float32)


def _near(
    prints: list[Fingerprint], max_distance: int, min_correlation: float
) -> Iterator[tuple[int, int, bool, int]]:
    """Both indices, whether mirrored, and the distance of each near pair; the first index is the lower."""
    if len(prints) < 2:
        return
    signs = np.stack([one.signs for one in prints])
    for mirrored in (False, True):
        others = np.stack([one.mirrored for one in prints]) if mirrored else signs
        for start in range(0, len(prints), _ROWS_AT_ONCE):
            # Of two vectors of signs the product counts the equal bits less the others.
            distances = (_BITS - signs[start : start + _ROWS_AT_ONCE] @ others[start:].T) / 2
            rows, columns = np.nonzero(np.triu(distances <= max_distance, k=1))
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
                first, second = start + row, start + column
                if _correlation(prints[first].thumb, prints[second].thumb, mirrored) >= min_correlation:
                    yield first, second, mirrored, round(float(distances[row, column]))


def _correlation(one: NDArray[np.uint8], other: NDArray[np.uint8], mirrored: bool) -> float:
    seen = other[:, ::-1] if mirrored else other
    return float(np.corrcoef(one.ravel(), seen.ravel())[0, 1])
