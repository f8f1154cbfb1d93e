"""The one way from an array to a QImage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

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


def _part(image: NDArray[np.uint8], part_px: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    x, y, width, height = part_px
    return image[y : y + height, x : x + width]
