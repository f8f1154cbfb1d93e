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

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.width(), self.image.height()
