"""What every layout reader answers: labelled pictures, and those left out with the reason."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vision.errors import DataUnusable
from vision.images import IMAGE_SUFFIXES


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled picture.

    number: the file's number where the layout gives one (GENKI's line, FER2013's row).
    use: the publisher's own split ("Training"), where there is one.
    shares: probability of each label, in the order of `LabelledPictures.labels`, where people voted.
    pose_rad: yaw, pitch and roll in radians, where given.
    box_px: the annotated box, x, y, width, height in pixels, where there is one.
    """

    path: Path
    label: str
    number: int | None = None
    use: str | None = None
    shares: tuple[float, ...] | None = None
    pose_rad: tuple[float, float, float] | None = None
    box_px: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """One picture or file that the reader left out, and why."""

    path: Path
    reason: str


@dataclass(frozen=True)
class LabelledPictures:
    """The samples of one data folder in a stable order, and what was left out.

    labels: all labels that the samples may bear, in order.
    picture_is_face: each whole picture is one face, so that no detector is needed.
    licence: the publisher's terms in a few words, where the layout tells whose pictures they are.
    """

    root: Path
    samples: tuple[Sample, ...]
    labels: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    picture_is_face: bool = False
    licence: str = ""

    def __post_init__(self) -> None:
        if not self.samples:
            raise DataUnusable(
                self.root, "holds no labelled picture that can be used", hint=why_skipped(self.skipped)
            )
        strangers = {sample.label for sample in self.samples} - set(self.labels)
        if strangers:
            raise ValueError(f"samples bear labels that are not listed: {sorted(strangers)}")

    def counts(self) -> dict[str, int]:
        """How many samples each label has, in label order, labels without any included."""
        found = Counter(sample.label for sample in self.samples)
        return {label: found[label] for label in self.labels}

    def skipped_by_reason(self) -> dict[str, int]:
        """How many files were left out for each reason, most frequent first."""
        return dict(Counter(skip.reason for skip in self.skipped).most_common())


def why_skipped(skipped: tuple[Skipped, ...]) -> str:
    """One sentence on what was left out, or the empty string."""
    if not skipped:
        return ""
    reasons = Counter(skip.reason for skip in skipped).most_common(3)
    return "Left out: " + ", ".join(f"{count} ({reason})" for reason, count in reasons) + "."


def require_folder(root: Path, hint: str = "") -> None:
    """Raises DataUnusable unless `root` is a folder that can be listed."""
    if not root.exists():
        raise DataUnusable(root, "there is no such folder", hint=hint)
    if not root.is_dir():
        raise DataUnusable(root, "is a file, not a folder", hint=hint)


def subfolders(root: Path) -> list[Path]:
    """The folders directly in `root`, by name, hidden ones left out."""
    return sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))


def files_under(root: Path) -> Iterator[Path]:
    """Every file in and below `root` in a stable order, hidden ones left out."""
    for folder, subfolder_names, file_names in os.walk(root):
        subfolder_names[:] = sorted(name for name in subfolder_names if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(file_names) if not name.startswith("."))


def is_picture(path: Path) -> bool:
    """Whether the name ends like a picture that `vision` reads; the content is not looked at."""
    return path.suffix.lower() in IMAGE_SUFFIXES
