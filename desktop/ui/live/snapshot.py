"""Snapshots: the picture on screen as a file, with or without boxes. Slow: for a thread."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QImage, QImageWriter, QPainter

from desktop.ui.live.face_views import FaceView
from desktop.ui.live.fit import fit
from desktop.ui.live.overlay import OverlayStyle, paint_faces
from desktop.ui.qimage import FrameImage
from desktop.ui.theme.tokens import STAGE, StageColours
from desktop.ui.words import translate
from vision.errors import FacetError


class SnapshotFailed(FacetError):
    """A snapshot could not be written."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            translate("Snapshots", "The snapshot could not be saved in {folder}: {reason}.").format(
                folder=folder, reason=reason
            ),
            hint=translate("Snapshots", "Make room there, or make the folder writable."),
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A picture, and how it was seen."""

    frame: FrameImage
    faces: tuple[FaceView, ...]
    mirrored: bool
    with_overlay: bool
    font: QFont
    look: tuple[StageColours, float] = (STAGE, 1.0)

    def render(self) -> QImage:
        """The picture at its full size, as it was seen."""
        image = self.frame.image.convertToFormat(QImage.Format.Format_RGB32)
        if self.mirrored:
            image = image.flipped(Qt.Orientation.Horizontal)
        if self.with_overlay:
            width, height = self.frame.size
            colours, scale = self.look
            unit = max(width / 1100, 1.0) * scale
            font = QFont(self.font)
            font.setPixelSize(round(15 * unit))
            painter = QPainter(image)
            place = fit(self.frame.size, (width, height), self.mirrored)
            style = OverlayStyle(font, unit, colours)
            paint_faces(painter, self.faces, place, QRectF(0, 0, width, height), style)
            painter.end()
        return image


def save_snapshot(snapshot: Snapshot, folder: Path, now: datetime | None = None) -> Path:
    """Write it into `folder`, made where missing, under a name of its own. Raises SnapshotFailed."""
    image = snapshot.render()
    stem = f"Facet {(now or datetime.now()):%Y-%m-%d %H-%M-%S}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".facet-", suffix=".png", dir=folder)
        os.close(handle)
    except OSError as error:
        raise SnapshotFailed(folder, (error.strerror or str(error)).lower()) from error
    beside = Path(name)
    writer = QImageWriter(str(beside), b"png")
    try:
        if not writer.write(image):
            raise SnapshotFailed(folder, writer.errorString().lower())
        path = _free_name(folder, stem)
        beside.replace(path)
    except OSError as error:
        raise SnapshotFailed(folder, (error.strerror or str(error)).lower()) from error
    finally:
        beside.unlink(missing_ok=True)
    return path


def _free_name(folder: Path, stem: str) -> Path:
    path, number = folder / f"{stem}.png", 2
    while path.exists():
        path, number = folder / f"{stem} ({number}).png", number + 1
    return path
