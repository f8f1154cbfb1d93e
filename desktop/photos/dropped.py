"""What was dropped among photos: photos and folders, videos, and what is neither. By content, not by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.engine.sources.sniff import kind_of
from vision.image_suffixes import IMAGE_SUFFIXES


@dataclass(frozen=True)
class Sorted:
    """Each in the order in which it was dropped. `photos`: folders too, and files that tell why they can't be
    read."""

    photos: tuple[Path, ...] = ()
    clips: tuple[Path, ...] = ()
    others: tuple[Path, ...] = ()


def sort_dropped(paths: Iterable[Path]) -> Sorted:
    """Looks into each file's first bytes; folders are not searched."""
    found: dict[str, list[Path]] = {"photos": [], "clips": [], "others": []}
    for path in paths:
        found[_sort_of(path)].append(path)
    return Sorted(*(tuple(found[sort]) for sort in ("photos", "clips", "others")))


def _sort_of(path: Path) -> str:
    if path.is_dir():
        return "photos"
    try:
        kind = kind_of(path)
    except OSError:
        return "photos"
    if kind in ("video", "animation"):
        return "clips"
    return "photos" if kind == "photo" or path.suffix.lower() in IMAGE_SUFFIXES else "others"
