"""FER2013 as class folders by use or as one table, and FER+'s votes on the same rows.

Barsoum et al., "Training Deep Networks for Facial Expression Recognition with Crowd-Sourced Label
Distribution", ICMI 2016: ten people voted on each row. The two labellings agree on two rows in three.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args

from trainer.data.layouts.fer_csv import FILES, USES, table_in, unpacked_table
from trainer.data.layouts.folders import read_class_folders
from trainer.data.layouts.labels import EMOTIONS, match_label
from trainer.data.layouts.samples import LabelledPictures, Sample, Skipped, require_folder, subfolders
from vision.errors import DataUnusable

Labelling = Literal["fer", "ferplus"]
VOTES_FILE = "fer2013new.csv"
TIE = "tie at the top of the FER+ votes"

_NOT_EMOTIONS = ("contempt", "unknown", "NF")
_VOTE_COLUMNS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", *_NOT_EMOTIONS)
_VOTES_HINT = "It must be FER+'s own file, beside the uses' folders or the table."
_HINT = (
    f"FER2013's layout is {FILES[0]}, or {', '.join(USES)}, or some of these, each with class folders of "
    "numbered pictures."
)

Votes = dict[str, int]


def read_fer(root: Path, labelling: Labelling = "fer", uses: Sequence[str] = USES) -> LabelledPictures:
    """Reads those of `uses` that are there, in the uses' order and by number.

    Where `root` has no folder of these but the competition's table, its rows are the pictures: PNG files in
    the user's cache, made once.

    labelling "fer": the class folder is the label. "ferplus": the majority of FER+'s votes is; a row with
    a tie at the top, or whose top is contempt, unknown or no face, is left out. Samples then carry `shares`,
    the votes for the seven labels as probabilities. The k-th row of a use in the file of votes is that use's
    k-th picture by number, so their counts must be equal. Raises DataUnusable otherwise, and for any other
    layout.
    """
    if labelling not in get_args(Labelling):
        raise ValueError(f"labelling must be one of {get_args(Labelling)}, not {labelling!r}")
    require_folder(root, _HINT)
    table = table_in(root)
    folders = [use for use in USES if (root / use).is_dir()]
    place = unpacked_table(table) if table and not folders else root
    present = [use for use in uses if (place / use).is_dir()]
    if not present:
        raise DataUnusable(root, f"holds none of {', '.join(uses)}", hint=_HINT)
    votes = _read_votes(root / VOTES_FILE) if labelling == "ferplus" else {}
    samples: list[Sample] = []
    skipped: list[Skipped] = []
    for use in present:
        found, left_out = _read_use(place / use)
        skipped += left_out
        if labelling == "ferplus":
            found, left_out = _relabel(root, use, found, votes.get(use, []))
            skipped += left_out
        samples += found
    return LabelledPictures(
        place,
        tuple(samples),
        EMOTIONS,
        tuple(skipped),
        picture_is_face=True,
        licence="Kaggle competition terms",
    )


def is_fer(root: Path) -> bool:
    """Whether `root` has a use's folder, or the competition's table."""
    folders = any((root / use).is_dir() for use in USES) and not (root / "train").is_dir()
    return folders or table_in(root) is not None


def _read_use(folder: Path) -> tuple[list[Sample], list[Skipped]]:
    found, skipped = read_class_folders(subfolders(folder), EMOTIONS)
    numbered = [
        replace(sample, number=int(match[0]), use=folder.name)
        for sample in found
        if (match := re.search(r"\d+", sample.path.stem))
    ]
    numbered.sort(key=lambda sample: sample.number or 0)
    for earlier, later in pairwise(numbered):
        if earlier.number == later.number:
            reason = f"has the same number as {earlier.path.parent.name}/{earlier.path.name}"
            raise DataUnusable(later.path, reason, hint=_HINT)
    nameless = {sample.path for sample in found} - {sample.path for sample in numbered}
    left_out = [*skipped, *(Skipped(path, "no row number in its name") for path in sorted(nameless))]
    return numbered, left_out


def _relabel(
    root: Path, use: str, samples: list[Sample], votes: list[Votes]
) -> tuple[list[Sample], list[Skipped]]:
    if len(votes) != len(samples):
        reason = f"has {len(votes)} rows of {use}, but there are {len(samples)} pictures"
        hint = "Rows and pictures are matched by order, so both must be whole."
        raise DataUnusable(root / VOTES_FILE, reason, hint=hint)
    kept: list[Sample] = []
    skipped: list[Skipped] = []
    for sample, row in zip(samples, votes, strict=True):
        top = majority(row)
        label = match_label(top, EMOTIONS) if top else None
        if label is None:
            skipped.append(Skipped(sample.path, f"FER+ says {top}" if top else TIE))
        else:
            kept.append(replace(sample, label=label, shares=vote_shares(row)))
    return kept, skipped


def majority(votes: Votes) -> str | None:
    """The one column with the most votes among all ten, or None on a tie."""
    most = max(votes.values())
    top = [column for column, count in votes.items() if count == most]
    return top[0] if len(top) == 1 else None


def vote_shares(votes: Votes) -> tuple[float, ...]:
    """The votes for the seven emotions as probabilities in the order of EMOTIONS; others don't count."""
    emotions = {column: count for column, count in votes.items() if column not in _NOT_EMOTIONS}
    counts = {match_label(column, EMOTIONS): count for column, count in emotions.items()}
    total = sum(counts.values())
    if total == 0:
        raise ValueError("nobody voted for an emotion")
    return tuple(counts[label] / total for label in EMOTIONS)


def _read_votes(path: Path) -> dict[str, list[Votes]]:
    by_use: dict[str, list[Votes]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"Usage", *_VOTE_COLUMNS} - set(reader.fieldnames or ())
            if missing:
                raise DataUnusable(path, f"has no column {', '.join(sorted(missing))}", hint=_VOTES_HINT)
            for row in reader:
                by_use.setdefault(row["Usage"], []).append(_parse(path, reader.line_num, row))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataUnusable(path, "FER+'s votes can't be read", hint=_VOTES_HINT) from error
    return by_use


def _parse(path: Path, line: int, row: dict[str, str | None]) -> Votes:
    try:
        votes = {column: int(row[column] or "") for column in _VOTE_COLUMNS}
    except ValueError as error:
        raise DataUnusable(path, f"line {line} holds no ten counts of votes", hint=_VOTES_HINT) from error
    return votes
