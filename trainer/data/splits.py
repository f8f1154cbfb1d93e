"""Who trains, who validates, who tests: by content, so that copies of a picture never stand on two sides."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# Publishers' names for their parts, and the split each one plays.
_PUBLISHED = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "dev", "publictest"), "validation"),
    **dict.fromkeys(("test", "testing", "privatetest"), "test"),
}


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
    return _deal(labels, groups, lambda position: _split_at(position, shares), seed)


def _deal(
    labels: Sequence[str], groups: Sequence[str], split_at: Callable[[float], str], seed: int
) -> list[str]:
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
            split = split_at(done / total)
            done += len(by_group[group])
            for place in by_group[group]:
                splits[place] = split
    return splits


def split_as_published(
    uses: Sequence[str | None], labels: Sequence[str], groups: Sequence[str], shares: Shares, seed: int
) -> list[str]:
    """A split for each picture, the publisher's own where `uses` names his training part and another.

    Without a test part of his, his validation part tests. What lacks is dealt out of his training part, whose
    pictures of a group that stands in another part get "", no split. Else as `assign_splits`.
    """
    published = [_PUBLISHED.get((use or "").casefold(), "") for use in uses]
    if "train" not in published or len(set(published)) < 2 or "" in published:
        return assign_splits(labels, groups, shares, seed)
    if "test" not in published:
        published = ["test" if split == "validation" else split for split in published]
    held_out = {group for group, split in zip(groups, published, strict=True) if split == "test"}
    judged = {group for group, split in zip(groups, published, strict=True) if split == "validation"}
    splits = [
        "" if (split != "test" and group in held_out) or (split == "train" and group in judged) else split
        for split, group in zip(published, groups, strict=True)
    ]
    return splits if "validation" in published else _with_validation(splits, labels, groups, shares, seed)


def _with_validation(
    splits: list[str], labels: Sequence[str], groups: Sequence[str], shares: Shares, seed: int
) -> list[str]:
    places = [place for place, split in enumerate(splits) if split == "train"]
    dealt = _deal(
        [labels[place] for place in places],
        [groups[place] for place in places],
        lambda position: "validation" if position < shares.validation else "train",
        seed,
    )
    for place, split in zip(places, dealt, strict=True):
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
