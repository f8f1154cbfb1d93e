"""A gallery's people as a closed set: pictures of each person dealt into parts, copies kept together."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.data.duplicates import find_pairs, fingerprint, groups_of
from trainer.data.splits import name_groups
from vision.embeddings import normalise
from vision.errors import FacetError
from vision.gallery_reader import Reference

PARTS = ("train", "validation", "test")
LEAST = 5  # pictures of a person that differ: three to learn from, one to choose by, one to be asked
_HELD_OUT = 0.2  # of the pictures that differ, and as many to choose by


@dataclass(frozen=True)
class References:
    """People by name; of each picture the kept crop, its sha256, whose it is, its part, its numbers (N, D).

    `digest`: the embedding model that the numbers are by.
    """

    names: tuple[str, ...]
    crops: tuple[NDArray[np.uint8], ...]
    sha256s: tuple[str, ...]
    classes: NDArray[np.intp]
    parts: tuple[str, ...]
    numbers: NDArray[np.float32]
    digest: str

    def places(self, *parts: str) -> NDArray[np.intp]:
        """Where the pictures of these parts stand."""
        return np.array([place for place, part in enumerate(self.parts) if part in parts], np.intp)

    def counts(self) -> dict[str, int]:
        """Pictures a part."""
        found = Counter(self.parts)
        return {part: found[part] for part in PARTS}


def dealt(references: Sequence[Reference], seed: int) -> References:
    """The references dealt into parts, the same for the same seed: of each person about a fifth tests.

    Raises FacetError for fewer than two people, for too few pictures, and where no embedding model has
    looked at all of them: then nothing says how well they are told apart at present.
    """
    names = tuple(dict.fromkeys(one.name for one in references))
    if len(names) < 2:
        who = f"only {names[0]}" if names else "nobody"
        raise FacetError(
            f"A network that tells people apart needs two, and the gallery has {who}.",
            hint="Enrol somebody else first.",
        )
    digest = _common_model(references)
    sha256s = tuple(hashlib.sha256(one.crop_rgb.tobytes()).hexdigest() for one in references)
    classes = np.array([names.index(one.name) for one in references], np.intp)
    groups = _groups(references, sha256s)
    _need_enough(names, classes, groups)
    return References(
        names,
        tuple(one.crop_rgb for one in references),
        sha256s,
        classes,
        _parts(classes, groups, seed),
        np.stack([one.embeddings[digest] for one in references]),
        digest,
    )


def named_at_present(known: References) -> NDArray[np.intp]:
    """Whom the desktop would name each test picture, had it to name somebody: by the numbers of the others.

    A person's score is half the cosine to their nearest picture and half that to the mean of all of them, as
    in the desktop's live comparison without a head.
    """
    kept, probes = known.places("train", "validation"), known.numbers[known.places("test")]
    alike = probes @ known.numbers[kept].T
    scores = np.zeros((len(probes), len(known.names)), np.float32)
    for person in range(len(known.names)):
        own = known.classes[kept] == person
        template = normalise(known.numbers[kept][own].mean(axis=0)[None])[0]
        scores[:, person] = 0.5 * alike[:, own].max(axis=1) + 0.5 * probes @ template
    return np.asarray(scores.argmax(axis=1), np.intp)


def _common_model(references: Sequence[Reference]) -> str:
    found = Counter(digest for one in references for digest in one.embeddings)
    digest, count = found.most_common(1)[0] if found else ("", 0)
    if count < len(references):
        raise FacetError(
            f"Only {count} of the gallery's {len(references)} pictures have been looked at by one model.",
            hint="Open the gallery in Facet once: it looks at the others by itself.",
        )
    return digest


def _groups(references: Sequence[Reference], sha256s: Sequence[str]) -> list[str]:
    """Copies of a picture, near and mirrored ones too, are one group, named by content."""
    prints = [
        fingerprint(one.crop_rgb[:, :, ::-1], sha256) for one, sha256 in zip(references, sha256s, strict=True)
    ]
    return name_groups(groups_of(len(prints), find_pairs(prints)), sha256s)


def _need_enough(names: tuple[str, ...], classes: NDArray[np.intp], groups: Sequence[str]) -> None:
    few = []
    for person, name in enumerate(names):
        own = [group for group, one in zip(groups, classes, strict=True) if one == person]
        if len(set(own)) < LEAST:
            few.append(
                f"{name} has {len(own)}" + (f", {len(set(own))} of them" if len(set(own)) < len(own) else "")
            )
    if few:
        more = f", and {len(few) - 4} others" if len(few) > 4 else ""
        raise FacetError(
            f"Each person needs {LEAST} pictures that differ: {'; '.join(few[:4])}{more}.",
            hint="Add pictures of them from other days and places.",
        )


def _parts(classes: NDArray[np.intp], groups: Sequence[str], seed: int) -> tuple[str, ...]:
    """By person and group; a group that shows two people stays in the first one's part."""
    part_of: dict[str, str] = {}
    own: dict[int, list[str]] = defaultdict(list)
    for person, group in zip(classes.tolist(), groups, strict=True):
        own[person].append(group)
    for person in sorted(own):
        there = sorted(set(own[person]), key=lambda group: _rank(group, seed))
        aside = max(1, round(_HELD_OUT * len(there)))
        for place, group in enumerate(there):
            part_of.setdefault(
                group, "test" if place < aside else "validation" if place < 2 * aside else "train"
            )
    return tuple(part_of[group] for group in groups)


def _rank(group: str, seed: int) -> str:
    return hashlib.sha256(f"{seed}:{group}".encode()).hexdigest()
