"""`facet erase`: everything that Facet keeps about people on this machine, for good."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vision.errors import FacetError

if TYPE_CHECKING:
    from desktop.erase_all import Kept

_WHAT = """Erases everyone who is enrolled with their pictures and heads, all recordings, the trainings and
models made here, the settings but for looks, language and keys, and the log. Models that ship with Facet or
were downloaded stay, and so does what you exported. Close the window first: it writes its settings again.
"""
_WORD = "erase"


def add_erase(commands: Any) -> None:
    """Adds `erase` to the subparsers of `facet`."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "erase",
        help="erase everything that is kept about people here",
        description=_WHAT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--yes", action="store_true", help="don't ask")
    parser.add_argument("--snapshots", action="store_true", help="the snapshots among your pictures too")
    parser.set_defaults(run=erase)


def erase(chosen: argparse.Namespace) -> int:
    """0 where all is erased, 1 where it was not agreed to, 2 where something could not be erased."""
    from desktop.erase_all import erase_all, kept
    from desktop.folders import pictures_dir

    found = kept()
    if not chosen.yes and not _agreed([*_lines(found, chosen.snapshots, pictures_dir())]):
        print("Nothing was erased.")
        return 1
    problems = erase_all(snapshots=chosen.snapshots)
    for problem in problems:
        print(f"facet: {problem}", file=sys.stderr)
    print("Everything else was erased." if problems else "Everything about people was erased.")
    if found.snapshots and not chosen.snapshots:
        print(f"{_count(found.snapshots, 'snapshot')} stayed in {pictures_dir()}.")
    return 2 if problems else 0


def _agreed(lines: list[str]) -> bool:
    if not sys.stdin.isatty():
        raise FacetError("Nobody is here to be asked.", hint="`--yes` erases without asking.")
    print("This is erased for good:")
    for line in lines:
        print(f"  {line}")
    return input(f"Type {_WORD} to go on: ").strip().casefold() == _WORD


def _lines(found: Kept, snapshots: bool, folder: Path) -> Iterator[str]:
    pictures, heads = _count(found.pictures, "picture"), _count(found.heads, "head")
    yield f"{_count(found.people, 'person', 'people')}, {pictures} of faces with their numbers, {heads}"
    if found.gallery_problem:
        yield f"a gallery that can't be read: {found.gallery_problem}"
    yield f"{_count(found.recordings, 'recording')} ({found.recordings_bytes / 1e6:.1f} MB)"
    yield f"{_count(found.trainings, 'training')} and {_count(found.models, 'model')} of your own"
    yield "the settings but for looks, language and keys, and the log"
    if snapshots:
        yield f"{_count(found.snapshots, 'snapshot')} in {folder}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"
