"""What is done to a crop before a model sees it, where the model was trained so: named in its crop spec."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vision.opencv import cv2

Step = Literal["equalise", "denoise"]

# Of cv2.fastNlMeansDenoisingColored: strength for light and colour, and the two windows, in pixels.
_STRENGTH, _WINDOW, _SEARCH = 5, 7, 21


def take_steps(crop: NDArray[np.uint8], steps: Sequence[Step]) -> None:
    """Changes a crop, uint8 (H, W, 3) RGB, in place, one step after another.

    equalise: the histogram of each colour by itself is spread over 0..255. denoise: non-local means (Buades
    et al., "Non-local means denoising", IPOL 2011); about 0.1 s for 224x224 pixels.
    """
    for step in steps:
        crop[:] = _equalised(crop) if step == "equalise" else _denoised(crop)


def _equalised(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    channels = [cv2.equalizeHist(np.ascontiguousarray(crop[:, :, number])) for number in range(3)]
    return np.asarray(np.stack(channels, axis=2), np.uint8)


def _denoised(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    bgr = np.ascontiguousarray(crop[:, :, ::-1])
    clean = cv2.fastNlMeansDenoisingColored(bgr, None, _STRENGTH, _STRENGTH, _WINDOW, _SEARCH)
    return np.asarray(clean, np.uint8)[:, :, ::-1]
