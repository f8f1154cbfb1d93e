"""The one way from an array to a QImage."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

if TYPE_CHECKING:  # the window is on screen before NumPy is loaded
    import numpy as np
    from numpy.typing import NDArray


class FrameImage:
    """A QImage that shares the memory of an array (uint8 (H, W, 3) BGR, contiguous), and keeps it alive."""

    __slots__ = ("_array", "image")

    def __init__(self, image_bgr: NDArray[np.uint8]) -> None:
        if image_bgr.dtype.name != "uint8" or image_bgr.ndim != 3 or image_bgr.shape[2] != 3:
            raise ValueError(f"a picture is uint8 (H, W, 3), not {image_bgr.dtype} {image_bgr.shape}")
        self._array = image_bgr if image_bgr.flags.c_contiguous else image_bgr.copy(order="C")
        height, width = self._array.shape[:2]
        self.image = QImage(self._array.data, width, height, width * 3, QImage.Format.Format_BGR888)

    def scaled(
        self,
        width: int,
        height: int,
        *,
        part_px: tuple[int, int, int, int] | None = None,
        mirrored: bool = False,
    ) -> ScaledImage:
        """`width` x `height` pixels to be drawn as they are: a third of what Qt takes to scale.

        `part_px`: x, y, width, height of a part inside the picture, instead of the whole.
        """
        import numpy as np

        from vision.opencv import cv2

        shown = self._array if part_px is None else _part(self._array, part_px)
        if width * 2 < shown.shape[1]:
            # To twice the size, then by halves: what takes the area at once takes six times as long.
            shown = np.asarray(cv2.resize(shown, (2 * width, 2 * height)), np.uint8)
            small = cv2.resize(shown, (width, height), interpolation=cv2.INTER_AREA)
        else:
            small = cv2.resize(shown, (width, height))
        small = cv2.cvtColor(small, cv2.COLOR_BGR2BGRA)
        if mirrored:
            small = cv2.flip(small, 1)
        return ScaledImage(np.asarray(small, np.uint8))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.width(), self.image.height()


class ScaledImage:
    """A QImage that shares the memory of an array (uint8 (H, W, 4) BGRA, contiguous), and keeps it alive."""

    __slots__ = ("_array", "image")

    def __init__(self, image_bgra: NDArray[np.uint8]) -> None:
        self._array = image_bgra
        height, width = image_bgra.shape[:2]
        self.image = QImage(image_bgra.data, width, height, width * 4, QImage.Format.Format_RGB32)

    def round_corners(self, radius_px: float) -> None:
        """Makes the corners round, by a mask that is drawn once for each size."""
        import numpy as np

        from vision.opencv import cv2

        height, width = self._array.shape[:2]
        mask = _round_mask(width, height, radius_px)
        self._array = np.asarray(cv2.multiply(self._array, mask, scale=1 / 255), np.uint8)
        see_through = QImage.Format.Format_ARGB32_Premultiplied
        self.image = QImage(self._array.data, width, height, width * 4, see_through)


@lru_cache(maxsize=8)
def _round_mask(width: int, height: int, radius_px: float) -> NDArray[np.uint8]:
    """255 inside a rectangle with round corners, 0 outside, between them on its edge: (H, W, 4)."""
    import numpy as np

    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawRoundedRect(QRectF(0, 0, width, height), radius_px, radius_px)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(height, width, 4).copy()


def _part(image: NDArray[np.uint8], part_px: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    x, y, width, height = part_px
    return image[y : y + height, x : x + width]
