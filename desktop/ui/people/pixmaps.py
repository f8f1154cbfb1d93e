"""Small pictures of faces with round corners: out of a frame, or kept in the gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPixmap

from desktop.ui.live.fit import portrait_px
from desktop.ui.qimage import FrameImage
from desktop.ui.theme.tokens import SPACE, Colours

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def face_pixmap(
    image_bgr: NDArray[np.uint8], box_px: tuple[int, int, int, int], side: int, scale: float
) -> QPixmap:
    """The face at a box of a frame, `side` device-independent pixels square."""
    frame = FrameImage(image_bgr)
    return _rounded(frame.image.copy(QRect(*portrait_px(box_px, frame.size))), side, scale)


def kept_pixmap(crop_rgb: NDArray[np.uint8], side: int, scale: float) -> QPixmap:
    """A kept picture."""
    return _rounded(FrameImage(crop_rgb[:, :, ::-1]).image.copy(), side, scale)


def stored_pixmap(file: bytes, side: int, scale: float) -> QPixmap | None:
    """A picture from a file in memory; None where there is none."""
    image = QImage.fromData(file)
    return None if image.isNull() else _rounded(image, side, scale)


def initials_pixmap(letters: str, side: int, scale: float, colours: Colours) -> QPixmap:
    """Letters in place of a portrait."""
    made = _empty(side, scale)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent_soft))
    painter.drawRoundedRect(QRectF(0, 0, side, side), SPACE.radius_small, SPACE.radius_small)
    font = painter.font()
    font.setPixelSize(round(side * 0.36))
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(colours.on_accent_soft))
    painter.drawText(QRectF(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, letters)
    painter.end()
    return made


def faded(pixmap: QPixmap) -> QPixmap:
    """The same, pale: it does not count."""
    made = QPixmap(pixmap.size())
    made.setDevicePixelRatio(pixmap.devicePixelRatio())
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setOpacity(0.35)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    return made


def _rounded(image: QImage, side: int, scale: float) -> QPixmap:
    made = _empty(side, scale)
    painter = QPainter(made)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    path = QPainterPath()
    path.addRoundedRect(QRectF(0, 0, side, side), SPACE.radius_small, SPACE.radius_small)
    painter.setClipPath(path)
    pixels = round(side * scale)
    small = image.scaled(
        pixels, pixels, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    painter.drawImage(QRectF(0, 0, side, side), small)
    painter.end()
    return made


def _empty(side: int, scale: float) -> QPixmap:
    made = QPixmap(round(side * scale), round(side * scale))
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    return made
