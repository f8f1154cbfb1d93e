"""Which faces become references, and in words why others don't."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.people.reading import FaceReader, SeenFace
from desktop.people.records import NewFace
from vision.embeddings import Embeddings

_LEAST_SIDE_PX = 20
_SAME_PICTURE = 0.985  # cosine from which two faces are one picture, or two frames of one moment


@dataclass(frozen=True)
class Taken:
    """A face to keep, or None, and what to tell the user. `kept`: the gallery has such a picture already."""

    face: NewFace | None
    said: str
    kept: bool = False


def take_photo(
    reader: FaceReader,
    image_bgr: NDArray[np.uint8],
    *,
    source: str,
    before: Sequence[NewFace] = (),
    kept: Embeddings | None = None,
) -> Taken:
    """The largest face of a photo as a reference.

    For near-duplicates, `before`: what was taken already; `kept` (K, D): the numbers, by the reader's model,
    of what the gallery has of the person.
    """
    faces = reader.faces(image_bgr)
    if not faces:
        return Taken(None, "not taken: no face was found")
    if min(faces[0].box_px[2:]) < _LEAST_SIDE_PX:
        return Taken(None, f"not taken: the face is too small ({int(min(faces[0].box_px[2:]))} pixels)")
    (face,) = reader.new_faces(image_bgr, faces[:1], source=source)
    if near_duplicate(face, before):
        return Taken(None, "not taken: almost the same picture was taken already")
    if kept is not None and len(kept) and float((kept @ face.embedding).max()) >= _SAME_PICTURE:
        return Taken(None, "not taken: it is there already, or almost the same picture", kept=True)
    return Taken(face, f"taken{_remarks(faces)}")


def near_duplicate(face: NewFace, before: Sequence[NewFace]) -> bool:
    """Whether a face adds nothing to those taken before."""
    return any(
        known.digest == face.digest and float(known.embedding @ face.embedding) >= _SAME_PICTURE
        for known in before
    )


def _remarks(faces: Sequence[SeenFace]) -> str:
    remarks = list(faces[0].quality.reasons)
    if len(faces) > 1:
        remarks.append(f"the largest of {len(faces)} faces")
    return f" ({', '.join(remarks)})" if remarks else ""
