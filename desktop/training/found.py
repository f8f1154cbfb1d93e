"""What `facet-train inspect --json` found in a folder of pictures, as plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vision.errors import FacetError


@dataclass(frozen=True)
class Found:
    """n pictures under `labels`; `splits`: the folder's own, by name and label.

    across, conflicts: groups of pictures that are the same though they stand in two splits, or under two
    labels. copies: how many pictures have a copy. samples: paths of some pictures of each label.
    """

    name: str
    n: int
    labels: Mapping[str, int]
    splits: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    sizes: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    left_out: Mapping[str, int] = field(default_factory=dict)
    unreadable: int = 0
    first_unreadable: tuple[str, ...] = ()
    copies: int = 0
    across: tuple[tuple[str, ...], ...] = ()
    conflicts: tuple[tuple[str, ...], ...] = ()
    samples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_found(path: Path) -> Found:
    """What was written. Raises FacetError where it can't be read."""
    try:
        return found_from(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FacetError(
            "What the trainer found in the folder can't be read.",
            hint="It may be of another version than Facet.",
        ) from error


def found_from(entry: Mapping[str, Any]) -> Found:
    """From the JSON object. Raises KeyError or TypeError for another one."""
    leaks, sizes, unreadable = entry["leaks"], entry["sizes"], entry["unreadable"]
    return Found(
        name=str(entry["data"]),
        n=int(entry["n"]),
        labels=dict(entry["labels"]),
        splits=dict(entry["splits"]),
        sizes=tuple((sizes[axis]["min"], sizes[axis]["max"]) for axis in ("width", "height")),  # type: ignore[arg-type]
        left_out=dict(entry["left_out"]),
        unreadable=int(unreadable["n"]),
        first_unreadable=tuple(one["path"] for one in unreadable["first"]),
        copies=int(leaks["n_in_groups"]),
        across=_groups(leaks["across_splits"]),
        conflicts=_groups(leaks["label_conflicts"]),
        samples={label: tuple(paths) for label, paths in entry.get("samples", {}).items()},
    )


def _groups(groups: list[list[dict[str, str]]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(copy["path"] for copy in group) for group in groups)
