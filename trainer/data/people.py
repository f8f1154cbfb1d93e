"""Who, or which session, a file's name speaks of, and who stands on two sides of a split."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from trainer.data.duplicates import Pair
from trainer.data.layouts import Sample
from vision.errors import FacetError


def people_pattern(text: str) -> re.Pattern[str]:
    """A regular expression whose one group names the person: LFW's is "(.+)_[0-9]{4}". Raises FacetError."""
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise FacetError(f"--people {text}: this is no regular expression ({error}).") from error
    if pattern.groups != 1:
        hint = "For George_W_Bush_0001.jpg it is '(.+)_[0-9]{4}'."
        raise FacetError(f"--people {text}: one group in brackets must name the person.", hint=hint)
    return pattern


def people_of(samples: Sequence[Sample], pattern: re.Pattern[str]) -> list[str | None]:
    """Whom each file's whole name without its ending speaks of; None where the pattern does not fit."""
    matches = (pattern.fullmatch(sample.path.stem) for sample in samples)
    return [match[1] if match else None for match in matches]


def across_splits(people: Sequence[str | None], splits: Sequence[str]) -> dict[str, dict[str, int]]:
    """Who has pictures in two splits or more, and how many in each; by name."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for person, split in zip(people, splits, strict=True):
        if person is not None:
            counts[person][split] += 1
    return {person: dict(counts[person]) for person in sorted(counts) if len(counts[person]) > 1}


def links(people: Sequence[str | None]) -> list[Pair]:
    """What ties the pictures of one person together, for `groups_of`: each with that person's first."""
    first_of: dict[str, int] = {}
    firsts = [
        place if person is None else first_of.setdefault(person, place) for place, person in enumerate(people)
    ]
    return [
        Pair(first, place, exact=False, mirrored=False, distance=0)
        for place, first in enumerate(firsts)
        if first != place
    ]
