"""What was seen in photos as files: CSV, JSON, and copies with boxes drawn in. Whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.recording.annotate import annotated
from desktop.recording.outputs import OutputUnwritable, beside
from vision.errors import ImageUnreadable
from vision.images import read_image, write_image

_PLACE = ("file", "face", "x", "y", "width", "height")


@dataclass(frozen=True)
class PickedPhoto:
    """A photo, and those of its faces that are to be exported, by their place in the analysis."""

    path: Path
    analysis: FrameAnalysis
    faces: tuple[int, ...]

    def picked(self) -> list[FaceAnalysis]:
        """The faces themselves."""
        return [self.analysis.faces[at] for at in self.faces]


def write_csv(photos: Sequence[PickedPhoto], target: Path) -> None:
    """A row a face: file, place, and label and score of each task. Raises OutputUnwritable."""
    tasks = list(dict.fromkeys(task for photo in photos for face in photo.picked() for task in face.answers))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_PLACE, *(f"{task}{part}" for task in tasks for part in ("", "_score"))])
    for photo in photos:
        for at, face in zip(photo.faces, photo.picked(), strict=True):
            cells: list[object] = [str(photo.path), at + 1, *face.box_px]
            for task in tasks:
                answer = face.answers.get(task)
                cells += ["", ""] if answer is None else [answer.label or "", f"{answer.score:.4f}"]
            writer.writerow(cells)
    # The mark at the beginning is how spreadsheets know UTF-8.
    _write(target, text.getvalue().encode("utf-8-sig", "surrogateescape"))


def write_json(photos: Sequence[PickedPhoto], target: Path) -> None:
    """A list of photos with their faces, as `facet analyse` writes them. Raises OutputUnwritable."""
    rows = [
        {
            "file": str(photo.path),
            "size": list(photo.analysis.size),
            "faces": [face.to_json_object() for face in photo.picked()],
        }
        for photo in photos
    ]
    _write(target, (json.dumps(rows, ensure_ascii=True, indent=2) + "\n").encode())


def write_copies(
    photos: Sequence[PickedPhoto],
    folder: Path,
    say: Callable[[int], None],
    stopped: Callable[[], bool],
) -> list[Path]:
    """Copies with boxes and answers drawn in, under new names; `say` hears how many are done.

    Never writes over a file. Photos that can't be read any more are left out. Raises ImageUnreadable where
    the folder can't be written.
    """
    written: list[Path] = []
    for number, photo in enumerate(photos, start=1):
        if stopped():
            break
        try:
            image = read_image(photo.path)
        except ImageUnreadable:
            continue
        target = _free_name(folder, photo.path.stem)
        write_image(target, annotated(image, replace(photo.analysis, faces=tuple(photo.picked()))))
        written.append(target)
        say(number)
    return written


def _write(target: Path, content: bytes) -> None:
    with beside(target) as path:
        try:
            path.write_bytes(content)
        except OSError as error:
            raise OutputUnwritable(target, error) from error


def _free_name(folder: Path, stem: str) -> Path:
    target, number = folder / f"{stem} faces.jpg", 2
    while target.exists():
        target, number = folder / f"{stem} faces {number}.jpg", number + 1
    return target
