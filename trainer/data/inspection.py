"""All that is found by looking at a data set: counts, sizes, what is left out, and the leak check."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from trainer.data.duplicates import OnProgress, groups_of
from trainer.data.layouts import LabelledPictures
from trainer.data.leaks import Copy, LeakReport, mend_split, report_leaks
from trainer.data.looks import Look, look_at_all
from trainer.data.people import across_splits, links, people_of
from vision.errors import DataUnusable

_FIRST = 20
_COMMON_SIZES = 5


@dataclass(frozen=True)
class Inspection:
    """What was found; `looks` and `people` go with the samples of `pictures`.

    people: whom each picture shows by its name, where that was asked for.
    """

    pictures: LabelledPictures
    looks: tuple[Look, ...]
    leaks: LeakReport
    people: tuple[str | None, ...] | None = None

    @property
    def splits(self) -> tuple[str, ...]:
        """The publisher's splits in the order they were read; none where the layout has none."""
        return tuple(dict.fromkeys(sample.use for sample in self.pictures.samples if sample.use))

    @property
    def people_across_splits(self) -> dict[str, dict[str, int]]:
        """Who has pictures in two splits or more, and how many in each."""
        return across_splits(self.people, self._uses()) if self.people is not None else {}

    def counts(self) -> dict[str, dict[str, int]]:
        """Pictures by label and split, labels without any included; one split "" where there are none."""
        found = Counter((sample.label, sample.use or "") for sample in self.pictures.samples)
        splits = self.splits or ("",)
        return {label: {split: found[label, split] for split in splits} for label in self.pictures.labels}

    def sizes(self) -> Counter[tuple[int, int]]:
        """How many readable pictures have each width and height in pixels."""
        return Counter(look.size for look in self.looks if look.size is not None)

    def samples(self, most: int = 8) -> dict[str, list[str]]:
        """The paths of some readable pictures of each label, spread evenly over them."""
        by_label: dict[str, list[str]] = {label: [] for label in self.pictures.labels}
        for sample, look in zip(self.pictures.samples, self.looks, strict=True):
            if look.size is not None:
                by_label[sample.label].append(str(sample.path))
        return {
            label: [paths[at * len(paths) // most] for at in range(most)] if len(paths) > most else paths
            for label, paths in by_label.items()
        }

    def unreadable(self) -> list[tuple[str, str]]:
        """The name within the data folder of each file that can't be read, and why."""
        pairs = zip(self.pictures.samples, self.looks, strict=True)
        root = self.pictures.root
        return [(str(s.path.relative_to(root)), look.problem) for s, look in pairs if look.problem]

    def mended(self) -> list[str]:
        """A split for each picture: copies, and one person's pictures where known, never on two sides."""
        pairs = [*self.leaks.pairs, *(links(self.people) if self.people is not None else ())]
        return mend_split(self._uses(), groups_of(len(self.looks), pairs))

    def _uses(self) -> list[str]:
        return [sample.use or "" for sample in self.pictures.samples]

    def to_json_object(self) -> dict[str, Any]:
        """Everything as plain values; paths are given from the data folder, those of the samples in full."""
        counts, unreadable = self.counts(), self.unreadable()
        leaks = self.leaks.to_json_object(self.pictures.root)
        return {
            "data": self.pictures.root.resolve().name,
            "n": len(self.pictures.samples),
            "labels": {label: sum(by_split.values()) for label, by_split in counts.items()},
            "splits": {split: {label: counts[label][split] for label in counts} for split in self.splits},
            "sizes": _sizes_object(self.sizes()),
            "samples": self.samples(),
            "left_out": self.pictures.skipped_by_reason(),
            "unreadable": {
                "n": len(unreadable),
                "first": [{"path": path, "reason": reason} for path, reason in unreadable[:_FIRST]],
            },
            "leaks": {
                "n_across_splits": len(leaks["across_splits"]),
                "n_label_conflicts": len(leaks["label_conflicts"]),
            }
            | leaks,
            "people_across_splits": None if self.people is None else self.people_across_splits,
        }


def inspect_pictures(
    pictures: LabelledPictures,
    people: re.Pattern[str] | None = None,
    on_progress: OnProgress = lambda done, total: None,
    threads: int | None = None,
) -> Inspection:
    """Reads every picture once. Raises DataUnusable where none can be read."""
    samples = pictures.samples
    looks = look_at_all([sample.path for sample in samples], on_progress, threads)
    if all(look.size is None for look in looks):
        reason = f"none of {len(looks)} pictures can be read"
        first = f"The first, {samples[0].path.name}: {looks[0].problem}."
        raise DataUnusable(pictures.root, reason, hint=first)
    copies = [Copy(sample.path, sample.label, sample.use or "") for sample in samples]
    leaks = report_leaks(copies, [look.fingerprint for look in looks])
    named = tuple(people_of(samples, people)) if people is not None else None
    return Inspection(pictures, tuple(looks), leaks, named)


def _sizes_object(sizes: Counter[tuple[int, int]]) -> dict[str, Any]:
    widths, heights = ([size[axis] for size in sizes.elements()] for axis in (0, 1))
    return {
        "n_sizes": len(sizes),
        "width": _range(widths),
        "height": _range(heights),
        "most_common": [[*size, count] for size, count in sizes.most_common(_COMMON_SIZES)],
    }


def _range(values: Sequence[int]) -> dict[str, int]:
    return {"min": min(values), "median": round(median(values)), "max": max(values)}
