"""What was seen in photos as files: CSV, JSON, and copies with boxes drawn in. Each whole or absent."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.identity import TASK as IDENTITY
from desktop.engine.identity import IdentityAnswer
from desktop.photos.whole import TOP, PictureAnswer
from desktop.recording.annotate import annotated
from desktop.recording.outputs import OutputUnwritable, beside
from desktop.recording.wording import PLAIN, Wording
from vision.errors import ImageUnreadable
from vision.images import read_image, write_image
from vision.recognisers import Answer

_PLACE = ("file", "face", "x", "y", "width", "height")
_ANSWER = ("", "_score", "_score_of")
_COLUMNS = {IDENTITY: "name"}  # as in the tables of recordings
_PICTURE_HEAD = [
    *(f"picture{part}" for part in _ANSWER),
    "picture_model",
    *(f"picture_{place}{part}" for place in range(1, TOP + 1) for part in ("", "_score")),
]


@dataclass(frozen=True)
class PickedPhoto:
    """A photo, and those of its faces that are to be exported, by their place in the analysis.

    `whole`: what a model said of the photo as a whole, where one was asked. `problem`: why it could not be
    read; then there is no analysis.
    """

    path: Path
    analysis: FrameAnalysis | None
    faces: tuple[int, ...] = ()
    whole: PictureAnswer | None = None
    problem: str = ""

    def picked(self) -> list[FaceAnalysis]:
        """The faces themselves."""
        return [] if self.analysis is None else [self.analysis.faces[at] for at in self.faces]


def write_csv(photos: Sequence[PickedPhoto], target: Path) -> None:
    """A row a face: file, place, and of each task its label, a score, and what that is the score of.

    The score is the one that the window shows: of a smile whatever the label, of the likeliest emotion where
    none is likely enough, of the nearest person where the face is nobody. Who it is stands under `name`, as
    in the tables of recordings. Raises OutputUnwritable.

    A photo without a face has a row with its file alone. Where photos were asked as wholes, `picture` has
    that answer in the same form, and the likeliest labels follow; where one could not be read, `problem` says
    why.
    """
    tasks = list(dict.fromkeys(task for photo in photos for face in photo.picked() for task in face.answers))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    asked = any(photo.whole is not None for photo in photos)
    failed = any(photo.problem for photo in photos)
    head = [*_PLACE, *(_COLUMNS.get(task, task) + part for task in tasks for part in _ANSWER)]
    writer.writerow(head + (_PICTURE_HEAD if asked else []) + (["problem"] if failed else []))
    for photo in photos:
        rest = (_whole_cells(photo.whole) if asked else []) + ([photo.problem] if failed else [])
        for at, face in zip(photo.faces, photo.picked(), strict=True):
            writer.writerow([str(photo.path), at + 1, *face.box_px, *_answer_cells(face, tasks), *rest])
        if not photo.faces:
            writer.writerow([str(photo.path), *[""] * (len(head) - 1), *rest])
    # The mark at the beginning is how spreadsheets know UTF-8.
    _write(target, text.getvalue().encode("utf-8-sig", "surrogateescape"))


def _answer_cells(face: FaceAnalysis, tasks: Sequence[str]) -> list[str]:
    cells: list[str] = []
    for task in tasks:
        answer = face.answers.get(task)
        cells += [""] * len(_ANSWER) if answer is None else _cells_of(answer)
    return cells


def _cells_of(answer: Answer) -> list[str]:
    """No number without what it is a number of."""
    of = answer.nearest if isinstance(answer, IdentityAnswer) else answer.scored
    return [answer.label or "", f"{answer.score:.4f}" if of else "", of or ""]


def _whole_cells(whole: PictureAnswer | None) -> list[str]:
    if whole is None:
        return [""] * len(_PICTURE_HEAD)
    said = [cell for label, score in whole.top for cell in (label, f"{score:.4f}")]
    likeliest, score = said[:2]
    return [whole.label or "", score, likeliest, whole.model, *said, *[""] * (2 * TOP - len(said))]


def write_json(photos: Sequence[PickedPhoto], target: Path) -> None:
    """A list of photos with their faces, as `facet analyse` writes them. Raises OutputUnwritable.

    "picture": what a model said of the photo as a whole, where one was asked. "problem": why a photo could
    not be read; it has no "size".
    """
    rows = [_json_object(photo) for photo in photos]
    _write(target, (json.dumps(rows, ensure_ascii=True, indent=2) + "\n").encode())


def _json_object(photo: PickedPhoto) -> dict[str, Any]:
    row: dict[str, Any] = {"file": str(photo.path)}
    if photo.analysis is not None:
        row["size"] = list(photo.analysis.size)
    row["faces"] = [face.to_json_object() for face in photo.picked()]
    if photo.whole is not None:
        row["picture"] = photo.whole.to_json_object()
    if photo.problem:
        row["problem"] = photo.problem
    return row


def write_copies(
    photos: Sequence[PickedPhoto],
    folder: Path,
    say: Callable[[int], None],
    stopped: Callable[[], bool],
    words: Wording = PLAIN,
) -> list[Path]:
    """Copies with boxes and answers drawn in, under new names; `say` hears how many are done.

    Never writes over a file. Photos that can't be read any more are left out. Raises ImageUnreadable where
    the folder can't be written.
    """
    written: list[Path] = []
    for number, photo in enumerate(photos, start=1):
        if stopped():
            break
        if photo.analysis is None:
            continue
        try:
            image = read_image(photo.path)
        except ImageUnreadable:
            continue
        target = _free_name(folder, photo.path.stem)
        picked = replace(photo.analysis, faces=tuple(photo.picked()))
        write_image(target, annotated(image, picked, words))
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
