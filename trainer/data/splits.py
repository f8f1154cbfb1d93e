"""Who trains, who validates, who tests: by content, so that copies of a picture never stand on two sides."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Shares:
    """Shares of validation and test; the rest trains."""

    validation: float = 0.10
    test: float = 0.15

    def __post_init__(self) -> None:
        if not (0 < self.validation < 1 and 0 < self.test < 1 and self.validation + self.test < 1):
            raise ValueError("shares of validation and test lie between 0 and 1 and leave some to train on")


def name_groups(numbers: Sequence[int], sha256s: Sequence[str]) -> list[str]:
    """Groups by content instead of by place: each takes the smallest sha256 of its pictures as its name."""
    names: dict[int, str] = {}
    for number, digest in zip(numbers, sha256s, strict=True):
        names[number] = min(names.get(number, digest), digest)
    return [names[number] for number in numbers]


def assign_splits(labels: Sequence[str], groups: Sequence[str], shares: Shares, seed: int) -> list[str]:
    """A split for each picture: groups whole, each label in the given shares, the same for the same seed.

    Groups are ordered by a hash of their name and the seed, not by their place in the data set.
    """
    by_group: dict[str, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        by_group[group].append(place)
    strata: dict[str, list[str]] = defaultdict(list)
    for group, places in by_group.items():
        strata[labels[places[0]]].append(group)
    splits = [""] * len(labels)
    for stratum in strata.values():
        total = sum(len(by_group[group]) for group in stratum)
        done = 0
        for group in sorted(stratum, key=lambda name: _rank(name, seed)):
            split = _split_at(done / total, shares)
            done += len(by_group[group])
            for place in by_group[group]:
                splits[place] = split
    return splits


def assign_folds(labels: Sequence[str], groups: Sequence[str], folds: int, seed: int) -> list[int]:
    """A fold 0..folds-1 for each picture, groups whole, labels even: for cross-validation."""
    order: dict[str, int] = {}
    counts: dict[str, int] = defaultdict(int)
    for group, label in sorted(
        dict(zip(groups, labels, strict=True)).items(), key=lambda g: _rank(g[0], seed)
    ):
        order[group] = counts[label] % folds
        counts[label] += 1
    return [order[group] for group in groups]


def _split_at(position: float, shares: Shares) -> str:
    if position < shares.test:
        return "test"
    return "validation" if position < shares.test + shares.validation else "train"


def _rank(group: str, seed: int) -> str:
    return hashlib.sha256(f"{seed}:{group}".encode()).hexdigest()
