"""What is in a folder, in plain words: counts, what is left out, and copies where there should be none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from desktop.training.found import Found
from desktop.ui.i18n.numbers import counted
from desktop.ui.i18n.said import said
from desktop.ui.parts.notice_bar import Tone
from desktop.ui.words import comma_list, translate

_FEW = 12
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was found, and what it means."""

    tone: Tone
    text: str
    detail: str = ""


def headline(found: Found) -> str:
    """How much there is, in a line."""
    (narrow, wide), (low, high) = found.sizes
    size = f"{wide} × {high}" if (narrow, low) == (wide, high) else f"{narrow} × {low} – {wide} × {high}"
    said = translate("Training", "{n} pictures in {classes} classes, {size} pixels")
    return said.format(n=counted(found.n), classes=len(found.labels), size=size)


def remarks(found: Found) -> list[Remark]:
    """Everything worth saying, the gravest first. Never empty: that nothing is wrong is said too."""
    said = [*_classes(found), *_copies(found), *_left_out(found)]
    if not any(remark.tone != "info" for remark in said):
        said.insert(0, Remark("info", translate("Training", "Nothing speaks against this data.")))
    return said


def can_be_mended(found: Found) -> bool:
    """Whether the folder has a split of its own that copies cross."""
    return bool(found.splits and found.across)


def _classes(found: Found) -> Iterator[Remark]:
    empty = [label for label, count in found.labels.items() if not count]
    full = {label: count for label, count in found.labels.items() if count}
    if len(full) == 1:
        yield Remark(
            "problem",
            translate("Training", "All pictures are of one class, “{label}”.").format(label=next(iter(full))),
            translate("Training", "Nothing can be told apart: it takes pictures of two classes at least."),
        )
    elif empty:
        yield Remark(
            "problem",
            translate("Training", "No picture in: {names}.").format(names=_some(empty)),
            translate("Training", "Add pictures there, or take the folder away."),
        )
    few = [label for label, count in full.items() if count < _FEW]
    if few and len(full) > 1:
        yield Remark(
            "warning",
            translate("Training", "Few pictures of: {names}.").format(names=_some(few)),
            translate("Training", "A dozen a class is the least; some dozens do better."),
        )
    counts = sorted(full.values())
    if len(counts) > 1 and counts[-1] > 5 * counts[0]:
        yield Remark(
            "warning",
            translate("Training", "Some classes have many more pictures than others."),
            translate("Training", "The model may lean towards them; the balanced figure will tell."),
        )


def _copies(found: Found) -> Iterator[Remark]:
    if found.conflicts:
        yield Remark(
            "warning",
            translate("Training", "Photographs that stand under two classes: {n}.").format(
                n=len(found.conflicts)
            ),
            _groups(found.conflicts),
        )
    if found.across:
        yield Remark(
            "warning",
            translate("Training", "Photographs on two sides of the folder’s own split: {n}.").format(
                n=len(found.across)
            ),
            translate(
                "Training", "The training leaves the copies out of what it learns from: {names}"
            ).format(names=_groups(found.across)),
        )
    elif found.copies:
        said = translate("Training", "{n} pictures have a copy here, exact or nearly so.")
        yield Remark(
            "info",
            said.format(n=counted(found.copies)),
            translate("Training", "Copies stay together, so that none is learned from and tested on."),
        )
    else:
        yield Remark("info", translate("Training", "No two pictures are the same, nor nearly so."))


def _left_out(found: Found) -> Iterator[Remark]:
    if found.unreadable:
        yield Remark(
            "warning",
            translate("Training", "Pictures that can’t be read, left out: {n}.").format(n=found.unreadable),
            _some(found.first_unreadable),
        )
    for reason, count in found.left_out.items():
        yield Remark(
            "info",
            translate("Training", "Left out: {n}, {reason}.").format(n=counted(count), reason=said(reason)),
        )


def _groups(groups: Sequence[Sequence[str]]) -> str:
    named = [" = ".join(group[:_NAMED]) for group in groups[:_NAMED]]
    return "; ".join(named) + ("; …" if len(groups) > _NAMED else ".")


def _some(names: Sequence[str]) -> str:
    shown = [PurePath(name).name for name in names[:_NAMED]]
    return comma_list(shown) + (", …" if len(names) > _NAMED else "")
