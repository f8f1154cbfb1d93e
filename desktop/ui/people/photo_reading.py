"""From files and folders to the faces in them, with what speaks against each. For threads only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.ui.i18n.said import said
from desktop.ui.people.roster import Photo, PhotoFace
from desktop.ui.words import translate
from vision.errors import ImageUnreadable
from vision.image_suffixes import IMAGE_SUFFIXES

if TYPE_CHECKING:
    from desktop.people.reading import FaceReader
    from desktop.people.records import NewFace

MOST_PHOTOS = 200
_LEAST_SIDE_PX = 20


def photo_files(paths: Iterable[Path]) -> list[Path]:
    """The picture files among these paths and in their folders, in order, each once."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = (each for each in path.rglob("*") if each.suffix.lower() in IMAGE_SUFFIXES)
            found.update(dict.fromkeys(sorted(each for each in inside if each.is_file())))
        else:
            found[path] = None
    return list(found)[:MOST_PHOTOS]


def read_photo(
    reader: FaceReader, path: Path, taken: Sequence[NewFace], owner_of: Callable[[NewFace], str | None]
) -> Photo:
    """The faces of one photo, the largest first. `taken`: what earlier photos gave."""
    from vision.images import read_image

    try:
        image = read_image(path)
    except ImageUnreadable as error:  # the file's name stands beside what is said
        return Photo(path, said=_sentence(said(error.reason)))
    seen = [face for face in reader.faces(image) if min(face.box_px[2:]) >= _LEAST_SIDE_PX]
    if not seen:
        return Photo(path, said=translate("People", "No face was found."))
    new = reader.new_faces(image, seen, source=path.name)
    faces = zip(seen, new, strict=True)
    return Photo(
        path,
        tuple(
            PhotoFace(one, face, _doubt(face, place, taken), owner_of(face))
            for place, (one, face) in enumerate(faces)
        ),
    )


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}." if reason else ""


def _doubt(face: NewFace, place: int, taken: Sequence[NewFace]) -> str:
    """Why a face is not taken by itself: not the largest, or seen already."""
    from desktop.people.enrolment import near_duplicate

    if place > 0:
        return translate("People", "Another face")
    if near_duplicate(face, taken):
        return translate("People", "Seen already")
    return ""
