"""The leak check: photographs on two sides of a split or with two labels; and how to mend a split."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.data.duplicates import Fingerprint, Pair, find_pairs, fingerprint_files, groups_of

__all__ = ["Copy", "LeakReport", "find_leaks", "mend_split", "report_leaks"]


@dataclass(frozen=True, slots=True)
class Copy:
    """One picture among others that are the same; `split` is "" where the data has none."""

    path: Path
    label: str
    split: str


@dataclass(frozen=True)
class LeakReport:
    """What was found among `n` pictures.

    groups: pictures that are the same, two or more each, as indices; pairs: what joined them.
    unreadable: indices of files that are no pictures.
    """

    copies: tuple[Copy, ...]
    groups: tuple[tuple[int, ...], ...]
    pairs: tuple[Pair, ...]
    unreadable: tuple[int, ...]

    @property
    def n(self) -> int:
        return len(self.copies)

    @property
    def across_splits(self) -> tuple[tuple[int, ...], ...]:
        """The groups with pictures in two splits or more."""
        return tuple(group for group in self.groups if len({self.copies[i].split for i in group}) > 1)

    @property
    def label_conflicts(self) -> tuple[tuple[int, ...], ...]:
        """The groups whose pictures bear two labels or more."""
        return tuple(group for group in self.groups if len({self.copies[i].label for i in group}) > 1)

    def to_json_object(self, root: Path | None = None) -> dict[str, Any]:
        """Counts, and the groups that matter by name; paths below `root` are given from there."""
        return {
            "n": self.n,
            "n_groups": len(self.groups),
            "n_in_groups": sum(map(len, self.groups)),
            "pairs": {
                "exact": sum(pair.exact for pair in self.pairs),
                "near": sum(not pair.exact for pair in self.pairs),
                "mirrored": sum(pair.mirrored for pair in self.pairs),
            },
            "across_splits": [self._named(group, root) for group in self.across_splits],
            "label_conflicts": [self._named(group, root) for group in self.label_conflicts],
            "unreadable": [_below(self.copies[i].path, root) for i in self.unreadable],
        }

    def _named(self, group: tuple[int, ...], root: Path | None) -> list[dict[str, str]]:
        copies = [self.copies[i] for i in group]
        return [{"path": _below(c.path, root), "label": c.label, "split": c.split} for c in copies]


def find_leaks(copies: Sequence[Copy], threads: int | None = None) -> LeakReport:
    """Reads all pictures and reports which are the same; a file that can't be read is named, not fatal."""
    return report_leaks(copies, fingerprint_files([copy.path for copy in copies], threads=threads))


def report_leaks(copies: Sequence[Copy], prints: Sequence[Fingerprint]) -> LeakReport:
    """The report for pictures whose fingerprints are at hand, in the same order."""
    if len(copies) != len(prints):
        raise ValueError(f"{len(copies)} pictures have {len(prints)} fingerprints")
    pairs = tuple(find_pairs(prints))
    members: dict[int, list[int]] = defaultdict(list)
    for place, group in enumerate(groups_of(len(copies), pairs)):
        members[group].append(place)
    groups = tuple(tuple(places) for places in members.values() if len(places) > 1)
    unreadable = tuple(place for place, one in enumerate(prints) if not one.signs.size)
    return LeakReport(tuple(copies), groups, pairs, unreadable)


def mend_split(splits: Sequence[str], groups: Sequence[int]) -> list[str]:
    """The splits, every group whole: it goes where most of its members are, on a tie where the first is."""
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for split, group in zip(splits, groups, strict=True):
        votes[group][split] += 1
    return [votes[group].most_common(1)[0][0] for group in groups]


def _below(path: Path, root: Path | None) -> str:
    return str(path.relative_to(root) if root is not None and path.is_relative_to(root) else path)
