"""Looking at photos one after the other: faces, answers, and a small picture of each and of the whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.engine.analysis import FrameAnalysis
from desktop.engine.sources.base import Frame
from desktop.photos.whole import Ask, PictureAnswer
from vision.errors import ImageUnreadable
from vision.images import read_image
from vision.opencv import cv2

Look = Callable[[Frame], FrameAnalysis]
THUMB_PX = 192
_AROUND = 0.25
_JPEG_QUALITY = 88


@dataclass(frozen=True)
class PhotoResult:
    """What one photo shows. `thumbs` are JPEG files in memory: one a face; of one without faces, the photo.

    `problem` says why a photo could not be read; then there is no analysis. `whole`: what a model says of
    the photo as a whole, where one was asked; `square`: its middle square, as a JPEG file too. `not_faces`:
    which of the faces found are none, as somebody who looked said.
    """

    path: Path
    analysis: FrameAnalysis | None = None
    thumbs: tuple[bytes, ...] = ()
    problem: str = ""
    square: bytes = b""
    whole: PictureAnswer | None = None
    not_faces: frozenset[int] = frozenset()

    @property
    def places(self) -> tuple[int, ...]:
        """The faces, by their place in the analysis; what is none is left out."""
        found = () if self.analysis is None else self.analysis.faces
        return tuple(at for at in range(len(found)) if at not in self.not_faces)


def read_photos(
    photos: Iterable[Path],
    look: Look,
    say: Callable[[PhotoResult], None],
    stopped: Callable[[], bool],
    ask: Ask | None = None,
) -> None:
    """Looks at each photo and tells what it shows; ends early where `stopped` says so.

    `ask`: a model that is asked about the photo as a whole.
    """
    for index, path in enumerate(photos):
        if stopped():
            return
        say(_read_one(path, index, look, ask))


def _read_one(path: Path, index: int, look: Look, ask: Ask | None) -> PhotoResult:
    try:
        image = read_image(path)
    except ImageUnreadable as error:
        return PhotoResult(path, problem=error.reason)
    analysis = look(Frame(image, index, time.monotonic(), 0.0, path.name))
    boxes = [face.box_px for face in analysis.faces]
    square = _jpeg(image)
    thumbs = tuple(_jpeg(_around(image, box)) for box in boxes) if boxes else (square,)
    return PhotoResult(path, analysis, thumbs, square=square, whole=None if ask is None else ask(image))


def _around(image_bgr: NDArray[np.uint8], box_px: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """The face and a little around it, square where the picture has room."""
    x, y, width, height = box_px
    side = round(max(width, height) * (1 + 2 * _AROUND))
    left, top = x + (width - side) // 2, y + (height - side) // 2
    part = image_bgr[max(top, 0) : max(top, 0) + side, max(left, 0) : max(left, 0) + side]
    return part if part.size else image_bgr


def _jpeg(image_bgr: NDArray[np.uint8]) -> bytes:
    """The picture, shrunk so that its shorter side fits a thumbnail and cut square around its middle."""
    height, width = image_bgr.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = image_bgr[top : top + side, left : left + side]
    shrinks = side > THUMB_PX
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    small = cv2.resize(square, (THUMB_PX, THUMB_PX), interpolation=how)
    done, encoded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    assert done
    return bytes(encoded.tobytes())
