"""What `facet-train inspect` says: one table of counts, then a line for each thing found."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from trainer.data.inspection import Inspection
from trainer.data.layouts.folders import where_classes_may_be

_FIRST = 5
_NAMES_A_GROUP = 4
_ROWS = 20


def print_inspection(console: Console, inspection: Inspection) -> None:
    """The table and the lines."""
    console.print(_table(inspection))
    for line in inspection_lines(inspection):
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def inspection_lines(inspection: Inspection) -> list[str]:
    """Sizes, classes, what was left out, copies, leaks and people, each named with its count."""
    return [
        _size_line(inspection),
        *_class_lines(inspection),
        *_left_out_lines(inspection),
        *_copy_lines(inspection),
        *_people_lines(inspection),
    ]


def count_of(count: int, what: str) -> str:
    """For example "1 picture" or "1,200 pictures"."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _table(inspection: Inspection) -> Table:
    counts, splits = inspection.counts(), inspection.splits
    table = Table("label", *splits, "pictures", "share")
    for column in table.columns[1:]:
        column.justify = "right"
    totals = {label: sum(by_split.values()) for label, by_split in counts.items()}
    labels = list(counts)
    if len(labels) > _ROWS:
        table.title = f"the {_ROWS} most frequent of {len(labels)} labels"
        labels = sorted(labels, key=lambda label: totals[label], reverse=True)[:_ROWS]
    everything = sum(totals.values())
    for label in labels:
        by_split = [f"{counts[label][split]:,}" for split in splits]
        table.add_row(escape(label), *by_split, f"{totals[label]:,}", f"{totals[label] / everything:.1%}")
    return table


def _size_line(inspection: Inspection) -> str:
    sizes = inspection.sizes()
    start = f"{inspection.pictures.root.resolve().name}: {count_of(len(inspection.looks), 'picture')}"
    if len(sizes) == 1:
        ((width, height),) = sizes
        return f"{start}, all {width}×{height}."
    widths, heights = ([size[axis] for size in sizes] for axis in (0, 1))
    (width, height), count = sizes.most_common(1)[0]
    spread = f"{min(widths)} to {max(widths)} wide, {min(heights)} to {max(heights)} high"
    return f"{start} in {len(sizes):,} sizes, {spread}; most often {width}×{height} ({count:,})."


def _class_lines(inspection: Inspection) -> list[str]:
    counts = inspection.counts()
    filled = {label: by_split for label, by_split in counts.items() if any(by_split.values())}
    lines = [f"The class '{label}' has no picture." for label in counts if label not in filled]
    if len(filled) == 1:
        lines.append(f"All pictures are of one class, '{next(iter(filled))}': nothing can be told apart.")
        lines += filter(None, [where_classes_may_be(inspection.pictures.root)])
    for label, by_split in filled.items():
        absent = [split for split, count in by_split.items() if not count]
        lines += [f"The class '{label}' has no picture in {', '.join(absent)}."] if absent else []
    return lines if len(lines) <= _FIRST else [*lines[:_FIRST], f"… and {len(lines) - _FIRST} classes more."]


def _left_out_lines(inspection: Inspection) -> list[str]:
    skipped = inspection.pictures.skipped
    lines = []
    for reason, count in inspection.pictures.skipped_by_reason().items():
        names = [skip.path.name for skip in skipped if skip.reason == reason]
        lines.append(f"Left out: {count:,}, {reason}: {_some(names)}.")
    unreadable = [f"{path} ({reason})" for path, reason in inspection.unreadable()]
    if unreadable:
        lines.append(f"{count_of(len(unreadable), 'picture')} can't be read: {_some(unreadable)}.")
    return lines


def _copy_lines(inspection: Inspection) -> list[str]:
    leaks = inspection.leaks
    if not leaks.groups:
        return ["No two pictures are the same, nor nearly so."]
    exact, mirrored = (sum(pair.exact for pair in leaks.pairs), sum(pair.mirrored for pair in leaks.pairs))
    lines = [
        f"Copies: {len(leaks.groups):,} groups of {sum(map(len, leaks.groups)):,} pictures in all "
        f"({exact:,} exact pairs, {len(leaks.pairs) - exact:,} near ones, {mirrored:,} of these mirrored)."
    ]
    if leaks.across_splits:
        lines.append(f"LEAK: {_groups(len(leaks.across_splits))} in two splits or more:")
        lines += _group_lines(inspection, leaks.across_splits)
    if leaks.label_conflicts:
        lines.append(f"CONFLICT: {_groups(len(leaks.label_conflicts))} under two labels or more:")
        lines += _group_lines(inspection, leaks.label_conflicts)
    return lines


def _groups(count: int) -> str:
    return f"{count_of(count, 'group')} of copies stand{'s' if count == 1 else ''}"


def _group_lines(inspection: Inspection, groups: Sequence[tuple[int, ...]]) -> list[str]:
    lines = []
    for group in groups[:_FIRST]:
        names = [_name(inspection, place) for place in _telling(inspection, group)[:_NAMES_A_GROUP]]
        more = f" = … {len(group) - _NAMES_A_GROUP} more" if len(group) > _NAMES_A_GROUP else ""
        lines.append(f"  {' = '.join(names)}{more}")
    return lines + ([f"  … and {len(groups) - _FIRST:,} more"] if len(groups) > _FIRST else [])


def _telling(inspection: Inspection, group: tuple[int, ...]) -> list[int]:
    """The group with one picture of each split and label first: these are what the line is about."""
    samples = inspection.pictures.samples
    firsts: dict[tuple[str | None, str], int] = {}
    for place in group:
        firsts.setdefault((samples[place].use, samples[place].label), place)
    return [*firsts.values(), *(place for place in group if place not in firsts.values())]


def _name(inspection: Inspection, place: int) -> str:
    sample = inspection.pictures.samples[place]
    return f"{sample.path.relative_to(inspection.pictures.root)} ({sample.label})"


def _people_lines(inspection: Inspection) -> list[str]:
    if inspection.people is None:
        return []
    nameless = sum(person is None for person in inspection.people)
    lines = [f"{nameless:,} names of files speak of nobody by --people."] if nameless else []
    found = inspection.people_across_splits
    if found:
        named = [
            f"{person} ({', '.join(f'{split} {count}' for split, count in by_split.items())})"
            for person, by_split in found.items()
        ]
        who = "1 person stands" if len(found) == 1 else f"{len(found):,} people stand"
        lines.append(f"LEAK: {who} in two splits or more: {_some(named)}.")
    else:
        people = len({person for person in inspection.people if person is not None})
        lines.append(f"{people:,} people{'; none stands in two splits' if inspection.splits else ''}.")
    return lines


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_FIRST]) + (", …" if len(names) > _FIRST else "")
